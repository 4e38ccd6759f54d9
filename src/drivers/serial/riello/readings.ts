/** What Riello UPSes say, in either protocol, as the same numbers. */
import { digits } from "./protocols.ts";

export interface Phase {
  readonly input: number;
  readonly bypass: number;
  readonly output: number;
  readonly load: number;
}

/** Volts, amperes, percent; tenths of hertz and of battery volts; undefined where it is not said. */
export interface Said {
  readonly failed: boolean;
  readonly low: boolean;
  readonly off: boolean;
  readonly bypass: boolean;
  readonly over: boolean;
  readonly trim: boolean;
  readonly boost: boolean;
  readonly worn: boolean;
  readonly charging: boolean;
  readonly inputHertz: number;
  readonly bypassHertz: number;
  readonly outputHertz: number;
  readonly battery: number;
  readonly charge: number | undefined;
  /** Minutes. */
  readonly left: number | undefined;
  readonly degrees: number | undefined;
  readonly phases: readonly [Phase, Phase, Phase];
}

/** Amperes, watts and volt-amperes of each phase. */
export interface Power {
  readonly amperes: readonly number[];
  readonly watts: readonly number[];
  readonly voltAmperes: readonly number[];
}

export interface Rating {
  readonly watts: number;
  readonly voltAmperes: number;
  readonly battery: number;
  readonly capacity: number;
  readonly output: number;
  /** Tenths of hertz. */
  readonly hertz: number;
}

/** Of a UPS that does not tell it. */
export const NOT_RATED: Rating = { watts: 0, voltAmperes: 0, battery: 12, capacity: 0, output: 0, hertz: 0 };

export interface Phases {
  readonly input: 1 | 3;
  readonly output: 1 | 3;
}

const DATA = 7;
const NOT_SAID = 0xff;
const bitOf = (byte: number | undefined, bit: number): boolean => (((byte ?? 0) >> bit) & 1) === 1;
const unless = (value: number, none: number): number | undefined => (value === none ? undefined : value);

/** Digits that are left over are none: then a phase is not there. */
const three = (frame: Uint8Array, at: number, has: boolean): number => (has ? digits(frame, at, 3) : 0);

/** RS: five digits of state, then numbers; those of the second and third phase behind the others. */
export function readState(frame: Uint8Array, { input, output }: Phases): Said {
  const code = frame.subarray(DATA, DATA + 5);
  const at = (offset: number, count: number): number => digits(frame, DATA + offset, count);
  const [failed, off] = [bitOf(code[0], 1), !bitOf(code[0], 3)];
  const more = input === 3;
  const all = more && output === 3;
  const load = (offset: number): number => (all ? at(offset, 2) : 0);
  return {
    failed,
    low: failed && bitOf(code[0], 0),
    off,
    bypass: bitOf(code[1], 3),
    trim: bitOf(code[1], 0),
    boost: bitOf(code[1], 1),
    worn: bitOf(code[2], 0),
    charging: bitOf(code[2], 2),
    over: bitOf(code[4], 2),
    inputHertz: at(5, 3),
    outputHertz: off ? 0 : at(11, 3),
    bypassHertz: at(19, 3),
    battery: at(25, 4),
    charge: unless(at(29, 2), NOT_SAID),
    left: unless(at(31, 3), 0xfff),
    degrees: unless(at(34, 2), NOT_SAID),
    phases: [
      { input: at(8, 3), output: at(14, 3), load: at(17, 2), bypass: at(22, 3) },
      {
        input: three(frame, DATA + 36, more),
        output: three(frame, DATA + 42, all),
        load: load(45),
        bypass: three(frame, DATA + 47, all),
      },
      {
        input: three(frame, DATA + 39, more),
        output: three(frame, DATA + 50, all),
        load: load(53),
        bypass: three(frame, DATA + 55, all),
      },
    ],
  };
}

/** Digits behind those that are always there. */
export const stateDigits = ({ input, output }: Phases): number => (input === 1 ? 36 : output === 1 ? 42 : 58);

/** GN. `whole`: powers stand in watts, else in hundredths. */
export function readRating(frame: Uint8Array, whole: boolean): Rating {
  const at = (offset: number, count: number): number => digits(frame, DATA + offset, count);
  const power = (offset: number): number => Math.trunc(at(offset, 5) / (whole ? 1 : 100));
  return {
    voltAmperes: power(0),
    watts: power(5),
    battery: at(10, 3),
    capacity: at(13, 3),
    output: at(16, 3),
    hertz: at(19, 3),
  };
}

/** RE. */
export function readPower(frame: Uint8Array): Power {
  const list = (from: number, count: number): readonly number[] =>
    [0, 1, 2].map((one) => digits(frame, from + one * count, count));
  return { amperes: list(23, 4), watts: list(35, 5), voltAmperes: list(50, 5) };
}

const text = (frame: Uint8Array, from: number, to: number): string =>
  Buffer.from(frame.subarray(from, to))
    .toString("latin1")
    .split("\0")[0]
    ?.replace(/[^\x20-\x7e]/g, "")
    .trimEnd() ?? "";

/** GI: serial number, model, firmware, and digits of which the first tells the phases, the fifth the check. */
export function readIdentity(frame: Uint8Array): {
  serial: string;
  model: string;
  firmware: string;
  kind: string;
  control: "sum" | "crc";
} {
  return {
    serial: text(frame, 7, 23),
    model: text(frame, 23, 38),
    firmware: text(frame, 39, 51),
    kind: String.fromCharCode(frame[51] ?? 0x31),
    control: frame[55] === 0x30 ? "sum" : "crc",
  };
}

export const phasesOf = (kind: string): Phases => ({
  input: kind === "1" || kind === "2" ? 1 : 3,
  output: kind === "1" || kind === "3" ? 1 : 3,
});

export const GPSER_LEAST = { GI: 56, GN: 22, RE: 58 } as const;
