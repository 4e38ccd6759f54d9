/** When a battery is low, as far as its UPS tells. */
import { parseStatus } from "../status.ts";
import type { FeedingUps } from "./facts.ts";

const FULL = 100;
/** In percent, where the UPS names no limit. */
const USUAL_LOW = 20;

export interface Battery {
  readonly system: string;
  readonly powerValue: number;
  readonly status: ReadonlySet<string>;
  /** Seconds on battery until it is low; undefined where the UPS does not say how long it lasts. */
  readonly untilLow: number | undefined;
}

function numberIn(vars: ReadonlyMap<string, string>, name: string): number | undefined {
  const number = Number.parseFloat(vars.get(name) ?? "");
  return Number.isFinite(number) && number >= 0 ? number : undefined;
}

/** It is low at `battery.charge.low` or `battery.runtime.low`, whichever comes first. The charge is taken to sink evenly. */
function untilLow(vars: ReadonlyMap<string, string>): number | undefined {
  const runtime = numberIn(vars, "battery.runtime");
  if (runtime === undefined || runtime === 0) return undefined;
  const atRuntime = numberIn(vars, "battery.runtime.low");
  const atCharge = numberIn(vars, "battery.charge.low") ?? (atRuntime === undefined ? USUAL_LOW : undefined);
  const charge = numberIn(vars, "battery.charge") ?? FULL;
  const byCharge = atCharge === undefined || charge === 0 ? runtime : (runtime * (charge - atCharge)) / charge;
  return Math.max(0, Math.round(Math.min(byCharge, runtime - (atRuntime ?? 0))));
}

export const batteriesOf = (upses: readonly FeedingUps[]): readonly Battery[] =>
  upses.flatMap(({ system, powerValue, reading }): readonly Battery[] => {
    if (reading.kind === "silent") return [];
    const status = new Set(parseStatus(reading.vars.get("ups.status") ?? ""));
    const low = status.has("OB") && status.has("LB");
    return [{ system, powerValue, status, untilLow: low ? 0 : untilLow(reading.vars) }];
  });
