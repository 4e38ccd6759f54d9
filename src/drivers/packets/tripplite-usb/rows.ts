/**
 * What Tripp Lite's older USB UPSes tell, letter by letter:
 *
 *     OMNIVS     S10____ state          Bxxxxyy input and battery          Lvvvv__ output
 *     SMARTPRO   S100_Z0 state          D7187 input and battery            L29____ load
 *                M007F   lowest and highest input                          T7D2581 temperature and frequency
 */
import { string } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import {
  type Answer,
  digitAt,
  digitsAt,
  numberAt,
  OMNIVS_1001,
  type Protocol,
  SMART_3005,
  SMARTPRO_3003,
} from "./protocols.ts";
import { commandRows, outletRows, type Rows, type TrippRow, type Unit } from "./switching.ts";

const now = (ask: string) => ({ ask, poll: "quick" }) as const;
const STATE = now("S");
const letter = (character: string): number => character.charCodeAt(0);

// State.

const [OFF, ON_BATTERY] = [4, 1];
const RESULTS: Readonly<Record<string, string>> = {
  "0": "Battery OK",
  "1": "Battery bad - replace",
  "3": "Overcurrent?",
  "5": "Battery fail - overcurrent?",
};

/** True for an answer to S that means something. */
export function isState({ number, binary }: Protocol, answer: Answer): boolean {
  const [battery, state] = [digitAt({ binary }, answer, 1), digitAt({ binary }, answer, 2)];
  const isBattery = battery === "0" || battery === "1" || (battery === "2" && number === SMARTPRO_3003);
  return isBattery && (number === OMNIVS_1001 ? /[0-3]/ : /[0-5]/).test(state);
}

function stateRows({ protocol }: Unit): Rows {
  const is =
    (at: number, ...digits: readonly string[]) =>
    (answer: Answer): boolean =>
      digits.includes(digitAt(protocol, answer, at));
  const bits = (answer: Answer): number => answer[4] ?? 0;
  const isOff = (answer: Answer): boolean => (bits(answer) & OFF) !== 0;
  const isOnBattery = (answer: Answer): boolean => !isOff(answer) && (bits(answer) & ON_BATTERY) !== 0;
  const low: TrippRow = { status: "LB", ...STATE, when: is(1, "0") };
  if (protocol.number === OMNIVS_1001)
    return [
      { status: "OL", ...STATE, when: is(2, "0") },
      { status: "OB", ...STATE, when: is(2, "1") },
      { status: "BYPASS", ...STATE, when: is(2, "2") },
      low,
    ];
  return [
    { status: "CAL", ...STATE, when: is(2, "2") },
    { status: "OVER", ...STATE, when: is(2, "3", "5") },
    { status: "OFF", ...STATE, when: isOff },
    { status: "OB", ...STATE, when: isOnBattery },
    { status: "OL", ...STATE, when: (answer) => !isOff(answer) && !isOnBattery(answer) },
    low,
    { status: "RB", ...STATE, when: is(1, "2") },
    { var: "battery.test.status", ...STATE, as: phrase((answer: Answer) => RESULTS[digitAt(protocol, answer, 2)]) },
  ];
}

// Meters.

/** Percent by the voltage of a 12 V battery: a root is near enough to what it has left. */
function chargeOf(volts: number, [low, high]: Unit["range"]): number {
  if (volts >= high) return 100;
  return volts <= low ? 10 : Math.trunc(100 * Math.sqrt((volts - low) / (high - low)));
}

function omnivsMeters({ configuration: { scaled }, range }: Unit): Rows {
  const volts = (answer: Answer): number => digitsAt(answer, 5, 2) / 16;
  return [
    { var: "input.voltage", ...now("B"), as: figure(2, (answer) => (digitsAt(answer, 1, 4) / 3600) * scaled) },
    { var: "battery.voltage", ...now("B"), as: figure(2, volts) },
    { var: "battery.charge", ...now("B"), as: figure(0, (answer) => chargeOf(volts(answer), range)) },
    { var: "output.voltage", ...now("L"), as: figure(1, (answer) => (digitsAt(answer, 1, 4) / 240) * scaled) },
  ];
}

function temperature({ protocol }: Unit): ViewReader<Answer, unknown> {
  if (protocol.number === SMART_3005) return figure(0, (answer) => digitsAt(answer, 1, 1));
  return figure(1, (answer) => digitsAt(answer, 1, 2) * 0.3636 - 21);
}

const NOMINAL: Readonly<Record<string, string>> = { "0": "50", "1": "60" };

function frequencyRows({ frequency, tellsNominal }: Protocol): Rows {
  if (!frequency) return [];
  const [at, digits] = frequency;
  const hertz: TrippRow = {
    var: "input.frequency",
    ask: "T",
    as: figure(1, (answer) => digitsAt(answer, at, digits) / 10),
  };
  const nominal = phrase((answer: Answer) => NOMINAL[digitAt({ binary: false }, answer, 6)]);
  return tellsNominal ? [hertz, { var: "input.frequency.nominal", ask: "T", as: nominal }] : [hertz];
}

function smartMeters(unit: Unit): Rows {
  const { protocol, configuration, range } = unit;
  const input = (at: number): ViewReader<Answer, unknown> =>
    figure(0, (answer) => Math.trunc((numberAt(protocol, answer, at, 2) * configuration.scaled) / 120));
  const volts = (answer: Answer): number => numberAt(protocol, answer, 3, 2) / 10;
  const loadDigits = protocol.binary ? 1 : 2;
  return [
    { var: "input.voltage", ...now("D"), as: input(1) },
    { var: "battery.voltage", ...now("D"), as: figure(2, (answer) => (volts(answer) * configuration.battery) / 12) },
    { var: "battery.charge", ...now("D"), as: figure(0, (answer) => chargeOf(volts(answer), range)) },
    { var: "input.voltage.minimum", ask: "M", as: input(1) },
    { var: "input.voltage.maximum", ask: "M", as: input(3) },
    ...frequencyRows(protocol),
    { var: "ups.temperature", ask: "T", as: temperature(unit) },
    { var: "ups.load", ...now("L"), as: figure(0, (answer) => numberAt(protocol, answer, 1, loadDigits)) },
  ];
}

// Identity.

const MOST_ID = 0xffff;

const idRows = ({ protocol: { unitId } }: Unit): Rows =>
  unitId
    ? [
        {
          var: "ups.id",
          ask: "U",
          poll: "changed",
          as: {
            read: (answer) => String((answer[1] ?? 0) * 256 + (answer[2] ?? 0)),
            write: (text) => {
              const id = /^\d{1,5}$/.test(text) ? Number(text) : MOST_ID + 1;
              return id > MOST_ID ? undefined : Uint8Array.of(letter("J"), id >> 8, id & 0xff);
            },
          },
          rw: string(5),
        },
      ]
    : [];

export const rowsOf = (unit: Unit): Rows => [
  ...stateRows(unit),
  ...(unit.protocol.smart ? smartMeters(unit) : omnivsMeters(unit)),
  ...outletRows(unit),
  ...idRows(unit),
  { var: "ups.delay.shutdown", fallback: String(unit.delay), rw: string(3) },
  ...commandRows(unit),
];
