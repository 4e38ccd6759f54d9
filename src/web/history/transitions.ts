/** What has happened between two looks at a UPS. Pure. */
import { parseStatus } from "../../nut/status.ts";
import type { UpsCondition } from "../follow/ups-condition.ts";

export interface Look {
  readonly condition: UpsCondition;
  readonly values: ReadonlyMap<string, string>;
  readonly reason: string | undefined;
}

export interface Happening {
  /** As notify types are called where there is one. */
  readonly type: string;
  readonly text: string;
}

interface Rule {
  readonly token: string;
  readonly on: Happening["type"];
  readonly off?: Happening["type"];
  readonly began: string;
  readonly ended?: string;
}

const RULES: readonly Rule[] = [
  { token: "OB", on: "ONBATT", off: "ONLINE", began: "runs on battery", ended: "runs on line power again" },
  { token: "LB", on: "LOWBATT", began: "has a low battery" },
  { token: "FSD", on: "FSD", began: "tells every machine to shut down" },
  { token: "RB", on: "REPLBATT", began: "needs a new battery" },
  { token: "OVER", on: "OVER", off: "NOTOVER", began: "is overloaded", ended: "is overloaded no longer" },
  { token: "BYPASS", on: "BYPASS", off: "NOTBYPASS", began: "is on bypass", ended: "is on bypass no longer" },
  { token: "OFF", on: "OFF", off: "NOTOFF", began: "is switched off", ended: "is switched on again" },
  { token: "CAL", on: "CAL", off: "NOTCAL", began: "calibrates its runtime", ended: "has calibrated its runtime" },
  { token: "TEST", on: "TEST", off: "NOTTEST", began: "tests its battery", ended: "has tested its battery" },
];

const tokensOf = ({ values }: Look): ReadonlySet<string> => new Set(parseStatus(values.get("ups.status") ?? ""));

const LONGEST = 300;

function alarms(name: string, before: Look, after: Look): readonly Happening[] {
  const [was, is] = [before.values.get("ups.alarm") ?? "", after.values.get("ups.alarm") ?? ""];
  if (was === is) return [];
  return is === ""
    ? [{ type: "NOTALARM", text: `${name} has no alarm any more` }]
    : [{ type: "ALARM", text: `${name} reports: ${is.slice(0, LONGEST)}` }];
}

export function happenings(name: string, before: Look | undefined, after: Look): readonly Happening[] {
  if (before && before.condition === "live" && after.condition !== "live" && after.condition !== "waiting")
    return [{ type: "COMMBAD", text: `Nothing is known of ${name}: ${(after.reason ?? "gone").slice(0, LONGEST)}` }];
  if (after.condition !== "live" || !before) return [];
  const back =
    before.condition === "live" || before.condition === "waiting"
      ? []
      : [{ type: "COMMOK", text: `${name} is seen again` }];
  const [was, is] = [tokensOf(before), tokensOf(after)];
  const changed = RULES.flatMap(({ token, on, off, began, ended }) => {
    if (!was.has(token) && is.has(token)) return [{ type: on, text: `${name} ${began}` }];
    return was.has(token) && !is.has(token) && off ? [{ type: off, text: `${name} ${ended}` }] : [];
  });
  return [...back, ...changed, ...alarms(name, before, after)];
}
