/** Mains of a Sola/Basic by what it tells: polynomials through what was measured on one. */
type Measured = readonly (readonly [told: number, volts: number])[];

/** In one byte. */
const SHORT: Measured = [
  [144, 95.1],
  [154, 98.3],
  [184, 112.6],
  [195, 116.5],
  [215, 126],
  [228, 131],
  [249, 140.3],
];
/** By the root of what stands in two bytes. */
const LONG: Measured = [
  [75, 96],
  [83, 102],
  [87, 105],
  [98, 113],
  [103, 116],
  [118, 124],
  [145, 140],
];

/** Lagrange's. */
const through = (points: Measured, at: number): number =>
  points.reduce((sum, [x, y]) => {
    const share = points.reduce(
      (product, [other]) => (other === x ? product : (product * (at - other)) / (x - other)),
      y,
    );
    return sum + share;
  }, 0);

/** 0 below what was measured. */
const volts = (points: Measured, told: number): number => (told < (points[0]?.[0] ?? 0) ? 0 : through(points, told));

export const shortVolts = (byte: number): number => volts(SHORT, byte);
const [HIGHEST_ROOT = 0] = LONG.at(-1) ?? [];
/** Nothing above what was measured. */
export const longVolts = (word: number): number => volts(LONG, Math.min(HIGHEST_ROOT, Math.sqrt(word)));
