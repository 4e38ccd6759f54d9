/**
 * tripplite: older SmartUPS of Tripp Lite. 2400 bit/s; a colon and a letter, which is given back in a line of its own:
 *
 *     we  :D     it  :D  1173020000000000281F4        battery, load, mains, taps, source, degrees, …, load, hertz
 *     we  :N40   it  :N40  …                          what follows waits for so many seconds
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { numbered } from "../../../nut/catalogue/names.ts";
import type { Clock } from "../../../system/clock.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverSettings } from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\n", answerMs: 1000, longest: 64, whole: true };
const TRIES = 3;

interface Asked {
  readonly ask: string;
}
type Token = "LB" | "OVER" | "TRIM" | "BOOST" | "OFF" | "OB" | "OL";
type TrippRow = TableRow<Asked, string, Token, string>;

const hex = (text: string, from: number, count: number): number => Number.parseInt(text.slice(from, from + count), 16);

/** Battery and load 0 or 1, mains, taps, source, degrees, nothing known, load, nothing known, tenths of hertz. */
const STATE = /^[01]{2}[\dA-F]{2}[0-3]{2}[\dA-F]{15}$/i;
const degrees = (state: string): number => Math.trunc(hex(state, 6, 2) * 0.3636 - 21);
const hertz = (state: string): number => hex(state, 18, 3) / 10;
const MOST_VOLTS = 270;
const within = (number: number, least: number, most: number): boolean => number >= least && number <= most;

/** It garbles its answers now and then: what cannot be is none. */
const isState = (state: string): boolean =>
  STATE.test(state) &&
  within(hex(state, 2, 2), 0, MOST_VOLTS) &&
  within(degrees(state), 0, 100) &&
  within(hex(state, 12, 2), 0, 100) &&
  within(hertz(state), 30, 80);
const isByte = (text: string): boolean => /^[\dA-F]{2}/i.test(text);
const CHECKS: Readonly<Record<string, (text: string) => boolean>> = {
  D: isState,
  B: isByte,
  M: isByte,
  I: isByte,
  C: (text) => /^0*[0-3]$/.test(text),
};

const letter =
  (at: number, ...letters: readonly string[]) =>
  (state: string): boolean =>
    letters.includes(state[at] ?? "");
const NOW = { ask: "D", poll: "quick" } as const;

const [EMPTY_V, FULL_V] = [11, 13.4];
/** The C driver counts in single precision: 11.6 V are 50 %. */
function charge(text: string): number {
  const volts = Math.fround(hex(text, 0, 2) / 10);
  if (volts >= FULL_V) return 100;
  return volts <= EMPTY_V ? 10 : Math.trunc(100 * Math.sqrt((volts - EMPTY_V) / (FULL_V - EMPTY_V)));
}

const TESTS = ["OK", "Battery Bad (Replace)", "In Progress", "Bad Inverter"];
const volts = figure<string>(0, (text) => hex(text, 0, 2));

type Seen = View<Token, string>;
/** Seconds of a delay, in hexadecimal; a byte or three. */
const seconds = (view: Seen, name: string, digits: 2 | 6): string => {
  const most = digits === 2 ? 0xff : 0xff_ffff;
  const count = Math.min(most, Math.max(0, numberOf(view.known(name)) ?? 0));
  return count.toString(16).toUpperCase().padStart(digits, "0");
};
const DELAY = "N";
const delay = (view: Seen, name: string): string => `${DELAY}${seconds(view, name, 2)}`;
const off = (view: Seen): string => delay(view, "ups.delay.shutdown");
const restart = (view: Seen): string => `H${seconds(view, "ups.delay.start", 6)}`;

const ROWS: readonly TrippRow[] = [
  { status: "LB", ...NOW, when: letter(0, "0") },
  { status: "OVER", ...NOW, when: letter(1, "0") },
  { status: "TRIM", ...NOW, when: letter(4, "1") },
  { status: "BOOST", ...NOW, when: letter(4, "2", "3") },
  { status: "OFF", ...NOW, when: letter(5, "0") },
  { status: "OB", ...NOW, when: letter(5, "1", "3") },
  { status: "OL", ...NOW, when: letter(5, "2") },
  { var: "input.voltage", ...NOW, as: figure(0, (state) => hex(state, 2, 2)) },
  { var: "ups.temperature", ...NOW, as: figure(0, degrees) },
  { var: "ups.load", ...NOW, as: figure(0, (state) => hex(state, 12, 2)) },
  { var: "input.frequency", ...NOW, as: figure(2, hertz) },
  { var: "battery.voltage", ask: "B", as: figure(1, (text) => hex(text, 0, 2) / 10) },
  { var: "battery.charge", ask: "B", as: figure(0, charge) },
  { var: "input.voltage.maximum", ask: "M", as: volts },
  { var: "input.voltage.minimum", ask: "I", as: volts },
  { var: "ups.test.result", ask: "C", as: phrase((text) => TESTS[Number(text)]) },
  { cmd: "test.battery.start", send: "A" },
  { cmd: "load.off", send: "K0" },
  { cmd: "load.on", send: "K1" },
  { cmd: numbered("outlet.#.load.off", 1), send: "K2" },
  { cmd: numbered("outlet.#.load.on", 1), send: "K3" },
  { cmd: numbered("outlet.#.load.off", 2), send: "K4" },
  { cmd: numbered("outlet.#.load.on", 2), send: "K5" },
  { cmd: "shutdown.reboot", make: (_, view) => restart(view) },
  { cmd: "shutdown.reboot.graceful", make: (_, view) => [delay(view, "ups.delay.reboot"), restart(view)] },
  { cmd: "shutdown.return", make: (_, view) => [off(view), "G"] },
  { cmd: "shutdown.stayoff", make: (_, view) => [off(view), "K0"] },
];

class TrippLine {
  readonly #line: AskLine;

  constructor(port: SerialLine, clock: Clock) {
    this.#line = new AskLine(port, clock, RULES);
  }

  /** What stands in the line behind the one that gives the question back. Throws DeviceError `lost`. */
  async ask(word: string): Promise<string> {
    const first = await this.#line.text(`:${word}`);
    return first === "" || first.endsWith(`:${word}`) ? this.#line.answer() : "";
  }

  /** The first of some answers that is one. */
  async read(word: string, isRight: (text: string) => boolean): Promise<Answer<string>> {
    for (let tries = 0; tries < TRIES; tries++) {
      const raw = await this.ask(word);
      if (isRight(raw)) return { kind: "data", raw };
    }
    return { kind: "silent" };
  }

  /** What it gives back confirms it. A delay that it does not give back keeps nobody from what it delays. */
  async order(word: string): Promise<boolean> {
    const isHeard = (await this.#line.text(`:${word}`)) !== "" || (await this.#line.answer()) !== "";
    return isHeard || word.startsWith(DELAY);
  }
}

const isWord = (text: string): boolean => /^[\dA-Z]{2}/i.test(text);

/** Kind, volt-amperes and firmware; undefined where nobody answers. */
async function identity(line: TrippLine): Promise<readonly (readonly [string, string])[] | undefined> {
  const told: string[] = [];
  for (const word of ["W", "L", "V", "X"]) {
    const answer = await line.read(word, isWord);
    if (answer.kind !== "data") return undefined;
    told.push(answer.raw);
  }
  const [w, l] = told.map((text) => hex(text, 0, 2));
  const [, , firmware = "", sum = ""] = told;
  const power = ((w ?? 0) & 0x80) === 0 ? Math.trunc((l ?? 0) / 2) : (((w ?? 0) & 0x3f) * 32 + ((l ?? 0) >> 3)) * 5;
  const letters = [...firmware.slice(0, 2)].map((one) => String.fromCharCode(one.charCodeAt(0) + 17)).join("");
  const generation = [...sum.slice(0, 2)].every((one) => (one.charCodeAt(0) & 0x07) === 0) ? 2 : 1;
  return [
    ["ups.mfr", "Tripp Lite"],
    ["ups.model", `${((w ?? 0) & 0x40) === 0 ? "Smart" : "Unison"} ${power}`],
    ["ups.firmware", `${letters} (Gen ${generation})`],
  ];
}

const DELAYS = [
  ["offdelay", "ups.delay.shutdown", "64", 3],
  ["startdelay", "ups.delay.start", "60", 8],
  ["rebootdelay", "ups.delay.reboot", "64", 3],
] as const;
const delayRows = ({ get }: DriverSettings): readonly TrippRow[] =>
  DELAYS.map(([option, name, usual, max]) => ({
    var: name,
    fallback: get(option) ?? usual,
    rw: { kind: "string", max },
  }));

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, string, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const line = new TrippLine(port, clock);
  const facts = await identity(line);
  if (!facts) {
    const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether tripplitesu is its driver";
    throw new DeviceError("absent", `${settings.port}: no SmartUPS of Tripp Lite answers. ${advice}`);
  }
  return {
    title: `Tripp Lite on ${settings.port}`,
    facts,
    rows: delayRows(settings),
    read: async ({ ask }) => {
      const answer = await line.read(ask, CHECKS[ask] ?? isWord);
      if (ask === NOW.ask && answer.kind !== "data") throw new DeviceError("stale", "the UPS does not tell its state");
      return answer;
    },
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const TRIPPLITE: DriverDefinition = {
  name: "tripplite",
  title: "Older SmartUPS of Tripp Lite on a serial line",
  version: "0.99",
  options: [
    value("offdelay", "seconds from a shutdown command to power off, up to 255 (64)", notNegative),
    value("startdelay", "seconds that the UPS is off at shutdown.reboot (60)", notNegative),
    value("rebootdelay", "seconds until shutdown.reboot.graceful begins, up to 255 (64)", notNegative),
  ],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, open, killpower: "shutdown.return" }, context),
};
