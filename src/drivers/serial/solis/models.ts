/** Solis UPSes of Microsol: what their counts are multiplied with, and what is added. */
import type { Line } from "./frame.ts";

/** Factor and rest at 110 V, then at 220 V. */
export type Pair = readonly [number, number, number, number];

interface Scales {
  /** Divided by a count: hertz. */
  readonly frequency: number;
  /** VA below which there is no load. */
  readonly idle: number;
  /** Below a count of 194, and from there on. */
  readonly input: readonly [Line, Line];
  readonly battery: Line;
}

/** What depends on whether the mains or the battery supply. */
interface Outputs {
  readonly voltage: Pair;
  readonly current: Pair;
  readonly real: Pair;
  readonly apparent: Pair;
}

export interface SolisModel {
  readonly name: string;
  /** VA. */
  readonly rating: number;
  /** Which table tells how long its battery lasts. */
  readonly autonomy: number;
  /** Ah of its own battery. */
  readonly capacity: number;
  readonly scales: Scales;
  readonly onMains: Outputs;
  readonly onBattery: Outputs;
  /** Back-UPS BZ1200-BR, which counts in another way. */
  readonly isBackUps?: true;
}

/** Of the larger ones, from a count of 194 on. */
const HIGH: Line = [2.5, -250];

const SMALL: Outputs = {
  voltage: [1.45, 13, 1.4, 17],
  current: [1 / 20.5, 0.15, 1 / 20.5, 0.15],
  real: [1 / 12.8, 16, 1 / 12.3, 15],
  apparent: [1 / 13.46, 16.7, 1 / 12.9, 19],
};
const SMALL_INPUT: Line = [1.141, 13];

const SOLIS_1: SolisModel = {
  name: "Solis 1.0",
  rating: 1000,
  autonomy: 0,
  capacity: 14,
  scales: { frequency: 101_620, idle: 25, input: [SMALL_INPUT, SMALL_INPUT], battery: [1 / 7.19, 0] },
  onMains: SMALL,
  onBattery: SMALL,
};

const SOLIS_1_LATER: SolisModel = {
  ...SOLIS_1,
  scales: { frequency: 101_715, idle: 28, input: [[1.141, 12], HIGH], battery: [1 / 7.19, 0.6] },
  onMains: {
    voltage: [1.44, 13, 1.4, 18],
    current: [1 / 21.75, 0.15, 1 / 21.75, 0.15],
    real: [1 / 12.87, 15.6, 1 / 12.2, 13],
    apparent: [1 / 13.5, 16, 1 / 12.9, 17],
  },
  onBattery: {
    voltage: [2.9, 13, 3.15, 2],
    current: [1 / 49, 0.1, 1 / 49, 0.1],
    real: [1 / 14.5, 20, 1 / 14, 25],
    apparent: [1 / 15.4, 22, 1 / 14.5, 22],
  },
};

const SOLIS_15: SolisModel = {
  name: "Solis 1.5",
  rating: 1500,
  autonomy: 1,
  capacity: 18,
  scales: { frequency: 101_620, idle: 35, input: [SMALL_INPUT, HIGH], battery: [1 / 7, 0] },
  onMains: {
    voltage: [1.375, 16, 1.41, 16],
    current: [1 / 16.5, 0.1, 1 / 16.8, 0],
    real: [1 / 10.2, 11, 1 / 9.4, 15],
    apparent: [1 / 10.2, 11, 1 / 9.4, 15],
  },
  onBattery: {
    voltage: [2.8, 20, 2.9, 18],
    current: [1 / 32.5, 0, 1 / 32.5, 0],
    real: [1 / 10.1, 26, 1 / 9.4, 30],
    apparent: [1 / 10.6, 26, 1 / 9.8, 30],
  },
};

const SOLIS_2: SolisModel = {
  name: "Solis 2.0",
  rating: 2000,
  autonomy: 2,
  capacity: 28,
  scales: { frequency: 101_700, idle: 40, input: [SMALL_INPUT, HIGH], battery: [1 / 7.19, 1.1] },
  onMains: {
    voltage: [1.45, 11.8, 1.65, 0],
    current: [1 / 12.2, 0.32, 1 / 12.2, 0.32],
    real: [1 / 7, 16.5, 1 / 6.85, 13],
    apparent: [1 / 7.45, 28, 1 / 7.25, 18.2],
  },
  onBattery: {
    voltage: [2.93, 13, 3, 12],
    current: [1 / 23.2, 0.2, 1 / 23.2, 0.2],
    real: [1 / 7.15, 30, 1 / 6.87, 23],
    apparent: [1 / 7.55, 37, 1 / 7.25, 29],
  },
};

const SOLIS_3: SolisModel = {
  name: "Solis 3.0",
  rating: 3000,
  autonomy: 3,
  capacity: 18,
  scales: { frequency: 101_800, idle: 56, input: [[1.127, 12], HIGH], battery: [1 / 3.52, 0] },
  onMains: {
    voltage: [1.41, 13, 1.4, 17],
    current: [1 / 8.15, 0.25, 1 / 8.15, 0.25],
    real: [1 / 4.87, 19, 1 / 4.55, 17],
    apparent: [1 / 5.15, 29, 1 / 4.8, 26],
  },
  onBattery: {
    voltage: [2.73, 25, 2.73, 30],
    current: [1 / 16, 0.4, 1 / 15, 0.4],
    real: [1 / 4.78, 52, 1 / 4.55, 55],
    apparent: [1 / 4.78, 52, 1 / 4.55, 55],
  },
};

const BZ1200: SolisModel = {
  ...SOLIS_3,
  name: "Microsol Back-Ups BZ1200-BR",
  rating: 1200,
  autonomy: 4,
  capacity: 1,
  scales: { ...SOLIS_3.scales, input: [[1.64, 9.34], HIGH], battery: [0.1551, 0.2525] },
  isBackUps: true,
};

const BACK_UPS = 186;
const MODELS: Readonly<Record<number, SolisModel>> = {
  10: SOLIS_1,
  11: SOLIS_1_LATER,
  12: { ...SOLIS_15, name: SOLIS_1.name },
  13: SOLIS_15,
  14: SOLIS_2,
  15: SOLIS_3,
};

/** By the first byte of a state; undefined for one whose scales nobody knows. */
export const modelOf = (first: number): SolisModel | undefined => (first === BACK_UPS ? BZ1200 : MODELS[first & 0x0f]);
