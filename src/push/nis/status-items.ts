/** A UPS as the answer of an apcupsd to `status`: items, their units and order are those of apcupsd 3.14. */
import type { VarName } from "../../nut/catalogue/names.ts";
import { parseStatus } from "../../nut/status.ts";

interface Row {
  readonly item: string;
  readonly from: readonly VarName[];
  /** After a number; without it the value is a text. */
  readonly unit?: string;
  /** Digits after the point. */
  readonly places?: number;
  /** Units of NUT in one of apcupsd's. */
  readonly per?: number;
}

/** The first variable that the UPS has counts. */
const ROWS: readonly Row[] = [
  { item: "LINEV", from: ["input.voltage"], unit: "Volts", places: 1 },
  { item: "LOADPCT", from: ["ups.load"], unit: "Percent", places: 1 },
  { item: "BCHARGE", from: ["battery.charge"], unit: "Percent", places: 1 },
  { item: "TIMELEFT", from: ["battery.runtime"], unit: "Minutes", places: 1, per: 60 },
  { item: "MBATTCHG", from: ["battery.charge.low"], unit: "Percent", places: 0 },
  { item: "MINTIMEL", from: ["battery.runtime.low"], unit: "Minutes", places: 0, per: 60 },
  { item: "MAXLINEV", from: ["input.voltage.maximum"], unit: "Volts", places: 1 },
  { item: "MINLINEV", from: ["input.voltage.minimum"], unit: "Volts", places: 1 },
  { item: "OUTPUTV", from: ["output.voltage"], unit: "Volts", places: 1 },
  { item: "OUTCURNT", from: ["output.current"], unit: "Amps", places: 2 },
  { item: "SENSE", from: ["input.sensitivity"] },
  { item: "DWAKE", from: ["ups.delay.start"], unit: "Seconds", places: 0 },
  { item: "DSHUTD", from: ["ups.delay.shutdown"], unit: "Seconds", places: 0 },
  { item: "LOTRANS", from: ["input.transfer.low"], unit: "Volts", places: 1 },
  { item: "HITRANS", from: ["input.transfer.high"], unit: "Volts", places: 1 },
  { item: "RETPCT", from: ["battery.charge.restart"], unit: "Percent", places: 1 },
  { item: "ITEMP", from: ["ups.temperature", "battery.temperature"], unit: "C", places: 1 },
  { item: "BATTV", from: ["battery.voltage"], unit: "Volts", places: 1 },
  { item: "LINEFREQ", from: ["input.frequency", "output.frequency"], unit: "Hz", places: 1 },
  { item: "LASTXFER", from: ["input.transfer.reason"] },
  { item: "MANDATE", from: ["ups.mfr.date"] },
  { item: "SERIALNO", from: ["ups.serial", "device.serial"] },
  { item: "BATTDATE", from: ["battery.date", "battery.mfr.date"] },
  { item: "NOMINV", from: ["input.voltage.nominal"], unit: "Volts", places: 0 },
  { item: "NOMOUTV", from: ["output.voltage.nominal"], unit: "Volts", places: 0 },
  { item: "NOMBATTV", from: ["battery.voltage.nominal"], unit: "Volts", places: 1 },
  { item: "NOMPOWER", from: ["ups.realpower.nominal"], unit: "Watts", places: 0 },
  { item: "NOMAPNT", from: ["ups.power.nominal"], unit: "VA", places: 0 },
  { item: "FIRMWARE", from: ["ups.firmware"] },
];

/** Token, word of STATUS and bit of STATFLAG, in apcupsd's order. */
const FLAGS = [
  ["CAL", "CAL", 0x1],
  ["TRIM", "TRIM", 0x2],
  ["BOOST", "BOOST", 0x4],
  ["OL", "ONLINE", 0x8],
  ["OB", "ONBATT", 0x10],
  ["OVER", "OVERLOAD", 0x20],
  ["LB", "LOWBATT", 0x40],
  ["RB", "REPLACEBATT", 0x80],
] as const;
const COMMLOST = 0x1_00;
const SHUTDOWN = 0x2_00;
const PLUGGED_WITH_BATTERY = 0x500_0000;
const LONGEST = 80;
const PLAIN_DECIMAL = /^-?\d{1,12}(\.\d{1,9})?$/;

/** No control character: an item is a line. */
const flat = (text: string): string =>
  text
    .slice(0, LONGEST)
    .replace(/[\x00-\x1f\x7f]+/g, " ")
    .trim();

function textOf({ from, unit, places, per = 1 }: Row, values: ReadonlyMap<string, string>): string | undefined {
  const said = from.map((name) => values.get(name)).find((value) => value !== undefined && value !== "");
  if (said === undefined || unit === undefined) return said === undefined ? undefined : flat(said);
  return PLAIN_DECIMAL.test(said) ? `${(Number(said) / per).toFixed(places)} ${unit}` : undefined;
}

interface Condition {
  readonly word: string;
  readonly flags: number;
}

function conditionOf(values: ReadonlyMap<string, string> | undefined): Condition {
  if (!values) return { word: "COMMLOST", flags: COMMLOST };
  const tokens = parseStatus(values.get("ups.status") ?? "");
  const set = FLAGS.filter(([token]) => tokens.includes(token));
  const flags = set.reduce((bits, [, , bit]) => bits | bit, PLUGGED_WITH_BATTERY);
  if (tokens.includes("FSD")) return { word: "SHUTTING DOWN", flags: flags | SHUTDOWN };
  return { word: set.map(([, word]) => word).join(" "), flags };
}

export interface NisUps {
  readonly ups: string;
  /** Undefined while nothing good is known of it: COMMLOST. */
  readonly values: ReadonlyMap<string, string> | undefined;
  readonly host: string;
  readonly version: string;
  /** Milliseconds since 1970. */
  readonly wall: number;
}

const dateOf = (wall: number): string => `${new Date(wall).toISOString().slice(0, 19).replace("T", " ")} +0000`;

/** Name and value of each item but the first and the last, which frame them. */
function itemsOf({ ups, values, host, version, wall }: NisUps): readonly (readonly [string, string])[] {
  const { word, flags } = conditionOf(values);
  const model = values?.get("ups.model") ?? values?.get("device.model");
  const measured = values ? ROWS.map((row) => [row.item, textOf(row, values)] as const) : [];
  const all: readonly (readonly [string, string | undefined])[] = [
    ["DATE", dateOf(wall)],
    ["HOSTNAME", flat(host)],
    ["VERSION", `nutts ${version}`],
    ["UPSNAME", flat(ups)],
    ["DRIVER", "NUT"],
    ["UPSMODE", "Stand Alone"],
    ["MODEL", model === undefined ? undefined : flat(model)],
    ["STATUS", word],
    ...measured,
    ["STATFLAG", `0x${flags.toString(16).padStart(8, "0").toUpperCase()}`],
  ];
  return all.flatMap(([item, value]) => (value === undefined ? [] : [[item, value] as const]));
}

const lineOf = (item: string, value: string): string => `${item.padEnd(9)}: ${value}\n`;
const digits = (count: number, width: number): string => String(count).padStart(width, "0");

/** The lines of the answer: the first has how many there are and how long they are together. */
export function statusLines(ups: NisUps): readonly string[] {
  const lines = [...itemsOf(ups), ["END APC", dateOf(ups.wall)] as const].map(([item, value]) => lineOf(item, value));
  const bytes = lines.reduce((sum, line) => sum + Buffer.byteLength(line), 0);
  return [lineOf("APC", `001,${digits(lines.length + 1, 3)},${digits(bytes, 4)}`), ...lines];
}
