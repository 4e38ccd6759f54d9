/** What a UPS tells in ESP-II, and what of it is plausible. */
import type { VarName } from "../../../nut/catalogue/names.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

/** A value, by its group and its number there. */
export interface Asked {
  readonly group: number;
  readonly number: number;
}
/** Its higher and its lower byte. */
export type Word = Uint8Array;
export type Token = "OB" | "OL" | "CHRG" | "DISCHRG" | "BYPASS" | "RB" | "BOOST" | "TRIM" | "OVER" | "LB";
type Esp2Row = TableRow<Asked, Word, Token, never>;
type Seen = View<Token, Word>;

export const FLAGS = 148;
const [L1, L2, L3] = [144, 145, 146];
const [MEASURED, RATED] = [149, 161];

const SIGN = 0x8000;
export const bits = ([high = 0, low = 0]: Word): number => high * 256 + low;
const whole = (word: Word): number => (bits(word) ^ SIGN) - SIGN;

/** What a count is worth, decimals that are shown, and what is plausible. */
interface Kind {
  readonly factor: number;
  readonly places: number;
  readonly least: number;
  readonly most: number;
}
const VOLTS: Kind = { factor: 0.1, places: 1, least: 0, most: 1000 };
const AMPERES: Kind = { factor: 0.1, places: 1, least: 0, most: 3000 };
const CHARGING: Kind = { factor: 0.01, places: 2, least: -320, most: 320 };
const PERCENT: Kind = { factor: 1, places: 0, least: 0, most: 500 };
const DEGREES: Kind = { factor: 0.1, places: 1, least: -40, most: 150 };
const MINUTES: Kind = { factor: 60, places: 0, least: 0, most: 1_000_000 };
const TENS: Kind = { factor: 10, places: 0, least: 0, most: 100_000 };
const CREST: Kind = { factor: 0.1, places: 1, least: 0, most: 20 };
const MOST_WATTS = 3_276_700;

/** The C driver counts in single precision. */
const read = ({ factor, places, least, most }: Kind): ViewReader<Word, unknown> =>
  figure(places, (word) => {
    const value = Math.fround(Math.fround(factor) * whole(word));
    return value >= least && value <= most ? value : undefined;
  });

type Value = readonly [group: number, number: number, name: VarName, kind: Kind];

/** Of a GXT2, and of larger ones such as NXe. */
const hertz = (isSmall: boolean): Kind => ({ factor: isSmall ? 0.1 : 0.01, places: 1, least: 0, most: 100 });
const watts = (isSmall: boolean): Kind => ({ factor: isSmall ? 1 : 100, places: 0, least: 0, most: MOST_WATTS });

const common = (frequency: Kind, power: Kind): readonly Value[] => [
  [MEASURED, 1, "battery.runtime", MINUTES],
  [MEASURED, 2, "battery.voltage", VOLTS],
  [MEASURED, 3, "battery.current", CHARGING],
  [RATED, 13, "battery.voltage.nominal", VOLTS],
  [MEASURED, 12, "battery.temperature", DEGREES],
  [MEASURED, 14, "ups.temperature", DEGREES],
  [RATED, 8, "ups.power.nominal", power],
  [RATED, 4, "ups.delay.start", TENS],
  [RATED, 14, "battery.runtime.low", MINUTES],
  [MEASURED, 8, "input.frequency", frequency],
  [MEASURED, 10, "input.bypass.frequency", frequency],
  [RATED, 9, "input.frequency.nominal", frequency],
  [MEASURED, 9, "output.frequency", frequency],
  [RATED, 10, "output.frequency.nominal", frequency],
];

/** By phases: one, two of which the voltage between them is told, three. */
const inputs: Readonly<Record<number, readonly Value[]>> = {
  1: [
    [L1, 1, "input.voltage", VOLTS],
    [L1, 5, "input.bypass.voltage", VOLTS],
    [L1, 6, "input.bypass.current", AMPERES],
  ],
  2: [
    [L1, 1, "input.voltage", VOLTS],
    [L1, 5, "input.bypass.voltage", VOLTS],
    [L1, 6, "input.bypass.current", AMPERES],
    [L1, 2, "input.current", AMPERES],
  ],
  3: [
    [L1, 1, "input.L1-N.voltage", VOLTS],
    [L2, 1, "input.L2-N.voltage", VOLTS],
    [L3, 1, "input.L3-N.voltage", VOLTS],
    [L1, 5, "input.bypass.L1-N.voltage", VOLTS],
    [L2, 5, "input.bypass.L2-N.voltage", VOLTS],
    [L3, 5, "input.bypass.L3-N.voltage", VOLTS],
    [L1, 6, "input.bypass.L1.current", AMPERES],
    [L2, 6, "input.bypass.L2.current", AMPERES],
    [L3, 6, "input.bypass.L3.current", AMPERES],
    [L1, 2, "input.L1.current", AMPERES],
    [L2, 2, "input.L2.current", AMPERES],
    [L3, 2, "input.L3.current", AMPERES],
  ],
};

const outputs = (power: Kind): Readonly<Record<number, readonly Value[]>> => ({
  1: [
    [MEASURED, 7, "ups.load", PERCENT],
    [MEASURED, 6, "ups.power", power],
    [MEASURED, 5, "ups.realpower", power],
    [L1, 3, "output.voltage", VOLTS],
    [L1, 4, "output.current", AMPERES],
  ],
  2: [
    [L1, 24, "output.L1.power.percent", PERCENT],
    [L2, 24, "output.L2.power.percent", PERCENT],
    [L1, 22, "output.L1.power", power],
    [L2, 22, "output.L2.power", power],
    [L1, 21, "output.L1.realpower", power],
    [L2, 21, "output.L2.realpower", power],
    [L1, 3, "output.voltage", VOLTS],
  ],
  3: [
    [L1, 24, "output.L1.power.percent", PERCENT],
    [L2, 24, "output.L2.power.percent", PERCENT],
    [L3, 24, "output.L3.power.percent", PERCENT],
    [L1, 22, "output.L1.power", power],
    [L2, 22, "output.L2.power", power],
    [L3, 22, "output.L3.power", power],
    [L1, 21, "output.L1.realpower", power],
    [L2, 21, "output.L2.realpower", power],
    [L3, 21, "output.L3.realpower", power],
    [L1, 3, "output.L1-N.voltage", VOLTS],
    [L2, 3, "output.L2-N.voltage", VOLTS],
    [L3, 3, "output.L3-N.voltage", VOLTS],
    [L1, 14, "output.L1.crestfactor", CREST],
    [L2, 14, "output.L2.crestfactor", CREST],
    [L3, 14, "output.L3.crestfactor", CREST],
  ],
});

const flags = (number: number) => ({ group: FLAGS, number, poll: "quick" }) as const;
const [SUPPLY, CONVERSION, WARNINGS] = [flags(1), flags(2), flags(3)];
const bit =
  (at: number) =>
  (word: Word): boolean =>
    ((bits(word) >> at) & 1) === 1;
const onBattery = bit(8);
/** Amperes into the battery from which it counts as charging. */
const SOME = 0.05;
const current = (view: Seen): number => Number(view.known("battery.current") ?? 0);

const STATES: readonly Esp2Row[] = [
  { ...SUPPLY, status: "OB", when: onBattery },
  { ...SUPPLY, status: "OL", when: (word) => !onBattery(word) },
  { ...SUPPLY, status: "CHRG", when: (_, view) => current(view) > SOME },
  { ...SUPPLY, status: "DISCHRG", when: (_, view) => current(view) < -SOME },
  { ...CONVERSION, status: "BYPASS", when: bit(0) },
  { ...CONVERSION, status: "RB", when: bit(5) },
  { ...CONVERSION, status: "BOOST", when: bit(6) },
  { ...CONVERSION, status: "TRIM", when: bit(9) },
  { ...WARNINGS, status: "OVER", when: bit(0) },
  { ...WARNINGS, status: "LB", when: bit(5) },
];

export interface Unit {
  /** 1, 2 or 3; others count as 1. */
  readonly input: number;
  readonly output: number;
  readonly isSmall: boolean;
}

export function rowsFor({ input, output, isSmall }: Unit): readonly Esp2Row[] {
  const [frequency, power] = [hertz(isSmall), watts(isSmall)];
  const [into, out] = [inputs[input] ?? inputs[1] ?? [], outputs(power)[output] ?? outputs(power)[1] ?? []];
  const variables = [...common(frequency, power), ...into, ...out].map(([group, number, name, kind]): Esp2Row => {
    const row = { group, number, var: name, as: read(kind), sometimes: true } as const;
    return name === "battery.current" ? { ...row, poll: "quick" } : row;
  });
  return [...variables, ...STATES];
}
