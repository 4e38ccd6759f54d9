/** The inventory of a field replaceable unit as its EEPROM holds it ("Platform Management FRU Information Storage Definition", 1.3). */

export interface PowerSupplyFacts {
  /** Watts, 12 bits. */
  readonly capacity: number;
  /** Hundredths of a volt. */
  readonly range: readonly [low: number, high: number];
  /** Hertz. */
  readonly frequency: readonly [low: number, high: number];
  /** 0 to 3: 12 V, -12 V, 5 V, 3.3 V. */
  readonly voltage: number;
}

/** In another way than as a text: 0 binary, 1 BCD plus, 2 ASCII in 6 bits. */
export interface Encoded {
  readonly type: 0 | 1 | 2;
  readonly bytes: readonly number[];
}

export interface FruFacts {
  readonly maker?: string | Encoded;
  readonly product?: string | Encoded;
  readonly serial?: string | Encoded;
  readonly part?: string | Encoded;
  /** Minutes since 1996. */
  readonly made?: number;
  readonly language?: number;
  readonly supply?: PowerSupplyFacts;
  /** The words stand in the area of the product, and there is none of the board. */
  readonly asProduct?: boolean;
}

const sumTo0 = (bytes: readonly number[]): number => -bytes.reduce((sum, byte) => sum + byte, 0) & 0xff;
const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];

/** ASCII in 8 bits; the length stands in the byte before it. */
const field = (text: string | Encoded = ""): readonly number[] =>
  typeof text === "string"
    ? [0xc0 | text.length, ...Buffer.from(text, "latin1")]
    : [(text.type << 6) | text.bytes.length, ...text.bytes];

/** Whole eighths, the last byte a checksum. */
function area(content: readonly number[]): number[] {
  const length = Math.ceil((content.length + 3) / 8);
  const bytes = [content[0] ?? 1, length, ...content.slice(1), 0xc1];
  while (bytes.length < length * 8 - 1) bytes.push(0);
  return [...bytes, sumTo0(bytes)];
}

const boardArea = ({ maker, product, serial, part, made = 0, language = 25 }: FruFacts): number[] =>
  area([1, language, ...word(made), made >> 16, ...[maker, product, serial, part, ""].flatMap((one) => field(one))]);

const productArea = ({ maker, product, serial, part, language = 25 }: FruFacts): number[] =>
  area([1, language, ...[maker, product, part, "", serial, "", ""].flatMap((one) => field(one))]);

/** Record 0 in format 2: what a power supply can do. */
function supplyRecord({ capacity, range, frequency, voltage }: PowerSupplyFacts): number[] {
  const limits = [...word(range[0]), ...word(range[1]), 0, 0, 0, 0, ...frequency];
  const bytes = [...word(capacity), 0xff, 0xff, 0xff, 0, ...limits, 20, 0x0e, 0, 0, voltage << 4, 0, 0, 0];
  const header = [0, 0x82, bytes.length, sumTo0(bytes)];
  return [...header, sumTo0(header), ...bytes];
}

/** Padded to `size` bytes. */
export function fruData(facts: FruFacts, size = 256): Uint8Array {
  const words = facts.asProduct ? productArea(facts) : boardArea(facts);
  const records = facts.supply ? supplyRecord(facts.supply) : [];
  const [board, product] = facts.asProduct ? [0, 1] : [1, 0];
  const header = [1, 0, 0, board, product, records.length > 0 ? 1 + words.length / 8 : 0, 0];
  const bytes = [...header, sumTo0(header), ...words, ...records];
  return Uint8Array.from({ length: Math.max(size, bytes.length) }, (_, at) => bytes[at] ?? 0xff);
}
