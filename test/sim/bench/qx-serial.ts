/** nutdrv_qx as it is defined, on a serial line in memory, with time that a test moves. */
import { NUTDRV_QX } from "../../../src/drivers/qx/definition.ts";
import type { Driver, Identity } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../driver-daemon/engine/rig.ts";
import { settingsOf } from "../machine/settings.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import type { Profile } from "./answer-table.ts";
import { SerialDevice } from "./serial-device.ts";

export interface SerialBench {
  readonly driver: Driver;
  readonly device: SerialDevice;
  readonly clock: VirtualClock;
  readonly said: string[];
  /** Lets a call take its time; resolves when it has ended, however it did. */
  run<T>(call: Promise<T>): Promise<T>;
  /** Milliseconds that a call takes. */
  time(call: Promise<unknown>): Promise<number>;
}

/** More than any call takes. */
const LONG_MS = 300_000;
const STEP_MS = 50;

export function serialBench(profile: Profile, options: Readonly<Record<string, string>> = {}): SerialBench {
  const clock = new VirtualClock();
  const device = new SerialDevice(profile, clock);
  const said: string[] = [];
  const driver = NUTDRV_QX.create({
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
  return { driver, device, clock, said, run, time };
}

/** A bench whose driver is open. */
export async function openSerialBench(
  profile: Profile,
  options: Readonly<Record<string, string>> = {},
): Promise<SerialBench & { readonly identity: Identity }> {
  const bench = serialBench(profile, options);
  const identity = await bench.run(bench.driver.open(() => undefined));
  return { ...bench, identity };
}
