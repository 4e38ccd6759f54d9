/** A driver on a simulated device, on virtual time; its socket is a file in a folder of its own. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "@jest/globals";
import type { Setting } from "../../../src/conf/sections.ts";
import { type DriverConfig, driverConfig } from "../../../src/driver-daemon/engine/driver-config.ts";
import { type DriverDeps, type DriverHandle, startDriver } from "../../../src/driver-daemon/engine/start-driver.ts";
import { formatPublished } from "../../../src/sockproto/dump.ts";
import { createLog } from "../../../src/system/log/log.ts";
import type { SimDevice } from "../../sim/devices/device.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

export { NO_OPENERS };

/** `pollinterval = 2` and the like, as settings of a section. */
export const settings = (record: Readonly<Record<string, string | undefined>>): readonly Setting[] =>
  Object.entries(record).map(([name, value]) => ({ name, value }));

export const config = (
  section: Readonly<Record<string, string | undefined>> = {},
  globals: Readonly<Record<string, string | undefined>> = {},
  upsname = "a",
): DriverConfig =>
  driverConfig({ upsname, globals: settings(globals), section: settings({ port: "sim", ...section }) });

export interface Rig {
  readonly clock: VirtualClock;
  readonly lines: string[];
  readonly handle: DriverHandle;
  readonly said: string[];
  value(name: string): string | undefined;
}

const open: { stop(): Promise<void>; clock: VirtualClock; folder: string }[] = [];

afterEach(async () => {
  for (const { stop, clock, folder } of open.splice(0)) {
    const stopped = stop();
    await clock.advance(60_000);
    await stopped;
    rmSync(folder, { recursive: true, force: true });
  }
});

/** Starts the driver. Time stands still until the test moves it. */
export async function rig(
  device: Pick<SimDevice, "definition">,
  conf: DriverConfig = config(),
  deps: Partial<DriverDeps> & { readonly clock?: VirtualClock } = {},
): Promise<Rig> {
  const clock = deps.clock ?? new VirtualClock();
  const lines: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), "nutts-"));
  const log = createLog((level, line) => lines.push(`${level}: ${line}`));
  const handle = await startDriver(device.definition, conf, {
    openers: NO_OPENERS,
    clock,
    log,
    statePath: folder,
    ...deps,
  });
  const said: string[] = [];
  handle.published.listen((change) => said.push(formatPublished(change)));
  open.push({ stop: () => handle.stop(), clock, folder });
  return { clock, lines, handle, said, value: (name) => handle.published.state.value(name) };
}
