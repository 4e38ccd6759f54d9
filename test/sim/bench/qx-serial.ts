/** nutdrv_qx as it is defined, on a serial line in memory, with time that a test moves. */
import { NUTDRV_QX } from "../../../src/drivers/qx/definition.ts";
import type { Identity } from "../../../src/drivers/types.ts";
import { type DriverBench, driverBench } from "../bench/driver-bench.ts";
import type { Profile } from "../devices/answer-table.ts";
import { SerialDevice } from "../devices/serial-device.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";

export interface SerialBench extends DriverBench {
  readonly device: SerialDevice;
}

/** More than any call takes. */
const LONG_MS = 300_000;
const STEP_MS = 50;

export function serialBench(profile: Profile, options: Readonly<Record<string, string>> = {}): SerialBench {
  const clock = new VirtualClock();
  const device = new SerialDevice(profile, clock);
  const serial = { open: () => Promise.resolve(device) };
  const bench = driverBench({ definition: NUTDRV_QX, clock, serial, options, stepMs: STEP_MS, longMs: LONG_MS });
  return { ...bench, device };
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
