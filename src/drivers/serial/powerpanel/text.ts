/**
 * CyberPower in text, 2400 bit/s: a `#` in front of answers, values behind their letters, the state in bytes.
 *
 *     we  D        it  #I119.0O119.0L000B100T027F060.0S……
 *     we  C7:1     it  #0                                     done
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { enumeration } from "../../../nut/var-type.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import { numberOf } from "../../kit/options.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverSettings } from "../../types.ts";
import { type Panel, type PanelToken, TRIES, turned } from "./panel.ts";

/** The UPS wants 50 ms between two bytes. */
const RULES: LineRules = {
  ends: "\r",
  until: "\r",
  answerMs: 500,
  longest: 256,
  paceMs: 50,
  ignored: "\r",
  whole: true,
};
const DONE = "#0";
/** Shortest identification. */
const IDENTITY = 46;

interface Asked {
  readonly ask: string;
  /** What sets the value that is asked for. */
  readonly set?: (value: number) => string;
}
type TextRow = TableRow<Asked, string, PanelToken, string>;

const STATUS = /^#((?:[A-RT-Z]{1,2}[^A-Za-z]*){3,})S([\s\S]+)$/;

/** The number behind a letter; the output's frequency is H, HF or a second F. */
function numberAt(answer: string, wanted: string): number | undefined {
  const [, values = ""] = STATUS.exec(answer) ?? [];
  const seen = new Set<string>();
  for (const [, letters = "", number] of values.matchAll(/([A-Z]{1,2})\s*([-+]?\d+(?:\.\d*)?)/g)) {
    const name = letters === "HF" || (letters === "F" && seen.has("F")) ? "H" : letters;
    if (name === wanted) return Number(number);
    seen.add(name);
  }
  return undefined;
}

const stateOf = (answer: string): number => STATUS.exec(answer)?.[2]?.charCodeAt(0) ?? 0;
const bit =
  (mask: number) =>
  (answer: string): boolean =>
    (stateOf(answer) & mask) !== 0;
const level =
  (token: "TRIM" | "BOOST") =>
  (answer: string): boolean =>
    !bit(0x48)(answer) && turned(numberAt(answer, "I"), numberAt(answer, "O")) === token;
const measured = (letter: string, places: number, factor = 1) =>
  figure<string>(places, (answer) => {
    const value = numberAt(answer, letter);
    return value === undefined ? undefined : (places === 0 ? Math.trunc(value) : value) * factor;
  });

const fields = (answer: string): readonly string[] => answer.slice(1).split(",");
const leading = (text = ""): number | undefined => parseDecimal(/^\s*\d+(?:\.\d+)?/.exec(text)?.[0] ?? "");
const field = (at: number, places = 0) =>
  figure<string>(places, (answer) => {
    const value = leading(fields(answer)[at]);
    return value === undefined || places > 0 ? value : Math.trunc(value);
  });

const NOW = { ask: "D", poll: "quick" } as const;
const volts24 = (answer: string): boolean => {
  const volts = numberAt(answer, "V");
  return volts !== undefined && volts > 20 && volts < 28;
};

const ROWS: readonly TextRow[] = [
  { status: "OB", ...NOW, when: bit(0x40) },
  { status: "OL", ...NOW, when: (answer) => !bit(0x40)(answer) },
  { status: "LB", ...NOW, when: bit(0x20) },
  { status: "TRIM", ...NOW, when: level("TRIM") },
  { status: "BOOST", ...NOW, when: level("BOOST") },
  { status: "TEST", ...NOW, when: bit(0x08) },
  { status: "OFF", ...NOW, when: (answer) => stateOf(answer) === 0 },
  { var: "input.voltage", ask: "D", as: measured("I", 1) },
  { var: "output.voltage", ask: "D", as: measured("O", 1) },
  { var: "ups.load", ask: "D", as: measured("L", 0) },
  { var: "input.frequency", ask: "D", as: measured("F", 1) },
  { var: "output.frequency", ask: "D", as: measured("H", 1) },
  { var: "ups.temperature", ask: "D", as: measured("T", 0) },
  { var: "battery.charge", ask: "D", as: measured("B", 0) },
  { var: "battery.voltage", ask: "D", as: measured("V", 1) },
  { var: "battery.runtime", ask: "D", as: measured("R", 0, 60) },
  {
    var: "battery.voltage.nominal",
    ask: "D",
    sometimes: true,
    as: phrase((answer) => (volts24(answer) ? "24.0" : undefined)),
  },
  { var: "battery.voltage.nominal", ask: "P3", poll: "once", as: field(0, 1) },
  { var: "battery.packs", ask: "P3", poll: "once", as: field(1) },
  { var: "battery.capacity", ask: "P3", poll: "once", as: field(2, 1) },
  { var: "ups.power.nominal", ask: "P2", poll: "once", as: field(0) },
  { var: "ups.realpower.nominal", ask: "P2", poll: "once", as: field(1) },
  { var: "input.frequency.low", ask: "P2", poll: "once", as: field(3) },
  { var: "input.frequency.high", ask: "P2", poll: "once", as: field(4) },
  { var: "input.voltage.nominal", ask: "P1", poll: "once", as: field(0) },
  { var: "input.voltage.nominal", ask: "P2", poll: "once", as: field(2) },
  { cmd: "test.battery.start.quick", send: "T" },
  { cmd: "test.battery.start.deep", send: "TL" },
  { cmd: "test.battery.stop", send: "CT" },
  { cmd: "beeper.enable", send: "C7:1" },
  { cmd: "beeper.on", send: "C7:1" },
  { cmd: "beeper.disable", send: "C7:0" },
  { cmd: "beeper.off", send: "C7:0" },
  { cmd: "shutdown.stop", send: "C" },
];

const digits = (value: number, count: number): string => String(value).padStart(count, "0");

/** A variable, its field of P1, the question for the values that it may have, and what sets it. */
const SETTINGS = [
  ["input.transfer.high", 1, "P6", (value: number) => `C2:${digits(value, 3)}`],
  ["input.transfer.low", 2, "P7", (value: number) => `C3:${digits(value, 3)}`],
  ["battery.charge.low", 3, "P8", (value: number) => `C4:${digits(value, 2)}`],
] as const;

async function settingRows(line: AskLine): Promise<readonly TextRow[]> {
  const rows: TextRow[] = [];
  for (const [name, at, question, set] of SETTINGS) {
    const choices = fields(await line.text(question))
      .flatMap((one) => leading(one) ?? [])
      .map(String);
    const as = { ...field(at), write: (text: string) => (parseDecimal(text) === undefined ? undefined : text) };
    if (choices.length === 0) rows.push({ var: name, ask: "P1", poll: "changed", as });
    else rows.push({ var: name, ask: "P1", poll: "changed", as, rw: enumeration(...choices), set });
  }
  return rows;
}

export interface Delays {
  /** Seconds, as the UPS has them: tens of a minute, or whole minutes. */
  readonly off: number;
  /** Minutes. */
  readonly on: number;
}

export function delaysOf({ get }: Pick<DriverSettings, "get">): Delays {
  const [on, off] = [numberOf(get("ondelay")) ?? 1, numberOf(get("offdelay")) ?? 60];
  if (on < 0 || on > 9999) throw new DeviceError("configuration", `ondelay = ${on}: write minutes, 0 to 9999`);
  if (off < 6 || off > 600) throw new DeviceError("configuration", `offdelay = ${off}: write seconds, 6 to 600`);
  return { on, off: off - (off % (off < 60 ? 6 : 60)) };
}

/** Tenths of a minute, or minutes. */
const timeOf = ({ off }: Delays): string => (off < 60 ? `.${off / 6}` : digits(off / 60, 2));

function shutdownRows(delays: Delays): readonly TextRow[] {
  const time = timeOf(delays);
  return [
    { cmd: "shutdown.return", send: `Z${time}` },
    { cmd: "shutdown.stayoff", send: `S${time}` },
    { cmd: "shutdown.reboot", send: `S${time}R${digits(delays.on, 4)}` },
  ];
}

const CALL_OFF = "C";

/** Undefined where nobody answers in this protocol. Throws DeviceError `configuration` for a delay that it has not. */
export async function speakText(
  port: SerialLine,
  { clock, settings }: DriverContext,
): Promise<Panel<Asked, string, string> | undefined> {
  const line = new AskLine(port, clock, RULES);
  await line.text("\r");
  let identity = "";
  for (let tries = 0; tries < TRIES && !(identity.startsWith("#") && identity.length >= IDENTITY); tries++)
    identity = await line.text("P4");
  if (!identity.startsWith("#") || identity.length < IDENTITY) return undefined;
  const delays = delaysOf(settings);
  const [model = "", firmware = "", serial = "", maker = ""] = fields(identity).map((one) => one.trimEnd());
  const rows = [...ROWS, ...(await settingRows(line)), ...shutdownRows(delays)];
  // A shutdown that an earlier driver ordered.
  await line.text(CALL_OFF);
  return {
    facts: [
      ["ups.mfr", maker || "CyberPower"],
      ["ups.model", model],
      ["ups.firmware", firmware],
      ["ups.serial", serial],
      ["ups.delay.start", String(60 * delays.on)],
      ["ups.delay.shutdown", String(delays.off)],
    ],
    rows,
    status: NOW.ask,
    read: async ({ ask }) => {
      const answer = await line.ask(ask);
      if (answer.kind !== "data" || !answer.raw.startsWith("#")) return { kind: "silent" };
      return ask === NOW.ask && !STATUS.test(answer.raw) ? { kind: "silent" } : answer;
    },
    write: async ({ set }, value) => set !== undefined && (await line.text(set(Number(value)))) === DONE,
    order: async (order) => (await line.text(order)) === DONE,
    onBattery: async () => {
      const answer = await line.text(NOW.ask);
      return STATUS.test(answer) ? bit(0x40)(answer) : undefined;
    },
    turnOff: {
      return: `Z${timeOf(delays)}`,
      stayoff: `S${timeOf(delays)}`,
      reboot: `S${timeOf(delays)}R${digits(delays.on, 4)}`,
    },
  };
}
