/** What a card shows, read from the variables of a UPS. Pure. */
import type { Ups } from "../api/types.ts";

export function numberOf({ variables }: Pick<Ups, "variables">, ...names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = Number(variables[name]?.text.trim() || Number.NaN);
    if (Number.isFinite(value)) return value;
  }
  return undefined;
}

export interface Measures {
  /** Percent, 0 to 100. */
  readonly charge: number | undefined;
  /** Seconds. */
  readonly runtime: number | undefined;
  /** Percent. */
  readonly load: number | undefined;
  /** Watts; `estimated` from the load and what the UPS is made for. */
  readonly power: { readonly watts: number; readonly estimated: boolean } | undefined;
  readonly inputVoltage: number | undefined;
  readonly outputVoltage: number | undefined;
  readonly batteryVoltage: number | undefined;
  readonly temperature: number | undefined;
}

function powerOf(ups: Ups): Measures["power"] {
  const watts = numberOf(ups, "ups.realpower", "output.realpower");
  if (watts !== undefined) return { watts, estimated: false };
  const load = numberOf(ups, "ups.load");
  const nominal = numberOf(ups, "ups.realpower.nominal");
  return load === undefined || nominal === undefined ? undefined : { watts: (load * nominal) / 100, estimated: true };
}

const within = (value: number | undefined, least: number, most: number): number | undefined =>
  value === undefined ? undefined : Math.min(most, Math.max(least, value));

export const measuresOf = (ups: Ups): Measures => ({
  charge: within(numberOf(ups, "battery.charge"), 0, 100),
  runtime: numberOf(ups, "battery.runtime"),
  load: numberOf(ups, "ups.load"),
  power: powerOf(ups),
  inputVoltage: numberOf(ups, "input.voltage", "input.L1-N.voltage"),
  outputVoltage: numberOf(ups, "output.voltage", "output.L1-N.voltage"),
  batteryVoltage: numberOf(ups, "battery.voltage"),
  temperature: numberOf(ups, "ups.temperature", "battery.temperature", "ambient.temperature"),
});

/** How a UPS looks: what it does, and whether anybody knows. */
export type Look = "calm" | "doubtful" | "battery" | "low" | "vanished";

export function lookOf({ condition, status }: Pick<Ups, "condition" | "status">): Look {
  const has = (word: string): boolean => status.includes(word);
  if (condition !== "live") return "vanished";
  if (has("FSD") || (has("OB") && has("LB"))) return "low";
  if (has("OB")) return "battery";
  return ["RB", "OVER", "OFF", "BYPASS", "ALARM", "LB"].some(has) ? "doubtful" : "calm";
}

export function modelOf({ variables, description }: Ups): string {
  const text = (name: string): string => variables[name]?.text.trim() ?? "";
  const maker = text("device.mfr") || text("ups.mfr");
  const model = text("device.model") || text("ups.model");
  const both = model.toLowerCase().startsWith(maker.toLowerCase()) ? model : `${maker} ${model}`.trim();
  return both || description || "";
}
