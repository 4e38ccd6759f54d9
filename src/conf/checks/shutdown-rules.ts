/** SHUTDOWNON and SUPPLYGROUP against the MONITOR lines: what would never act, and what could never be met. */
import type { Place, Reporter } from "../problem.ts";
import {
  appliesTo,
  ruleText,
  type ShutdownRule,
  type SupplyGroup,
  sameUps,
  weightIn,
} from "../tables/shutdown-rules.ts";
import type { Monitor } from "../tables/upsmon-conf.ts";

interface Settings {
  readonly monitors: readonly Monitor[];
  readonly shutdownRules: readonly ShutdownRule[];
  readonly supplyGroups: readonly SupplyGroup[];
}

/** All that its members give together. */
export const groupTotal = ({ members }: SupplyGroup, monitors: readonly Monitor[]): number =>
  monitors
    .filter(({ system }) => members.some((member) => sameUps(member, system)))
    .reduce((sum, { powerValue }) => sum + weightIn(powerValue), 0);

function checkRule(rule: ShutdownRule, monitors: readonly Monitor[], place: Place, report: Reporter): void {
  const watched = monitors.filter(({ system }) => appliesTo(rule, system));
  const named = `SHUTDOWNON ${rule.ups} ${ruleText(rule)}`;
  if (watched.length === 0) report.error(place, `${named}: no MONITOR line has ${rule.ups}`, "write * or a UPS of one");
  else if (watched.every(({ powerValue }) => powerValue === 0))
    report.warning(place, `${named} shuts nothing down: its power value is 0`, "raise it in the MONITOR line");
}

function checkGroup(group: SupplyGroup, monitors: readonly Monitor[], place: Place, report: Reporter): void {
  const missing = group.members.filter((member) => !monitors.some(({ system }) => sameUps(member, system)));
  const named = `SUPPLYGROUP ${group.name}`;
  for (const member of missing)
    report.error(place, `${named}: no MONITOR line has ${member}`, "write one as it has it");
  const total = groupTotal(group, monitors);
  if (group.least <= total) return;
  const text = `${named} asks for ${group.least} of what makes ${total}: it could never be met and counts for nothing`;
  report.error(place, text, `write at most ${total}, or name more UPSes`, "minsupplies");
}

export function checkRules(settings: Settings, placeOf: (entry: object) => Place, report: Reporter): void {
  const { monitors, shutdownRules, supplyGroups } = settings;
  for (const rule of shutdownRules) checkRule(rule, monitors, placeOf(rule), report);
  for (const group of supplyGroups) checkGroup(group, monitors, placeOf(group), report);
}
