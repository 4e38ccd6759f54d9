/** The variables that an estimate makes: only where the device says nothing, or nothing of use, and the user neither. */
import type { Reported } from "../../drivers/types.ts";
import type { Health } from "../../nut/battery/health.ts";
import type { Estimate } from "./estimate.ts";
import type { BatteryValue, KnownValues } from "./known-values.ts";

export interface EstimateFacts {
  readonly estimate: Estimate;
  readonly known: KnownValues;
  readonly health: Health | undefined;
  readonly isUseless: (name: BatteryValue) => boolean;
  readonly isSettled: (name: string) => boolean;
}

type Estimated = Extract<BatteryValue, "battery.charge" | "battery.runtime">;

export const ESTIMATED = "experimental.battery.estimated";
const HEALTH = "experimental.battery.health";
const CONFIDENCE = "experimental.battery.health.confidence";

/** Coarser where there is more: a load that trembles is no news. */
function runtimeText(seconds: number): string {
  const step = seconds > 600 ? 30 : 10;
  return String(Math.floor(seconds / step) * step);
}

function estimates({ estimate: { charge, runtime } }: EstimateFacts): ReadonlyMap<Estimated, string> {
  if (runtime === undefined) return new Map();
  return new Map([
    ["battery.charge", String(Math.round(charge))],
    ["battery.runtime", runtimeText(runtime)],
  ]);
}

/** What the device itself says stays visible beside the estimate that stands in for it. */
const ownValue = (name: Estimated, { known }: EstimateFacts): readonly (readonly [string, string | Reported])[] => {
  const own = known.reported(name);
  return own === undefined ? [] : [[`experimental.${name}.device`, own]];
};

function healthVars({ health }: EstimateFacts): readonly (readonly [string, string])[] {
  if (!health) return [];
  return [
    [HEALTH, String(health.percent)],
    [CONFIDENCE, String(health.confidence)],
  ];
}

export function estimatedVars(facts: EstimateFacts): ReadonlyMap<string, string | Reported> {
  const wanted = [...estimates(facts)].filter(
    ([name]) => !facts.isSettled(name) && (!facts.known.isTold(name) || facts.isUseless(name)),
  );
  const values = wanted.map(([name, value]) => [name, { value, estimated: true }] as const);
  const names = wanted.map(([name]) => name).join(" ");
  const own = wanted.flatMap(([name]) => ownValue(name, facts));
  const mark = names === "" ? [] : [[ESTIMATED, names] as const];
  return new Map<string, string | Reported>([...values, ...own, ...mark, ...healthVars(facts)]);
}
