/** What a UPS may be asked; which of it a device knows is found out at the start. */

import { parseDecimal } from "../../../nut/decimal.ts";
import { string } from "../../../nut/var-type.ts";
import { fixed, type ViewCodec } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export interface Asked {
  readonly ask: string;
}

type Token = "OL" | "OB" | "LB" | "RB" | "OVER" | "CHRG" | "DISCHRG" | "BOOST" | "TRIM" | "BYPASS";
type UtalkRow = TableRow<Asked, string, Token, string>;

type Unit = "V" | "A" | "Hz" | "none";

/** Units that the UPS chooses: the answer to `Ai` names the column; 0 where it names none. */
const FACTORS: Readonly<Record<Unit, readonly [raw: number, one: number, two: number, three: number]>> = {
  V: [1, 1, 0.01, 1],
  A: [1, 1, 0.01, 0.01],
  Hz: [1, 0.1, 1, 0.1],
  none: [1, 1, 1, 1],
};

const factorOf = (unit: Unit, view: Pick<View, "note">): number => FACTORS[unit][Number(view.note("units") ?? 0)] ?? 1;

const LEADING = /^\s*([+-]?(?:\d+\.?\d*|\.\d+))/;

const filled = (text: string, width: number): string =>
  text.startsWith("-") ? `-${text.slice(1).padStart(width - 1, "0")}` : text.padStart(width, "0");

/** The number in front of an answer, with so many decimals, and zeros in front up to `width`. */
export const quantity = (unit: Unit, places: number, width: number): ViewCodec<string, Pick<View, "note">> => ({
  read: (answer, view) => {
    const raw = parseDecimal(LEADING.exec(answer)?.[1] ?? "");
    if (raw === undefined) return undefined;
    const value = raw * factorOf(unit, view);
    return filled(fixed(places === 0 ? Math.trunc(value) : value, places), width);
  },
  write: (text, view) => {
    const value = parseDecimal(text);
    return value === undefined ? undefined : String(Math.round((value / factorOf(unit, view)) * 100) / 100);
  },
});

const decimals = quantity("none", 1, 5);
const volts = quantity("V", 1, 5);
const hertz = quantity("Hz", 2, 5);
const whole = (width: number): ViewCodec<string, Pick<View, "note">> => quantity("none", 0, width);

/** A word of at least eight bits; some old units now and then answer a lone `1`. */
export const isWord = (text: string): boolean => /^[01]{8}/.test(text);

const bit =
  (at: number) =>
  (text: string): boolean =>
    isWord(text) && text[at] === "1";

// The document counts bits from the right, so the first character is bit 7.
//
//     Ss  01234567   system: 0 alarm, 1 communication fault, 3 replace battery, 4 low battery, 5 on battery, 6 overload
//     Bs  01234567   battery: 0 discharging, 1 charging, 3 and 7 replace battery
//     Ls  01234567 90123456   load: 2 lowering, 3 overload, 4 raising; 16 (the last) about to be cut off
//     Ps  01234567   bypass: 6 automatic, 7 manual
const STATUS: readonly UtalkRow[] = [
  { status: "OVER", ask: "Ss", when: bit(6), poll: "quick" },
  { status: "OB", ask: "Ss", when: bit(5), poll: "quick" },
  { status: "OB", ask: "Ls", when: bit(16), poll: "quick" },
  { status: "OL", ask: "Ss", when: (_, view) => !view.holds("OB"), poll: "quick" },
  { status: "LB", ask: "Ss", when: bit(4), poll: "quick" },
  { status: "LB", ask: "Ls", when: bit(16), poll: "quick" },
  { status: "RB", ask: "Ss", when: bit(3), poll: "quick" },
  { status: "RB", ask: "Bs", when: bit(7), poll: "quick" },
  { status: "RB", ask: "Bs", when: bit(3), poll: "quick" },
  { status: "CHRG", ask: "Bs", when: bit(1), poll: "quick" },
  { status: "DISCHRG", ask: "Bs", when: bit(0), poll: "quick" },
  { status: "BOOST", ask: "Ls", when: bit(4), poll: "quick" },
  { status: "OVER", ask: "Ls", when: bit(3), poll: "quick" },
  { status: "TRIM", ask: "Ls", when: bit(2), poll: "quick" },
  { status: "BYPASS", ask: "Ps", when: bit(7), poll: "quick" },
  { status: "BYPASS", ask: "Ps", when: bit(6), poll: "quick" },
  { alarm: "COMMFAULT", ask: "Ss", when: bit(1), poll: "quick" },
  { alarm: "DEVICEALARM", ask: "Ss", when: bit(0), poll: "quick" },
];

const VARIABLES: readonly UtalkRow[] = [
  { var: "battery.charge", ask: "Bl", as: decimals },
  { var: "battery.runtime", ask: "Bn", as: whole(5) },
  { var: "battery.voltage", ask: "Bv", as: volts },
  { var: "battery.charge.low", ask: "Bl ?", as: whole(2), rw: string(2) },
  { var: "battery.voltage.nominal", ask: "Bv ?", as: volts },
  { var: "ups.temperature", ask: "St", as: decimals },
  { var: "ups.load", ask: "Ll", as: decimals },
  { var: "ups.delay.start", ask: "Sm ?", as: whole(3), rw: string(5) }, // minutes
  { var: "ups.delay.shutdown", ask: "Sn ?", as: whole(3), rw: string(5) },
  { var: "ups.test.interval", ask: "Bp ?", as: whole(3), rw: string(5) },
  { var: "output.voltage", ask: "Lv", as: volts },
  { var: "output.current", ask: "Lc", as: quantity("A", 1, 5) },
  { var: "input.voltage", ask: "Uv", as: volts },
  { var: "input.frequency", ask: "Uf", as: hertz },
  { var: "input.transfer.low", ask: "Ee ?", as: volts, rw: string(5) },
  { var: "input.transfer.boost.low", ask: "Ee ?", as: volts, rw: string(5) },
  { var: "input.transfer.boost.high", ask: "Eo ?", as: volts, rw: string(5) },
  { var: "input.transfer.trim.low", ask: "Ea ?", as: volts, rw: string(5) },
  { var: "input.transfer.high", ask: "Eu ?", as: volts, rw: string(5) },
  { var: "input.transfer.trim.high", ask: "Eu ?", as: volts, rw: string(5) },
];

const ALL_OUTLETS = "Wy 65535";

const COMMANDS: readonly UtalkRow[] = [
  { cmd: "load.off", send: [ALL_OUTLETS, "Wx 0"] },
  { cmd: "load.on", send: [ALL_OUTLETS, "Wx 1"] },
  { cmd: "shutdown.return", send: ["Sx 5", "Sx 0"] },
  { cmd: "shutdown.stayoff", send: "Sx 0" },
  { cmd: "test.panel.start", send: "Sx 129" },
  { cmd: "test.battery.start", send: "Bx 1" },
  { cmd: "bypass.start", send: "Px 3" },
  { cmd: "bypass.stop", send: "Px 2" },
];

export const ROWS: readonly UtalkRow[] = [...STATUS, ...VARIABLES, ...COMMANDS];
