/** ve-direct: inverters, solar chargers and battery monitors of Victron. 19200 bit/s (see stream.ts). */
import type { SerialLine } from "../../../device/serial-line.ts";
import { FrameLine } from "../../kit/line/frame-line.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { type Fields, type Item, messageFrom, VeStream } from "./stream.ts";

const BAUD = 19_200;
const GAP_MS = 500;
/** Text pauses for a while after messages. */
const HEAR_MS = 5000;
const ANSWER_MS = 2000;
/** Names of a device; it has some thirty. */
const MOST_NAMES = 100;

type Asked = Readonly<Record<never, never>>;
/** A message: its digit, then bytes in hexadecimal. */
type Order = string;
type VeRow = TableRow<Asked, Fields, "OL", Order>;

const [PING, GET, SET] = ["1", "7", "8"];
/** What stands in an answer in front of a value: its digit, the register, flags. */
const HEAD = 4;
const PONG = 5;
const BEEPER = "FCEE00";

/** A register, flags, and at least so many bytes of a value. */
const register =
  (digit: string, least: number) =>
  (param = ""): Order | undefined =>
    new RegExp(`^([0-9A-F]{2}){${HEAD - 1 + least},40}$`, "i").test(param) ? digit + param.toUpperCase() : undefined;

const ROWS: readonly VeRow[] = [
  { status: "OL", poll: "quick", when: () => true },
  { cmd: "experimental.ve-direct.ping", send: PING },
  { cmd: "experimental.ve-direct.get", make: register(GET, 0) },
  { cmd: "experimental.ve-direct.set", make: register(SET, 1) },
  { cmd: "beeper.disable", send: `${SET}${BEEPER}00` },
  { cmd: "beeper.enable", send: `${SET}${BEEPER}01` },
];

class VeLine {
  readonly #frames: FrameLine<Item>;
  readonly #clock: DriverContext["clock"];
  /** What has come since somebody looked. */
  #heard: Fields | undefined;
  readonly vars = new Map<string, string>();

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#clock = clock;
    const first = (item: Item): boolean => {
      if (item.kind === "block") this.#keep(item.fields);
      return false;
    };
    this.#frames = new FrameLine(port, clock, new VeStream(), { gapMs: GAP_MS, first, unasked: () => undefined });
  }

  #keep(fields: Fields): void {
    this.#heard = fields;
    for (const [name, told] of fields) {
      // `SER#`: in the protocols of NUT a # begins a comment.
      const known = `experimental.ve-direct.${name.replaceAll("#", "")}`;
      if (this.vars.has(known) || this.vars.size < MOST_NAMES) this.vars.set(known, told);
    }
  }

  /** A block that nobody has looked at; undefined where none comes. Throws DeviceError `lost`. */
  async hear(): Promise<Fields | undefined> {
    const end = this.#clock.now() + HEAR_MS;
    for (;;) {
      const heard = this.#heard;
      this.#heard = undefined;
      if (heard || (await this.#frames.next(end)) === undefined) return heard;
    }
  }

  /** What the device answers to an order. Throws DeviceError `lost`. */
  async exchange(order: Order): Promise<Uint8Array | undefined> {
    const answer = order === PING ? [PONG] : [Number(order[0]), ...Buffer.from(order.slice(1, 5), "hex")];
    const fits = (item: Item): item is Extract<Item, { readonly kind: "message" }> =>
      item.kind === "message" && answer.every((byte, at) => item.bytes[at] === byte);
    const message = await this.#frames.ask(Buffer.from(messageFrom(order), "latin1"), fits, ANSWER_MS);
    return message?.bytes;
  }

  close(): Promise<void> {
    return this.#frames.close();
  }
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Fields, Order, "OL">> {
  const { openers, settings, log } = context;
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  const line = new VeLine(port, context);
  if (!(await line.hear())) {
    const advice = "Check that the device is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no device of Victron speaks VE.Direct. ${advice}`);
  }
  return {
    title: `VE.Direct on ${settings.port}`,
    facts: [],
    passed: line.vars,
    read: async () => {
      const raw = await line.hear();
      if (!raw) throw new DeviceError("stale", "the device has said nothing for a while");
      return { kind: "data", raw };
    },
    order: async (order) => {
      const answer = await line.exchange(order);
      if (order === PING || answer === undefined) return answer !== undefined;
      const [flags = 1, ...value] = answer.subarray(HEAD - 1);
      if (order.startsWith(GET)) log.notice(`register ${order.slice(1, 5)}: ${Buffer.from(value).toString("hex")}`);
      return flags === 0;
    },
    close: () => line.close(),
  };
}

export const VE_DIRECT: DriverDefinition = {
  name: "ve-direct",
  title: "Devices of Victron Energy that speak VE.Direct on a serial line",
  version: "0.23",
  options: [],
  quick: true,
  create: (context) => new TableDriver({ rows: ROWS, placeOf: () => "block", open }, context),
};
