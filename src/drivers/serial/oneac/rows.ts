/**
 * What Oneac UPSes may be asked. EG has the first 22 characters of `%`, ON all 48, OZ and OB `&`, `^` and the rest too.
 *
 *     %   0 maker  7 firmware  10 charging  12 state  13 transfer  15 shutdown in  20 hertz  26 volts  27 output
 *         31 load  33 charge  35 input  38 lowest  41 highest  44 output volts  47 raising
 */
import { string } from "../../../nut/var-type.ts";
import { phrase } from "../../kit/codecs.ts";
import { OZ, RANGE } from "./oz.ts";
import { ALL, at, cut, type Family, number, type OneacRow } from "./slices.ts";

/** Characters of each answer. */
export const LENGTHS: Readonly<Record<string, number>> = {
  "&": 79,
  "^": 92,
  "[=?": 10,
  "+": 6,
  "[": 3,
  "]": 3,
  _: 4,
  "\x07?": 1,
  "<?": 1,
  '"': 2,
  "}": 5,
  "_?": 4,
};

const NOT_YET = ".";
const is =
  (from: number, wanted: string) =>
  (answer: string): boolean =>
    answer[from] === wanted;
const bit =
  (mask: number) =>
  (answer: string): boolean =>
    ((answer.charCodeAt(12) || 0) & mask) !== 0;

const NOW = { ask: ALL, poll: "quick" } as const;
const REASONS: Readonly<Record<string, string>> = {
  B: "Blackout",
  L: "Low Input Voltage",
  H: "High Input Voltage",
  [NOT_YET]: "No transfer yet.",
};
const VOLTS: Readonly<Record<string, string>> = { "1": "120", "2": "230" };

const ORDERS: readonly OneacRow[] = [
  {
    cmd: "test.battery.start.quick",
    make: (_, view) => `\x02${(view.option("testtime") ?? "02").slice(0, 2).padStart(2, "0")}`,
  },
  { cmd: "test.failure.start", send: "\x02\x15" },
  { cmd: "shutdown.stop", send: "Z" },
  { cmd: "shutdown.reboot", send: "\x0f\x06" },
];

const EG: readonly OneacRow[] = [
  { status: "OL", ...NOW, when: (answer) => !bit(0x01)(answer) },
  { status: "OB", ...NOW, when: bit(0x01) },
  { status: "LB", ...NOW, when: bit(0x02) },
  { status: "RB", ...NOW, when: bit(0x08) },
  { alarm: "OVERHEAT", ...NOW, when: bit(0x20) },
  { var: "ups.mfr", ask: ALL, poll: "once", as: phrase(cut(0, 5)) },
  { var: "ups.firmware", ask: ALL, poll: "once", as: phrase(cut(7, 3)) },
  { var: "input.frequency.nominal", ask: ALL, poll: "once", as: at(20, 2) },
  { var: "output.frequency.nominal", ask: ALL, poll: "once", as: at(20, 2) },
  { var: "ups.test.result", ask: ALL, as: phrase((answer) => (bit(0x04)(answer) ? "UPS Internal Failure" : "Normal")) },
  { var: "input.transfer.reason", ask: ALL, as: phrase((answer) => REASONS[answer[13] ?? ""]) },
];

const ON: readonly OneacRow[] = [
  { status: "OFF", ...NOW, when: is(27, NOT_YET) },
  { status: "FSD", ...NOW, when: (answer) => !is(15, NOT_YET)(answer) },
  { status: "BOOST", ...NOW, when: is(47, "Y") },
  { var: "input.voltage.nominal", ask: ALL, poll: "once", as: phrase((answer) => VOLTS[answer[26] ?? ""]) },
  { var: "output.voltage.nominal", ask: ALL, poll: "once", as: phrase((answer) => VOLTS[answer[26] ?? ""]) },
  {
    var: "battery.charge",
    ask: ALL,
    as: { read: (answer, view) => (is(10, "Y")(answer) ? at(33, 2).read(answer, view) : "100") },
  },
  { var: "input.voltage", ask: ALL, as: at(35, 3) },
  { var: "input.voltage.minimum", ask: ALL, as: at(38, 3) },
  { var: "input.voltage.maximum", ask: ALL, as: at(41, 3) },
  { var: "output.voltage", ask: ALL, as: at(44, 3) },
  { cmd: "reset.input.minmax", send: "R" },
];
const LOAD: OneacRow = { var: "ups.load", ask: ALL, as: at(31, 2) };
/** Empty where no shutdown is under way; a `+` is more than its three digits hold. */
const COUNTDOWN: OneacRow = {
  var: "ups.timer.shutdown",
  ask: ALL,
  as: { read: (answer, view) => (answer[15] === "+" ? "999" : (at(15, 3).read(answer, view) ?? "-1")) },
};

const LONGEST: Readonly<Record<Family, number>> = { EG: 999, ON: 999, OZ: 65_535, OB: 65_535 };

function shutdownRows(family: Family, delay: string): readonly OneacRow[] {
  const digits = family === "EG" || family === "ON" ? 3 : 1;
  return [
    { var: "ups.delay.shutdown", fallback: delay, rw: string(digits === 3 ? 3 : 5) },
    {
      cmd: "shutdown.return",
      make: (_, view) => {
        const seconds = number(view.known("ups.delay.shutdown") ?? "");
        return seconds === undefined || seconds > LONGEST[family]
          ? undefined
          : `Z${String(seconds).padStart(digits, "0")}`;
      },
    },
  ];
}

export const hasMore = (family: Family): boolean => family === "OZ" || family === "OB";

/** `delay`: seconds to a shutdown before anybody set them. */
export const rowsOf = (family: Family, delay: string): readonly OneacRow[] => [
  ...EG,
  ...(family === "EG" ? [] : ON),
  ...(hasMore(family) ? [...OZ, ...RANGE] : []),
  ...(family === "ON" ? [LOAD, COUNTDOWN] : []),
  ...(hasMore(family) ? [] : [{ cmd: "test.battery.stop", send: "\x0200" } as const]),
  ...ORDERS,
  ...shutdownRows(family, delay),
];
