/**
 * What a device may say of a quantity. Volts, watts and volt-amperes of devices that mistake the exponent of the unit. In HID a volt is 10^7 of the units that
 * a descriptor names, which some firmware does not know: 230 V come out as 0.000023, and would be shown as 0.0.
 */
import { describe } from "../../../nut/catalogue/variables.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import type { HidReader, HidView } from "../subdriver.ts";

const CLASS_FACTOR = 1e7;
/** A tenth of what the smallest step of a living device is: below it stands a unit without its exponent. */
const NOTHING = 1e-3;

interface Range {
  readonly least: number;
  readonly most: number;
}

const RANGES: Readonly<Partial<Record<string, Range>>> = {
  V: { least: 0.1, most: 10_000 },
  W: { least: 1, most: 10_000_000 },
  VA: { least: 1, most: 10_000_000 },
};

export interface Quantity {
  readonly text: string | undefined;
  /** The device means another unit than it names: what is written to it would not be what is meant. */
  readonly mended: boolean;
}

/** The factor that an impossible value lacks; undefined for one that can be. */
function lacking(shown: number, value: number, { most }: Range): number | undefined {
  if (shown === 0 && value !== 0 && Math.abs(value) < NOTHING) return CLASS_FACTOR;
  return Math.abs(shown) > most ? 1 / CLASS_FACTOR : undefined;
}

/** A little more than full is full; far more (255) is a device that does not know. */
const OVERFULL = 110;

function readCharge(as: HidReader, value: number, view: HidView): Quantity {
  const text = as.read(value, view);
  const percent = text === undefined ? undefined : parseDecimal(text);
  if (percent === undefined || percent <= 100) return { text, mended: false };
  return { text: percent <= OVERFULL ? as.read(100, view) : undefined, mended: true };
}

/** A value that is impossible is corrected where the class' own factor makes it possible, else left out. */
export function readQuantity(name: string, as: HidReader, value: number, view: HidView): Quantity {
  if (name === "battery.charge") return readCharge(as, value, view);
  const text = as.read(value, view);
  const range = RANGES[describe(name)?.unit ?? ""];
  const shown = range && text !== undefined ? parseDecimal(text) : undefined;
  const factor = range && shown !== undefined ? lacking(shown, value, range) : undefined;
  if (!range || factor === undefined) return { text, mended: false };
  const other = as.read(value * factor, view);
  const meant = Math.abs(parseDecimal(other ?? "") ?? 0);
  return { text: meant >= range.least && meant <= range.most ? other : undefined, mended: true };
}
