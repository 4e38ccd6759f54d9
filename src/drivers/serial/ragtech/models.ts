/** Easy UPSes of Ragtech, by the number that they tell. */

export interface RagtechModel {
  readonly name: string;
  /** VA; 0 is not known. */
  readonly rating: number;
  /** What counts of current, output and battery are multiplied with. */
  readonly current: number;
  readonly output: number;
  readonly battery: number;
  /** Volts of the output. */
  readonly nominal: number;
  readonly powerFactor: number;
}

/** Of 115 V (TI) and 220 V (M2); from 1300 VA on with 24 V batteries. Size, then what counts of current are multiplied with. */
const SIZES: readonly (readonly [va: number, ti: number, m2: number])[] = [
  [600, 3.2, 1.7],
  [700, 3.2, 2.3],
  [900, 4.94, 2.64],
  [1200, 6.37, 3.41],
  [1300, 9.56, 5.11],
  [1400, 11.15, 5.96],
  [1600, 12.8, 6.8],
  [1800, 14.4, 7.65],
  [2000, 15.93, 8.52],
  [2200, 17.52, 9.37],
];
const LARGE_VA = 1300;
const POWER_FACTOR = 0.7;

const MODELS: readonly RagtechModel[] = SIZES.flatMap(([rating, ti, m2]) => {
  const both = { rating, battery: rating < LARGE_VA ? 0.067 : 0.134, powerFactor: POWER_FACTOR };
  return [
    { ...both, name: `Easy ${rating} TI`, current: ti, output: 0.555, nominal: 115 },
    { ...both, name: `Easy ${rating} M2`, current: m2, output: 1.03, nominal: 220 },
  ];
});

const UNKNOWN: RagtechModel = {
  name: "Unknown",
  rating: 0,
  current: 6.37,
  output: 0.555,
  battery: 0.067,
  nominal: 115,
  powerFactor: POWER_FACTOR,
};

export const modelOf = (number: number): RagtechModel => MODELS[number] ?? UNKNOWN;
