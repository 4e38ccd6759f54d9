/**
 * gamatronic: UPSes that speak SEC, of Gamatronic and others. 1200 to 19200 bit/s, `^`, a letter, the length:
 *
 *     we  ^P003ST1           it  ^D0271,0,0,0,60,100,…     what is asked for: fields with commas between
 *     we  ^S004SDA2          it  ^1                        set (^0: refused)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Framing } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const HEAD = 5;
const CR = 0x0d;
const letter = (text: string): number => text.charCodeAt(0);

const digits = (bytes: readonly number[]): number | undefined => {
  const text = String.fromCharCode(...bytes);
  return /^\d{3}$/.test(text) ? Number(text) : undefined;
};

/** By its length, or to the CR that some send behind. */
const FRAMING: Framing = {
  start: [letter("^")],
  length: (begun) => {
    if (begun.length < 2) return "more";
    if (begun[1] === letter("0") || begun[1] === letter("1")) return 2;
    if (begun[1] !== letter("D")) return undefined;
    if (begun.length < HEAD) return "more";
    const told = digits(begun.slice(2, HEAD));
    if (told === undefined || told === 0) return undefined;
    const end = begun.indexOf(CR, HEAD);
    return end >= 0 && end < HEAD + told ? end + 1 : HEAD + told;
  },
  isRight: () => true,
  longest: HEAD + 300,
};

const SPEEDS = [1200, 2400, 4800, 9600, 19_200];
const ANSWER_MS = 1000;

interface Asked {
  readonly ask: string;
}
/** `number`: of the variable in the protocol; a UPS tells which it has. */
interface Numbered {
  readonly number: number;
}
type Fields = readonly string[];
type Token = "OFF" | "OL" | "OB" | "BYPASS" | "TRIM" | "BOOST" | "OVER" | "LB" | "RB";
type SecRow = TableRow<Asked, Fields, Token, string>;

const text = (field: number): ViewReader<Fields, unknown> => phrase((fields) => fields[field - 1]);
const scaled = (field: number, factor: number, places: number): ViewReader<Fields, unknown> =>
  figure(places, (fields) => {
    const value = parseDecimal(fields[field - 1] ?? "");
    return value === undefined ? undefined : value * factor;
  });
const tenth = (field: number): ViewReader<Fields, unknown> => scaled(field, 0.1, 1);
const minutes = (field: number): ViewReader<Fields, unknown> =>
  figure(0, (fields) => Math.max(0, 60 * (parseDecimal(fields[field - 1] ?? "") ?? Number.NaN)));
const is =
  (field: number, ...values: readonly string[]) =>
  (fields: Fields): boolean =>
    values.includes(fields[field - 1] ?? "");

const SOURCE = { number: 76, ask: "ST3", poll: "quick" } as const;

// ST3 field 1: 0 mains, 1 battery, 2 bypass, 3 lowering, 4 raising.
const STATUS: readonly (SecRow & Numbered)[] = [
  { status: "OFF", number: 9, ask: "ST5", when: is(6, "1"), poll: "quick" },
  { status: "OL", ...SOURCE, when: is(1, "0", "2", "3", "4") },
  { status: "OB", ...SOURCE, when: is(1, "1") },
  { status: "BYPASS", ...SOURCE, when: is(1, "2") },
  { status: "TRIM", ...SOURCE, when: is(1, "3") },
  { status: "BOOST", ...SOURCE, when: is(1, "4") },
  { status: "OVER", number: 10, ask: "ST5", when: is(4, "1"), poll: "quick" },
  { status: "LB", number: 22, ask: "ST1", when: is(2, "1"), poll: "quick" },
  { status: "RB", number: 19, ask: "ST1", when: is(1, "2"), poll: "quick" },
];

const ALARMS: readonly (readonly [alarm: string, number: number, field: number])[] = [
  ["Awaiting Power", 1, 13],
  ["Bypass Bad", 2, 5],
  ["Charger Failure", 3, 8],
  ["Fan Failure", 4, 10],
  ["Fuse Failure", 5, 11],
  ["General Fault", 6, 12],
  ["Input Bad", 7, 2],
  ["Output Bad", 8, 3],
  ["Output Off", 9, 6],
  ["Overload", 10, 4],
  ["Shutdown Imminent", 11, 15],
  ["Shutdown Pending", 12, 14],
  ["System Off", 13, 9],
  ["Temperature", 14, 1],
  ["UPS Shutdown", 15, 7],
];

const VARIABLES: readonly (SecRow & Numbered)[] = [
  { var: "ups.mfr", number: 55, ask: "MAN", as: text(1), poll: "once" },
  { var: "ups.model", number: 56, ask: "MOD", as: text(1), poll: "once" },
  { var: "ups.id", number: 39, ask: "UID", as: text(1), poll: "once" },
  { var: "ups.firmware", number: 84, ask: "VER", as: text(1), poll: "once" },
  { var: "input.voltage.nominal", number: 59, ask: "NOM", as: text(1), poll: "once" },
  { var: "ups.power.nominal", number: 64, ask: "NOM", as: text(5), poll: "once" },
  { var: "battery.runtime.low", number: 60, ask: "NOM", as: minutes(7), poll: "once" },
  { var: "input.transfer.low", number: 54, ask: "NOM", as: text(9), poll: "once" },
  { var: "input.transfer.high", number: 38, ask: "NOM", as: text(10), poll: "once" },
  { var: "battery.date", number: 21, ask: "NOM", as: text(11), poll: "once" },
  { var: "battery.runtime", number: 37, ask: "ST1", as: minutes(5) },
  { var: "battery.charge", number: 36, ask: "ST1", as: text(6) },
  { var: "battery.voltage", number: 24, ask: "ST1", as: tenth(7) },
  { var: "battery.current", number: 20, ask: "ST1", as: tenth(8) },
  { var: "battery.temperature", number: 23, ask: "ST1", as: text(9) },
  { var: "input.frequency", number: 43, ask: "ST2", as: tenth(3) },
  { var: "input.voltage", number: 51, ask: "ST2", as: tenth(4) },
  { var: "output.frequency", number: 68, ask: "ST3", as: tenth(2) },
  { var: "output.voltage", number: 77, ask: "ST3", as: tenth(4) },
  { var: "output.current", number: 65, ask: "ST3", as: tenth(5) },
  { var: "ups.load", number: 69, ask: "ST3", as: text(7) },
];

const TABLE: readonly (SecRow & Numbered)[] = [
  ...STATUS,
  ...ALARMS.map(
    ([alarm, number, field]) => ({ alarm, number, ask: "ST5", when: is(field, "1"), poll: "quick" }) as const,
  ),
  ...VARIABLES,
];

/** Called off first, then: start again with the mains, turn off as a whole, in five seconds. */
const OFF = "PSD5";
const COMMANDS: readonly SecRow[] = [{ cmd: "shutdown.return", send: ["PSD-1", "ATR1", "SDA2", OFF] }];

const message = (kind: "P" | "S", words: string): Uint8Array =>
  Buffer.from(`^${kind}${String(words.length).padStart(3, "0")}${words}`, "latin1");

class SecLine {
  readonly #frames: AskFrames;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: ANSWER_MS });
  }

  async ask(what: string): Promise<Answer<Fields>> {
    const answer = await this.#frames.ask(message("P", what), () => true);
    if (answer.kind !== "data") return answer;
    if (answer.raw[1] !== letter("D")) return { kind: "refused" };
    const said = Buffer.from(answer.raw.subarray(HEAD)).toString("latin1").replace(/\r$/, "");
    return { kind: "data", raw: said.split(",") };
  }

  async order(order: string): Promise<boolean> {
    const answer = await this.#frames.ask(message("S", order), () => true);
    // There may be nothing to call off; and it goes off, too, where it cannot be told how.
    return order !== OFF || (answer.kind === "data" && answer.raw[1] === letter("1"));
  }

  /** Numbers of the variables that the UPS has. */
  async available(): Promise<ReadonlySet<number>> {
    const lists = [await this.ask("AP1"), await this.ask("AP2")];
    return new Set(
      lists.flatMap((list) => (list.kind === "data" ? list.raw : [])).map((one) => Number.parseInt(one, 10)),
    );
  }
}

/** The line at the speed at which something answers. Throws DeviceError `absent`. */
async function connect(context: DriverContext, opened: (port: SerialLine) => void): Promise<SerialLine> {
  const { openers, settings } = context;
  for (const baud of SPEEDS) {
    const port = await openers.serial.open(settings.port, { baud });
    opened(port);
    if ((await new SecLine(port, context).ask("MAN")).kind !== "silent") return port;
    await port.close();
  }
  const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether the UPS speaks SEC";
  throw new DeviceError("absent", `${settings.port}: no UPS answers in SEC at ${SPEEDS.join(", ")} bit/s. ${advice}`);
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Fields, string, Token>> {
  const port = await connect(context, opened);
  const line = new SecLine(port, context);
  const available = await line.available();
  if (!available.has(SOURCE.number))
    throw new DeviceError(
      "absent",
      `${port.path}: the UPS does not tell its source of power. Check whether it speaks SEC`,
    );
  return {
    title: `UPS that speaks SEC on ${port.path}`,
    facts: [],
    rows: TABLE.filter(({ number }) => available.has(number)),
    read: async ({ ask }) => {
      const answer = await line.ask(ask);
      if (ask === SOURCE.ask && answer.kind !== "data")
        throw new DeviceError("stale", "the UPS does not tell its status");
      return answer;
    },
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const GAMATRONIC: DriverDefinition = {
  name: "gamatronic",
  title: "UPSes that speak SEC on a serial line",
  version: "0.09",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: COMMANDS,
        placeOf: ({ ask }) => ask,
        places: [SOURCE.ask],
        open,
        killpower: "shutdown.return",
        silentLimit: 3,
      },
      context,
    ),
};
