/** From conditions to the tokens and alarms of NUT, in the order of the C driver. */
import type { QxCondition } from "./protocol.ts";

const AFTER_POWER = [
  "DISCHRG",
  "CHRG",
  "LB",
  "OVER",
  "RB",
  "TRIM",
  "BOOST",
  "BYPASS",
  "OFF",
  "CAL",
  "FSD",
] as const satisfies readonly QxCondition[];

export const statusTokens = (conditions: ReadonlySet<QxCondition>): readonly string[] => [
  conditions.has("OL") ? "OL" : "OB",
  ...AFTER_POWER.filter((condition) => conditions.has(condition)),
];

export const alarmTexts = (conditions: ReadonlySet<QxCondition>, alarms: readonly string[]): readonly string[] => [
  ...alarms,
  ...(conditions.has("RB") ? ["Replace battery!"] : []),
  ...(conditions.has("FSD") ? ["Shutdown imminent!"] : []),
];
