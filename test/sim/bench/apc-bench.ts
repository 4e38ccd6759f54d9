/** apcsmart as it is defined, on a line in memory, with time that a test moves. */
import { findDriver } from "../../../src/drivers/registry.ts";
import type { Driver, Identity } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../driver-daemon/engine/rig.ts";
import { ApcAnswers, type ApcProfile } from "../devices/apc-answers.ts";
import { SerialDevice } from "../devices/serial-device.ts";
import { settingsOf } from "../machine/settings.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";

export interface ApcBench {
  readonly driver: Driver;
  readonly device: SerialDevice;
  readonly answers: ApcAnswers;
  readonly clock: VirtualClock;
  readonly said: string[];
  /** How often the device spoke first. */
  readonly woken: () => number;
  /** Lets a call take its time; resolves when it has ended, however it did. */
  run<T>(call: Promise<T>): Promise<T>;
  /** Milliseconds that a call takes. */
  time(call: Promise<unknown>): Promise<number>;
  open(): Promise<Identity>;
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
  const said: string[] = [];
  let woken = 0;
  const definition = await findDriver(name)?.load(name);
  if (!definition) throw new Error(`no driver ${name}`);
  const driver = definition.create({
    settings: settingsOf({ port: device.path, ...options }),
    openers: { ...NO_OPENERS, serial: { open: () => Promise.resolve(device) } },
    log: createLog((level, line) => said.push(`${level}: ${line}`)),
    clock,
  });

  async function time(call: Promise<unknown>): Promise<number> {
    const start = clock.now();
    let ended = false;
    const end = (): void => {
      ended = true;
    };
    call.then(end, end);
    for (let waited = 0; !ended && waited < LONG_MS; waited += STEP_MS) await clock.advance(STEP_MS);
    if (!ended) throw new Error("a call that does not end");
    return clock.now() - start;
  }

  const run = async <T>(call: Promise<T>): Promise<T> => {
    await time(call);
    return call;
  };
  const open = (): Promise<Identity> =>
    run(
      driver.open(() => {
        woken++;
      }),
    );
  return { driver, device, answers, clock, said, woken: () => woken, run, time, open };
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
