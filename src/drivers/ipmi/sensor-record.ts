/** Sensor data records (IPMI 2.0, chapter 43): which sensors belong to a power supply, and what their readings stand for. */

type Bytes = readonly number[];

export type SensorKind = "voltage" | "current" | "temperature" | "supply" | "presence";

/** Where an inventory lies, and of which entity it is. */
export interface Locator {
  readonly record: "locator";
  readonly fru: number;
  readonly entity: number;
}

export interface Sensor {
  readonly record: "sensor";
  /** By which its record is asked for again. */
  readonly id: number;
  readonly kind: SensorKind;
  readonly number: number;
  readonly lun: number;
  readonly entity: number;
}

/** A reading `x` stands for f((m·x + b·10^bExp)·10^rExp). */
export interface Scale {
  readonly m: number;
  readonly b: number;
  readonly bExp: number;
  readonly rExp: number;
  /** 0 unsigned, 1 one's complement, 2 two's complement. */
  readonly format: number;
  readonly linearization: number;
}

/** Bytes of a record that say what it is. */
export const HEAD_BYTES = 16;
/** Bytes of a full sensor record that say what its readings stand for. */
export const SCALE_BYTES = 30;

const [FULL, COMPACT, LOCATOR] = [1, 2, 0x11];
/** The controller itself; sensors of others are reached through it, which the C driver does not do either. */
const CONTROLLER = 0x20;
const [THRESHOLDS, STATES] = [0x01, 0x6f];
/** Bit 7 of a sensor's instance tells a part from a group of parts; the number of the FRU's has no such bit. */
const INSTANCE = 0x7f;

const MEASURES: ReadonlyMap<number, SensorKind> = new Map([
  [1, "temperature"],
  [2, "voltage"],
  [3, "current"],
]);
const STATE_KINDS: ReadonlyMap<number, SensorKind> = new Map([
  [8, "supply"],
  [0x25, "presence"],
]);
/** Degrees Celsius, volts, amperes: currents in watts are no currents. */
const UNITS: ReadonlyMap<SensorKind, number> = new Map([
  ["temperature", 1],
  ["voltage", 4],
  ["current", 5],
]);

export const isMeasure = ({ kind }: Sensor): boolean => UNITS.has(kind);

function kindOf(type: number, sensorType: number, readingType: number): SensorKind | undefined {
  if (readingType === THRESHOLDS) return type === FULL ? MEASURES.get(sensorType) : undefined;
  return readingType === STATES ? STATE_KINDS.get(sensorType) : undefined;
}

/** Undefined for what is of no use to us. */
export function recordIn(bytes: Bytes): Locator | Sensor | undefined {
  const [low = 0, high = 0, , type = 0, , owner, lun = 0, number = 0, id = 0, instance = 0] = bytes;
  if (bytes.length < HEAD_BYTES) return undefined;
  if (type === LOCATOR) {
    const [fru = 0, logical = 0] = bytes.slice(6);
    const [entity = 0, of = 0] = bytes.slice(12);
    return logical & 0x80 ? { record: "locator", fru, entity: (entity << 8) | of } : undefined;
  }
  if ((type !== FULL && type !== COMPACT) || owner !== CONTROLLER) return undefined;
  const kind = kindOf(type, bytes[12] ?? 0, (bytes[13] ?? 0) & 0x7f);
  const entity = (id << 8) | (instance & INSTANCE);
  return kind ? { record: "sensor", id: low | (high << 8), kind, number, lun: lun & 3, entity } : undefined;
}

const signed = (value: number, bits: number): number => (value >= 1 << (bits - 1) ? value - (1 << bits) : value);

/** Undefined where the readings are none of the unit that is wanted. */
export function scaleIn(bytes: Bytes, kind: SensorKind): Scale | undefined {
  if (bytes.length < SCALE_BYTES || bytes[21] !== UNITS.get(kind)) return undefined;
  const [units = 0, , , linearization = 0, mLow = 0, mHigh = 0, bLow = 0, bHigh = 0, , exponents = 0] = bytes.slice(20);
  return {
    m: signed(mLow | ((mHigh & 0xc0) << 2), 10),
    b: signed(bLow | ((bHigh & 0xc0) << 2), 10),
    bExp: signed(exponents & 0xf, 4),
    rExp: signed(exponents >> 4, 4),
    format: units >> 6,
    linearization: linearization & 0x7f,
  };
}

/** Table 43-1, byte 24. */
const FUNCTIONS: readonly ((value: number) => number)[] = [
  (value) => value,
  Math.log,
  Math.log10,
  Math.log2,
  Math.exp,
  (value) => 10 ** value,
  (value) => 2 ** value,
  (value) => 1 / value,
  (value) => value ** 2,
  (value) => value ** 3,
  Math.sqrt,
  Math.cbrt,
];

function plain(raw: number, format: number): number | undefined {
  if (format === 0) return raw;
  if (format === 1) return raw >= 0x80 ? raw - 0xff : raw;
  return format === 2 ? signed(raw, 8) : undefined;
}

/** Undefined where it stands for no number. */
export function measured(raw: number, { m, b, bExp, rExp, format, linearization }: Scale): number | undefined {
  const [x, f] = [plain(raw, format), FUNCTIONS[linearization]];
  const value = x === undefined ? undefined : f?.((m * x + b * 10 ** bExp) * 10 ** rExp);
  return value !== undefined && Number.isFinite(value) ? value : undefined;
}
