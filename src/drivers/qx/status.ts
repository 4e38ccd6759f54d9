/** From conditions to the tokens and alarms of NUT, in the order of the C driver. */
import { QX_CONDITIONS, type QxCondition } from "./protocol.ts";

export const statusTokens = (conditions: ReadonlySet<QxCondition>): readonly string[] => [
  conditions.has("OL") ? "OL" : "OB",
  ...QX_CONDITIONS.filter((condition) => condition !== "OL" && conditions.has(condition)),
];

export const alarmTexts = (conditions: ReadonlySet<QxCondition>, alarms: readonly string[]): readonly string[] => [
  ...alarms,
  ...(conditions.has("RB") ? ["Replace battery!"] : []),
  ...(conditions.has("FSD") ? ["Shutdown imminent!"] : []),
];
