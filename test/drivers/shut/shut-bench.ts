/** mge-shut as it is defined, on a line in memory, with time that a test moves. */
import { MGE_SHUT } from "../../../src/drivers/shut/definition.ts";
import { type DriverBench, driverBench } from "../../sim/bench/driver-bench.ts";
import { ShutWire } from "../../sim/devices/shut-wire.ts";
import { type CapturedDevice, loadCapture, OWN_CAPTURES } from "../../sim/devices/usb-capture.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export const ELLIPSE = "own-eaton-ellipse-pro-650";

export interface ShutBench extends DriverBench {
  readonly wire: ShutWire;
  readonly wakes: () => number;
  readonly wake: () => void;
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
  const bench = driverBench({
    ...{ definition: MGE_SHUT, clock, serial: wire, options },
    ...{ stepMs: STEP_MS, longMs: LONG_MS },
  });
  let wakes = 0;
  const wake = (): void => {
    wakes++;
  };
  return { ...bench, wire, wakes: () => wakes, wake };
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
