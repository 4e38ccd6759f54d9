/** Dialects of Powercom: how long an answer is, what must stand in it, and what its bytes mean; any of it can be set. */
import { value } from "../../kit/options.ts";
import type { DriverOption, DriverSettings } from "../../types.ts";

export type TypeName = "Trust" | "Egys" | "KP625AP" | "IMP" | "KIN" | "BNT" | "BNT-other" | "OPTI";

export interface PowercomType {
  /** Bytes of an answer. */
  readonly length: number;
  readonly flow: "dtr0rts1" | "no_flow_control";
  /** At three places, what must stand there. */
  readonly valid: readonly number[];
  /** Minutes (not sent where undefined) and seconds from an order to its effect. */
  readonly delay: readonly [minutes: number | undefined, seconds: number];
  /** Period in seconds of a count, and of none. */
  readonly frequency: readonly number[];
  /** Factor and constant on battery, then on mains. */
  readonly load: readonly number[];
  /** On battery: of the count, of the load, constant; on mains: of the count, constant. */
  readonly battery: readonly number[];
  /** Factor and constant for 220 to 240 V, then for less. */
  readonly voltage: readonly number[];
}

const TRUST: PowercomType = {
  length: 11,
  flow: "dtr0rts1",
  valid: [5, 0, 7, 0, 8, 0],
  delay: [undefined, 10],
  frequency: [0.00020997, 0.00020928],
  load: [6.1343, -0.3808, 4.311, 0.1811],
  battery: [5, 0.3268, -825, 4.5639, -835.82],
  voltage: [1.9216, -0.0977, 0.9545, 0],
};
const PLAIN = { load: [1, 0, 1, 0], battery: [1, 0, 0, 1, 0], voltage: [2, 0, 2, 0] } as const;
const LATER = { length: 16, flow: "no_flow_control", delay: [1, 30] } as const;

const RATIOS = {
  frequency: [0.00020997, 0],
  battery: [5, 0.3268, -825, 0.46511, 0],
  voltage: [1.9216, -0.0977, 0.82857, 0],
} as const;

export const TYPES: Readonly<Record<TypeName, PowercomType>> = {
  Trust: TRUST,
  Egys: {
    ...TRUST,
    length: 16,
    flow: "no_flow_control",
    valid: [5, 0x80, 7, 0, 8, 0],
    load: [6.1343, -0.3808, 1.3333, 0.6667],
    battery: [5, 0.3268, -825, 2.2105, -355.37],
  },
  KP625AP: { ...TRUST, length: 16, valid: [5, 0x80, 7, 0, 8, 0] },
  IMP: { ...TRUST, ...LATER, valid: [5, 0xff, 7, 0, 8, 0] },
  KIN: { ...TRUST, ...LATER, ...RATIOS, valid: [11, 0x4b, 8, 0, 8, 0], load: [6.1343, -0.3808, 1.075, 0.1811] },
  BNT: {
    ...RATIOS,
    ...LATER,
    valid: [11, 0x42, 8, 0, 8, 0],
    frequency: [0.00020803, 0],
    load: [1.4474, 0, 0.8594, 0],
  },
  "BNT-other": { ...LATER, ...PLAIN, valid: [8, 0, 8, 0, 8, 0], frequency: [0.00027778, 0] },
  OPTI: { ...LATER, ...PLAIN, valid: [5, 0xff, 7, 0, 8, 0], frequency: [0, 0] },
};
const NAMES = Object.keys(TYPES);
export const isTypeName = (text: string): text is TypeName => NAMES.includes(text);

const MOST = 16;
/** `{1.5,-2}`, as many numbers as the pattern has. */
const NUMBER = String.raw`\s*([-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)\s*`;
const braces = (count: number): RegExp => new RegExp(`^\\{${Array(count).fill(NUMBER).join(",")}\\}$`);
const HEX = String.raw`\{\s*(\d+)\s*,\s*(?:0x)?([0-9a-fA-F]+)\s*\}`;
const VALID = new RegExp(`^\\{${HEX},${HEX},${HEX}\\}$`);
const DELAY = /^\{\{\s*(\d{1,3})\s*,\s*(\d{1,3})\s*\},\s*([yn])\s*\}$/;

const shaped = (shape: RegExp, like: string) => (text: string) =>
  shape.test(text) ? undefined : `"${text}" is not of the form ${like}`;
const between =
  (...ranges: readonly (readonly [least: number, most: number])[]) =>
  (text: string): string | undefined =>
    /^\d+$/.test(text) && ranges.some(([least, most]) => Number(text) >= least && Number(text) <= most)
      ? undefined
      : `"${text}" is not from ${ranges.map((range) => range.join(" to ")).join(" or ")}`;

const validOf = (text: string): readonly number[] =>
  (VALID.exec(text) ?? []).slice(1).map((one, at) => Number.parseInt(one, at % 2 === 0 ? 10 : 16));
const checkValid = (text: string): string | undefined => {
  const found = validOf(text);
  const isRight = found.length === 6 && found.every((one, at) => one <= (at % 2 === 0 ? MOST - 1 : 0xff));
  return isRight ? undefined : `"${text}" is not of the form {{5,0},{7,0},{8,0}}: places up to 15, hexadecimal bytes`;
};
const checkDelay = (text: string): string | undefined => {
  const [, minutes, seconds] = DELAY.exec(text) ?? [];
  return Number(minutes) <= 255 && Number(seconds) <= 255 ? undefined : `"${text}" is not of the form {{1,30},y}`;
};

/** Of a dialect. */
export const TYPE_OPTIONS: readonly DriverOption[] = [
  value("type", "dialect (Trust)", (text) =>
    isTypeName(text) ? undefined : `"${text}" is none of ${NAMES.join(", ")}`,
  ),
  value("linevoltage", "rated voltage, where the UPS does not tell it (230)", between([100, 120], [200, 240])),
  value("numOfBytesFromUPS", "bytes of an answer", between([1, MOST])),
  value("methodOfFlowControl", "dtr0rts1 or no_flow_control", shaped(/^(dtr0rts1|no_flow_control)$/, "dtr0rts1")),
  value("validationSequence", "bytes that an answer must have: {{5,0},{7,0},{8,0}}", checkValid),
  value("shutdownArguments", "minutes, seconds, whether minutes are sent: {{1,30},y}", checkDelay),
  value("frequency", "what a count of the frequency means", shaped(braces(2), "{0.00021,0}")),
  value("loadPercentage", "what a count of the load means", shaped(braces(4), "{1,0,1,0}")),
  value("batteryPercentage", "what a count of the charge means", shaped(braces(5), "{1,0,0,1,0}")),
  value("voltage", "what a count of a voltage means", shaped(braces(4), "{2,0,2,0}")),
];

/** The dialect with what ups.conf says otherwise; options are checked before. */
export function typeOf({ get }: Pick<DriverSettings, "get">, name: TypeName): PowercomType {
  const type = TYPES[name];
  const numbers = (option: string, count: number, usual: readonly number[]): readonly number[] =>
    braces(count)
      .exec(get(option) ?? "")
      ?.slice(1)
      .map(Number) ?? usual;
  const valid = validOf(get("validationSequence") ?? "");
  const [, minutes, seconds, used] = DELAY.exec(get("shutdownArguments") ?? "") ?? [];
  return {
    length: Number(get("numOfBytesFromUPS") ?? type.length),
    flow: get("methodOfFlowControl") === undefined ? type.flow : flowOf(get("methodOfFlowControl")),
    valid: valid.length > 0 ? valid : type.valid,
    delay: used === undefined ? type.delay : [used === "y" ? Number(minutes) : undefined, Number(seconds)],
    frequency: numbers("frequency", 2, type.frequency),
    load: numbers("loadPercentage", 4, type.load),
    battery: numbers("batteryPercentage", 5, type.battery),
    voltage: numbers("voltage", 4, type.voltage),
  };
}

const flowOf = (text: string | undefined): PowercomType["flow"] => (text === "dtr0rts1" ? text : "no_flow_control");
