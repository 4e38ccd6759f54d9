/** Between the values of objects and the text of variables, as snmp-ups writes it. */
import type { SnmpObject, SnmpValue } from "../../device/snmp.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { fixed, type ViewCodec, type ViewReader } from "../kit/codecs.ts";

/** A word for each value. */
export type Words = readonly (readonly [value: number, word: string])[];

/** The value of an object, or all objects of a column. */
export type Raw = SnmpValue | { readonly type: "objects"; readonly objects: readonly SnmpObject[] };

interface Notes {
  note(name: string): Raw | undefined;
}

export interface SnmpCodec extends ViewCodec<Raw, Notes> {
  /** Of text: the longest. */
  readonly max?: number;
}

/** As in the C driver. */
const MAX = 128;
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

/** As strtol with base 0: `0x1F`, `017`, `12 V`; 0 for what is no number. */
function leadingInteger(said: string): number {
  const [, sign = "", digits = ""] = /^\s*([+-]?)(0x[\da-f]+|\d+)/i.exec(said) ?? [];
  const octal = /^0[0-7]+/.exec(digits)?.[0];
  const value = octal
    ? Number.parseInt(octal, 8)
    : Number(digits.toLowerCase().startsWith("0x") ? digits : Number(digits));
  return sign === "-" ? -value : value;
}

const lastPart = (oid: string): string => oid.slice(oid.lastIndexOf(".") + 1);

/** The whole number in a value, times in seconds; undefined for what has none. */
export function integerOf(raw: Raw): number | undefined {
  switch (raw.type) {
    case "INTEGER":
    case "Counter32":
    case "Gauge32":
      return raw.number;
    case "TimeTicks":
      return Math.trunc(raw.number / 100);
    case "OCTET STRING":
    case "Opaque":
      return leadingInteger(latin1(raw.bytes));
    case "OBJECT IDENTIFIER":
      return Number(lastPart(raw.oid));
    default:
      return undefined;
  }
}

/** `41 F0 0A `, sixteen to a line: how the C driver shows what is no plain text. */
const hexDump = (bytes: Uint8Array): string =>
  [...bytes]
    .map(
      (byte, at) =>
        `${byte.toString(16).toUpperCase().padStart(2, "0")} ${(at + 1) % 16 === 0 && at + 1 < bytes.length ? "\n" : ""}`,
    )
    .join("");

/** In one line, without the zeros with which some cards fill their fields. */
const shown = (bytes: Uint8Array): string => {
  const said = latin1(bytes).replace(/\0+$/, "");
  if (!/^[\x20-\x7e\t-\r]*$/.test(said)) return hexDump(bytes);
  return said.replace(/[\t-\r]+$/, "").replace(/[\t-\r]+/g, " ");
};

function textOf(raw: Raw): string | undefined {
  if (raw.type === "OCTET STRING" || raw.type === "Opaque") return shown(raw.bytes).slice(0, MAX - 1);
  const number = integerOf(raw);
  return number === undefined ? undefined : String(number);
}

const asInteger = (number: number): SnmpValue => ({ type: "INTEGER", number });
const asBytes = (said: string): SnmpValue => ({ type: "OCTET STRING", bytes: Buffer.from(said, "utf8") });

export const text: SnmpCodec = { read: textOf, write: asBytes, max: MAX };

/** `06/30/2026` is shown as 2026-06-30; other texts as they are. */
export const isoDate: SnmpCodec = {
  read: (raw) =>
    textOf(raw)?.replace(/^\s*(\d{1,2})\/(\d{1,2})\/(\d{4}).*$/, (_, month, day, year) =>
      [year, String(month).padStart(2, "0"), String(day).padStart(2, "0")].join("-"),
    ),
  write: asBytes,
  max: MAX,
};

const wordOf = (table: Words, raw: Raw): string | undefined => {
  const number = integerOf(raw);
  return table.find(([value]) => value === number)?.[1];
};

function rawOf(table: Words, word: string): SnmpValue | undefined {
  const value = table.find(([, one]) => one === word)?.[0];
  return value === undefined ? undefined : asInteger(value);
}

/** Values without a word are not there; text stays as it is. */
export const words = (table: Words): SnmpCodec => ({
  read: (raw) => (raw.type === "OCTET STRING" ? textOf(raw) : wordOf(table, raw)),
  write: (word) => rawOf(table, word),
  max: MAX,
});

/** Whole numbers have no decimals, others two; in single precision, as the C driver compares and writes them. */
function amount(raw: Raw, factor: number): string | undefined {
  const number = integerOf(raw);
  if (number === undefined) return undefined;
  const value = number * factor;
  const whole = Math.trunc(value);
  return Math.abs(Math.fround(whole) - Math.fround(value)) < 1e-6 ? String(whole) : fixed(Math.fround(value), 2);
}

export const number = (factor = 1): SnmpCodec => ({
  read: (raw) => amount(raw, factor),
  write: (said) => {
    const value = (parseDecimal(said) ?? Number.NaN) / factor;
    // A card that counts whole volts would get 12 for 12.7.
    return Math.abs(value - Math.round(value)) < 1e-6 ? asInteger(Math.round(value)) : undefined;
  },
});

/** A word where there is one, else the number. */
export const wordOrNumber = (table: Words, factor = 1): SnmpCodec => ({
  read: (raw) => wordOf(table, raw) ?? amount(raw, factor),
  write: (word) => rawOf(table, word),
});

/** `ambient.temperature` has one decimal always. */
export const degrees = (factor = 1): ViewReader<Raw, Notes> => ({
  read: (raw) => {
    const number = integerOf(raw);
    return number === undefined ? undefined : fixed(Math.fround(number * factor), 1);
  },
});

/** Where there is an answer at all. */
export const always = (word: string): ViewReader<Raw, Notes> => ({ read: () => word });

/** What `note: TEMPERATURE_UNIT` says of tenths of degrees. */
export const TEMPERATURE_UNIT = "temperature.unit";
const CELSIUS: readonly ((tenths: number) => number)[] = [
  (tenths) => tenths - 273.15,
  (tenths) => tenths,
  (tenths) => ((tenths - 32) * 5) / 9,
];

/** Whole degrees Celsius of tenths of kelvin, degrees Celsius or degrees Fahrenheit. */
export const byUnit: ViewReader<Raw, Notes> = {
  read: (raw, view) => {
    const unit = view.note(TEMPERATURE_UNIT);
    const convert = unit && CELSIUS[integerOf(unit) ?? -1];
    const tenths = integerOf(raw);
    return convert && tenths !== undefined ? String(Math.trunc(convert(Math.trunc(tenths / 10)))) : undefined;
  },
};

/** Unit of the probe of APC's Integrated Environmental Monitor: 1 for Celsius. */
export const PROBE_UNIT = "probe.unit";

export const probeDegrees: ViewReader<Raw, Notes> = {
  read: (raw, view) => {
    const unit = view.note(PROBE_UNIT);
    const said = integerOf(raw);
    if (said === undefined) return undefined;
    return fixed(unit && integerOf(unit) === 1 ? said : Math.fround((said - 32) / 1.8), 1);
  },
};

/** Without a value where the number is one that stands for none. */
const unless = (isNone: (number: number) => boolean, codec: SnmpCodec): SnmpCodec => ({
  read: (raw, view) => (isNone(integerOf(raw) ?? 0) ? undefined : codec.read(raw, view)),
  write: codec.write,
});

export const notNegative = (codec: SnmpCodec): SnmpCodec => unless((number) => number < 0, codec);
/** How many stand in a list: `0,3,4`; a number is the count itself. */
export const listLength: ViewReader<Raw, Notes> = {
  read: (raw) => {
    const said = textOf(raw);
    if (raw.type !== "OCTET STRING") return said;
    return said
      ?.split(",")
      .filter((part) => part !== "")
      .length.toString();
  },
};

export const notZero = (codec: SnmpCodec): SnmpCodec => unless((number) => number === 0, codec);

/** Some devices say `N/A` of what is not there. */
export const available = (codec: SnmpCodec): SnmpCodec => ({
  read: (raw, view) => {
    const said = codec.read(raw, view);
    return said?.startsWith("N/A") ? undefined : said;
  },
  write: codec.write,
});
