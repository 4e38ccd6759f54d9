/**
 * CyberPower in bytes, 1200 bit/s. Orders are given back without their CR:
 *
 *     we  F        it  .PR2200    .x.<.1100        model, rated volts and hertz, firmware
 *     we  D        it  #VVL.CTF.ffff               14 bytes with the CR; of each pair f the second is the complement
 *     we  R 02     it  R 05                        a setting
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { enumeration } from "../../../nut/var-type.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Framing } from "../../kit/line/frames.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext } from "../../types.ts";
import { type Panel, type PanelToken, TRIES, turned } from "./panel.ts";
import { SETTINGS, type Setting } from "./settings.ts";

const CR = 0x0d;
const LENGTH = 14;
const ANSWER_MS = 600;
const PACE_MS = 50;
const RULES: LineRules = { ends: "\r", until: "\r", answerMs: ANSWER_MS, longest: 64, paceMs: PACE_MS, ignored: "\r" };

const FRAMING: Framing = {
  start: [0x23],
  length: () => LENGTH,
  isRight: (frame) =>
    frame[13] === CR && (frame[9] ?? 0) + (frame[10] ?? 0) === 255 && (frame[11] ?? 0) + (frame[12] ?? 0) === 255,
  longest: LENGTH,
};

interface Asked {
  /** `D`, or a setting's number in hexadecimal. */
  readonly ask: string;
}
type Data = Uint8Array;
type BinaryRow = TableRow<Asked, Data, PanelToken, string>;

const settingRow = ({ name, number, pr, op }: Setting, isOp: boolean): BinaryRow => {
  const scale = isOp ? op : pr;
  return {
    var: name,
    ask: number.toString(16),
    poll: "changed",
    rw: enumeration(...scale.map(([value]) => value)),
    as: {
      read: ([raw = 0]) => scale.find(([, one]) => one === (raw << 24) >> 24)?.[0],
      write: (text) => {
        const found = scale.find(([value]) => value.toLowerCase() === text.toLowerCase());
        return found && Uint8Array.of(found[1] & 0xff);
      },
    },
  };
};

const opVolts = (byte: number): number => (byte < 26 ? 0 : Math.trunc((byte * 200) / 230 + 6));
const opLoad = (byte: number): number => (byte > 108 ? 200 : Math.trunc((byte * 200) / 108));
const opCharge = (byte: number): number => Math.max(0, Math.min(100, Math.trunc(((byte - 151) * 100) / 46)));

const of = (at: number, places: number, pr: (byte: number) => number, op: (byte: number) => number, isOp: boolean) =>
  figure<Data>(places, (data) => (isOp ? op : pr)(data[at] ?? 0));
const same = (byte: number): number => byte;

const flags = (data: Data): number => data[9] ?? 0;
const bit =
  (mask: number) =>
  (data: Data): boolean =>
    (flags(data) & mask) !== 0;
const level =
  (token: "TRIM" | "BOOST") =>
  (data: Data): boolean =>
    !bit(0x84)(data) && data[2] !== 0 && turned(data[1], data[2]) === token;

const NOW = { ask: "D", poll: "quick" } as const;

const rowsOf = (isOp: boolean): readonly BinaryRow[] => [
  { status: "OB", ...NOW, when: bit(0x80) },
  { status: "OL", ...NOW, when: (data) => !bit(0x80)(data) },
  { status: "LB", ...NOW, when: bit(0x40) },
  { status: "TRIM", ...NOW, when: level("TRIM") },
  { status: "BOOST", ...NOW, when: level("BOOST") },
  { status: "TEST", ...NOW, when: bit(0x04) },
  { status: "OFF", ...NOW, when: (data) => flags(data) === 0 },
  ...SETTINGS.map((setting) => settingRow(setting, isOp)),
  { var: "input.voltage", ask: "D", as: of(1, 0, same, opVolts, isOp) },
  {
    var: "output.voltage",
    ask: "D",
    as: {
      read: (data, view) =>
        bit(0x84)(data) ? view.known("output.voltage.nominal") : of(2, 0, same, opVolts, isOp).read(data, view),
    },
  },
  { var: "ups.load", ask: "D", as: of(3, 0, same, opLoad, isOp) },
  { var: "battery.charge", ask: "D", as: of(5, 0, same, opCharge, isOp) },
  { var: "ups.temperature", ask: "D", as: of(6, isOp ? 1 : 0, same, (byte) => (byte / 32) ** 2 + 10, isOp) },
  {
    var: "input.frequency",
    ask: "D",
    as: of(
      7,
      1,
      (byte) => (byte === 0 ? 0 : 45 + byte / 10),
      (byte) => 12_600 / (byte + 32),
      isOp,
    ),
  },
  { var: "ups.beeper.status", ask: "D", as: phrase((data) => (bit(0x01)(data) ? "enabled" : "disabled")) },
  { cmd: "test.battery.start.quick", send: "T\x98" },
  { cmd: "test.battery.stop", send: "CT" },
  { cmd: "beeper.toggle", send: "B" },
  { cmd: "shutdown.reboot", send: REBOOT },
  { cmd: "shutdown.stayoff", send: STAYOFF },
  { cmd: "shutdown.stop", send: "C" },
];

/** On battery it comes back with the mains all the same. */
const STAYOFF = "S\0\0W";
const REBOOT = "S\0\0R\0\x01W";

const NUMBERED: Readonly<Record<string, string>> = {
  rO10: "OP1000AVR",
  rO27: "OP320AVR",
  rO29: "OP500AVR",
  rO31: "OP800AVR",
  rO33: "OP850AVR",
  rO37: "OP900AVR",
  rO39: "OP650AVR",
  rO41: "OP700AVR",
  rO43: "OP1250AVR",
  rO45: "OP1500AVR",
};

function factsOf(identity: string): readonly (readonly [string, string])[] {
  const [name = "", volts, hertz, firmware = ""] = identity.slice(1).split(".");
  return [
    ["ups.model", NUMBERED[name.slice(0, 4)] ?? name.trimEnd()],
    ["ups.mfr", "CyberPower"],
    ["ups.serial", "[unknown]"],
    ...(volts ? [["input.voltage.nominal", String(volts.charCodeAt(0))] as const] : []),
    ...(hertz ? [["input.frequency.nominal", String(hertz.charCodeAt(0))] as const] : []),
    ...(firmware.length > 3 ? [["ups.firmware", `${firmware[0]}.${firmware.slice(1, 4)}`] as const] : []),
    ["ups.delay.start", "45"],
    ["ups.delay.shutdown", "0"],
  ];
}

class BinaryLine {
  readonly #frames: AskFrames;
  readonly #port: SerialLine;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#port = port;
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: ANSWER_MS, tries: TRIES, paceMs: PACE_MS });
  }

  status(): Promise<{ kind: "data"; raw: Data } | { kind: "refused" } | { kind: "silent" }> {
    return this.#frames.ask(Buffer.from("D\r"), () => true);
  }

  /** So many bytes of answer, or fewer. */
  async exchange(words: Uint8Array, count: number): Promise<Uint8Array> {
    await this.#frames.send(Uint8Array.of(...words, CR));
    return this.#port.read(() => false, ANSWER_MS, count);
  }

  async order(words: Uint8Array): Promise<boolean> {
    return Buffer.from(await this.exchange(words, words.length)).equals(words);
  }
}

const READ = 0x52;
const SET = 0x51;

/** Undefined where nobody answers in this protocol. Throws DeviceError `configuration` for a delay, which it has not. */
export async function speakBinary(
  port: SerialLine,
  context: DriverContext,
): Promise<Panel<Asked, Data, string> | undefined> {
  const line = new AskLine(port, context.clock, RULES);
  await line.write("\r\r");
  let identity = "";
  for (let tries = 0; tries < TRIES && !/^\.[\s\S]{19}/.test(identity); tries++) identity = await line.text("F");
  if (!/^\.[\s\S]{19}/.test(identity)) return undefined;
  for (const name of ["ondelay", "offdelay"])
    if (context.settings.has(name))
      throw new DeviceError("configuration", `${name}: this UPS has no such setting. Take the line out of ups.conf`);
  const binary = new BinaryLine(port, context);
  const isOp = /^\.(OP|rO)/.test(identity);
  const number = ({ ask }: Asked): number => Number.parseInt(ask, 16);
  return {
    facts: factsOf(identity),
    rows: rowsOf(isOp),
    status: NOW.ask,
    read: async (asked) => {
      if (asked.ask === NOW.ask) return binary.status();
      const [, raw] = await binary.exchange(Uint8Array.of(READ, number(asked)), 2);
      return raw === undefined ? { kind: "silent" } : { kind: "data", raw: Uint8Array.of(raw) };
    },
    write: (asked, [raw = 0]) => binary.order(Uint8Array.of(SET, number(asked), raw)),
    order: (order) => binary.order(Buffer.from(order, "latin1")),
    onBattery: async () => {
      const answer = await binary.status();
      return answer.kind === "data" ? bit(0x80)(answer.raw) : undefined;
    },
    turnOff: { stayoff: STAYOFF, reboot: REBOOT },
  };
}
