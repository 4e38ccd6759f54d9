/** Charge and runtime as the model has them, from one poll to the next. Seconds, percent, volts. */
import { drainOf } from "../../nut/battery/discharge.ts";
import { type Belief, believe, type Evidence, NO_EVIDENCE, type Progress, weigh } from "./beliefs.ts";
import type { Model } from "./model.ts";

export interface Observed {
  /** Seconds of a clock that never goes back. */
  readonly now: number;
  /** Unix time in seconds. */
  readonly wall: number;
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
  /** Unix time in seconds at which it began. */
  readonly since: number;
  /** What the voltages of this discharge have said. */
  readonly evidence: Evidence;
}

export interface Estimate {
  readonly charge: number;
  /** Undefined while nothing has been learned. */
  readonly runtime: number | undefined;
}

/** Seconds from empty to full: what a charger of a UPS usually takes. */
export const RECHARGE = 8 * 3600;
const SETTLING = 30;
/** Polls that are further apart say nothing of what was between them. */
const LONGEST_GAP = 60;
/** Part of the battery that must be used before that says anything of it. */
const LEAST_DEPTH = 0.05;

const within = (value: number): number => Math.min(1, Math.max(0, value));

/** `depth`: where the battery was last known to be. */
export const beginTrack = ({ now, wall, onBattery, charge }: Observed, depth: number): Track => {
  const used = charge === undefined ? depth : 1 - charge / 100;
  return { now, onBattery, depth: used, began: used, work: 0, length: 0, since: wall, evidence: NO_EVIDENCE };
};

const progressOf = ({ began, work }: Track, { capacity }: Model): Progress => ({ began, work: work / capacity });

const beliefOf = (track: Track, model: Model): Belief =>
  believe(track.evidence, progressOf(track, model), { doubt: model.doubt, age: track.since - model.learned });

function seeing(track: Track, { voltage, load }: Observed, seconds: number, model: Model): Track {
  const { curve } = model;
  if (!curve || voltage === undefined || track.length < SETTLING) return track;
  const seen = { voltage, load: load ?? 0, seconds };
  return { ...track, evidence: weigh(track.evidence, curve, progressOf(track, model), seen) };
}

function discharging(before: Track, observed: Observed, seconds: number, model: Model | undefined): Track {
  const fresh = before.onBattery
    ? before
    : { ...before, began: before.depth, work: 0, length: 0, since: observed.wall, evidence: NO_EVIDENCE };
  const { load, charge } = observed;
  const track = {
    ...fresh,
    now: observed.now,
    onBattery: true,
    work: fresh.work + (before.onBattery ? seconds * drainOf(load, model?.exponent ?? 1) : 0),
    length: fresh.length + (before.onBattery ? seconds : 0),
  };
  if (charge !== undefined) return { ...track, depth: 1 - charge / 100 };
  if (!model) return track;
  const known = seeing(track, observed, seconds, model);
  return { ...known, depth: beliefOf(known, model).depth };
}

/** The next state of what is known. */
export function track(before: Track, observed: Observed, model: Model | undefined): Track {
  const seconds = Math.min(LONGEST_GAP, Math.max(0, observed.now - before.now));
  if (observed.onBattery) return discharging(before, observed, seconds, model);
  const { charge, now } = observed;
  const depth = charge === undefined ? within(before.depth - (now - before.now) / RECHARGE) : 1 - charge / 100;
  return { ...before, now, onBattery: false, depth };
}

/** Seconds at full load that are left. Where the device tells its charge, the work so far says how large its battery is, the more the deeper it goes. */
function restOf(state: Track, charge: number | undefined, model: Model): number {
  const { depth, began, work, onBattery } = state;
  if (!onBattery) return (1 - depth) * model.capacity;
  if (charge === undefined) return beliefOf(state, model).rest * model.capacity;
  const used = depth - began;
  if (used < LEAST_DEPTH || work <= 0) return (1 - depth) * model.capacity;
  const weight = Math.min(1, used * 2);
  return (1 - depth) * model.capacity ** (1 - weight) * (work / used) ** weight;
}

export function estimate(
  state: Track,
  { load, charge }: Pick<Observed, "load" | "charge">,
  model: Model | undefined,
): Estimate {
  const percent = 100 * (1 - state.depth);
  if (!model) return { charge: percent, runtime: undefined };
  return { charge: percent, runtime: restOf(state, charge, model) / drainOf(load, model.exponent) };
}
