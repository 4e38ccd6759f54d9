/**
 * belkinunv: Universal UPSes of Belkin (F6C~-UNV). Registers at 2400 bit/s, DTR low and RTS high:
 *
 *     we  7e 03 02 18 00 9b        read: start, kind, length behind the number, number, 0, the sum of all
 *     it  7e 05 03 18 0a 09 b1     its value, the lower byte first (kind 01: it has none)
 *     we  7e 04 03 15 01 00 9b     write          it  7e 02 …     taken
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { flag, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { type Asked, HIGHEST, LOWEST, numberOf, type Order, REG, ROWS, type Token, VITAL } from "./rows.ts";

const START = 0x7e;
const HEAD = 4;
const [READ, WRITE] = [0x03, 0x04];
const [NONE, TAKEN, TOLD] = [0x01, 0x02, 0x05];
const LONGEST = 68;

const FRAMING: Framing = {
  start: [START],
  length: ([, , length]) => (length === undefined ? "more" : length < 1 ? undefined : HEAD + length),
  isRight: (frame) => sumOf(frame.subarray(0, -1)) === frame.at(-1),
  longest: LONGEST,
};

function frameOf(kind: number, register: number, ...data: readonly number[]): Uint8Array {
  const body = Uint8Array.of(START, kind, data.length + 1, register, ...data);
  return Uint8Array.of(...body, sumOf(body));
}

class RegisterLine {
  readonly #frames: AskFrames;
  #highest: number | undefined;
  #lowest: number | undefined;

  constructor(port: SerialLine, clock: Clock) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 1500, tries: 2 });
  }

  async read({ reg }: Asked): Promise<Answer<Uint8Array>> {
    if (reg === HIGHEST) return word(this.#highest);
    if (reg === LOWEST) return word(this.#lowest);
    const fits = (frame: Uint8Array): boolean => (frame[1] === TOLD || frame[1] === NONE) && frame[3] === reg;
    const answer = await this.#frames.ask(frameOf(READ, reg, 0), fits);
    if (answer.kind !== "data") return answer;
    if (answer.raw[1] === NONE) return { kind: "refused" };
    const raw = answer.raw.subarray(HEAD, -1);
    if (reg === REG.inputVolts) this.#measure(numberOf(raw));
    return { kind: "data", raw };
  }

  /** The UPS does not keep them itself. */
  #measure(tenths: number | undefined): void {
    if (tenths === undefined || tenths === 0) return;
    this.#highest = Math.max(tenths, this.#highest ?? tenths);
    this.#lowest = Math.min(tenths, this.#lowest ?? tenths);
  }

  forgetLimits(): void {
    this.#highest = undefined;
    this.#lowest = undefined;
  }

  async write(register: number, number: number): Promise<boolean> {
    await this.#frames.send(frameOf(WRITE, register, number & 0xff, number >> 8));
    const answer = await this.#frames.hear((frame) => frame[1] !== TOLD && frame[3] === register);
    return answer?.[1] === TAKEN;
  }
}

const word = (number: number | undefined): Answer<Uint8Array> =>
  number === undefined ? { kind: "silent" } : { kind: "data", raw: Uint8Array.of(number & 0xff, number >> 8) };

const SMART_MS = 1000;
/** Minutes until it starts again: it cannot wait for the mains. It is turned off though it does not confirm them. */
const KILL: readonly Order[] = [
  [REG.restart, 10],
  [REG.shutdown, 1],
];

async function carryOut(line: RegisterLine, order: Order): Promise<boolean> {
  if (order !== "forget limits") return line.write(...order);
  line.forgetLimits();
  return true;
}

/** Throws DeviceError `configuration`. */
function refuseWaiting(context: DriverContext): void {
  if (!context.settings.has("wait")) return;
  const advice = "Take wait out of ups.conf; belkinunv(8) says how a start script waits for mains and charge";
  throw new DeviceError("configuration", `wait: this driver does not end when there are mains. ${advice}`);
}

/** Throws DeviceError `stale` where no poll makes sense without the answer. */
async function read(line: RegisterLine, asked: Asked): Promise<Answer<Uint8Array>> {
  const answer = await line.read(asked);
  const isUsable = answer.kind === "data" && numberOf(answer.raw) !== undefined;
  if (VITAL.includes(asked.reg) && !isUsable) throw new DeviceError("stale", "the UPS does not tell its status");
  return answer;
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Uint8Array, Order, Token>> {
  refuseWaiting(context);
  const { openers, settings, clock } = context;
  const port = await openers.serial.open(settings.port, { baud: 2400 });
  opened(port);
  await feedCable(port, { dtr: false, rts: true });
  await sleep(clock, SMART_MS);
  const line = new RegisterLine(port, clock);
  if ((await line.read({ reg: REG.upsStatus })).kind !== "data") {
    const advice = "Check that the UPS is on, the cable, port in ups.conf, and whether belkin is its driver";
    throw new DeviceError("absent", `${settings.port}: no Universal UPS of Belkin answers. ${advice}`);
  }
  return {
    title: `Belkin Universal UPS on ${settings.port}`,
    facts: [],
    read: (asked) => read(line, asked),
    write: ({ reg }, raw) => line.write(reg, numberOf(raw) ?? 0),
    order: (order) => carryOut(line, order),
    killpower: async () => {
      let done = true;
      for (const order of KILL) done = await carryOut(line, order);
      return done;
    },
    close: () => port.close(),
  };
}

const ONLY_WAITING = "part of wait, and not needed";
const OPTIONS: readonly DriverOption[] = [
  value("wait", "refused: the page of this driver says what to do instead"),
  flag("nohang", ONLY_WAITING),
  flag("flash", ONLY_WAITING),
  flag("silent", ONLY_WAITING),
  flag("dumbterm", ONLY_WAITING),
];

export const BELKINUNV: DriverDefinition = {
  name: "belkinunv",
  title: "Universal UPSes of Belkin on a serial line",
  version: "0.14",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: ({ reg }) => String(reg), places: VITAL.map(String), open }, context),
};
