/**
 * microdowell: Enterprise UPSes of MicroDowell. 19200 bit/s, frames in bytes:
 *
 *     we  5b 01 00 01                    `[`, length, question; all but the first, exclusive or
 *     it  5b 0a 00 18 00 … 4c            the answer begins with the question, or with 15 and why not
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { string } from "../../../nut/var-type.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, xorOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import {
  ASK,
  type Asked,
  bit,
  type Data,
  LEAST,
  MEMORY,
  MOST_S,
  memory,
  type Order,
  ROWS,
  type Token,
  textOf,
  two,
} from "./rows.ts";

const START = 0x5b;
const NACK = 0x15;
const LONGEST = 0x1f;

const FRAMING: Framing = {
  start: [START],
  length: ([, length]) => (length === undefined ? "more" : length < 1 || length > LONGEST ? undefined : length + 3),
  isRight: (frame) => xorOf(frame.subarray(1, -1)) === frame.at(-1),
  longest: LONGEST + 3,
};

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
    const answer = await this.#frames.order(
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
  const delay = (name: keyof typeof MOST_S, otherwise: number): string =>
    String(Math.min(MOST_S[name], numberOf(settings.get(name)) ?? otherwise));
  return {
    title: `Enterprise UPS ${textOf(model.raw)} on ${settings.port}`,
    facts,
    notes: new Map([["model", model.raw]]),
    rows: [
      { var: "ups.delay.start", fallback: delay("ups.delay.start", 10), rw: string(6) },
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
        rows: ROWS,
        placeOf: ({ ask }) => ask.join(" "),
        places: [ASK.status.join(" ")],
        open,
        killpower: "shutdown.return",
        silentLimit: 2,
      },
      context,
    ),
};
