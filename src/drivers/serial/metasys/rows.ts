/** What a Meta System UPS may be asked: data begin with the number of the question, words have their low byte first. */

import type { ViewReader } from "../../kit/codecs.ts";
import { figure, fixed, phrase } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export const ASK = { info: 0, output: 1, input: 2, status: 3, battery: 4, schedule: 6, times: 8 } as const;
const SET = { schedule: 0x0a, times: 0x0c, beeper: 0x0d, test: 0x0e } as const;

/** Shortest answer that says all that is looked at, in bytes of data. */
export const LEAST: Readonly<Record<number, number>> = {
  [ASK.info]: 7,
  [ASK.output]: 7,
  [ASK.input]: 5,
  [ASK.status]: 4,
  [ASK.battery]: 3,
  [ASK.schedule]: 9,
  [ASK.times]: 6,
};

/** `test`: how the last battery test ended, which the driver remembers. */
export interface Asked {
  readonly ask: number | "test";
}

type Data = Uint8Array;
type Token = "OL" | "OB" | "LB" | "BYPASS" | "OVER" | "RB";
type MetaRow = TableRow<Asked, Data, Token, Data>;
type Looks = Pick<View<Token, Data>, "note">;

const word = (data: Data, at: number): number => (data[at] ?? 0) | ((data[at + 1] ?? 0) << 8);
const signed = (data: Data, at: number): number => (word(data, at) << 16) >> 16;
const long = (data: Data, at: number): number => word(data, at) + word(data, at + 2) * 0x1_0000;
const NEVER = 0xffff_ffff;

const measured = (at: number, divisor: number, places: number): ViewReader<Data, unknown> =>
  phrase((data) => {
    const value = signed(data, at);
    if (value === -1) return "overrange";
    return value === -2 ? "not available" : fixed(value / divisor, places);
  });

/** Whole percents of what the model is rated for. */
const load = figure<Data, Looks>(1, (data, view) => {
  const watts = word(view.note("watts") ?? new Uint8Array(), 0);
  return watts > 0 ? Math.trunc((word(data, 1) * 100) / watts) : undefined;
});

const seconds = (at: number, none: number): ViewReader<Data, unknown> =>
  figure(0, (data) => (long(data, at) === NEVER ? none : long(data, at)));

/** The byte is 128 higher than the degrees. */
const temperature = phrase<Data>((data) => ((data[3] ?? 0) > 128 ? String((data[3] ?? 0) - 128) : "not available"));

const TEST_RESULTS = ["OK", "20", "40", "60", "80", "100"].map((text, at) =>
  at === 0 ? text : `Battery charge: ${text}%`,
);
const testResult = phrase<Data>(([, result]) => {
  if (result === undefined) return "not yet done...";
  return result === 0xfe ? "Bad battery pack: replace" : (TEST_RESULTS[result] ?? "Impossible to test");
});

const state =
  (...states: readonly number[]) =>
  ([, now = 0xff]: Data): boolean =>
    states.includes(now);
const fault =
  (number: number) =>
  ([, , now]: Data): boolean =>
    now === number;

// Byte 1: 0 mains, 1 battery, 2 battery nearly empty, 3 bypass, 4 bypass by hand.
// Byte 2: 1 overload, 2 overheated, 3 hardware, 4 charger, 5 replace batteries.
const READS: readonly MetaRow[] = [
  { status: "OL", ask: ASK.status, when: state(0, 3, 4), poll: "quick" },
  { status: "OB", ask: ASK.status, when: state(1, 2), poll: "quick" },
  { status: "LB", ask: ASK.status, when: state(2), poll: "quick" },
  { status: "BYPASS", ask: ASK.status, when: state(3, 4), poll: "quick" },
  { status: "OVER", ask: ASK.status, when: fault(1), poll: "quick" },
  { status: "RB", ask: ASK.status, when: fault(5), poll: "quick" },
  { alarm: "UPS overheated", ask: ASK.status, when: fault(2), poll: "quick" },
  { alarm: "Hardware fault", ask: ASK.status, when: fault(3), poll: "quick" },
  { alarm: "Battery charger failure", ask: ASK.status, when: fault(4), poll: "quick" },
  { var: "ups.temperature", ask: ASK.status, as: temperature },
  { var: "ups.load", ask: ASK.output, as: load },
  { var: "output.voltage", ask: ASK.output, as: measured(3, 1, 0) },
  { var: "output.current", ask: ASK.output, as: measured(5, 10, 2) },
  { var: "input.voltage", ask: ASK.input, as: measured(3, 1, 0) },
  { var: "battery.voltage", ask: ASK.battery, as: figure(2, (data) => signed(data, 1) / 10) },
  { var: "ups.delay.shutdown", ask: ASK.schedule, as: seconds(1, 120) },
  { var: "ups.delay.start", ask: ASK.schedule, as: seconds(5, 0) },
  { var: "ups.test.result", ask: "test", as: testResult },
  { note: "times", ask: ASK.times },
];

const bytes = (value: number): readonly number[] => [0, 8, 16, 24].map((shift) => (value >>> shift) & 0xff);
/** Off in so many seconds, and on again. */
const schedule = (off: number, on: number): Data => Uint8Array.of(SET.schedule, ...bytes(off), ...bytes(on));
/** No limit to the time on battery, and a start when mains return. */
const RESTART = Uint8Array.of(SET.times, 0, 0, 0, 0, 1);

/** A UPS that would not start again by itself is told to first. Some firmware does not bear a restart in 0 seconds. */
export const offAndOn = (seconds: number, view: Looks): readonly Data[] => [
  ...(view.note("times")?.[5] ? [] : [RESTART]),
  schedule(seconds, 1),
];

const COMMANDS: readonly MetaRow[] = [
  { cmd: "shutdown.return", make: (_, view) => offAndOn(30, view) },
  { cmd: "shutdown.stayoff", send: schedule(30, NEVER) },
  { cmd: "shutdown.stop", send: schedule(NEVER, NEVER) },
  { cmd: "test.failure.start", send: Uint8Array.of(SET.test, 1) },
  { cmd: "test.failure.stop", send: Uint8Array.of(SET.test, 2) },
  { cmd: "test.battery.start", send: Uint8Array.of(SET.test, 0) },
  { cmd: "beeper.enable", send: Uint8Array.of(SET.beeper, 0) },
  { cmd: "beeper.on", send: Uint8Array.of(SET.beeper, 0) },
  { cmd: "beeper.mute", send: Uint8Array.of(SET.beeper, 1) },
  { cmd: "beeper.off", send: Uint8Array.of(SET.beeper, 1) },
];

export const ROWS: readonly MetaRow[] = [...READS, ...COMMANDS];
