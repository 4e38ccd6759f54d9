/**
 * What NHS UPSes say. Numbers stand in two bytes, before and behind the decimal point.
 *
 *     data, 21 bytes          3 input V, 5 battery V, 7 load %, 8 and 10 lowest and highest input V, 12 output V,
 *                             14 degrees, 16 charger, 17 state
 *     itself, 18 or 50 bytes  3 model, 4 hardware, 5 software, 6 settings, 7 batteries, 8 to 11 limits of the input at
 *                             120 and 220 V, 12 and 13 rated output, 14 state, 16 serial number
 */
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import type { StateSettings } from "../../kit/device-state.ts";
import { numberOf } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { MODELS } from "./models.ts";

export interface Said {
  readonly data: Uint8Array;
  /** What the UPS says of itself; undefined where it does not. */
  readonly self: Uint8Array | undefined;
  /** Least and most load since the driver runs, in percent. */
  readonly least: number;
  readonly most: number;
}

export type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OB" | "LB" | "CHRG" | "DISCHRG";
type NhsRow = TableRow<Asked, Said, Token, never>;
type Looks = Pick<View<Token, Said>, "option">;

const byte = (bytes: Uint8Array | undefined, at: number): number => bytes?.[at] ?? 0;
/** Single precision, as all that is calculated of it. */
const pair = ({ data }: Said, at: number): number => Math.fround(Number(`${byte(data, at)}.${byte(data, at + 1)}`));

const volts = (said: Said): number => (byte(said.data, 6) === 0 ? Math.fround(pair(said, 5) / 10) : pair(said, 5));

/** Bits of the state, the lowest first. */
const STATE = { battery: 0, low: 1, failure: 2, glitch: 3, bypass: 6, charger: 7 } as const;
const is = ({ data }: Said, bit: keyof typeof STATE): boolean => ((byte(data, 17) >> STATE[bit]) & 1) === 1;

const at220 = ({ self }: Said): boolean => (byte(self, 14) & 0x80) !== 0;
const DEFAULT_LOW = 96;
const lowest = (said: Said): number => (said.self ? byte(said.self, at220(said) ? 10 : 8) : DEFAULT_LOW);
const highest = (said: Said): number => byte(said.self, at220(said) ? 11 : 9);
const rated = (said: Said): number => byte(said.self, at220(said) ? 13 : 12);
const mains = (said: Said): boolean => !is(said, "failure") && pair(said, 3) > lowest(said);
const onBattery = (said: Said): boolean =>
  is(said, "battery") || !mains(said) || (is(said, "glitch") && !is(said, "charger"));

const numberIn = (text: string | undefined, otherwise: number): number => {
  const value = Number.parseFloat(text ?? "");
  return Number.isFinite(value) ? value : otherwise;
};

export const modelOf = (self: Uint8Array | undefined): string | undefined =>
  self && (MODELS.find(([code]) => code === self[3])?.[1] ?? "NHS UNKNOWN");

/** Rated volt-amperes: of the model, else what ups.conf says. */
export const voltAmperes = (self: Uint8Array | undefined, { get }: Pick<StateSettings, "get">): number | undefined =>
  self && ((MODELS.find(([code]) => code === self[3])?.[2] || undefined) ?? numberOf(get("va")));

const va = (said: Said, view: Looks): number | undefined =>
  voltAmperes(said.self, { get: (name) => view.option(name) });
const factor = (view: Looks): number => Math.fround(numberIn(view.option("pf"), 0.9));
const volt = (view: Looks): number => Math.trunc(numberIn(view.option("vbat"), 12));
const hours = (view: Looks): number => Math.trunc(numberIn(view.option("ah"), 0));
const batteries = ({ self }: Said, view: Looks): number => numberOf(view.option("numbatteries")) || byte(self, 7);

const times = (value: number | undefined, by: number): number | undefined =>
  value === undefined || value <= 0 ? undefined : value * by;
const realNominal = (said: Said, view: Looks): number | undefined => {
  const value = times(va(said, view), factor(view));
  return value === undefined ? undefined : Math.fround(value);
};
const watts = (said: Said, view: Looks, load = byte(said.data, 7)): number | undefined => {
  const value = times(realNominal(said, view), load / 100);
  return value === undefined ? undefined : Math.fround(value);
};
/** A half goes up. */
const rounded = (of: (said: Said, view: Looks) => number | undefined): ViewReader<Said, Looks> =>
  figure(0, (said, view) => {
    const value = of(said, view);
    return value === undefined ? undefined : Math.round(value);
  });
const amperes = (said: Said, view: Looks): number => {
  const count = batteries(said, view);
  return count > 0 ? Math.fround(Math.fround((watts(said, view) ?? 0) / volts(said)) / count) : 0;
};

/** A limit moved by a percentage of ups.conf, twice as far where warning and critical would be the same. */
const limit = (of: (said: Said) => number, option: string, other?: string): ViewReader<Said, Looks> =>
  figure(2, (said, view) => {
    if (!said.self) return undefined;
    const percent = numberIn(view.option(option), 2);
    const same = other !== undefined && percent === numberIn(view.option(other), 2);
    return Math.fround(of(said) + of(said) * ((Math.fround(percent) * (same ? 2 : 1)) / 100));
  });

const ofSelf = (of: (said: Said) => number): ViewReader<Said, Looks> =>
  figure(0, (said) => (said.self ? of(said) : undefined));

const serial = phrase<Said>(({ self }) => {
  if (!self || self.length < 50) return self && "----------------";
  const text = Buffer.from(self.subarray(16, 32)).toString("latin1").split("\0")[0] ?? "";
  return text.replace(/[^\x20-\x7e]/g, "");
});

const charger = phrase<Said>((said) =>
  is(said, "charger") ? "CHARGING" : is(said, "battery") ? "DISCHARGING" : "RESTING",
);

const STATUS: readonly NhsRow[] = [
  { status: "OB", when: onBattery, poll: "quick" },
  { status: "OL", when: (said) => !onBattery(said), poll: "quick" },
  { status: "LB", when: (said) => is(said, "low") && onBattery(said), poll: "quick" },
  { status: "CHRG", when: (said) => is(said, "charger") && !onBattery(said), poll: "quick" },
  { status: "DISCHRG", when: (said) => !is(said, "battery") && !mains(said), poll: "quick" },
  { alarm: "[LOW BATTERY]", when: (said) => is(said, "low"), poll: "quick" },
  { alarm: "[ON BYPASS]", when: (said) => is(said, "bypass"), poll: "quick" },
  { alarm: "[NETWORK FAILURE]", when: (said) => is(said, "failure"), poll: "quick" },
  { alarm: "[FAST NETWORK FAILURE]", when: (said) => is(said, "glitch"), poll: "quick" },
];

const SELF: readonly NhsRow[] = [
  { var: "ups.mfr", as: phrase(() => "NHS Sistemas Eletronicos LTDA") },
  { var: "ups.model", as: phrase(({ self }) => modelOf(self)) },
  { var: "ups.serial", as: serial },
  { var: "ups.firmware", as: ofSelf(({ self }) => byte(self, 5)) },
  { var: "ups.firmware.aux", as: ofSelf(({ self }) => byte(self, 4)) },
  {
    var: "ups.beeper.status",
    as: phrase(({ self }) => self && ((byte(self, 6) & 0x40) === 0 ? "enabled" : "disabled")),
  },
  { var: "input.voltage.low.warning", as: limit(lowest, "vin_low_warn_perc", "vin_low_crit_perc") },
  { var: "input.voltage.low.critical", as: limit(lowest, "vin_low_crit_perc") },
  { var: "input.voltage.high.warning", as: limit(highest, "vin_high_warn_perc", "vin_high_crit_perc") },
  { var: "input.voltage.high.critical", as: limit(highest, "vin_high_crit_perc") },
  { var: "input.transfer.low", as: ofSelf(lowest) },
  { var: "input.transfer.high", as: ofSelf(highest) },
  { var: "input.voltage.nominal", as: ofSelf(rated) },
  { var: "output.voltage.nominal", as: ofSelf(({ self }) => byte(self, (byte(self, 14) & 0x40) === 0 ? 12 : 13)) },
];

const POWER: readonly NhsRow[] = [
  { var: "ups.power", as: figure(2, watts) },
  { var: "ups.realpower", as: rounded(watts) },
  { var: "ups.power.nominal", as: figure(0, va) },
  { var: "ups.realpower.nominal", as: rounded((said, view) => times(va(said, view), factor(view))) },
  { var: "output.realpower", as: rounded((said, view) => times(va(said, view), byte(said.data, 7) / 100)) },
  { var: "output.power", as: figure(2, watts) },
  { var: "output.power.maximum", as: figure(2, (said, view) => watts(said, view, said.most)) },
  { var: "output.power.minimum", as: figure(2, (said, view) => watts(said, view, said.least)) },
  { var: "output.power.percent", as: ofSelf(({ data }) => byte(data, 7)) },
  { var: "output.power.maximum.percent", as: ofSelf(({ most }) => most) },
  { var: "output.power.minimum.percent", as: ofSelf(({ least }) => least) },
];

const MEASURED: readonly NhsRow[] = [
  { var: "ups.temperature", as: figure(2, (said) => pair(said, 14)) },
  { var: "ups.load", as: figure(0, ({ data }) => byte(data, 7)) },
  { var: "ups.efficiency", as: figure(2, (said) => Math.fround(pair(said, 12) * pair(said, 3)) / 100) },
  { var: "output.voltage", as: figure(2, (said) => pair(said, 12)) },
  { var: "input.voltage", as: figure(2, (said) => pair(said, 3)) },
  { var: "input.voltage.maximum", as: figure(2, (said) => Math.max(pair(said, 8), pair(said, 10))) },
  { var: "input.voltage.minimum", as: figure(2, (said) => Math.min(pair(said, 8), pair(said, 10))) },
];

const BATTERY: readonly NhsRow[] = [
  { var: "battery.charge", as: rounded((said, view) => Math.min(100, (volts(said) * 100) / volt(view))) },
  { var: "battery.voltage", as: figure(2, volts) },
  { var: "battery.current", as: figure(2, amperes) },
  { var: "battery.current.total", as: figure(2, (said, view) => amperes(said, view) * batteries(said, view)) },
  { var: "battery.temperature", as: rounded((said) => pair(said, 14)) },
  { var: "battery.packs", as: figure(0, batteries) },
  { var: "battery.voltage.nominal", as: figure(0, (_, view) => volt(view)) },
  { var: "battery.capacity", as: figure(0, (_, view) => hours(view)) },
  { var: "battery.capacity.nominal", as: figure(2, (_, view) => hours(view) * factor(view)) },
  { var: "battery.runtime.low", as: phrase(() => "30") },
  {
    var: "battery.runtime",
    as: figure(0, (said, view) => {
      const drawn = Math.fround((watts(said, view) ?? 0) / volt(view));
      return Math.trunc(Math.fround(Math.fround(hours(view) / drawn) * 3600));
    }),
  },
  { var: "battery.charger.status", as: charger },
];

export const ROWS: readonly NhsRow[] = [...STATUS, ...SELF, ...POWER, ...MEASURED, ...BATTERY];
