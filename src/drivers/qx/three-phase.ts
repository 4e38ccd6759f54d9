/** The replies of the three-phase families (Q6 and its kin). */
import type { VarName } from "../../nut/catalogue/names.ts";
import type { Reader } from "../kit/codecs.ts";
import type { DriverOption } from "../types.ts";
import type { QxProbe, QxReply, QxRow, QxView, Slice } from "./protocol.ts";
import { LIGHT_OPTIONS, Q1_BITS, q1Form, statusBits } from "./q1.ts";
import { batteryVoltage, by, number, signedNumber, word } from "./readers.ts";

/** Kilowatts and kilovolt-amperes on the wire. */
export const kilo = number(2, 1000);

/** How the windings of a transformer are joined: one bit. */
export const TOPOLOGY = word({ "0": "delta", "1": "star" });

const withStatistics = (view: QxView): boolean => view.option("nooutstats") === undefined;

/** Columns 1, 7, 13 …: five digits and a blank each. */
const columns = (first: number, width: number, names: readonly VarName[], as: Reader<Slice>): readonly QxRow[] =>
  names.map((name, i) => ({ at: [first + i * (width + 1), first + i * (width + 1) + width - 1], var: name, as }));

/**
 * ```
 * > WA
 * < (WWW.W WWW.W WWW.W VVV.V VVV.V VVV.V TTT.T SSS.S AAA.A AAA.A AAA.A QQQ 00000000
 *   01234567890123456789012345678901234567890123456789012345678901234567890123456789
 *   0         1         2         3         4         5         6         7
 * ```
 */
export const WA_THREE_PHASES: QxReply = {
  ask: "WA\r",
  length: 80,
  leading: "(",
  when: withStatistics,
  rows: [
    ...columns(1, 5, ["output.L1.realpower", "output.L2.realpower", "output.L3.realpower"], kilo),
    ...columns(19, 5, ["output.L1.power", "output.L2.power", "output.L3.power"], kilo),
    { at: [37, 41], var: "ups.realpower", as: kilo },
    { at: [43, 47], var: "ups.power", as: kilo },
    ...columns(49, 5, ["output.L1.current", "output.L2.current", "output.L3.current"], number(1)),
    { at: [67, 69], var: "ups.load", as: number(0) },
  ],
};

const percent = by((slice) => (Number(slice.text) <= 100 ? number(0).read(slice) : undefined));

/** What all Q6 replies share. */
const Q6_COMMON: readonly QxRow[] = [
  ...columns(1, 5, ["input.L1-N.voltage", "input.L2-N.voltage", "input.L3-N.voltage"], number(1)),
  { at: [19, 22], var: "input.frequency", as: number(1) },
  { at: [42, 45], var: "output.frequency", as: number(1) },
  { at: [59, 63], var: "battery.voltage", as: batteryVoltage },
  { at: [71, 74], var: "ups.temperature", as: signedNumber(1) },
  { at: [76, 80], var: "battery.runtime", as: number(0) },
  { at: [82, 84], var: "battery.charge", as: percent },
];

const THREE_OUTPUTS: readonly QxRow[] = [
  ...columns(24, 5, ["output.L1-N.voltage", "output.L2-N.voltage", "output.L3-N.voltage"], number(1)),
  ...columns(47, 3, ["output.L1.load", "output.L2.load", "output.L3.load"], number(0)),
];

const ONE_OUTPUT: readonly QxRow[] = [
  { at: [24, 28], var: "output.voltage", as: number(1) },
  { at: [47, 49], var: "ups.load", as: number(0) },
];

/**
 * ```
 * > Q6
 * < (227.0 225.6 230.0 50.0 229.9 000.0 000.0 49.9 007 000 000 327.8 000.0 23.0 06932 100 32 00000000 00000000 11
 *   01234567890123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789
 *   0         1         2         3         4         5         6         7         8         9         10
 * ```
 */
export const q6Reply = (outputs: 1 | 3, more: readonly QxRow[] = []): QxReply => ({
  ask: "Q6\r",
  length: 110,
  leading: "(",
  rows: [...Q6_COMMON, ...(outputs === 3 ? THREE_OUTPUTS : ONE_OUTPUT), ...more],
});

/** Only the status bits of a Q1 reply: the voltages of three phases stand elsewhere. */
export const Q1_STATUS: QxReply = q1Form("Q1\r", statusBits(Q1_BITS));

export const STATISTICS_OPTIONS: readonly DriverOption[] = [
  { name: "norating", kind: "flag", help: "do not ask for the ratings (F)" },
  { name: "nooutstats", kind: "flag", help: "do not ask for the output statistics (WA)" },
  ...LIGHT_OPTIONS,
];

/** All of these rows must have a value; WA only where it is asked. */
export const claimByRows =
  (...names: readonly string[]) =>
  async (probe: QxProbe): Promise<boolean> => {
    for (const name of names) if (!(await probe.reads(name))) return false;
    return true;
  };

export const claimThreePhases = (probe: QxProbe): Promise<boolean> =>
  claimByRows(
    "input.L1-N.voltage",
    "ups.type",
    ...(probe.option("nooutstats") === undefined ? ["output.L1.current"] : []),
  )(probe);
