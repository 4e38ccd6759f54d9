/** Discharges, recorded as they happen: bounded, whatever their length and the interval of the polls. */
import type { Sample } from "../../nut/battery/discharge.ts";

export interface Discharge {
  /** Unix time in seconds. */
  readonly began: number;
  /** Charge that it began with, percent; undefined where nobody knew. */
  readonly from: number | undefined;
  readonly samples: readonly Sample[];
  /** Seconds after the beginning at which the device said LB. */
  readonly lowAt?: number | undefined;
}

/** One that goes on. */
export interface Recording extends Discharge {
  /** Least seconds between two samples. */
  readonly step: number;
}

const MOST_SAMPLES = 64;
/** Shorter ones say nothing. */
export const SHORTEST = 60;

export const beginRecording = (began: number, from: number | undefined): Recording => ({
  began,
  from,
  samples: [],
  step: 0,
});

/** Half of the samples, with the first and the last. */
const thinned = (samples: readonly Sample[]): readonly Sample[] =>
  samples.filter((_, i) => i % 2 === 0 || i === samples.length - 1);

/** With another sample; `low`: the device says LB. */
export function record(recording: Recording, sample: Sample, low: boolean): Recording {
  const marked = low && recording.lowAt === undefined ? { ...recording, lowAt: sample.at } : recording;
  const last = marked.samples.at(-1);
  const news = marked !== recording;
  if (last && !news && sample.at - last.at < marked.step) return marked;
  const samples = [...marked.samples, sample];
  if (samples.length <= MOST_SAMPLES) return { ...marked, samples };
  const kept = thinned(samples);
  const length = sample.at - (samples[0]?.at ?? 0);
  return { ...marked, samples: kept, step: length / (MOST_SAMPLES / 2) };
}

/** Undefined where it was too short to say anything. */
export function ended({ began, from, samples, lowAt }: Recording, last: Sample | undefined): Discharge | undefined {
  const all = last && last.at > (samples.at(-1)?.at ?? 0) ? [...samples, last] : samples;
  if ((all.at(-1)?.at ?? 0) < SHORTEST) return undefined;
  return { began, from, samples: all, lowAt };
}
