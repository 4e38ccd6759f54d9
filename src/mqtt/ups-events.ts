/** What a change of the status tells people: the notify types of upsmon, for automations. */
import type { NotifyType } from "../nut/notify-types.ts";
import { parseStatus } from "../nut/status.ts";

const BEGINS = {
  OL: "ONLINE",
  OB: "ONBATT",
  LB: "LOWBATT",
  FSD: "FSD",
  RB: "REPLBATT",
  CAL: "CAL",
  OFF: "OFF",
  BYPASS: "BYPASS",
  OVER: "OVER",
  TRIM: "TRIM",
  BOOST: "BOOST",
  ALARM: "ALARM",
} as const satisfies Readonly<Record<string, NotifyType>>;

const ENDS = {
  CAL: "NOTCAL",
  OFF: "NOTOFF",
  BYPASS: "NOTBYPASS",
  OVER: "NOTOVER",
  TRIM: "NOTTRIM",
  BOOST: "NOTBOOST",
  ALARM: "NOTALARM",
} as const satisfies Readonly<Record<string, NotifyType>>;

export const EVENT_TYPES: readonly NotifyType[] = [
  ...Object.values(BEGINS),
  ...Object.values(ENDS),
  "COMMBAD",
  "COMMOK",
];

/** `from` is undefined for the first status, which is no news. */
export function eventsBetween(from: string | undefined, to: string | undefined): readonly NotifyType[] {
  if (from === undefined || to === undefined) return [];
  const [before, after] = [parseStatus(from.toUpperCase()), parseStatus(to.toUpperCase())];
  const begun = Object.entries(BEGINS).filter(([token]) => after.includes(token) && !before.includes(token));
  const ended = Object.entries(ENDS).filter(([token]) => before.includes(token) && !after.includes(token));
  return [...begun, ...ended].map(([, type]) => type);
}
