/** What a UPS of Powervar tells in which group, and what it is told. */
import type { CmdName } from "../../../nut/catalogue/names.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { enumeration, type VarType } from "../../../nut/var-type.ts";
import { figure, phrase, type ViewCodec, type ViewReader } from "../../kit/codecs.ts";
import { numberOf } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import type { TableRow } from "../../kit/table-row.ts";
import type { Asked, Cuspp, Values } from "./cuspp.ts";

export type Token = "OFF" | "OL" | "OB" | "BOOST" | "TRIM" | "LB" | "RB" | "OVER";
type Seen = View<Token, Values>;
export type CusppRow = TableRow<Asked, Values, Token, string>;

const OUTPUT = { ask: "OUT", poll: "quick" } as const;
const BATTERY = { ask: "BAT", poll: "quick" } as const;
const ALARMS = { ask: "ALM", poll: "quick" } as const;
const INPUT = { ask: "INP.1" } as const;
const IDENTITY = { ask: "UID", poll: "once" } as const;
const RATINGS = { ask: "SYS", poll: "once" } as const;
const SETTINGS = { ask: "SET" } as const;

const told = (name: string): ViewReader<Values, unknown> => phrase((values) => values.get(name) || undefined);
const number = (values: Values, name: string): number | undefined => parseDecimal(values.get(name) ?? "");
const times = (name: string, factor: number): ViewReader<Values, unknown> =>
  figure(0, (values) => Math.trunc(number(values, name) ?? Number.NaN) * factor);
const begins =
  (name: string, ...letters: readonly string[]) =>
  (values: Values): boolean =>
    letters.includes(values.get(name)?.slice(0, 1) ?? "");

/** What supplies the output: 0 nothing, 1 the mains, 3 the battery, 4, 5 and 8 raised, 6 and 7 lowered. */
const [RAISED, LOWERED] = [
  ["4", "5", "8"],
  ["6", "7"],
];
const onBattery = begins("SOURCE", "3");
const NOTHING: Values = new Map();

const STATUS: readonly CusppRow[] = [
  { note: "output", ...OUTPUT },
  { status: "OFF", ...OUTPUT, when: begins("SOURCE", "0") },
  { status: "OL", ...OUTPUT, when: begins("SOURCE", "1", ...RAISED, ...LOWERED) },
  { status: "OB", ...OUTPUT, when: onBattery },
  { status: "BOOST", ...OUTPUT, when: begins("SOURCE", ...RAISED) },
  { status: "TRIM", ...OUTPUT, when: begins("SOURCE", ...LOWERED) },
  {
    status: "LB",
    ...BATTERY,
    when: (values, view) => onBattery(view.note("output") ?? NOTHING) && begins("STATUS", "3")(values),
  },
  { status: "RB", ...ALARMS, when: (values) => begins("BADBAT", "1")(values) || begins("TSTBAD", "1")(values) },
  { status: "OVER", ...ALARMS, when: begins("OVRLOD", "1") },
];

const nominalBattery = (values: Values): string | undefined => {
  const volts = number(values, "VOLT");
  return volts === undefined ? undefined : volts < 18 ? "12" : volts < 36 ? "24" : "48";
};

/** The day, where the firmware tells it; else the year, behind the last dash of the serial number: `243` is 2024. */
function madeOn(values: Values): string | undefined {
  const day = /^(\d{4})(\d\d)(\d\d)$/.exec(values.get("MFGDT") ?? "");
  if (day) return day.slice(1).join("-");
  const [, year] = /-(\d\d)[1-4][^-]*$/.exec(values.get("SERNUM") ?? "") ?? [];
  return year && `20${year}`;
}

const nominalAmperes = figure<Values>(0, (values) => {
  const [power, volts] = [number(values, "OUTVA"), number(values, "OUTVLT")];
  return power === undefined || !volts ? undefined : Math.trunc(Math.trunc(power) / Math.trunc(volts));
});

/** Year and month, which the UPS has without anything between. */
const batteryDate: ViewCodec<Values, unknown> = {
  read: (values) => values.get("BATDTE")?.replace(/^(\d{4})(\d\d)$/, "$1-$2"),
  write: (text) => (/^\d{4}-?\d\d$/.test(text) ? new Map([["BATDTE", text.replace("-", "")]]) : undefined),
};

const YES_NO: Readonly<Record<string, string>> = { yes: "1", no: "0" };
const startsItself: ViewCodec<Values, unknown> = {
  read: (values) => values.get("ATOSRT") && (begins("ATOSRT", "1")(values) ? "yes" : "no"),
  write: (text) => {
    const digit = YES_NO[text.toLowerCase()];
    return digit === undefined ? undefined : new Map([["ATOSRT", digit]]);
  },
};

const BEEPER: Readonly<Record<string, string>> = { 0: "disabled", 1: "enabled", 2: "muted" };

const VARIABLES: readonly CusppRow[] = [
  { var: "device.description", ...IDENTITY, as: phrase((values) => values.get("FAMILY")?.slice(0, 3)) },
  { var: "ups.id", ...IDENTITY, as: phrase((values) => values.get("FAMILY")?.slice(0, 3)) },
  { var: "device.model", ...IDENTITY, as: told("MODEL") },
  { var: "device.mfr", ...IDENTITY, as: told("MANUF") },
  { var: "device.serial", ...IDENTITY, as: told("SERNUM") },
  { var: "ups.mfr.date", ...IDENTITY, as: phrase(madeOn) },
  { var: "ups.firmware", ...IDENTITY, as: told("SWVER") },
  { var: "ups.firmware.aux", ...IDENTITY, as: told("CSWVER") },
  { var: "battery.voltage.nominal", ask: "BAT", poll: "once", as: phrase(nominalBattery) },
  { var: "input.voltage.nominal", ...RATINGS, as: told("INVOLT") },
  { var: "input.frequency.nominal", ...RATINGS, as: told("INFRQ") },
  { var: "output.voltage.nominal", ...RATINGS, as: told("OUTVLT") },
  { var: "output.current.nominal", ...RATINGS, as: nominalAmperes },
  { var: "output.frequency.nominal", ...RATINGS, as: told("OUTFRQ") },
  { var: "ups.test.interval", ...RATINGS, as: times("BTSTDY", 86_400) },
  { var: "ups.load.high", ...RATINGS, as: phrase((values) => values.get("OVRLOD") || "100") },
  { var: "battery.date", ask: "SYS", poll: "changed", as: batteryDate, rw: { kind: "string", max: 7 } },
  { var: "ups.start.auto", ask: "SET", poll: "changed", as: startsItself, rw: enumeration("yes", "no") },
  { var: "ups.shutdown", ask: "SET", poll: "once", as: phrase((values) => values.get("ATOSRT") && "enabled") },
  { var: "ups.load", ...OUTPUT, as: told("PERCNT") },
  { var: "output.voltage", ...OUTPUT, as: told("VOLT") },
  { var: "output.frequency", ...OUTPUT, as: told("FREQ") },
  { var: "output.current", ...OUTPUT, as: told("AMP") },
  { var: "input.voltage", ...INPUT, as: told("VOLT") },
  { var: "input.frequency", ...INPUT, as: told("FREQ") },
  { var: "input.voltage.maximum", ...INPUT, as: told("MAXVLT") },
  { var: "input.voltage.minimum", ...INPUT, as: told("MINVLT") },
  { var: "input.current", ...INPUT, as: told("AMP") },
  { var: "battery.charge", ...BATTERY, as: told("ESTCRG") },
  { var: "battery.voltage", ...BATTERY, as: told("VOLT") },
  { var: "battery.temperature", ...BATTERY, as: told("TEMP") },
  { var: "ups.temperature", ...BATTERY, as: told("TEMP") },
  { var: "battery.runtime", ...BATTERY, as: times("TMLEFT", 60) },
  { var: "ups.beeper.status", ...SETTINGS, as: phrase((values) => BEEPER[values.get("AUDIBL")?.slice(0, 1) ?? ""]) },
  { var: "ups.timer.shutdown", ...SETTINGS, as: told("OFFDLY") },
  { var: "ups.timer.start", ...SETTINGS, as: told("SRTDLY") },
  {
    var: "ups.test.result",
    ask: "ALM",
    as: phrase((values) => values.get("TSTBAD") && (begins("TSTBAD", "1")(values) ? "Change Battery" : "Normal")),
  },
  { var: "device.uptime", ask: "EVT", as: told("UPTIME") },
];

export const ROWS: readonly CusppRow[] = [...STATUS, ...VARIABLES];

const LONGEST_S = 65_535;
/** At least a second. */
const off = (view: Seen): string => {
  const seconds = numberOf(view.known("ups.delay.shutdown")) ?? 1;
  return `SET.OFFDLY.W=${Math.min(LONGEST_S, Math.max(1, seconds))}`;
};
const on = (view: Seen): string => `SET.SRTDLY.W=${view.known("ups.delay.start") ?? "1"}`;
const itself = (yes: boolean): string => `SET.ATOSRT.W=${yes ? 1 : 0}`;

type Made = (view: Seen) => readonly string[];
/** What makes it possible, of which group, and what is sent. */
type Possible = readonly [cmd: CmdName, group: string, names: readonly string[], send: string | Made];
const TURNS_OFF = ["OFFNOW", "OFFDLY", "OFFSTP"];
const COMMANDS: readonly Possible[] = [
  ["test.battery.start.quick", "TST", ["BATQCK"], "TST.BATQCK.W=1"],
  ["test.battery.start.deep", "TST", ["BATDEP"], "TST.BATDEP.W=1"],
  ["test.failure.start", "TST", ["BATDEP"], "TST.BATDEP.W=1"],
  ["test.failure.stop", "TST", ["BATDEP"], "TST.ABORT.W=1"],
  ["test.battery.stop", "TST", ["ABORT"], "TST.ABORT.W=1"],
  ["shutdown.return", "SET", TURNS_OFF, (view) => [itself(true), off(view)]],
  ["shutdown.reboot", "SET", TURNS_OFF, (view) => [itself(true), off(view)]],
  ["shutdown.stop", "SET", TURNS_OFF, "SET.OFFSTP.W=1"],
  ["load.off", "SET", TURNS_OFF, "SET.OFFNOW.W=1"],
  ["load.off.delay", "SET", TURNS_OFF, (view) => [off(view)]],
  ["shutdown.stayoff", "SET", ["ATOSRT"], (view) => [itself(false), off(view)]],
  ["beeper.enable", "SET", ["AUDIBL"], "SET.AUDIBL.W=1"],
  ["beeper.disable", "SET", ["AUDIBL"], "SET.AUDIBL.W=0"],
  ["beeper.mute", "SET", ["AUDIBL"], "SET.AUDIBL.W=2"],
  ["load.on", "SET", ["SRTDLY"], "SET.SRTDLY.W=1"],
  ["load.on.delay", "SET", ["SRTDLY"], (view) => [on(view)]],
  ["reset.input.minmax", "SET", ["RSTINP"], "SET.RSTINP.W=1"],
  ["test.panel.start", "TST", ["DISP"], (view) => [`TST.DISP.W=${view.option("disptesttime") ?? PANEL_S}`]],
];
const PANEL_S = 10;
const DELAY: VarType = { kind: "string", max: 5 };

/** What this UPS has besides, by its formats and by ups.conf. */
export function rowsFor(cuspp: Pick<Cuspp, "has">, option: (name: string) => string | undefined): readonly CusppRow[] {
  const commands = COMMANDS.filter(([, group, names]) => names.some((name) => cuspp.has(group, name)));
  const facts: readonly CusppRow[] = [
    { var: "ups.type", ask: "UID", poll: "once", as: phrase(() => "Line Interactive") },
    {
      var: "battery.type",
      ask: "BAT",
      poll: "once",
      as: phrase(() => (cuspp.has("BAT", "PVOLT") ? "LFP" : "PbAc")),
    },
    { var: "ups.delay.shutdown", fallback: option("offdelay") ?? "1", rw: DELAY },
    { var: "ups.delay.start", fallback: option("startdelay") ?? "1", rw: DELAY },
  ];
  return [
    ...facts,
    ...commands.map(
      ([cmd, , , send]): CusppRow =>
        typeof send === "string" ? { cmd, send } : { cmd, make: (_, view) => send(view) },
    ),
  ];
}
