/** What the history keeps of a UPS: a row for each stretch of time. */

/** Variables that have curves. Their order is that of the files. */
export const CURVES = [
  "battery.charge",
  "ups.load",
  "input.voltage",
  "battery.runtime",
  "ups.realpower",
  "battery.voltage",
  "output.voltage",
  "ups.temperature",
] as const;

export type Curve = (typeof CURVES)[number];

export const isCurve = (name: string): name is Curve => CURVES.some((curve) => curve === name);

export interface Spread {
  readonly mean: number;
  readonly low: number;
  readonly high: number;
}

export interface Row {
  /** Of its level: time since 1970 in steps. */
  readonly slot: number;
  /** Samples that are in it. */
  readonly count: number;
  /** By the order of CURVES; undefined where there was no value. */
  readonly spreads: readonly (Spread | undefined)[];
  /** Watt-hours. */
  readonly energy: number;
  /** Seconds in which the power was known, and of those the ones in which it was estimated. */
  readonly covered: number;
  readonly estimated: number;
}

export interface Level {
  readonly stepMs: number;
  /** Rows that are kept. */
  readonly rows: number;
}

/** Ten seconds for a day, five minutes for 60 days, an hour for three years. */
export const LEVELS = [
  { stepMs: 10_000, rows: 8640 },
  { stepMs: 300_000, rows: 17_280 },
  { stepMs: 3_600_000, rows: 26_280 },
] as const satisfies readonly Level[];

export const slotOf = (wall: number, { stepMs }: Level): number => Math.floor(wall / stepMs);
