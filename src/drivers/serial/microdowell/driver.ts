/**
 * microdowell: Enterprise UPSes of MicroDowell. 19200 bit/s, frames in bytes:
 *
 *     we  5b 01 00 01                    `[`, length, question; all but the first, exclusive or
 *     it  5b 0a 00 18 00 … 4c            the answer begins with the question, or with 15 and why not
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { string } from "../../../nut/var-type.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, xorOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import type { View } from "../../kit/row.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";

const START = 0x5b;
const NACK = 0x15;
const LONGEST = 0x1f;

const FRAMING: Framing = {
  start: [START],
  length: ([, length]) => (length === undefined ? "more" : length < 1 || length > LONGEST ? undefined : length + 3),
  isRight: (frame) => xorOf(frame.subarray(1, -1)) === frame.at(-1),
  longest: LONGEST + 3,
};

const ASK = { status: [0x00], measures: [0x01], load: [0x03] } as const;
/** Eight bytes of the memory at an address. */
const memory = (address: number): readonly number[] => [0x50, address, 8];
const MEMORY = { options: 0x00, sensitivity: 0x20, model: 0x80, serial: 0x98, made: 0xa0 } as const;
/** Shortest answers that say all that is looked at, in bytes with the question. */
const LEAST: Readonly<Record<number, number>> = { 0: 10, 1: 13, 3: 8, 80: 11 };

interface Asked {
  readonly ask: readonly number[];
}
type Data = Uint8Array;
type Token = "OB" | "OL" | "LB" | "OVER" | "OFF" | "BOOST" | "TRIM";
type Looks = Pick<View<Token, Data>, "note" | "known">;
/** A shutdown is another one on battery. */
type Order = (onBattery: boolean) => readonly number[];
type DowellRow = TableRow<Asked, Data, Token, Order>;

const word = (data: Data, at: number): number => (data[at] ?? 0) * 256 + (data[at + 1] ?? 0);
const bit =
  (at: number, mask: number) =>
  (data: Data): boolean =>
    ((data[at] ?? 0) & mask) !== 0;
const two = (number = 0): string => String(number).padStart(2, "0");

const series = (view: Looks): number =>
  Number.parseInt(textOf(view.note("model") ?? new Uint8Array()).slice(3), 10) || 0;
/** From 2 kVA on the meters have other scales. */
const scaled = (at: number, small: number, large: number, places: number) =>
  figure<Data, Looks>(places, (data, view) => {
    const read = word(data, at) / (series(view) >= 20 ? large : small);
    return places === 0 && at !== 8 ? Math.trunc(read) : read;
  });

export const textOf = (data: Data): string =>
  Buffer.from(data)
    .toString("latin1")
    .split("\0")[0]
    ?.replace(/[^\x20-\x7e]/g, "") ?? "";

const STATUS = { ask: ASK.status, poll: "quick" } as const;

// Byte 0: 1 battery, 2 battery low, 8 on line, 10 mains there, e0 standby, waiting, starting. Byte 1: c0 load too high.
// Byte 4: 4 raising, 8 lowering. Bytes 6 to 8: the clock.
const ROWS: readonly DowellRow[] = [
  { status: "OB", ...STATUS, when: bit(0, 0x01) },
  { status: "LB", ...STATUS, when: bit(0, 0x02) },
  {
    status: "OL",
    ...STATUS,
    when: (data) => bit(0, 0x08)(data) || (bit(0, 0xe0)(data) && bit(0, 0x10)(data) && !bit(0, 0x01)(data)),
  },
  { status: "OVER", ...STATUS, when: bit(1, 0xc0) },
  { status: "OFF", ...STATUS, when: bit(0, 0xe0) },
  { status: "BOOST", ...STATUS, when: bit(4, 0x04) },
  { status: "TRIM", ...STATUS, when: bit(4, 0x08) },
  { var: "ups.time", ask: ASK.status, as: phrase((data) => `${two(data[6])}:${two(data[7])}:${two(data[8])}`) },
  { var: "input.voltage", ask: ASK.measures, as: scaled(2, 36.4, 36.4, 0) },
  { var: "battery.voltage", ask: ASK.measures, as: scaled(4, 585, 329, 1) },
  { var: "output.voltage", ask: ASK.measures, as: scaled(6, 36.4, 63.8, 0) },
  { var: "output.current", ask: ASK.measures, as: scaled(8, 1350, 635, 0) },
  {
    var: "ups.temperature",
    ask: ASK.measures,
    as: figure(0, (data) => Math.trunc((word(data, 10) - 202.97) / 1.424051)),
  },
  { var: "battery.charge", ask: ASK.load, as: figure(0, ([charge]) => charge) },
  { var: "ups.power", ask: ASK.load, as: figure(0, (data) => word(data, 4)) },
  { var: "ups.load", ask: ASK.load, as: figure(0, (data) => data[6]) },
  {
    var: "input.voltage.nominal",
    ask: memory(MEMORY.options),
    poll: "once",
    as: phrase((data) => (bit(3, 2)(data) ? "110" : "230")),
  },
  {
    var: "input.frequency.nominal",
    ask: memory(MEMORY.options),
    poll: "once",
    as: phrase((data) => (bit(3, 1)(data) ? "60.0" : "50.0")),
  },
  {
    var: "input.sensitivity",
    ask: memory(MEMORY.sensitivity),
    poll: "once",
    as: phrase(([points]) => (points === 1 ? "H" : points === 2 ? "M" : "L")),
  },
];

const OUTPUTS = [0x40, 0xff];
const seconds = (view: Looks, name: string, least: number): number => Math.max(least, Number(view.known(name)) || 0);
const shutdown =
  (off: number, on: number): Order =>
  (onBattery) => [...OUTPUTS, onBattery ? 2 : 1, off >> 8, off & 0xff, on >> 16, (on >> 8) & 0xff, on & 0xff];
const LEAST_S = 6;

const COMMANDS: readonly DowellRow[] = [
  { cmd: "load.on", send: () => [...OUTPUTS, 0x08, 0, 0, 0, 0, 0] },
  { cmd: "load.off", send: () => [...OUTPUTS, 0x04, 0, 0, 0, 0, 0] },
  {
    cmd: "shutdown.return",
    make: (_, view) => shutdown(seconds(view, "ups.delay.shutdown", LEAST_S), seconds(view, "ups.delay.start", 0)),
  },
  { cmd: "shutdown.stayoff", make: (_, view) => shutdown(seconds(view, "ups.delay.shutdown", LEAST_S), 0) },
];

export const OPTIONS: readonly DriverOption[] = [
  value("ups.delay.shutdown", "seconds from a shutdown command to power off (120)", notNegative),
  value("ups.delay.start", "seconds from the return of mains to power on (10)", notNegative),
];

class DowellLine {
  readonly #frames: AskFrames;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 500, tries: 3 });
  }

  /** What stands behind the question in its answer; of the memory, behind address and size. */
  async ask({ ask }: Asked): Promise<Answer<Data>> {
    const [question = 0] = ask;
    const body = [ask.length, ...ask];
    const fits = (frame: Data): boolean =>
      frame[2] === NACK || (frame[2] === question && frame.length - 3 >= (LEAST[question] ?? 1));
    const answer = await this.#frames.ask(Uint8Array.of(START, ...body, xorOf(body)), fits);
    if (answer.kind !== "data") return answer;
    if (answer.raw[2] === NACK) return { kind: "refused" };
    return { kind: "data", raw: answer.raw.subarray(question === 0x50 ? 5 : 3, -1) };
  }

  async status(): Promise<Answer<Data>> {
    const answer = await this.ask({ ask: ASK.status });
    if (answer.kind === "data") return answer;
    throw new DeviceError("stale", "the UPS does not tell its status");
  }

  async order(order: Order): Promise<boolean> {
    const status = await this.ask({ ask: ASK.status });
    const onBattery = status.kind === "data" && bit(0, 0x01)(status.raw);
    const [command = 0, ...rest] = order(onBattery);
    const body = [rest.length + 1, command, ...rest];
    const answer = await this.#frames.ask(
      Uint8Array.of(START, ...body, xorOf(body)),
      ({ 2: said }) => said !== undefined,
    );
    return answer.kind === "data" && answer.raw[2] !== NACK;
  }
}

/** The UPS turns itself on and off by its clock, Monday is 0. */
function clockOrder(wall: number): readonly number[] {
  const now = new Date(wall);
  return [0x20, (now.getDay() + 6) % 7, now.getHours(), now.getMinutes(), now.getSeconds()];
}

const nibbles = (byte = 0): string => `${byte >> 4}.${byte & 0x0f}`;

function factsOf(model: Data, serial: Data, made: Data): readonly (readonly [string, string])[] {
  const size = textOf(model).slice(3);
  const [year = 0, month, day, hardware, board, firmware, sub = 0, batteries = 0] = made;
  const hundreds = Number.parseInt(size, 10) || 0;
  return [
    ["ups.mfr", "Microdowell"],
    ["ups.type", "online-interactive"],
    ["ups.model", `Enterprise N${size}`],
    ["ups.serial", textOf(serial)],
    ["ups.power.nominal", String(hundreds * 100)],
    ["ups.realpower.nominal", String(hundreds * 60)],
    ["ups.firmware", `${nibbles(firmware)} (${sub})`],
    ["ups.firmware.aux", `${nibbles(hardware)} ${nibbles(board)}`],
    ["ups.mfr.date", `${2000 + year}/${two(month)}/${two(day)}`],
    ["battery.packs", String(batteries)],
  ];
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Data, Order, Token>> {
  const { openers, settings, clock } = context;
  const port = await openers.serial.open(settings.port, { baud: 19_200 });
  opened(port);
  // The cable holds a pin that is meant for Plug and Play.
  await feedCable(port, { dtr: false, rts: false });
  const line = new DowellLine(port, context);
  const [model, serial, made] = [
    await line.ask({ ask: memory(MEMORY.model) }),
    await line.ask({ ask: memory(MEMORY.serial) }),
    await line.ask({ ask: memory(MEMORY.made) }),
  ];
  if (model.kind !== "data" || serial.kind !== "data" || made.kind !== "data") {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no Enterprise UPS of MicroDowell answers. ${advice}`);
  }
  await line.ask({ ask: clockOrder(clock.wall()) });
  const facts = factsOf(model.raw, serial.raw, made.raw);
  const delay = (name: string, otherwise: number): string => String(numberOf(settings.get(name)) ?? otherwise);
  return {
    title: `Enterprise UPS ${textOf(model.raw)} on ${settings.port}`,
    facts,
    notes: new Map([["model", model.raw]]),
    rows: [
      { var: "ups.delay.start", fallback: delay("ups.delay.start", 10), rw: string(8) },
      { var: "ups.delay.shutdown", fallback: delay("ups.delay.shutdown", 120), rw: string(5) },
    ],
    read: (asked) => (asked.ask === ASK.status ? line.status() : line.ask(asked)),
    order: (order) => line.order(order),
    close: () => port.close(),
  };
}

export const MICRODOWELL: DriverDefinition = {
  name: "microdowell",
  title: "Enterprise UPSes of MicroDowell on a serial line",
  version: "0.05",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: [...ROWS, ...COMMANDS],
        placeOf: ({ ask }) => ask.join(" "),
        places: [ASK.status.join(" ")],
        open,
        killpower: "shutdown.return",
        silentLimit: 2,
      },
      context,
    ),
};
