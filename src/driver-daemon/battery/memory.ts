/** What is kept of a battery, and how it is written: JSON, of a few ten kilobytes at the most. */

import type { Sample } from "../../nut/battery/discharge.ts";
import { USUAL_EXPONENT } from "../../nut/battery/discharge.ts";
import { type Capacity, firstCapacity, type Health, healthOf } from "../../nut/battery/health.ts";
import { capacityOf } from "./model.ts";
import type { Discharge } from "./recording.ts";

export interface BatteryMemory {
  /** Oldest first. */
  readonly discharges: readonly Discharge[];
  /** What health is measured by; it outlives the discharge that it comes from. */
  readonly first: Capacity | undefined;
  /** The part used at `seen`, Unix time in seconds. */
  readonly used: number;
  readonly seen: number;
}

export const NO_MEMORY: BatteryMemory = { discharges: [], first: undefined, used: 0, seen: 0 };

const MOST_DISCHARGES = 24;
/** A shallower one does not say that the battery is another. */
const LEAST_DEPTH = 0.2;
/** Of these the deepest says how the battery is. */
const LATEST = 3;

const capacitiesOf = (discharges: readonly Discharge[]): readonly Capacity[] =>
  discharges.flatMap((discharge) => capacityOf(discharge, USUAL_EXPONENT) ?? []);

export function remember(memory: BatteryMemory, discharge: Discharge): BatteryMemory {
  const capacity = capacityOf(discharge, USUAL_EXPONENT);
  const counts = capacity !== undefined && (memory.first === undefined || capacity.depth >= LEAST_DEPTH);
  const first = counts ? firstCapacity(memory.first, capacity) : memory.first;
  return { ...memory, first, discharges: [...memory.discharges, discharge].slice(-MOST_DISCHARGES) };
}

/** Undefined before a second measurement. */
export function healthIn({ discharges, first }: BatteryMemory): Health | undefined {
  const latest = capacitiesOf(discharges).slice(-LATEST);
  const [some, ...others] = latest;
  if (some === undefined || first === undefined) return undefined;
  const deepest = others.reduce((best, one) => (one.depth >= best.depth ? one : best), some);
  return capacitiesOf(discharges).length < 2 ? undefined : healthOf(first, deepest);
}

const FORMAT = 1;
const FIELDS = ["at", "charge", "voltage", "load", "runtime"] as const;

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const numberIn = (value: unknown): number | undefined => (isNumber(value) ? value : undefined);
const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listIn = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export function memoryText({ discharges, first, used, seen }: BatteryMemory): string {
  const written = discharges.map(({ samples, ...rest }) => ({
    ...rest,
    samples: samples.map((sample) => FIELDS.map((field) => sample[field] ?? null)),
  }));
  return `${JSON.stringify({ format: FORMAT, fields: FIELDS, first, used, seen, discharges: written })}\n`;
}

function sampleIn(value: unknown): Sample | undefined {
  const [at, charge, voltage, load, runtime] = listIn(value).map(numberIn);
  return at === undefined ? undefined : { at, charge, voltage, load, runtime };
}

function dischargeIn(value: unknown): Discharge | undefined {
  if (!isObject(value)) return undefined;
  const began = numberIn(value.began);
  const samples = listIn(value.samples).flatMap((sample) => sampleIn(sample) ?? []);
  if (began === undefined || samples.length === 0) return undefined;
  return { began, from: numberIn(value.from), lowAt: numberIn(value.lowAt), samples };
}

function capacityIn(value: unknown): Capacity | undefined {
  if (!isObject(value) || !isNumber(value.seconds) || !isNumber(value.depth)) return undefined;
  return { seconds: value.seconds, depth: value.depth, load: numberIn(value.load) };
}

/** Undefined where the text is none of ours. What does not make sense in it is left out. */
export function memoryIn(text: string): BatteryMemory | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isObject(value) || value.format !== FORMAT) return undefined;
  return {
    discharges: listIn(value.discharges)
      .flatMap((one) => dischargeIn(one) ?? [])
      .slice(-MOST_DISCHARGES),
    first: capacityIn(value.first),
    used: Math.min(1, Math.max(0, numberIn(value.used) ?? 0)),
    seen: numberIn(value.seen) ?? 0,
  };
}
