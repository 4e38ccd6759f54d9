/**
 * nutdrv_hashx: UPSes that the program PowerMaster+ knows, of Atlantis Land, Ablerex, PowerWalker and others. 2400 bit/s,
 * a CR behind questions and answers, a `#` in front of answers:
 *
 *     we  B                       it  #I239.0O237.0L007B100V27.0F50.1H50.1R040S……      values, and a state in bytes
 *     we  K60:1                   it  #0         done (-1 failed, -3 not known, -4 no such value, -10 not now)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { type Answer, AskLine, type LineRules } from "../../kit/line/ask-line.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 1000, longest: 256, ignored: "\r", whole: true };

/** The UPS answers a name that it is given with a number made of it, how is not known: one pair is. */
const SESSION = { name: "OoNUTisAMAZINGoO", answer: "#74279F35A48F5F13" } as const;
const GREETINGS = 4;
const DONE = "#0";
const FAILED = "#-1";
const REFUSED = /^#-\d+$/;

interface Asked {
  readonly ask: "X41" | "X27" | "X72" | "B";
}
type Token = "CAL" | "OB" | "OL" | "LB" | "HB" | "OFF";
type HashRow = TableRow<Asked, string, Token, string>;

const fields = (answer: string): readonly string[] => answer.slice(1).split(",");
const text = (at: number): ViewReader<string, unknown> => phrase((answer) => fields(answer)[at]);
const number = (at: number, places = 0): ViewReader<string, unknown> =>
  figure(places, (answer) => parseDecimal(fields(answer)[at] ?? ""));

/** Letters with numbers behind them, the state in bytes with their highest bit set. */
const STATUS = /^#I\s*\d[^S]*S([\x80-\xff]{5,})$/;
const measured = (letter: string, places: number, factor = 1): ViewReader<string, unknown> =>
  figure(places, (answer) => {
    const found = new RegExp(`${letter}\\s*(\\d+(?:\\.\\d*)?)`).exec(answer)?.[1];
    return found === undefined ? undefined : Number(found) * factor;
  });

const bit =
  (at: number, mask: number, wanted = mask) =>
  (answer: string): boolean =>
    ((STATUS.exec(answer)?.[1]?.charCodeAt(at) ?? 0) & mask) === wanted;

const onMains = bit(1, 0x04);
const full = bit(2, 0x50);
const testing = bit(0, 0x08);
const critical = bit(0, 0x20);

//     state  0  1  2  3  4  5
//            80 84 d0 80 80 c0    mains, full              80 84 90 80 80 c0    charging
//            c0 83 8c 80 80 c0    on battery               c0 83 8c 80 a0 c0    on battery, low
//            88 80 88 88 80 c0    battery test             80 84 94 80 c0 c0    outlets off, charging
const ROWS: readonly HashRow[] = [
  { status: "CAL", ask: "B", when: testing, poll: "quick" },
  { status: "OB", ask: "B", when: (answer) => !onMains(answer), poll: "quick" },
  { status: "OL", ask: "B", when: onMains, poll: "quick" },
  { status: "LB", ask: "B", when: bit(4, 0x20), poll: "quick" },
  { status: "HB", ask: "B", when: bit(4, 0x20, 0), poll: "quick" },
  { status: "OFF", ask: "B", when: bit(4, 0x40), poll: "quick" },
  {
    alarm: "TEST MODE: Battery is critically low!",
    ask: "B",
    when: (answer) => critical(answer) && testing(answer),
    poll: "quick",
  },
  {
    alarm: "Battery is critically low, UPS is about to turn off!",
    ask: "B",
    when: (answer) => critical(answer) && !testing(answer),
    poll: "quick",
  },
  {
    var: "battery.charger.status",
    ask: "B",
    as: phrase((answer) => (onMains(answer) ? (full(answer) ? "resting" : "charging") : "discharging")),
  },
  { var: "input.voltage", ask: "B", as: measured("I", 1) },
  { var: "output.voltage", ask: "B", as: measured("O", 1) },
  { var: "battery.voltage", ask: "B", as: measured("V", 1) },
  { var: "input.frequency", ask: "B", as: measured("F", 1) },
  { var: "output.frequency", ask: "B", as: measured("H", 1) },
  { var: "ups.load", ask: "B", as: measured("L", 0) },
  { var: "battery.charge", ask: "B", as: measured("B", 0) },
  { var: "battery.runtime", ask: "B", as: measured("R", 0, 60) },
  { var: "ups.model", ask: "X41", as: text(0), poll: "once" },
  { var: "ups.firmware", ask: "X41", as: text(1), poll: "once" },
  { var: "ups.power.nominal", ask: "X72", as: number(0), poll: "once" },
  { var: "ups.realpower.nominal", ask: "X72", as: number(1), poll: "once" },
  { var: "input.voltage.nominal", ask: "X72", as: number(2), poll: "once" },
  { var: "input.frequency.low", ask: "X72", as: number(3, 1), poll: "once" },
  { var: "input.frequency.high", ask: "X72", as: number(4, 1), poll: "once" },
  { var: "output.current.nominal", ask: "X72", as: number(5, 1), poll: "once" },
  { var: "input.voltage.nominal", ask: "X27", as: number(0), poll: "once" },
  { var: "input.voltage.high.critical", ask: "X27", as: number(1), poll: "once" },
  { var: "input.voltage.low.critical", ask: "X27", as: number(2), poll: "once" },
  { cmd: "beeper.enable", send: "K60:1" },
  { cmd: "beeper.disable", send: "K60:0" },
  { cmd: "experimental.test.beeper.start", send: "AU" },
  { cmd: "experimental.test.beeper.stop", send: "KA" },
  { cmd: "test.battery.start.deep", send: "AH" },
  { cmd: "test.battery.start.quick", send: "A" },
  { cmd: "test.battery.stop", send: "KA" },
  { cmd: "calibrate.start", send: "AH" },
  { cmd: "calibrate.stop", send: "KA" },
];

/** An empty question fails, and the name of the session has its answer. */
async function isSpoken(line: AskLine): Promise<boolean> {
  let greeted = false;
  for (let tries = 0; tries < GREETINGS && !greeted; tries++) greeted = (await line.text("")) === FAILED;
  if (!greeted || (await line.text(`K19:${SESSION.name}`)) !== DONE) return false;
  return (await line.text("X19")) === SESSION.answer;
}

async function read(line: AskLine, { ask }: Asked): Promise<Answer<string>> {
  const answer = await line.ask(ask);
  if (ask === "B" && (answer.kind !== "data" || !STATUS.test(answer.raw)))
    throw new DeviceError("stale", "the UPS does not tell its status");
  if (answer.kind !== "data" || !answer.raw.startsWith("#")) return { kind: "silent" };
  return REFUSED.test(answer.raw) ? { kind: "refused" } : answer;
}

async function open(context: DriverContext, opened: (port: SerialLine) => void): Promise<Link<Asked, string, string>> {
  const { openers, settings, clock } = context;
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  const line = new AskLine(port, clock, RULES);
  if (!(await isSpoken(line))) {
    const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether nutdrv_qx is its driver";
    throw new DeviceError("absent", `${settings.port}: no UPS answers in the # protocol. ${advice}`);
  }
  const model = fields(await line.text("X41"))[0] ?? "";
  return {
    title: `UPS ${model} on ${settings.port}`,
    facts: [
      ["ups.type", "online"],
      ["ups.mode", "line-interactive"],
    ],
    read: (asked) => read(line, asked),
    order: async (order) => (await line.text(order)) === DONE,
    close: () => line.close(),
  };
}

export const NUTDRV_HASHX: DriverDefinition = {
  name: "nutdrv_hashx",
  title: "UPSes that speak the # protocol on a serial line",
  version: "0.03",
  options: [],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: ({ ask }) => ask, places: ["B"], open }, context),
};
