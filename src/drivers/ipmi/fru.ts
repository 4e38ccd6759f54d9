/** The inventory of a power supply ("Platform Management FRU Information Storage Definition", 1.3), read from bytes that anybody may have written. */

export interface PowerSupply {
  /** Watts. */
  readonly capacity: number;
  /** Volts. */
  readonly minVoltage: number;
  readonly maxVoltage: number;
  /** Hertz. */
  readonly minFrequency: number;
  readonly maxFrequency: number;
  /** Volts of its first output. */
  readonly voltage: number;
}

export interface Inventory {
  readonly maker?: string;
  readonly product?: string;
  readonly serial?: string;
  readonly part?: string;
  /** Milliseconds since 1970. */
  readonly made?: number;
  readonly supply?: PowerSupply;
}

type Bytes = readonly number[];

const AREA = { board: 3, product: 4, records: 5 } as const;
const UNIT = 8;
/** A field of this type and length ends the list. */
const END = 0xc1;
/** English is code 0 or 25; other languages write two bytes a character. */
const ENGLISH: Bytes = [0, 25];
const BCD = "0123456789 -.";
const [SUPPLY, SUPPLY_BYTES] = [0, 24];
/** More records than an inventory has. */
const MOST_RECORDS = 64;
const OUTPUTS = [12, -12, 5, 3.3];
const YEAR_1996 = Date.UTC(1996, 0, 1);

const byteAt = (bytes: Bytes, at: number): number => bytes[at] ?? 0;
const wordAt = (bytes: Bytes, at: number): number => byteAt(bytes, at) | (byteAt(bytes, at + 1) << 8);

/** From the area's first byte to the end that it names; undefined where there is none. */
function areaAt(bytes: Bytes, offset: number): Bytes | undefined {
  const at = byteAt(bytes, offset) * UNIT;
  const area = bytes.slice(at, at + byteAt(bytes, at + 1) * UNIT);
  return at > 0 && (byteAt(area, 0) & 0xf) === 1 ? area : undefined;
}

const latin1 = (bytes: Bytes): string => Buffer.from(bytes).toString("latin1");

/** Four characters in three bytes, the lowest bits first. */
function sixBits(bytes: Bytes): string {
  const bits = bytes.reduce((all, byte, at) => all | (BigInt(byte) << BigInt(8 * at)), 0n);
  const count = Math.floor((bytes.length * 8) / 6);
  return Array.from({ length: count }, (_, at) =>
    String.fromCharCode(0x20 + Number((bits >> BigInt(6 * at)) & 0x3fn)),
  ).join("");
}

const bcd = (bytes: Bytes): string =>
  bytes.flatMap((byte) => [byte >> 4, byte & 0xf].map((digit) => BCD[digit] ?? "")).join("");

/** As FreeIPMI writes it. */
const binary = (bytes: Bytes): string =>
  bytes.map((byte) => `${byte.toString(16).padStart(2, "0").toUpperCase()}h`).join(" ");

function decoded(type: number, bytes: Bytes, language: number): string {
  if (type === 0) return binary(bytes);
  if (type === 1) return bcd(bytes);
  if (type === 2) return sixBits(bytes);
  return ENGLISH.includes(language) ? latin1(bytes) : Buffer.from(bytes).toString("utf16le");
}

/** The first fields, "" for an empty one. */
function fieldsOf(area: Bytes, start: number, count: number): readonly string[] {
  const fields: string[] = [];
  for (let at = start; fields.length < count && at < area.length && area[at] !== END; ) {
    const [type, length] = [byteAt(area, at) >> 6, byteAt(area, at) & 0x3f];
    const bytes = area.slice(at + 1, at + 1 + length);
    const text = length === 0 ? "" : decoded(type, bytes, byteAt(area, 2));
    fields.push(text.replaceAll(/[\p{Cc}\p{Cs}\p{Cn}\p{Co}]/gu, "").trim());
    at += 1 + length;
  }
  return fields;
}

type Words = Omit<Inventory, "supply">;

const named = (name: keyof Words, text: string | undefined): Words => (text ? { [name]: text } : {});

function boardWords(bytes: Bytes): Words | undefined {
  const area = areaAt(bytes, AREA.board);
  if (!area) return undefined;
  const [maker, product, serial, part] = fieldsOf(area, 6, 4);
  const minutes = wordAt(area, 3) | (byteAt(area, 5) << 16);
  return {
    ...{ ...named("maker", maker), ...named("product", product), ...named("serial", serial), ...named("part", part) },
    ...(minutes > 0 ? { made: YEAR_1996 + minutes * 60_000 } : {}),
  };
}

function productWords(bytes: Bytes): Words {
  const area = areaAt(bytes, AREA.product);
  const [maker, product, part, , serial] = area ? fieldsOf(area, 3, 5) : [];
  return { ...named("maker", maker), ...named("product", product), ...named("serial", serial), ...named("part", part) };
}

/** Volts; below 0 for a supply that is fed with direct current. */
const voltsAt = (bytes: Bytes, at: number): number => Math.trunc(((wordAt(bytes, at) << 16) >> 16) / 100) || 0;

const supplyOf = (record: Bytes): PowerSupply => ({
  capacity: wordAt(record, 0) & 0xfff,
  minVoltage: voltsAt(record, 6),
  maxVoltage: voltsAt(record, 8),
  minFrequency: byteAt(record, 14),
  maxFrequency: byteAt(record, 15),
  voltage: Math.trunc(OUTPUTS[byteAt(record, 20) >> 4] ?? 0),
});

function supplyIn(bytes: Bytes): PowerSupply | undefined {
  let at = byteAt(bytes, AREA.records) * UNIT;
  for (let tried = 0; at > 0 && tried < MOST_RECORDS && at + 5 <= bytes.length; tried++) {
    const [type, flags, length] = [byteAt(bytes, at), byteAt(bytes, at + 1), byteAt(bytes, at + 2)];
    const record = bytes.slice(at + 5, at + 5 + length);
    if (type === SUPPLY && record.length >= SUPPLY_BYTES) return supplyOf(record);
    if (flags & 0x80) return undefined;
    at += 5 + length;
  }
  return undefined;
}

/** What can be read of it. Checksums are not looked at: many boards have wrong ones, and the C driver takes them too. */
export function inventoryIn(bytes: Bytes): Inventory {
  if ((byteAt(bytes, 0) & 0xf) !== 1) return {};
  const supply = supplyIn(bytes);
  return { ...(boardWords(bytes) ?? productWords(bytes)), ...(supply ? { supply } : {}) };
}
