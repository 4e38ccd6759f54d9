/** BATTERYTEST and BATTERYHEALTH against the MONITOR lines. */
import type { Place, Reporter } from "../problem.ts";
import { type BatteryTest, USUAL_HEALTH } from "../tables/battery-tests.ts";
import { sameUps } from "../tables/shutdown-rules.ts";
import type { Monitor } from "../tables/upsmon-conf.ts";

interface Settings {
  readonly monitors: readonly Monitor[];
  readonly batteryTests: readonly BatteryTest[];
  readonly batteryHealth: number;
}

export function checkBatteryTests(
  { monitors, batteryTests, batteryHealth }: Settings,
  placeOf: (entry: object) => Place,
  health: Place | undefined,
  report: Reporter,
): void {
  for (const line of batteryTests) {
    const { ups, test } = line;
    if (monitors.some(({ system }) => sameUps(ups, system))) continue;
    report.error(placeOf(line), `BATTERYTEST ${ups} ${test}: no MONITOR line has ${ups}`, "write a UPS of one");
  }
  if (health === undefined || batteryTests.length > 0 || batteryHealth === USUAL_HEALTH) return;
  const text = "BATTERYHEALTH has no effect without BATTERYTEST: no battery is measured";
  report.warning(health, text, "write a BATTERYTEST line, or delete it");
}
