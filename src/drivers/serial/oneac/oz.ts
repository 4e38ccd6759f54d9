/** What only the OZ and OB series have: `&` measured, `^` about themselves, settings a character each. */
import { string } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { ALL, at, cut, type Looks, number, type OneacRow } from "./slices.ts";

/** Year, month, day in two digits each. */
const date = (from: number): ViewReader<string, unknown> =>
  phrase((answer) => {
    const [, year, month, day] = /^(\d\d)(\d\d)(\d\d)$/.exec(cut(from, 6)(answer)) ?? [];
    return year === undefined ? undefined : `${Number(year) < 70 ? "20" : "19"}${year}-${month}-${day}`;
  });
const sixDigits = (text: string): string | undefined =>
  /^(?:(?:19|20)?(\d\d))[-/]?(\d\d)[-/]?(\d\d)$/.exec(text)?.slice(1).join("");

const BEEPER: Readonly<Record<string, string>> = { "0": "disabled", "2": "muted" };
const ALLOW = "[=";
const volts = (text: string | undefined): string | undefined =>
  /^\d{1,3}$/.test(text ?? "") ? (text ?? "").padStart(3, "0") : undefined;
/** Both limits are set at once. */
const allow = (low: string | undefined, high: string | undefined): string | undefined => {
  const [from, to] = [volts(low), volts(high)];
  return from === undefined || to === undefined ? undefined : `${ALLOW}${from},${to}`;
};
const upTo = (most: number, make: (value: number) => string) => (text: string) => {
  const value = number(text);
  return value === undefined || value > most ? undefined : make(value);
};

export const OZ: readonly OneacRow[] = [
  { var: "ups.model", ask: "^", poll: "once", as: phrase((answer) => cut(5, 10)(answer).trimEnd()) },
  { var: "ups.serial", ask: "^", poll: "once", as: phrase((answer) => `${cut(18, 4)(answer)}-${cut(22, 4)(answer)}`) },
  { var: "ups.mfr.date", ask: "^", poll: "once", as: date(38) },
  { var: "ups.realpower.nominal", ask: "^", poll: "once", as: at(55, 5) },
  { var: "ups.realpower", ask: "&", as: at(57, 5) },
  { var: "input.frequency", ask: "&", as: at(42, 3, 1, 0.1) },
  { var: "output.frequency", ask: "&", as: at(76, 3, 1, 0.1) },
  { var: "battery.voltage", ask: "&", as: at(29, 4, 1, 0.1) },
  { var: "ups.temperature", ask: "&", as: at(13, 2) },
  { var: "ups.load", ask: "&", as: at(73, 3) },
  { var: "battery.runtime", ask: "&", as: at(19, 4, 0, 60) },
  {
    var: "battery.date",
    ask: "+",
    as: { ...date(0), write: (text) => (sixDigits(text) === undefined ? undefined : `+=${sixDigits(text)}`) },
    rw: string(10),
  },
  {
    var: "input.transfer.low",
    ask: "[",
    as: { ...at(0, 3), write: (text, view: Looks) => allow(text, view.known("input.transfer.high")) },
    rw: string(3),
  },
  {
    var: "input.transfer.high",
    ask: "]",
    as: { ...at(0, 3), write: (text, view: Looks) => allow(view.known("input.transfer.low"), text) },
    rw: string(3),
  },
  { var: "ups.delay.start", ask: "_", as: { ...at(0, 4), write: upTo(9999, (value) => `_=${value}`) }, rw: string(4) },
  {
    var: "battery.runtime.low",
    ask: '"',
    as: { ...at(0, 2, 0, 60), write: upTo(99 * 60, (value) => `"=${Math.round(value / 60)}`) },
    rw: string(4),
  },
  {
    var: "ups.start.auto",
    ask: "<?",
    as: {
      read: ([state]) => (state === "0" ? "yes" : "no"),
      write: (text) => (/^yes$/i.test(text) ? "<0" : /^no$/i.test(text) ? "<1" : undefined),
    },
    rw: string(3),
  },
  { var: "ups.beeper.status", ask: "\x07?", as: phrase(([state = ""]) => BEEPER[state] ?? "enabled") },
  { var: "ups.timer.shutdown", ask: "}", as: { read: (answer, view) => at(0, 5).read(answer, view) ?? "-1" } },
  {
    var: "ups.timer.start",
    ask: "_?",
    as: { read: (answer, view) => (Number(answer) > 0 ? at(0, 4).read(answer, view) : "-1") },
  },
  { cmd: "test.panel.start", send: "\x09\x14" },
  { cmd: "test.battery.start.deep", send: "\x02\x04" },
  { cmd: "test.battery.stop", send: "\x01" },
  { cmd: "beeper.enable", send: "\x071" },
  { cmd: "beeper.disable", send: "\x070" },
  { cmd: "beeper.mute", send: "\x072" },
];

/** Of firmware that does not tell them, by the rated voltage. */
const OLDER: Readonly<Record<string, readonly [low: number, high: number, apart: number]>> = {
  "1": [90, 140, 20],
  "2": [172, 268, 40],
};

/** Lowest, highest, and how far the limits have to lie from each other. */
const LIMITS = [
  ["input.transfer.low.min", (low: number) => low],
  ["input.transfer.low.max", (_: number, high: number, apart: number) => high - apart],
  ["input.transfer.high.min", (low: number, _: number, apart: number) => low + apart],
  ["input.transfer.high.max", (_: number, high: number) => high],
] as const;

const rangeRows = (ask: string, range: (answer: string) => readonly number[] | undefined): readonly OneacRow[] =>
  LIMITS.map(([name, of]) => ({
    var: name,
    ask,
    poll: "once",
    as: figure<string>(0, (answer) => {
      const [low, high, apart] = range(answer) ?? [];
      return low === undefined || high === undefined || apart === undefined ? undefined : of(low, high, apart);
    }),
  }));

export const RANGE: readonly OneacRow[] = [
  ...rangeRows("[=?", (answer) => answer.split(",").map(Number)),
  ...rangeRows(ALL, (answer) => OLDER[answer[26] ?? ""]),
];
