/** Charge and runtime as the model has them, from one poll to the next. Seconds, percent, volts. */
import { drainOf } from "../../nut/battery/discharge.ts";
import type { Model } from "./model.ts";
import { depthAt } from "./voltage-curve.ts";

export interface Observed {
  /** Seconds of a clock that never goes back. */
  readonly now: number;
  readonly onBattery: boolean;
  /** Only what the device says itself. */
  readonly charge: number | undefined;
  readonly voltage: number | undefined;
  readonly load: number | undefined;
}

export interface Track {
  readonly now: number;
  readonly onBattery: boolean;
  /** Part used, 0 to 1. */
  readonly depth: number;
  /** Of this discharge: where it began, the work since, and its seconds. */
  readonly began: number;
  readonly work: number;
  readonly length: number;
  /** Of this discharge, steadied. */
  readonly voltage: number | undefined;
}

export interface Estimate {
  readonly charge: number;
  /** Undefined while nothing has been learned. */
  readonly runtime: number | undefined;
}

/** Seconds from empty to full: what a charger of a UPS usually takes. */
export const RECHARGE = 8 * 3600;
const STEADYING = 20;
const SETTLING = 30;
/** Polls that are further apart say nothing of what was between them. */
const LONGEST_GAP = 60;
/** Doubt of where a discharge began. */
const BEGIN_DOUBT = 0.03;
const LEAST_DEPTH = 0.05;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** `depth`: where the battery was last known to be. */
export const beginTrack = ({ now, onBattery, charge }: Observed, depth: number): Track => {
  const used = charge === undefined ? depth : 1 - charge / 100;
  return { now, onBattery, depth: used, began: used, work: 0, length: 0, voltage: undefined };
};

function steadied({ voltage: before }: Track, voltage: number | undefined, seconds: number): number | undefined {
  if (voltage === undefined || before === undefined) return voltage;
  const weight = 1 - Math.exp(-seconds / STEADYING);
  return before + weight * (voltage - before);
}

/** What the work says, corrected by what the voltage says: each counts as far as it can be trusted. */
function depthOf(track: Track, load: number | undefined, { capacity, doubt, curve }: Model): number {
  const { began, work, length, voltage } = track;
  const counted = began + work / capacity;
  if (!curve || voltage === undefined || length < SETTLING) return within(counted);
  const seen = depthAt(curve, voltage, load ?? 0);
  if (!seen) return within(counted);
  const countedDoubt = BEGIN_DOUBT + (counted - began) * Math.max(doubt, 0.1);
  const trust = countedDoubt ** 2 / (countedDoubt ** 2 + seen.doubt ** 2);
  return within(counted + trust * (seen.depth - counted));
}

function discharging(before: Track, observed: Observed, seconds: number, model: Model | undefined): Track {
  const fresh = before.onBattery ? before : { ...before, began: before.depth, work: 0, length: 0, voltage: undefined };
  const { load, charge } = observed;
  const track = {
    ...fresh,
    now: observed.now,
    onBattery: true,
    work: fresh.work + (before.onBattery ? seconds * drainOf(load, model?.exponent ?? 1) : 0),
    length: fresh.length + (before.onBattery ? seconds : 0),
    voltage: steadied(fresh, observed.voltage, seconds),
  };
  if (charge !== undefined) return { ...track, depth: 1 - charge / 100 };
  return model ? { ...track, depth: depthOf(track, load, model) } : track;
}

/** The next state of what is known. */
export function track(before: Track, observed: Observed, model: Model | undefined): Track {
  const seconds = Math.min(LONGEST_GAP, Math.max(0, observed.now - before.now));
  if (observed.onBattery) return discharging(before, observed, seconds, model);
  const { charge, now } = observed;
  const depth = charge === undefined ? within(before.depth - (now - before.now) / RECHARGE) : 1 - charge / 100;
  return { ...before, now, onBattery: false, depth };
}

/** This discharge itself says how large the battery is, the more the deeper it goes. */
function capacityNow({ depth, began, work }: Track, { capacity }: Model): number {
  const used = depth - began;
  if (used < LEAST_DEPTH || work <= 0) return capacity;
  const weight = Math.min(1, used * 2);
  return capacity ** (1 - weight) * (work / used) ** weight;
}

export function estimate(state: Track, load: number | undefined, model: Model | undefined): Estimate {
  const charge = 100 * (1 - state.depth);
  if (!model) return { charge, runtime: undefined };
  const capacity = state.onBattery ? capacityNow(state, model) : model.capacity;
  return { charge, runtime: ((1 - state.depth) * capacity) / drainOf(load, model.exponent) };
}
