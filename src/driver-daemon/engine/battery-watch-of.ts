import type { DriverDefinition } from "../../drivers/types.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { BatteryFile } from "../battery/battery-file.ts";
import { BatteryWatch } from "../battery/battery-watch.ts";
import type { DriverConfig } from "./driver-config.ts";

/** What learns of a device's battery, by the configuration as it is at each time. Of what somebody else told nothing is made. */
export function batteryWatchOf(
  { asTold }: Pick<DriverDefinition, "asTold">,
  config: () => DriverConfig,
  { batteryPath, clock }: { readonly batteryPath?: string | undefined; readonly clock: Clock },
  log: Log,
): BatteryWatch | undefined {
  if (batteryPath === undefined || asTold) return undefined;
  const { upsname } = config().settings;
  return new BatteryWatch({
    mode: () => config().common.batteryModel,
    file: new BatteryFile(batteryPath, upsname, log),
    clock,
    isSettled: (name) => {
      const { settings } = config();
      return settings.override(name) !== undefined || settings.fallback(name) !== undefined;
    },
  });
}
