/** Registers of UPS2000s of Huawei, one UPS behind a line (drivers/huawei-ups2000.c of 2.8.5). */
import type { VarName } from "../../../nut/catalogue/names.ts";
import type { StatusToken } from "../../../nut/status.ts";
import { enumeration, range } from "../../../nut/var-type.ts";
import { fixed, phrase, words as wordCodec } from "../../kit/codecs.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { type Delay, leastOf, MOST, type Order, roundedDelay } from "../huawei/order.ts";
import { one, type Place, placeOf, two, type Words, type Write } from "../place.ts";
import type { Block } from "../registers.ts";

export type HuaweiRow = TableRow<Place, Words, StatusToken, Order>;

const MODE = 11_024;
const BATTERY_TEST = 11_043;
export const BATTERY = 12_002;
const ALARMS = 41_180;
const SWITCH_ON = 11_029;
const SWITCH_OFF = 11_030;
const START_AUTO = 11_044;
const BYPASS_WHEN_OFF = 11_045;
const BEEPER_OFF = 11_046;
const OFF_IN = 11_047;
const STAY_OFF_IN = 11_049;

/** The battery's register is wrong now and then: then it is read again. */
export const isBatteryState = (word: number): boolean => word >= 2 && word <= 5;

export const BLOCKS: readonly Block[] = [
  { at: ALARMS, count: 27, needed: true },
  { at: 11_000, count: 28, needed: true },
  { at: 12_000, count: 34, needed: true },
  { at: 19_009, count: 1, needed: true },
  { at: BATTERY_TEST, count: 1, needed: true },
  { at: BEEPER_OFF, count: 1, needed: true },
];

/** Not in the UPS: delays and countdowns are kept in the driver, in seconds. */
export const KEPT_DELAYS: Readonly<Record<Delay, number>> = { shutdown: -1, reboot: -2, start: -3 };
export const COUNTDOWNS: Readonly<Record<Delay, number>> = { shutdown: -4, reboot: -5, start: -6 };

const NO_FRACTION = 0x7fff;
const NO_NUMBER = 0xffff;
const NO_LONG = 0xffffffff;

/** `nothing`: what the UPS says where it does not know the value. */
type Figure = readonly [name: VarName, place: Place, factor: number, places: number, nothing: number];

const TENTH = 0.1;
const HUNDREDS = 100;

const FIGURES: readonly Figure[] = [
  ["input.voltage", one(11_000), TENTH, 1, NO_FRACTION],
  ["input.frequency", one(11_003), TENTH, 1, NO_FRACTION],
  ["input.bypass.voltage", one(11_004), TENTH, 1, NO_FRACTION],
  ["input.bypass.frequency", one(11_007), TENTH, 1, NO_FRACTION],
  ["output.voltage", one(11_008), TENTH, 1, NO_FRACTION],
  ["output.current", one(11_011), TENTH, 1, NO_FRACTION],
  ["output.frequency", one(11_014), TENTH, 1, NO_FRACTION],
  ["output.realpower", one(11_015), HUNDREDS, 1, NO_FRACTION],
  ["output.power", one(11_018), HUNDREDS, 1, NO_FRACTION],
  ["ups.load", one(11_021), TENTH, 1, NO_FRACTION],
  ["ups.temperature", one(11_027), TENTH, 1, NO_FRACTION],
  ["battery.voltage", one(12_000), TENTH, 1, NO_FRACTION],
  ["ups.power.nominal", one(19_009), HUNDREDS, 0, NO_FRACTION],
  ["battery.charge", one(12_003), 1, 1, NO_NUMBER],
  ["battery.runtime", two(12_004), 1, 0, NO_LONG],
  ["battery.packs", one(12_007), 1, 0, NO_NUMBER],
  ["battery.capacity", one(12_033), 1, 0, NO_NUMBER],
];

const numberIn = (raw: Words): number => raw.reduce((sum, word) => sum * 0x10000 + word, 0);

const shown = ([name, place, factor, places]: Figure): HuaweiRow => ({
  ...place,
  var: name,
  as: { read: (raw) => fixed(numberIn(raw) * factor, places) },
  poll: "quick",
});

const CHARGER: Readonly<Record<number, string>> = { 2: "resting", 3: "charging", 4: "charging", 5: "discharging" };
const charger = phrase(([word = 0]: Words) => CHARGER[word] ?? "");

const state = (at: number, status: StatusToken, says: (word: number) => boolean): HuaweiRow => ({
  ...one(at),
  status,
  when: ([word = 0]) => says(word),
  poll: "quick",
});

const is =
  (...values: readonly number[]) =>
  (word: number): boolean =>
    values.includes(word);
const has =
  (bit: number) =>
  (word: number): boolean =>
    ((word >> bit) & 1) === 1;

const STATES: readonly HuaweiRow[] = [
  state(MODE, "OFF", is(0)),
  state(MODE, "BYPASS", is(1)),
  state(MODE, "OL", is(2, 5)),
  state(MODE, "OB", is(3)),
  state(MODE, "ECO", is(5)),
  state(BATTERY_TEST, "CAL", has(2)),
  state(BATTERY_TEST, "LB", has(6)),
  state(BATTERY, "CHRG", is(3, 4)),
  state(BATTERY, "DISCHRG", is(5)),
];

/** What the mode can be; anything else is no state of a UPS. */
const isMode = is(0, 1, 2, 3, 5);

type AlarmFact = readonly [
  register: number,
  bit: number,
  id: number,
  cause: number,
  name: string,
  status?: StatusToken,
];

/** Names and numbers as in the manual of the UPS. */
const ALARM_FACTS: readonly AlarmFact[] = [
  [40_156, 3, 30, 1, "UPS internal overtemperature"],
  [40_161, 1, 10, 1, "Abnormal bypass voltage"],
  [40_161, 2, 10, 2, "Abnormal bypass frequency"],
  [40_163, 3, 25, 1, "Battery overvoltage"],
  [40_164, 1, 29, 1, "Battery needs maintenance", "RB"],
  [40_164, 3, 26, 1, "Battery undervoltage"],
  [40_170, 4, 22, 1, "Battery disconnected"],
  [40_173, 5, 66, 1, "Output overload (105%-110%)", "OVER"],
  [40_173, 3, 66, 2, "Output overload (110%-130%)", "OVER"],
  [40_174, 0, 14, 1, "UPS startup timeout"],
  [40_179, 14, 42, 15, "Rectifier fault (internal fault)"],
  [40_179, 15, 42, 17, "Rectifier fault (internal fault)"],
  [40_180, 1, 42, 18, "Rectifier fault (internal fault)"],
  [40_180, 5, 42, 24, "EEPROM fault (internal fault)"],
  [40_180, 6, 42, 27, "Inverter fault (internal fault)"],
  [40_180, 7, 42, 28, "Inverter fault (internal fault)"],
  [40_180, 10, 42, 31, "Inverter fault (internal fault)"],
  [40_180, 11, 42, 32, "UPS internal overtemperature"],
  [40_180, 13, 42, 36, "Charger fault (internal fault)"],
  [40_182, 4, 42, 42, "Charger fault (internal fault)"],
  [40_182, 13, 66, 3, "Output overload shutdown", "OVER"],
  [40_182, 14, 66, 4, "Bypass output overload shutdown", "OVER"],
];

/** Alarms of the first UPS on a line stand so far behind the numbers of the manual. */
const FIRST_UPS = 1024;
const BYPASS_ALARMS = 40_161 + FIRST_UPS;
const digits = (number: number): string => String(number).padStart(2, "0");

const ALARM_ROWS: readonly HuaweiRow[] = ALARM_FACTS.flatMap(([register, bit, id, cause, name, status]) => {
  const at = register + FIRST_UPS;
  const alarm: HuaweiRow = {
    ...one(at),
    alarm: `(ID ${digits(id)}/${digits(cause)}): ${name}!`,
    when: ([word = 0]) => has(bit)(word),
    poll: "quick",
  };
  return status ? [alarm, state(at, status, has(bit))] : [alarm];
});

const kept = (delay: Delay): HuaweiRow => ({
  ...one(KEPT_DELAYS[delay]),
  var: `ups.delay.${delay}`,
  as: {
    read: ([seconds = 0]) => String(seconds),
    write: (text) => {
      const seconds = roundedDelay(delay, text);
      return seconds === undefined ? undefined : [seconds];
    },
  },
  rw: range(leastOf(delay), MOST),
});

const countdown = (delay: Delay): HuaweiRow => ({
  ...one(COUNTDOWNS[delay]),
  var: `ups.timer.${delay}`,
  as: { read: ([seconds = -1]) => String(seconds) },
  poll: "quick",
});

const beeper = wordCodec<number>([
  [0, "enabled"],
  [1, "disabled"],
]);

const BEEPER: HuaweiRow = {
  ...one(BEEPER_OFF),
  var: "ups.beeper.status",
  as: {
    read: ([word = 0]) => beeper.read(word),
    write: (text) => {
      const word = beeper.write(text.toLowerCase() === "muted" ? "disabled" : text);
      return word === undefined ? undefined : [word];
    },
  },
  rw: enumeration("enabled", "disabled"),
};

const put = (at: number, ...values: Words): Write => ({ at, values });
const secondsOf = (view: View<StatusToken, Words>, delay: Delay): number =>
  Number(view.known(`ups.delay.${delay}`) ?? Number.NaN);

/** Tenths of a minute. */
const tenths = (seconds: number): number => Math.floor((seconds * 10) / 60);

/** Off, and on again when there is mains and `on` seconds have gone by. */
const offAndOn = (off: number, on: number): readonly Write[] => [
  put(START_AUTO, 1),
  put(OFF_IN, tenths(off), Math.floor(on / 60)),
];

const reboot = (off: number, on: number): Order => ({
  writes: offAndOn(off, on),
  countdowns: { reboot: off, start: off + on },
});

const COMMANDS: readonly HuaweiRow[] = [
  { cmd: "test.battery.start.quick", send: { writes: [put(12_028, 1)] } },
  { cmd: "test.battery.start.deep", send: { writes: [put(12_021, 1)] } },
  { cmd: "test.battery.stop", send: { writes: [put(12_023, 1)] } },
  { cmd: "beeper.enable", send: { writes: [put(BEEPER_OFF, 0)] } },
  { cmd: "beeper.disable", send: { writes: [put(BEEPER_OFF, 1)] } },
  { cmd: "beeper.toggle", send: { writes: [], toggles: BEEPER_OFF } },
  { cmd: "load.off", send: { writes: [put(BYPASS_WHEN_OFF, 0), put(SWITCH_OFF, 1)] } },
  { cmd: "bypass.stop", send: { writes: [put(SWITCH_ON, 1), put(BYPASS_WHEN_OFF, 0)] } },
  {
    cmd: "load.on",
    send: {
      writes: [put(SWITCH_ON, 1)],
      unless: { at: MODE, says: is(1), why: "the load is on, in bypass: bypass.stop ends that" },
    },
  },
  {
    cmd: "bypass.start",
    send: {
      writes: [put(BYPASS_WHEN_OFF, 1), put(SWITCH_OFF, 1)],
      unless: { at: BYPASS_ALARMS, says: (word) => (word & 0b110) !== 0, why: "the bypass has no usable input" },
    },
  },
  {
    cmd: "shutdown.stayoff",
    make: (_param, view) => ({ writes: [put(START_AUTO, 0), put(STAY_OFF_IN, tenths(secondsOf(view, "shutdown")))] }),
  },
  {
    cmd: "shutdown.return",
    make: (_param, view) => ({
      writes: offAndOn(secondsOf(view, "shutdown"), secondsOf(view, "start")),
      countdowns: { shutdown: secondsOf(view, "shutdown") },
    }),
  },
  { cmd: "shutdown.reboot", make: (_param, view) => reboot(leastOf("reboot"), secondsOf(view, "start")) },
  {
    cmd: "shutdown.reboot.graceful",
    make: (_param, view) => reboot(secondsOf(view, "reboot"), secondsOf(view, "start")),
  },
];

export const ROWS: readonly HuaweiRow[] = [
  ...ALARM_ROWS,
  ...STATES,
  ...FIGURES.map(shown),
  { ...one(BATTERY), var: "battery.charger.status", as: charger, poll: "quick" },
  BEEPER,
  kept("shutdown"),
  kept("reboot"),
  kept("start"),
  countdown("reboot"),
  countdown("shutdown"),
  countdown("start"),
  ...COMMANDS,
];

const NOTHING = new Map(FIGURES.map(([, place, , , nothing]) => [placeOf(place), nothing]));

/** A value that the UPS itself does not know, or a state that is none: then the others are not believed either. */
export function isNonsense(place: Place, raw: Words): boolean {
  const [word = 0] = raw;
  if (place.at === MODE) return !isMode(word);
  if (place.at === BATTERY) return !isBatteryState(word);
  if (place.at === BATTERY_TEST) return word === NO_NUMBER;
  return NOTHING.get(placeOf(place)) === numberIn(raw);
}
