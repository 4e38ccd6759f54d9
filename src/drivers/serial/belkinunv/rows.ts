/** What stands in which register of a Universal UPS. */
import { enumeration, NUMBER, type VarType } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewCodec, type ViewReader } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";

export interface Asked {
  readonly reg: number;
}
export type Order = readonly [register: number, number: number] | "forget limits";
export type Token =
  | "OB"
  | "OL"
  | "OFF"
  | "ACFAIL"
  | "OVER"
  | "OVERHEAT"
  | "COMMFAULT"
  | "LB"
  | "CHRG"
  | "DEPLETED"
  | "RB";
type UnvRow = TableRow<Asked, Uint8Array, Token, Order>;
type Seen = View<string, Uint8Array>;

export const REG = {
  test: 0x10,
  alarm: 0x11,
  shutdown: 0x15,
  restart: 0x16,
  inputVolts: 0x18,
  outputVolts: 0x1b,
  upsStatus: 0x22,
  batteryStatus: 0x23,
} as const;
/** No registers: what the input was at most and at least, since it was last reset. */
export const [HIGHEST, LOWEST] = [-1, -2];
export const VITAL: readonly number[] = [REG.outputVolts, REG.upsStatus, REG.batteryStatus];

/** Of one byte or two. */
export const numberOf = (raw: Uint8Array | undefined): number | undefined =>
  raw?.length === 1 || raw?.length === 2 ? (raw[0] ?? 0) + 256 * (raw[1] ?? 0) : undefined;

const number = (places = 0, factor = 1): ViewReader<Uint8Array, unknown> =>
  figure(places, (raw) => {
    const value = numberOf(raw);
    return value === undefined ? undefined : value * factor;
  });
const bit =
  (mask: number) =>
  (raw: Uint8Array): boolean =>
    ((numberOf(raw) ?? 0) & mask) !== 0;
const onBattery = bit(0x20);
const supplies = (view: Seen): boolean => (numberOf(view.note("output")) ?? 0) > 0;

const word = (value: number): Uint8Array => Uint8Array.of(value & 0xff, value >> 8);
const SENSITIVITY = ["normal", "medium", "low"];
const sensitivity: ViewCodec<Uint8Array, unknown> = {
  read: (raw) => SENSITIVITY[numberOf(raw) ?? -1],
  write: (text) => {
    const at = SENSITIVITY.indexOf(text.toLowerCase());
    return at < 0 ? undefined : word(at);
  },
};

const BEEPER: Readonly<Record<string, number>> = { disabled: 1, enabled: 2, on: 2, muted: 3, off: 3 };
const beeper: ViewCodec<Uint8Array, unknown> = {
  read: (raw) => {
    const state = numberOf(raw);
    if (state === undefined) return undefined;
    return state === 1 ? "disabled" : (state & 1) !== 0 ? "muted" : "enabled";
  },
  write: (text) => {
    const state = BEEPER[text.toLowerCase()];
    return state === undefined ? undefined : word(state);
  },
};

const volts: ViewCodec<Uint8Array, unknown> = {
  read: (raw, view) => number().read(raw, view),
  write: (text) => (/^\d{1,4}$/.test(text) ? word(Number(text)) : undefined),
};
const WIDEST = 300;
/** Each voltage between the limits that the UPS tells. */
const limited =
  (least: string, most: string) =>
  (_: Uint8Array, view: Seen): VarType => {
    const [low, high] = [numberOf(view.note(least)), numberOf(view.note(most))];
    if (low === undefined || high === undefined || high < low || high - low > WIDEST) return NUMBER;
    return enumeration(...Array.from({ length: high - low + 1 }, (__, at) => String(low + at)));
  };

const TESTS = ["no test performed", "test passed", "test failed", "test failed", "test aborted", "test in progress"];
const KINDS = ["ONLINE", "OFFLINE", "LINEINT"];
const firmware = (of: (byte: number) => string | undefined): ViewReader<Uint8Array, unknown> =>
  phrase((raw) => (numberOf(raw) === undefined ? undefined : of(raw[0] ?? 0)));

const printable = (raw: Uint8Array): string =>
  Buffer.from(raw)
    .toString("latin1")
    .replace(/[^\x20-\x7e]/g, "")
    .trim();

const UPS = { reg: REG.upsStatus, poll: "quick" } as const;
const BATTERY = { reg: REG.batteryStatus, poll: "quick" } as const;
const OUTPUT = { reg: REG.outputVolts, poll: "quick" } as const;

/** Minutes and seconds: a minute alone may be over before the seconds are set. */
const reboot = (minutes: number, seconds: number): readonly Order[] => [
  [REG.restart, minutes],
  [REG.shutdown, seconds],
];

const STATUS: readonly UnvRow[] = [
  { note: "output", ...OUTPUT },
  { status: "OB", ...BATTERY, when: onBattery },
  { status: "OL", ...BATTERY, when: (raw, view) => !onBattery(raw) && supplies(view) },
  { status: "OFF", ...BATTERY, when: (raw, view) => !onBattery(raw) && !supplies(view) },
  { status: "ACFAIL", ...UPS, when: bit(0x0001) },
  { status: "OVER", ...UPS, when: bit(0x0010) },
  { status: "OVERHEAT", ...UPS, when: bit(0x0040) },
  { status: "COMMFAULT", ...UPS, when: bit(0x0080) },
  { status: "LB", ...BATTERY, when: bit(0x04) },
  { status: "CHRG", ...BATTERY, when: bit(0x10) },
  { status: "DEPLETED", ...BATTERY, when: bit(0x40) },
  { status: "RB", ...BATTERY, when: bit(0x80) },
];

const SETTINGS: readonly UnvRow[] = [
  { note: "most low", reg: 0x07, poll: "once" },
  { note: "least low", reg: 0x08, poll: "once" },
  { note: "most high", reg: 0x0a, poll: "once" },
  { note: "least high", reg: 0x0b, poll: "once" },
  { var: "input.transfer.low", reg: 0x06, as: volts, rw: limited("least low", "most low") },
  { var: "input.transfer.high", reg: 0x09, as: volts, rw: limited("least high", "most high") },
  { var: "input.sensitivity", reg: 0x0c, as: sensitivity, rw: enumeration(...SENSITIVITY) },
  { var: "ups.beeper.status", reg: REG.alarm, as: beeper, rw: enumeration("enabled", "disabled", "muted") },
];

const VARIABLES: readonly UnvRow[] = [
  { var: "input.voltage.nominal", reg: 0x01, poll: "once", as: number() },
  { var: "input.frequency.nominal", reg: 0x02, poll: "once", as: number() },
  { var: "ups.power.nominal", reg: 0x03, poll: "once", as: number() },
  { var: "battery.voltage.nominal", reg: 0x04, poll: "once", as: number() },
  { var: "ups.model", reg: 0x0d, poll: "once", as: phrase(printable) },
  { var: "ups.firmware", reg: 0x0f, poll: "once", as: firmware((byte) => String(byte >> 4)) },
  { var: "ups.type", reg: 0x0f, poll: "once", as: firmware((byte) => KINDS[(byte & 0x0f) % KINDS.length]) },
  { var: "output.voltage", ...OUTPUT, as: number(1, 0.1) },
  { var: "ups.test.result", reg: REG.test, as: phrase((raw) => TESTS[numberOf(raw) ?? -1]) },
  { var: "ups.delay.shutdown", reg: REG.shutdown, as: number() },
  { var: "ups.delay.restart", reg: REG.restart, as: number(0, 60) },
  { var: "input.voltage", reg: REG.inputVolts, as: number(1, 0.1) },
  { var: "input.voltage.maximum", reg: HIGHEST, sometimes: true, as: number(1, 0.1) },
  { var: "input.voltage.minimum", reg: LOWEST, sometimes: true, as: number(1, 0.1) },
  { var: "input.frequency", reg: 0x19, as: number(1, 0.1) },
  { var: "ups.temperature", reg: 0x1a, as: number() },
  { var: "output.frequency", reg: 0x1c, as: number(1, 0.1) },
  { var: "ups.load", reg: 0x1e, as: number() },
  { var: "battery.voltage", reg: 0x20, as: number(1, 0.1) },
  { var: "battery.charge", reg: 0x21, as: number() },
  { var: "battery.runtime", reg: 0x3f, as: number(0, 60) },
];

const COMMANDS: readonly UnvRow[] = [
  { cmd: "test.battery.start", send: [[REG.test, 1]] },
  { cmd: "test.battery.stop", send: [[REG.test, 3]] },
  { cmd: "test.failure.start", send: [[REG.test, 2]] },
  { cmd: "test.failure.stop", send: [[REG.test, 3]] },
  { cmd: "beeper.disable", send: [[REG.alarm, 1]] },
  { cmd: "beeper.enable", send: [[REG.alarm, 2]] },
  { cmd: "beeper.mute", send: [[REG.alarm, 3]] },
  { cmd: "beeper.off", send: [[REG.alarm, 1]] },
  { cmd: "beeper.on", send: [[REG.alarm, 2]] },
  { cmd: "shutdown.stayoff", send: reboot(0, 1) },
  { cmd: "shutdown.reboot", send: reboot(2, 1) },
  { cmd: "shutdown.reboot.graceful", send: reboot(2, 40) },
  { cmd: "reset.input.minmax", send: ["forget limits"] },
];

export const ROWS: readonly UnvRow[] = [...STATUS, ...SETTINGS, ...VARIABLES, ...COMMANDS];
