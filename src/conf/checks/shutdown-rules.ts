/** SHUTDOWNON and SUPPLYGROUP against the MONITOR lines: what would never act, and what could never be met. */
import type { Place, Reporter } from "../problem.ts";
import {
  appliesTo,
  type RuleCondition,
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

/** Whether `a` holds whenever `b` does. */
function isWider(a: RuleCondition, b: RuleCondition): boolean {
  if (a.word !== b.word) return false;
  return a.word === "charge" || a.word === "runtime" ? a.limit >= b.limit : a.limit <= b.limit;
}

/** Whether `a` fires for all that `b` fires for, and no later: then `b` is for nothing. */
const makesIdle = (a: ShutdownRule, b: ShutdownRule): boolean =>
  (a.ups === "*" || (b.ups !== "*" && sameUps(a.ups, b.ups))) &&
  (a.hold === b.hold || (a.hold !== undefined && b.hold !== undefined && a.hold <= b.hold)) &&
  a.conditions.every((wide) => b.conditions.some((narrow) => isWider(wide, narrow)));

const lineOf = (rule: ShutdownRule): string => `SHUTDOWNON ${rule.ups} ${ruleText(rule)}`;

/** Of two that are alike the later one is said to be idle. */
function checkIdle(rules: readonly ShutdownRule[], at: number, place: Place, report: Reporter): void {
  const rule = rules[at];
  const wider = rules.find(
    (each, i) => rule && i !== at && makesIdle(each, rule) && (i < at || !makesIdle(rule, each)),
  );
  if (!rule || !wider) return;
  const text = `${lineOf(rule)} has no effect: ${lineOf(wider)} fires no later`;
  report.warning(place, text, "any line is enough: keep one of them");
}

function checkRule(rule: ShutdownRule, { monitors, supplyGroups }: Settings, place: Place, report: Reporter): void {
  const grouped = (system: string): boolean =>
    supplyGroups.some(({ members }) => members.some((member) => sameUps(member, system)));
  const watched = monitors.filter(({ system }) => appliesTo(rule, system));
  const named = lineOf(rule);
  if (watched.length === 0) report.error(place, `${named}: no MONITOR line has ${rule.ups}`, "write * or a UPS of one");
  else if (watched.every(({ system, powerValue }) => powerValue === 0 && !grouped(system)))
    report.warning(place, `${named} shuts nothing down: its power value is 0`, "raise it in the MONITOR line");
}

function checkGroup(group: SupplyGroup, monitors: readonly Monitor[], place: Place, report: Reporter): void {
  const missing = group.members.filter((member) => !monitors.some(({ system }) => sameUps(member, system)));
  const named = `SUPPLYGROUP ${group.name}`;
  for (const member of missing)
    report.error(place, `${named}: no MONITOR line has ${member}`, "write one as it has it");
  const total = groupTotal(group, monitors);
  if (group.least <= total || total === 0) return;
  const text = `${named} asks for ${group.least} of what makes ${total}: it could never be met and counts for nothing`;
  report.error(place, text, `write at most ${total}, or name more UPSes`, "minsupplies");
}

export function checkRules(settings: Settings, placeOf: (entry: object) => Place, report: Reporter): void {
  const { monitors, shutdownRules, supplyGroups } = settings;
  shutdownRules.forEach((rule, i) => {
    checkRule(rule, settings, placeOf(rule), report);
    checkIdle(shutdownRules, i, placeOf(rule), report);
  });
  for (const group of supplyGroups) checkGroup(group, monitors, placeOf(group), report);
}
