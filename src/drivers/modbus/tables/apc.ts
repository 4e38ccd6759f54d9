/**
 * Registers of Smart-UPSes of APC that speak Modbus (drivers/apc_modbus.c of 2.8.5; errors of the power system and of
 * the battery as the C project's master reads them).
 */
import { type CmdName, numbered, type VarName } from "../../../nut/catalogue/names.ts";
import type { StatusToken } from "../../../nut/status.ts";
import { NUMBER, string } from "../../../nut/var-type.ts";
import { phrase } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { CAUSES, EFFICIENCY, OUTLET_ORDERS } from "../apc/terms.ts";
import { binary, bitIn, date, except, numberIn, signedIn, text, whole } from "../apc/words.ts";
import { one, type Place, two, type Words, type Write } from "../place.ts";
import type { Block } from "../registers.ts";

export type ApcRow = TableRow<Place, Words, StatusToken, Write>;

export const INVENTORY: Block = { at: 516, count: 120, needed: true };
export const BLOCKS: readonly Block[] = [
  { at: 0, count: 27, needed: true },
  { at: 128, count: 44, needed: true },
  { at: 1026, count: 22 },
  INVENTORY,
];

const [STATUS, SIGNALS, POWER_ERROR, BATTERY_ERROR, CALIBRATION, INPUT] = [
  two(0),
  one(18),
  two(20),
  one(22),
  one(24),
  one(150),
];

const token = (place: Place, bit: number, status: StatusToken): ApcRow => ({
  ...place,
  status,
  when: (words) => bitIn(words, bit),
  poll: "quick",
});

const alarm = (place: Place, bit: number, words: string): ApcRow => ({
  ...place,
  alarm: words,
  when: (raw) => bitIn(raw, bit),
  poll: "quick",
});

const STATES: readonly ApcRow[] = [
  token(STATUS, 1, "OL"),
  token(STATUS, 2, "OB"),
  token(STATUS, 3, "BYPASS"),
  token(STATUS, 4, "OFF"),
  alarm(STATUS, 5, "General fault"),
  alarm(STATUS, 6, "Input not acceptable"),
  token(STATUS, 7, "TEST"),
  { ...STATUS, buzzword: "vendor:apc:HE", when: (words) => bitIn(words, 13), poll: "quick" },
  token(STATUS, 21, "OVER"),
  token(SIGNALS, 1, "LB"),
  token(BATTERY_ERROR, 2, "RB"),
  token(CALIBRATION, 1, "CAL"),
  token(INPUT, 5, "BOOST"),
  token(INPUT, 6, "TRIM"),
  alarm(POWER_ERROR, 0, "Output overload"),
  alarm(POWER_ERROR, 1, "Output short circuit"),
  alarm(POWER_ERROR, 2, "Output voltage too high"),
  alarm(POWER_ERROR, 4, "Inverter too hot"),
  alarm(POWER_ERROR, 5, "Fault of the backfeed relay"),
  alarm(POWER_ERROR, 6, "Fault of the AVR relay"),
  alarm(POWER_ERROR, 7, "Fault of the input relay"),
  alarm(POWER_ERROR, 8, "Fault of the output relay"),
  alarm(POWER_ERROR, 9, "Fault of the bypass relay"),
  alarm(POWER_ERROR, 11, "Fault of the PFC"),
  alarm(POWER_ERROR, 12, "DC bus voltage too high"),
  alarm(POWER_ERROR, 13, "Fault of the inverter"),
  alarm(BATTERY_ERROR, 0, "Battery disconnected"),
  alarm(BATTERY_ERROR, 1, "Battery voltage too high"),
  alarm(BATTERY_ERROR, 2, "Battery needs replacement"),
  alarm(BATTERY_ERROR, 3, "Battery too hot"),
  alarm(BATTERY_ERROR, 4, "Fault of the charger"),
  alarm(BATTERY_ERROR, 5, "Fault of the battery's temperature sensor"),
  alarm(BATTERY_ERROR, 6, "Fault of the soft start"),
];

/** Of each list the first whose bit is set. */
const TEST_RESULT: readonly (readonly (readonly [bit: number, words: string])[])[] = [
  [
    [0, "Pending"],
    [1, "InProgress"],
    [2, "Passed"],
    [3, "Failed"],
    [4, "Refused"],
    [5, "Aborted"],
  ],
  [
    [6, "Source: Protocol"],
    [7, "Source: LocalUI"],
    [8, "Source: Internal"],
  ],
  [
    [9, "Modifier: InvalidState"],
    [10, "Modifier: InternalFault"],
    [11, "Modifier: StateOfChargeNotAcceptable"],
  ],
];

const resultIn = (lists: typeof TEST_RESULT, words: Words): string =>
  lists.flatMap((list) => list.find(([bit]) => bitIn(words, bit))?.[1] ?? []).join(", ");

const testResult = phrase((words: Words) => resultIn(TEST_RESULT, words));

/** As the C project's master reads it. */
const [RESULTS = [], SOURCES = [], MODIFIERS = []] = TEST_RESULT;
const CALIBRATION_RESULT: typeof TEST_RESULT = [
  RESULTS,
  SOURCES,
  [
    ...MODIFIERS,
    [12, "Modifier: LoadChange"],
    [13, "Modifier: ACInputNotAcceptable"],
    [14, "Modifier: LoadTooLow"],
    [15, "Modifier: OverChargeInProgress"],
  ],
];
const calibrationResult = phrase((words: Words) => resultIn(CALIBRATION_RESULT, words) || undefined);

/** Percent of what the UPS is rated for, in watts or volt-amperes. */
const share = (nominal: VarName) =>
  ({
    read: (words: Words, view: Pick<View, "known">) => {
      const rated = Number(view.known(nominal) ?? Number.NaN);
      return Number.isFinite(rated) ? binary(8, 2, (raw) => numberIn(raw) * (rated / 100)).read(words) : undefined;
    },
  }) as const;

/** -1: no countdown runs; 0: it has ended. */
const timer = { read: (words: Words) => String(signedIn(words)) } as const;

const MEASURED: readonly ApcRow[] = [
  {
    ...one(2),
    var: "input.transfer.reason",
    as: { read: (words) => CAUSES[numberIn(words)] ?? "Unknown" },
    poll: "quick",
  },
  { ...one(23), var: "ups.test.result", as: testResult, poll: "quick" },
  { ...CALIBRATION, var: "experimental.ups.calibration.result", as: calibrationResult, poll: "quick" },
  { ...two(128), var: "battery.runtime", as: whole(2, "unsigned"), poll: "quick" },
  { ...one(130), var: "battery.charge", as: binary(9), poll: "quick" },
  { ...one(131), var: "battery.voltage", as: binary(5, 2, signedIn), poll: "quick" },
  { ...one(133), var: "battery.date.maintenance", as: { read: date.read } },
  { ...one(135), var: "battery.temperature", as: binary(7, 2, signedIn), poll: "quick" },
  { ...one(136), var: "ups.load", as: binary(8), poll: "quick" },
  { ...one(588), var: "ups.power.nominal", as: whole(1, "unsigned"), poll: "changed" },
  { ...one(589), var: "ups.realpower.nominal", as: whole(1, "unsigned"), poll: "changed" },
  { ...one(136), var: "ups.realpower", as: share("ups.realpower.nominal"), poll: "quick" },
  { ...one(138), var: "ups.power", as: share("ups.power.nominal"), poll: "quick" },
  { ...one(140), var: "output.current", as: binary(5), poll: "quick" },
  { ...one(142), var: "output.voltage", as: binary(6), poll: "quick" },
  { ...one(144), var: "output.frequency", as: binary(7), poll: "quick" },
  { ...two(145), var: "experimental.output.energy", as: whole(2, "unsigned"), poll: "quick" },
  { ...one(151), var: "input.voltage", as: except({ 65535: "NA" }, numberIn, binary(6)), poll: "quick" },
  { ...one(154), var: "ups.efficiency", as: except(EFFICIENCY, signedIn, binary(7, 1, signedIn)), poll: "quick" },
  { ...one(155), var: "ups.timer.shutdown", as: timer, poll: "quick" },
  { ...one(156), var: "ups.timer.start", as: timer, poll: "quick" },
  { ...two(157), var: "ups.timer.reboot", as: timer, poll: "quick" },
];

const TEXT = text(8);
const letters = (at: number): Place => ({ at, count: 8 });

const IDENTITY: readonly ApcRow[] = [
  { ...letters(516), var: "ups.firmware", as: { read: TEXT.read }, type: string(16), poll: "changed" },
  { at: 532, count: 16, var: "ups.model", as: { read: text(16).read }, type: string(32), poll: "changed" },
  { ...letters(564), var: "ups.serial", as: { read: TEXT.read }, type: string(16), poll: "changed" },
  { ...one(591), var: "ups.mfr.date", as: { read: date.read }, poll: "changed" },
  { ...one(595), var: "battery.date", as: date, rw: NUMBER, poll: "changed" },
  { ...letters(596), var: "ups.id", as: TEXT, rw: string(16), poll: "changed" },
];

const INT = whole(1, "signed");
const UINT = whole(1, "unsigned");

/** Delays at an address: shutdown, start and, in two registers, reboot. */
const delays = (at: number, [shutdown, start, reboot]: readonly [VarName, VarName, VarName]): readonly ApcRow[] => [
  { ...one(at), var: shutdown, as: INT, rw: NUMBER },
  { ...one(at + 1), var: start, as: INT, rw: NUMBER },
  { ...two(at + 2), var: reboot, as: whole(2, "signed"), rw: NUMBER },
];

const LIMITS: readonly ApcRow[] = [
  { ...one(1026), var: "input.transfer.high", as: UINT, rw: NUMBER },
  { ...one(1027), var: "input.transfer.low", as: UINT, rw: NUMBER },
  ...delays(1029, ["ups.delay.shutdown", "ups.delay.start", "ups.delay.reboot"]),
];

const order = (cmd: CmdName, at: number, ...values: Words): ApcRow => ({ cmd, send: { at, values } });

const COMMANDS: readonly ApcRow[] = [
  order("test.battery.start", 1541, 1 << 0),
  order("test.battery.stop", 1541, 1 << 1),
  order("calibrate.start", 1542, 1 << 0),
  order("calibrate.stop", 1542, 1 << 1),
  order("test.panel.start", 1543, 1 << 0),
  order("beeper.mute", 1543, 1 << 2),
  order("bypass.start", 1536, 0, 1 << 4),
  order("bypass.stop", 1536, 0, 1 << 5),
];

export const ROWS: readonly ApcRow[] = [...STATES, ...MEASURED, ...IDENTITY, ...LIMITS, ...COMMANDS];

/** A bit of it for each group of outlets that the UPS has. */
export const GROUPS_AT = 590;

interface Group {
  readonly id: string;
  readonly designator: string;
  readonly status: number;
  readonly name: number;
  /** Where its timers are; those of the main group are the timers of the UPS. */
  readonly timers?: number;
  readonly delays: number;
  /** Its bit in a command. */
  readonly target: number;
}

export const GROUPS: readonly Group[] = [
  { id: "MOG", designator: "Main", status: 3, name: 604, delays: 1029, target: 1 << 8 },
  { id: "SOG0", designator: "Group 1", status: 6, name: 612, timers: 159, delays: 1034, target: 1 << 9 },
  { id: "SOG1", designator: "Group 2", status: 9, name: 620, timers: 163, delays: 1039, target: 1 << 10 },
  { id: "SOG2", designator: "Group 3", status: 12, name: 628, timers: 167, delays: 1044, target: 1 << 11 },
];

const OUTLETS = 1538;

/** Orders to the UPS as a whole, which go to all its groups. */
export const loadRows = (targets: number): readonly ApcRow[] =>
  OUTLET_ORDERS.map(([cmd, bits]) => order(cmd, OUTLETS, 0, bits | targets));

/** Of one group; orders to the main group go to all, because it feeds the others. */
export function groupRows(
  number: number,
  { status, name, timers, delays: at, target }: Group,
  all: number,
): readonly ApcRow[] {
  const named = (what: "shutdown" | "start" | "reboot", of: "delay" | "timer"): VarName =>
    numbered(`outlet.group.#.${of}.${what}`, number);
  const onOff = { read: (words: Words) => (bitIn(words, 0) ? "on" : "off") };
  const targets = number === 0 ? all : target;
  return [
    { ...two(status), var: numbered("outlet.group.#.status", number), as: onOff, poll: "quick" },
    { ...letters(name), var: numbered("outlet.group.#.name", number), as: TEXT, rw: string(16), poll: "changed" },
    ...delays(at, [named("shutdown", "delay"), named("start", "delay"), named("reboot", "delay")]),
    ...(timers === undefined
      ? []
      : ([
          { ...one(timers), var: named("shutdown", "timer"), as: timer },
          { ...one(timers + 1), var: named("start", "timer"), as: timer },
          { ...two(timers + 2), var: named("reboot", "timer"), as: timer },
        ] as const)),
    ...OUTLET_ORDERS.map(([cmd, bits]) => order(numbered(`outlet.group.#.${cmd}`, number), OUTLETS, 0, bits | targets)),
  ];
}
