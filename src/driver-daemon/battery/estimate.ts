/** Charge and runtime as the model has them, from one poll to the next. Seconds, percent, volts. */
import { drainOf } from "../../nut/battery/discharge.ts";
import { believe, type Evidence, expected, type Progress, weigh } from "./beliefs.ts";
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
  /** What is believed of the battery since the voltages of this discharge; undefined where nothing has been learned. */
  readonly evidence: Evidence | undefined;
  /** What is left to do by that, in parts of the capacity that was learned. */
  readonly rest: number | undefined;
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
export const beginTrack = ({ now, onBattery, charge }: Observed, depth: number): Track => {
  const used = charge === undefined ? depth : 1 - charge / 100;
  return { now, onBattery, depth: used, began: used, work: 0, length: 0, evidence: undefined, rest: undefined };
};

const progressOf = ({ began, work }: Track, { capacity }: Model): Progress => ({ began, work: work / capacity });

function seeing(track: Track, { voltage, load }: Observed, seconds: number, model: Model): Track {
  const { curve } = model;
  if (!curve || !track.evidence || voltage === undefined || track.length < SETTLING) return track;
  const seen = { voltage, load: load ?? 0, seconds };
  return { ...track, evidence: weigh(track.evidence, curve, progressOf(track, model), seen) };
}

function believing(track: Track, model: Model): Track {
  if (!track.evidence) return track;
  return { ...track, ...believe(track.evidence, progressOf(track, model)) };
}

/** A discharge that begins, or that was going on when we came. */
function begun(before: Track, { wall }: Observed, model: Model | undefined): Track {
  if (before.onBattery && (before.evidence || !model)) return before;
  const evidence = model && expected({ doubt: model.doubt, age: wall - model.learned });
  if (before.onBattery) return { ...before, evidence };
  return { ...before, began: before.depth, work: 0, length: 0, evidence, rest: undefined };
}

function discharging(before: Track, observed: Observed, seconds: number, model: Model | undefined): Track {
  const fresh = begun(before, observed, model);
  const { load, charge } = observed;
  const track = {
    ...fresh,
    now: observed.now,
    onBattery: true,
    work: fresh.work + (before.onBattery ? seconds * drainOf(load, model?.exponent ?? 1) : 0),
    length: fresh.length + (before.onBattery ? seconds : 0),
  };
  if (charge !== undefined) return { ...track, depth: 1 - charge / 100, rest: undefined };
  if (!model) return track;
  return believing(seeing(track, observed, seconds, model), model);
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
  const { depth, began, work, onBattery, rest = 1 - depth } = state;
  if (!onBattery) return (1 - depth) * model.capacity;
  if (charge === undefined) return rest * model.capacity;
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
