/** mge-utalk as it is defined, on a serial line in memory, with time that a test moves. */
import { MGE_UTALK } from "../../../../src/drivers/serial/mge-utalk/driver.ts";
import { type DriverBench, driverBench } from "../../../sim/bench/driver-bench.ts";
import type { Profile } from "../../../sim/devices/answer-table.ts";
import { SerialDevice } from "../../../sim/devices/serial-device.ts";
import { VirtualClock } from "../../../sim/machine/virtual-clock.ts";

export interface UtalkBench extends DriverBench {
  readonly device: SerialDevice;
  /** What was asked since the last call, without line ends. */
  asked(): readonly string[];
}

const LONG_MS = 600_000;
const STEP_MS = 100;

export function utalkBench(profile: Profile, options: Readonly<Record<string, string>> = {}): UtalkBench {
  const clock = new VirtualClock();
  const device = new SerialDevice(profile, clock);
  const serial = { open: () => Promise.resolve(device) };
  const bench = driverBench({ definition: MGE_UTALK, clock, serial, options, stepMs: STEP_MS, longMs: LONG_MS });
  const asked = (): readonly string[] => device.asked.splice(0).map((one) => one.trimEnd());
  return { ...bench, device, asked };
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
