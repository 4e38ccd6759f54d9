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

const ends = (points: Measured): readonly [least: number, most: number, highest: number] => {
  const [least = 0] = points[0] ?? [];
  const [most = 0, highest = 0] = points.at(-1) ?? [];
  return [least, most, highest];
};

/** 0 below what was measured, and nothing above it. */
function volts(points: Measured, told: number): number {
  const [least, most, highest] = ends(points);
  if (told < least) return 0;
  return told > most ? highest : through(points, told);
}

export const shortVolts = (byte: number): number => volts(SHORT, byte);
export const longVolts = (word: number): number => volts(LONG, Math.sqrt(word));
