/** Back-UPSes of Microsol that APC has: what their counts are multiplied with, and what is added, in single precision. */
import type { Line } from "./frame.ts";

/** While two relays of the transformer are open, the first closed, the second, both. */
type ByRelays = readonly [Line, Line, Line, Line];

/** A load of some kind: the power that it is known by, and the real power of such loads. */
interface Curve {
  readonly known: ByRelays;
  readonly real: ByRelays;
}

export interface BackUps {
  readonly name: string;
  /** VA. */
  readonly rating: number;
  /** At 110 V, and at 220 V. */
  readonly input: readonly [Line, Line];
  readonly battery: Line;
  readonly current: { readonly onMains: Line; readonly onBattery: Line };
  readonly output: { readonly onMains: Line; readonly onBattery: Line | { readonly byBattery: ByRelays } };
  /** The last of equals counts. */
  readonly curves: readonly Curve[];
}

const line = (factor: number, rest: number): Line => [Math.fround(factor), Math.fround(rest)];
const always = (factor: number, rest: number): ByRelays => {
  const one = line(factor, rest);
  return [one, one, one, one];
};

const CURVES: readonly Curve[] = [
  {
    known: [line(0.24, 83.15), line(0.26, 81.23), line(0.24, 83.49), line(0.26, 79.05)],
    real: [line(0.08040007075206226, 45.292), line(0.0894, 41.928), line(0.0813, 40.269), line(0.0905, 41.81)],
  },
  {
    known: [line(0.0763, 81.732), line(0.081, 94.459), line(0.0741, 84.657), line(0.0828, 84.999)],
    real: [line(0.08630063689870031, 8.3927), line(0.0946, 9.2393), line(0.086, 8.301), line(0.0967, 6.7636)],
  },
  {
    known: [line(0.0744, 122.06), line(0.0808, 122.9), line(0.0732, 120.39), line(0.084, 108.52)],
    real: [line(0.0896001146881468, -31.115), line(0.0991, -33.777), line(0.0967, -59.513), line(0.1068, -57.729)],
  },
];

const BZ2200I: BackUps = {
  name: "BZ2200I-BR",
  rating: 2200,
  input: [line(1.7937, 1.854), line(1.7937, 1.854)],
  battery: line(0.1551, 0.0654),
  current: {
    onMains: line(0.0892999991774559, 0.09350000321865082),
    onBattery: line(0.09070000052452087, 0.14550000429153442),
  },
  output: { onMains: line(1.831, -2.1374), onBattery: line(0.1566, 204.93) },
  curves: CURVES,
};

const BZ1500: BackUps = {
  name: "BZ1500-BR",
  rating: 1500,
  input: [line(1.8, 2.224), line(1.8, 2.224)],
  battery: line(0.1513, 0.7153),
  current: { onMains: line(0.1264, 0.522), onBattery: line(0.1303, 0.468) },
  output: {
    onMains: line(0.9266, 5.0694),
    onBattery: { byBattery: [line(5.59, 5.4), line(9.47, 6.5), line(0, 0), line(0, 0)] },
  },
  curves: [{ known: always(0, 0), real: always(0.1127, 50.031) }],
};

const BZ2200BI: BackUps = {
  name: "BZ2200BI-BR",
  rating: 2200,
  input: [line(1.4825, 0.0853), line(1.4952, -2.4241)],
  battery: line(0.1543, 0.1414),
  current: {
    onMains: line(0.13819999992847443, 0.12999999523162842),
    onBattery: line(0.08959999680519104, 0.1881999969482422),
  },
  output: { onMains: line(1, 20), onBattery: line(1.26, -5.91) },
  curves: CURVES,
};

const MODELS: Readonly<Record<number, BackUps>> = { 183: BZ2200I, 190: BZ1500, 191: BZ2200BI };

/** By the first byte of a state; undefined for one whose scales nobody knows. */
export const backUpsOf = (first: number): BackUps | undefined => MODELS[first];
