/**
 * What the answer to Q means, 18 bytes:
 *
 *     0 kind  1 mains, the last failure  3 mains  5 output  7 load  9 frequency  11 charge  13 temperature, words in tenths
 *     15 flags  16 what makes the sum zero  17 CR
 */
import { range } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { numberOf } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { type Frame, word } from "./frame.ts";

export interface Asked {
  /** The letter of the question. */
  readonly ask: string;
}
export type Token = "OL" | "OB" | "LB" | "RB" | "BOOST" | "BYPASS" | "CAL";
export type SmsRow = TableRow<Asked, Frame, Token, Uint8Array>;
type Seen = View<Token, Frame>;

const STATE = { ask: "Q", poll: "quick" } as const;

const flag =
  (bit: number) =>
  (frame: Frame): boolean =>
    ((frame[15] ?? 0) & (1 << bit)) !== 0;
const onBattery = flag(7);

const tenths = (frame: Frame, at: number): number => (256 * (frame[at] ?? 0) + (frame[at + 1] ?? 0)) / 10;
const measure = (at: number): ViewReader<Frame, unknown> => figure(2, (frame) => tenths(frame, at));
const charge = (frame: Frame): number => tenths(frame, 11);

function charger(frame: Frame): string {
  const percent = Math.trunc(charge(frame));
  if (percent < 100) return onBattery(frame) ? "discharging" : "charging";
  return percent === 100 && !onBattery(frame) ? "resting" : "floating";
}

const MOST_S = 0xffff;
/** Seconds; the usual ones without a parameter, undefined for what are none. */
function seconds(param: string | undefined, usual: string | undefined): number | undefined {
  const told = numberOf(param ?? usual);
  return told === undefined || told < 0 || told > MOST_S ? undefined : told;
}
const timed =
  (letter: string, usual: (view: Seen) => string | undefined) =>
  (param: string | undefined, view: Seen): Uint8Array | undefined => {
    const told = seconds(param, usual(view));
    return told === undefined ? undefined : word(letter, told);
  };

const TEST_S = "10";
export const [SHUTDOWN_RETURN, SHUTDOWN_STOP] = [word("R"), word("C")];

/** `nominal`: volts of the battery; `reboot`: seconds to a restart. */
export const rowsOf = (nominal: number, reboot: string): readonly SmsRow[] => [
  { status: "OL", ...STATE, when: (frame) => !onBattery(frame) },
  { status: "OB", ...STATE, when: onBattery },
  { status: "LB", ...STATE, when: flag(6) },
  { status: "RB", ...STATE, when: (frame) => !flag(3)(frame) },
  { status: "BOOST", ...STATE, when: flag(4) },
  { status: "BYPASS", ...STATE, when: flag(5) },
  // A test may last until the battery is low: with CAL nobody shuts down.
  { status: "CAL", ...STATE, when: flag(2) },
  { var: "input.voltage.extended", ...STATE, as: measure(1) },
  { var: "input.voltage", ...STATE, as: measure(3) },
  { var: "output.voltage", ...STATE, as: measure(5) },
  { var: "ups.load", ...STATE, as: measure(7) },
  { var: "output.frequency", ...STATE, as: measure(9) },
  { var: "battery.charge", ...STATE, as: figure(2, charge) },
  { var: "battery.voltage", ...STATE, as: figure(2, (frame: Frame) => (nominal * charge(frame)) / 100) },
  { var: "battery.charger.status", ...STATE, as: phrase(charger) },
  { var: "ups.temperature", ...STATE, as: measure(13) },
  { var: "ups.beeper.status", ...STATE, as: phrase((frame: Frame) => (flag(0)(frame) ? "enabled" : "disabled")) },
  { var: "ups.delay.reboot", fallback: reboot, rw: range(0, MOST_S) },
  { cmd: "test.battery.start", make: timed("T", () => TEST_S) },
  { cmd: "test.battery.start.quick", send: word("L") },
  { cmd: "test.battery.stop", send: word("D") },
  { cmd: "beeper.toggle", send: word("M") },
  { cmd: "shutdown.return", send: SHUTDOWN_RETURN },
  { cmd: "shutdown.reboot", make: timed("S", (view) => view.known("ups.delay.reboot")) },
  { cmd: "shutdown.stop", send: SHUTDOWN_STOP },
];
