/** Voltage and charge of the battery, which these UPSes tell by the cell (online) or by the whole (offline). */

import type { Reader } from "../../../kit/codecs.ts";
import { fixed } from "../../../kit/codecs.ts";
import type { Slice } from "../../protocol.ts";
import { by, leadingNumber, plainNumber } from "../../readers.ts";

/** More than any cell has. */
const CELL = 3;

const nominalOf = (slice: Slice): number | undefined => plainNumber(slice.known("battery.voltage.nominal") ?? "");

/** The voltage of the whole battery: what Q5 said, in hundredths of a volt of a 12 V block, or what Q1 says. */
export const voltage: Reader<Slice> = by((slice) => {
  const told = plainNumber(slice.text);
  const nominal = nominalOf(slice);
  const block = leadingNumber(slice.known("~block_voltage") ?? "");
  if (nominal !== undefined && block > 0) return fixed((block * nominal) / 1200, 2);
  if (told === undefined || nominal === undefined) return told === undefined ? undefined : fixed(told, 2);
  return fixed(told > CELL ? told : (told * 6 * nominal) / 12, 2);
});

/** Charge in percent by falling voltage: the first that the voltage reaches counts. */
type Curve = readonly (readonly [volts: number, percent: number])[];

/** Counts down from `top` in steps of `step` volts. */
const falling = (top: number, step: number, percents: readonly number[]): Curve =>
  percents.map((percent, at) => [Number((top - at * step).toFixed(2)), percent]);

const CELL_CURVE = falling(
  2.22,
  0.01,
  [
    100, 90, 88, 87, 85, 83, 82, 80, 78, 77, 75, 73, 72, 70, 68, 65, 65, 62, 62, 58, 58, 55, 55, 53, 52, 50, 48, 47, 45,
    43, 42, 40, 38, 37, 35, 33, 32, 30, 28, 27, 25, 23, 22, 20, 18, 17, 15, 13, 12, 10, 8, 7, 5, 3, 2,
  ],
);

/** By the block of 12 V; nothing is known between 13.5 and 13.3. */
const BLOCK_CURVE: Curve = [
  [13.5, 100],
  ...falling(
    13.3,
    0.1,
    [
      90, 88, 86, 83, 80, 77, 74, 72, 69, 66, 63, 61, 58, 55, 52, 49, 47, 44, 41, 38, 36, 33, 30, 27, 24, 22, 19, 16,
      13, 11, 8, 5, 2,
    ],
  ),
];

const onCurve = (curve: Curve, volts: number): number => curve.find(([from]) => volts >= from)?.[1] ?? 0;

/** Of a block only where the nominal voltage is known: the C driver says 100 there, which nothing shows. */
export const charge: Reader<Slice> = by((slice) => {
  const told = plainNumber(slice.text);
  if (told === undefined) return undefined;
  if (told <= CELL) return String(onCurve(CELL_CURVE, told));
  const nominal = nominalOf(slice);
  return nominal === undefined ? undefined : String(onCurve(BLOCK_CURVE, told / (nominal / 12)));
});

/** Limits in hundredths of a volt of a 12 V block. */
export const limit = (blockVoltage: (slice: Slice) => number | undefined): Reader<Slice> =>
  by((slice) => {
    const nominal = nominalOf(slice);
    const block = blockVoltage(slice);
    return nominal === undefined || block === undefined ? undefined : fixed((block * nominal) / 1200, 2);
  });
