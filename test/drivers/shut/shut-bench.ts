/** mge-shut as it is defined, on a line in memory, with time that a test moves. */
import { MGE_SHUT } from "../../../src/drivers/shut/definition.ts";
import type { Driver, Reading } from "../../../src/drivers/types.ts";
import { createLog } from "../../../src/system/log/log.ts";
import { NO_OPENERS } from "../../driver-daemon/engine/rig.ts";
import { ShutWire } from "../../sim/devices/shut-wire.ts";
import { type CapturedDevice, loadCapture, OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export const ELLIPSE = "own-eaton-ellipse-pro-650";

export interface ShutBench {
  readonly driver: Driver;
  readonly wire: ShutWire;
  readonly clock: VirtualClock;
  readonly said: string[];
  readonly wakes: () => number;
  readonly wake: () => void;
  /** Lets a call take its time; resolves when it has ended, however it did. */
  run<T>(call: Promise<T>): Promise<T>;
  /** Milliseconds that a call takes. */
  time(call: Promise<unknown>): Promise<number>;
}

/** More than any call takes. */
const LONG_MS = 1_800_000;
const STEP_MS = 100;

export function shutBench(
  options: Readonly<Record<string, string>> = {},
  captured: CapturedDevice = loadCapture(OWN_CAPTURES, ELLIPSE),
): ShutBench {
  const clock = new VirtualClock();
  const wire = new ShutWire(captured, clock);
  const said: string[] = [];
  let wakes = 0;
  const driver = MGE_SHUT.create({
    settings: settingsOf({ port: "/dev/ttyTEST", ...options }),
    openers: { ...NO_OPENERS, serial: wire },
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
    for (let waited = 0; !ended && waited < LONG_MS; waited += STEP_MS) await clock.advance(STEP_MS);
    if (!ended) throw new Error("a call that does not end");
    return clock.now() - start;
  }

  const run = async <T>(call: Promise<T>): Promise<T> => {
    await time(call);
    return call;
  };
  const wake = (): void => {
    wakes++;
  };
  return { driver, wire, clock, said, wakes: () => wakes, wake, run, time };
}

/** A bench whose driver is open. */
export async function openShutBench(
  options: Readonly<Record<string, string>> = {},
  captured?: CapturedDevice,
): Promise<ShutBench> {
  const bench = shutBench(options, captured);
  await bench.run(bench.driver.open(bench.wake));
  return bench;
}

/** The value of a variable in a reading. */
export function valueIn({ vars }: Reading, name: string): string | undefined {
  const found = vars.get(name);
  return typeof found === "object" ? found.value : found;
}
