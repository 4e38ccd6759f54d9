/**
 * metasys: UPSes of Meta System, also as Legrand. 2400 bit/s, frames in bytes:
 *
 *     we  02 02 03 05                    start, length with checksum, question; their sum
 *     it  02 06 03 00 00 99 05 a7        the answer begins with the question
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { MODELS } from "./models.ts";
import { ASK, type Asked, LEAST, offAndOn, ROWS } from "./rows.ts";

const START = 0x02;

const FRAMING: Framing = {
  start: [START],
  length: ([, length]) => (length === undefined ? "more" : length < 2 ? undefined : length + 2),
  isRight: (frame) => sumOf(frame.subarray(1, -1)) === frame.at(-1),
  longest: 257,
};

/** Brings a port that is in the middle of something back to its beginning. */
const RESET = new Uint8Array(100);
/** A battery test is answered when it is over. */
const TEST_MS = 20_000;
const SHUTDOWN_S = 150;

export function frameOf(data: Uint8Array): Uint8Array {
  const body = Uint8Array.of(data.length + 1, ...data);
  return Uint8Array.of(START, ...body, sumOf(body));
}

const dataOf = (frame: Uint8Array): Uint8Array => frame.subarray(2, -1);

class MetaLine {
  readonly #frames: AskFrames;
  /** How the last battery test ended. */
  #test: Uint8Array = Uint8Array.of(0x0e);

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 1000, tries: 5 });
  }

  async ask({ ask }: Asked): Promise<Answer<Uint8Array>> {
    if (ask === "test") return { kind: "data", raw: this.#test };
    const fits = (frame: Uint8Array): boolean => frame[2] === ask && dataOf(frame).length >= (LEAST[ask] ?? 1);
    const answer = await this.#frames.ask(frameOf(Uint8Array.of(ask)), fits);
    return answer.kind === "data" ? { kind: "data", raw: dataOf(answer.raw) } : answer;
  }

  async status(): Promise<Answer<Uint8Array>> {
    const answer = await this.ask({ ask: ASK.status });
    if (answer.kind === "data") return answer;
    throw new DeviceError("stale", "the UPS does not tell its status");
  }

  async order(order: Uint8Array): Promise<boolean> {
    if (order[0] === 0x0e && order[1] === 0) return this.#testBattery(order);
    return (await this.#frames.ask(frameOf(order), (frame) => frame[2] === order[0])).kind === "data";
  }

  /** Asked once: the answer takes its time. */
  async #testBattery(order: Uint8Array): Promise<boolean> {
    await this.#frames.send(frameOf(order));
    const ended = await this.#frames.hear((frame) => frame[2] === order[0], TEST_MS);
    if (ended) this.#test = dataOf(ended);
    return ended !== undefined;
  }

  close(): Promise<void> {
    return this.#frames.close();
  }
}

const absent = (port: string): DeviceError =>
  new DeviceError(
    "absent",
    `${port}: no Meta System UPS answers. Check that it is on, the cable, and port in ups.conf`,
  );

const serialOf = (info: Uint8Array): string => {
  const text = Buffer.from(info.subarray(7, 19)).toString("latin1");
  return text.split("\0")[0]?.replace(/[^\x20-\x7e]/g, "") ?? "";
};

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Uint8Array, Uint8Array>> {
  const { openers, settings, log } = context;
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  await port.write(RESET);
  const line = new MetaLine(port, context);
  const info = await line.ask({ ask: ASK.info });
  if (info.kind !== "data") throw absent(settings.port);
  const [, series = 0, size = 0, , , major = 0, minor = 0] = info.raw;
  const code = series * 10 + size;
  const [, model = `unknown model ${code}`, watts = 0] = MODELS.find(([one]) => one === code) ?? [];
  if (watts === 0) log.warning(`no model is known by the number ${code}: the load cannot be shown`);
  return {
    title: `Meta System ${model} on ${settings.port}`,
    facts: [
      ["ups.mfr", "Meta System"],
      ["ups.model", model],
      ["ups.serial", serialOf(info.raw)],
      ["ups.firmware", `${major}.${minor}`],
    ],
    notes: new Map([["watts", Uint8Array.of(watts & 0xff, watts >> 8)]]),
    read: (asked) => (asked.ask === ASK.status ? line.status() : line.ask(asked)),
    order: (order) => line.order(order),
    killpower: async () => {
      const times = await line.ask({ ask: ASK.times });
      const view = { note: () => (times.kind === "data" ? times.raw : undefined) };
      let taken = false;
      // Off it goes, too, where it does not say that it will start again.
      for (const order of offAndOn(SHUTDOWN_S, view)) taken = await line.order(order);
      return taken;
    },
    close: () => line.close(),
  };
}

export const METASYS: DriverDefinition = {
  name: "metasys",
  title: "UPSes of Meta System on a serial line",
  version: "0.14",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      { rows: ROWS, placeOf: ({ ask }) => String(ask), places: [String(ASK.status)], open, silentLimit: 2 },
      context,
    ),
};
