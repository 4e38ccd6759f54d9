/** apcsmart as it is defined, on a line in memory, with time that a test moves. */
import { Repetition } from "../../../src/driver-daemon/engine/repetition.ts";
import { findDriver } from "../../../src/drivers/registry.ts";
import type { Identity, Outcome } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { ApcAnswers, type ApcProfile } from "../devices/apc-answers.ts";
import { SerialDevice } from "../devices/serial-device.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import { type DriverBench, driverBench } from "./driver-bench.ts";

export interface ApcBench extends DriverBench {
  readonly device: SerialDevice;
  readonly answers: ApcAnswers;
  /** How often the device spoke first. */
  readonly woken: () => number;
  open(): Promise<Identity>;
  /** A command as a client sends it. */
  instcmd(name: string, param?: string): Promise<Outcome>;
}

/** More than any call takes. */
const LONG_MS = 600_000;
const STEP_MS = 50;

export async function apcBench(
  profile: ApcProfile,
  options: Readonly<Record<string, string>> = {},
  name = "apcsmart",
): Promise<ApcBench> {
  const clock = new VirtualClock();
  const answers = new ApcAnswers(profile);
  const device = new SerialDevice(answers, clock);
  const definition = await findDriver(name)?.load(name);
  if (!definition) throw new Error(`no driver ${name}`);
  const serial = { open: () => Promise.resolve(device) };
  const bench = driverBench({ definition, clock, serial, options, stepMs: STEP_MS, longMs: LONG_MS });
  let woken = 0;
  const open = (): Promise<Identity> =>
    bench.run(
      bench.driver.open(() => {
        woken++;
      }),
    );
  const repetition = new Repetition(
    clock,
    createLog((level, text) => bench.said.push(`${level}: ${text}`)),
  );
  const instcmd = (name: string, param?: string): Promise<Outcome> => repetition.instcmd(bench.driver, name, param);
  return { ...bench, device, answers, woken: () => woken, open, instcmd };
}

/** A bench whose driver is open, and what was asked until then forgotten. */
export async function openApcBench(
  profile: ApcProfile,
  options: Readonly<Record<string, string>> = {},
  name = "apcsmart",
): Promise<ApcBench> {
  const bench = await apcBench(profile, options, name);
  await bench.open();
  bench.device.asked.length = 0;
  return bench;
}
