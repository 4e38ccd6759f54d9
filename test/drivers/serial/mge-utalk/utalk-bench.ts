/** mge-utalk as it is defined, on a serial line in memory, with time that a test moves. */
import { MGE_UTALK } from "../../../../src/drivers/serial/mge-utalk/driver.ts";
import type { Driver, Reading } from "../../../../src/drivers/types.ts";
import { createLog } from "../../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../../driver-daemon/engine/rig.ts";
import type { Profile } from "../../../sim/devices/answer-table.ts";
import { SerialDevice } from "../../../sim/devices/serial-device.ts";
import { settingsOf } from "../../../sim/machine/settings.ts";
import { VirtualClock } from "../../../sim/machine/virtual-clock.ts";

export interface UtalkBench {
  readonly driver: Driver;
  readonly device: SerialDevice;
  readonly clock: VirtualClock;
  readonly said: string[];
  /** Lets a call take its time; resolves when it has ended, however it did. */
  run<T>(call: Promise<T>): Promise<T>;
  /** Milliseconds that a call takes. */
  time(call: Promise<unknown>): Promise<number>;
  /** What was asked since the last call, without line ends. */
  asked(): readonly string[];
}

const LONG_MS = 600_000;
const STEP_MS = 100;

export function utalkBench(profile: Profile, options: Readonly<Record<string, string>> = {}): UtalkBench {
  const clock = new VirtualClock();
  const device = new SerialDevice(profile, clock);
  const said: string[] = [];
  const driver = MGE_UTALK.create({
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
  const asked = (): readonly string[] => device.asked.splice(0).map((one) => one.trimEnd());
  return { driver, device, clock, said, run, time, asked };
}

/** A bench whose driver is open and has read everything. */
export async function openUtalkBench(
  profile: Profile,
  options: Readonly<Record<string, string>> = {},
): Promise<UtalkBench> {
  const bench = utalkBench(profile, options);
  await bench.run(bench.driver.open(() => undefined));
  return bench;
}

export function valueIn({ vars }: Reading, name: string): string | undefined {
  const found = vars.get(name);
  return typeof found === "object" ? found.value : found;
}
