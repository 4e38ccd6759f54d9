/** Sensor data records (IPMI 2.0, chapter 43), without the number that the repository gives them. */

export interface Entity {
  readonly id: number;
  readonly instance: number;
}

/** The entity of a power supply. */
export const POWER_SUPPLY = 10;

export const TYPE = { temperature: 1, voltage: 2, current: 3, supply: 8, presence: 0x25 } as const;

const UNIT = { temperature: 1, voltage: 4, current: 5 } as const;

/** A reading `x` stands for (m·x + b·10^bExp)·10^rExp. */
export interface Scale {
  readonly m: number;
  readonly b?: number;
  readonly bExp?: number;
  readonly rExp?: number;
  /** The reading is a two's complement. */
  readonly signed?: boolean;
}

const word = (value: number): readonly number[] => [value & 0xff, (value >> 8) & 0xff];
const name = (text: string): readonly number[] => [0xc0 | text.length, ...Buffer.from(text, "latin1")];

/** Bytes 3 to 5 of a record and what follows; 1 and 2 are its number. */
const record = (type: number, body: readonly number[]): readonly number[] => [0x51, type, body.length, ...body];

export const fruLocator = (fru: number, { id, instance }: Entity, text: string): readonly number[] =>
  record(0x11, [0x20, fru, 0x80, 0, 0, 0x10, 0, id, instance, 0, ...name(text)]);

export interface SensorFacts {
  readonly number: number;
  readonly entity: Entity;
  readonly name: string;
  /** The controller that has it (0x20 is the BMC itself). */
  readonly owner?: number;
  readonly lun?: number;
}

const key = ({ number, entity, owner = 0x20, lun = 0 }: SensorFacts): readonly number[] => [
  owner,
  lun,
  number,
  entity.id,
  entity.instance,
];

/** A full sensor record: a value with thresholds. */
export function measure(facts: SensorFacts, kind: keyof typeof UNIT, scale: Scale): readonly number[] {
  const { m, b = 0, bExp = 0, rExp = 0, signed = false } = scale;
  const high = (value: number): number => ((value >> 8) & 3) << 6;
  const exponents = ((rExp & 0xf) << 4) | (bExp & 0xf);
  const factors = [m & 0xff, high(m), b & 0xff, high(b), 0, exponents];
  const body = [
    0x7f,
    0x68,
    TYPE[kind],
    1,
    ...word(0x7a95),
    ...word(0x7a95),
    ...word(0x3f3f),
    signed ? 0x80 : 0,
    UNIT[kind],
    0,
    0,
  ];
  const limits = [0, 0, 0, 0, 0xff, 0, 250, 245, 240, 0, 1, 2, 1, 1, 0, 0, 0];
  return record(1, [...key(facts), ...body, ...factors, ...limits, ...name(facts.name)]);
}

/** A compact sensor record: states, each a bit. */
export const states = (facts: SensorFacts, type: number, mask = 0x7fff): readonly number[] =>
  record(2, [
    ...key(facts),
    ...[0x67, 0x40, type, 0x6f, ...word(mask), ...word(mask), ...word(mask)],
    ...[0xc0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    ...name(facts.name),
  ]);
