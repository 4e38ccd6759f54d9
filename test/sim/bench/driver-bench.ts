/** A driver as it is defined, on a device in memory, with time that a test moves. */
import type { Openers } from "../../../src/device/openers.ts";
import type { Driver, DriverDefinition, Reading } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../machine/no-openers.ts";
import { settingsOf } from "../machine/settings.ts";
import type { VirtualClock } from "../machine/virtual-clock.ts";

export interface DriverBench {
  readonly driver: Driver;
  readonly clock: VirtualClock;
  readonly said: string[];
  /** Lets a call take its time; resolves when it has ended, however it did. */
  run<T>(call: Promise<T>): Promise<T>;
  /** Milliseconds that a call takes. */
  time(call: Promise<unknown>): Promise<number>;
}

export interface BenchSetup extends Partial<Openers> {
  readonly definition: DriverDefinition;
  readonly clock: VirtualClock;
  /** The section of ups.conf. */
  readonly options: Readonly<Record<string, string>>;
  /** By so many milliseconds the clock goes on while a call is waited for. */
  readonly stepMs: number;
  /** More than any call takes. */
  readonly longMs: number;
}

export function driverBench({ definition, clock, options, stepMs, longMs, ...openers }: BenchSetup): DriverBench {
  const said: string[] = [];
  const driver = definition.create({
    settings: settingsOf({ port: "/dev/ttyTEST", ...options }),
    openers: Object.assign(Object.create(NO_OPENERS), openers),
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
    await clock.settle();
    for (let waited = 0; !ended && waited < longMs; waited += stepMs) await clock.advance(stepMs);
    if (!ended) throw new Error("a call that does not end");
    return clock.now() - start;
  }

  const run = async <T>(call: Promise<T>): Promise<T> => {
    await time(call);
    return call;
  };
  return { driver, clock, said, run, time };
}

/** The value of a variable in a reading. */
export function valueIn({ vars }: Reading, name: string): string | undefined {
  const found = vars.get(name);
  return typeof found === "object" ? found.value : found;
}
