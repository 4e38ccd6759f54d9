/**
 * What a device says of itself, before it becomes `ups.status`: reports arrive one by one, and several fields may
 * mean the same token, so each condition is remembered by itself.
 */
export const CONDITIONS = [
  "online",
  "offline",
  "dischrg",
  "chrg",
  "lowbatt",
  "overload",
  "replacebatt",
  "shutdownimm",
  "trim",
  "boost",
  "bypassauto",
  "bypassman",
  "ecomode",
  "essmode",
  "off",
  "cal",
  "overheat",
  "commfault",
  "depleted",
  "timelimitexp",
  "fullycharged",
  "notfullycharged",
  "awaitingpower",
  "fanfail",
  "nobattery",
  "battvoltlo",
  "battvolthi",
  "chargerfail",
  "vrange",
  "frange",
] as const;

export type Condition = (typeof CONDITIONS)[number];

/** Conditions that exclude each other, for fields that say one or the other: raised / raised when false. */
export type ConditionPair = "online/offline" | "fullycharged/notfullycharged";

const OPPOSITES: Partial<Readonly<Record<Condition, Condition>>> = {
  online: "offline",
  offline: "online",
  fullycharged: "notfullycharged",
  notfullycharged: "fullycharged",
};

/** Raises or clears one condition; to raise clears its opposite. */
export function mark(conditions: Set<Condition>, status: Condition | ConditionPair, holds: boolean): void {
  switch (status) {
    case "online/offline":
      return mark(conditions, holds ? "online" : "offline", true);
    case "fullycharged/notfullycharged":
      return mark(conditions, holds ? "fullycharged" : "notfullycharged", true);
    default:
      return set(conditions, status, holds);
  }
}

function set(conditions: Set<Condition>, condition: Condition, holds: boolean): void {
  if (!holds) return void conditions.delete(condition);
  const opposite = OPPOSITES[condition];
  if (opposite) conditions.delete(opposite);
  conditions.add(condition);
}

/** What a flag says that has no rule of its own; undefined for what is no flag. */
export const zeroOrOne = (value: number): boolean | undefined => {
  const whole = Math.trunc(value);
  return whole === 1 ? true : whole === 0 ? false : undefined;
};

export const isOne = (value: number): boolean => Math.trunc(value) === 1;
