/**
 * bicker_ser: UPSIC and DC2412-UPS of Bicker. 38400 bit/s:
 *
 *     we  01 03 01 41 04           start, length, table, number, end
 *     it  01 05 01 41 18 5e 04     the same with data; table ee: not known
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import type { VarName } from "../../../nut/catalogue/names.ts";
import { parseDecimal } from "../../../nut/decimal.ts";
import type { VarType } from "../../../nut/var-type.ts";
import { figure, phrase } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Framing } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const SOH = 0x01;
const EOT = 0x04;
const NOT_KNOWN = 0xee;
const HEADER = 3;

const FRAMING: Framing = {
  start: [SOH],
  length: ([, length]) => (length === undefined ? "more" : length < HEADER ? undefined : length + 2),
  isRight: (frame) => frame.at(-1) === EOT,
  longest: 257,
};

type Data = Uint8Array;
interface Asked {
  /** Table and number. */
  readonly ask: readonly [table: number, number: number];
  /** Bytes of the answer; any where it is not said. */
  readonly bytes?: number;
}
type Token = "LB" | "CHRG" | "DISCHRG" | "OL" | "OB" | "OVER";
type BickerRow = TableRow<Asked, Data, Token, Data>;

const STATE = { ask: [1, 0x40], bytes: 1, poll: "quick" } as const;
const CHARGE = { ask: [1, 0x47], bytes: 1 } as const;
const PARAMETER = 7;
const PARAMETER_BYTES = 10;

const word = (data: Data, at = 0): number => (data[at] ?? 0) + 256 * (data[at + 1] ?? 0);
const milli = (number: number, name: VarName, places: number): BickerRow => ({
  var: name,
  ask: [1, number],
  bytes: 2,
  as: figure(places, (data) => word(data) / 1000),
});
const text = (number: number, name: VarName): BickerRow => ({
  var: name,
  ask: [1, number],
  poll: "once",
  as: phrase((data) =>
    Buffer.from(data)
      .toString("latin1")
      .replace(/[^\x20-\x7e]/g, ""),
  ),
});
const bit =
  (mask: number) =>
  ([state = 0]: Data): boolean =>
    (state & mask) !== 0;

/** A memory that is broken says 65535 for the lowest value. */
const limits = (data: Data): VarType => {
  const least = word(data, 1);
  const ranges = least === 0xffff ? [{ min: 0, max: 0xffff }] : [{ min: least, max: word(data, 3) }];
  return { kind: "range", ranges, max: 5 };
};

/** Number, limits, what is usual, whether it is used, value. An empty value turns it off. */
const parameter = (number: number, name: VarName): BickerRow => ({
  var: name,
  ask: [PARAMETER, number],
  bytes: PARAMETER_BYTES,
  poll: "changed",
  rw: limits,
  as: {
    read: (data) => (data[7] ? String(word(data, 8)) : ""),
    write: (text) => {
      const value = text === "" ? 0 : parseDecimal(text);
      if (value === undefined || !Number.isInteger(value) || value < 0 || value > 0xffff) return undefined;
      return Uint8Array.of(text === "" ? 0 : 1, value & 0xff, value >> 8);
    },
  },
});

const ROWS: readonly BickerRow[] = [
  text(0x60, "ups.mfr"),
  text(0x61, "ups.serial"),
  text(0x62, "ups.model"),
  text(0x63, "ups.firmware"),
  text(0x64, "battery.type"),
  text(0x65, "ups.firmware.aux"),
  parameter(0x02, "ups.delay.shutdown"),
  parameter(0x04, "ups.delay.start"),
  parameter(0x05, "battery.charge.restart"),
  parameter(0x07, "battery.charge.low"),
  parameter(0x01, "experimental.output.current.low"),
  parameter(0x03, "experimental.ups.delay.shutdown.signal"),
  parameter(0x06, "experimental.ups.delay.shutdown.signal.masked"),
  parameter(0x08, "experimental.battery.charge.low.empty"),
  parameter(0x09, "experimental.ups.relay.mode"),
  {
    status: "LB",
    ...CHARGE,
    poll: "quick",
    when: ([charge = 100], view) => charge < Number(view.known("battery.charge.low") || 20),
  },
  { status: "CHRG", ...STATE, when: bit(0x01) },
  { status: "DISCHRG", ...STATE, when: bit(0x02) },
  { status: "OL", ...STATE, when: bit(0x04) },
  { status: "OB", ...STATE, when: (data) => !bit(0x04)(data) },
  { status: "OVER", ...STATE, when: bit(0x20) },
  {
    var: "battery.charger.status",
    ask: STATE.ask,
    bytes: 1,
    as: phrase((data) => (bit(1)(data) ? "charging" : bit(2)(data) ? "discharging" : "resting")),
  },
  milli(0x41, "input.voltage", 1),
  milli(0x42, "input.current", 3),
  milli(0x43, "output.voltage", 3),
  milli(0x44, "output.current", 3),
  milli(0x45, "battery.voltage", 3),
  { var: "battery.current", ask: [1, 0x46], bytes: 2, as: figure(3, (data) => ((word(data) << 16) >> 16) / 1000) },
  { var: "battery.temperature", ask: [1, 0x4a], bytes: 2, as: figure(1, (data) => word(data) - 273.16) },
  { var: "battery.charge", ...CHARGE, as: figure(0, ([charge]) => charge) },
  { var: "battery.status", ask: [1, 0x48], bytes: 1, as: phrase(([health]) => `${health}%`) },
  {
    cmd: "shutdown.return",
    make: (_, view) => Uint8Array.of(3, 0x32, Math.min(255, Number(view.known("ups.delay.shutdown") ?? 0) || 0)),
  },
];

class BickerLine {
  readonly #frames: AskFrames;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 1000, tries: 2 });
  }

  async ask(
    [table, number]: Asked["ask"],
    bytes: number | undefined,
    data: Data = new Uint8Array(),
  ): Promise<Answer<Data>> {
    const fits = (frame: Data): boolean =>
      frame[2] === NOT_KNOWN ||
      (frame[2] === table && frame[3] === number && (bytes === undefined || frame.length === HEADER + 2 + bytes));
    const answer = await this.#frames.ask(Uint8Array.of(SOH, HEADER + data.length, table, number, ...data, EOT), fits);
    if (answer.kind !== "data") return answer;
    return answer.raw[2] === NOT_KNOWN ? { kind: "refused" } : { kind: "data", raw: answer.raw.subarray(4, -1) };
  }

  /** Turned off, it keeps the usual value. */
  async write(ask: Asked["ask"], raw: Data): Promise<boolean> {
    let data = raw;
    if (raw[0] === 0) {
      const now = await this.ask(ask, PARAMETER_BYTES);
      if (now.kind !== "data") return false;
      data = Uint8Array.of(0, now.raw[5] ?? 0, now.raw[6] ?? 0);
    }
    return (await this.ask(ask, PARAMETER_BYTES, data)).kind === "data";
  }
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Data, Data, Token>> {
  const { openers, settings } = context;
  const port = await openers.serial.open(settings.port, { baud: 38_400 });
  opened(port);
  await feedCable(port, { dtr: true });
  const line = new BickerLine(port, context);
  if ((await line.ask(STATE.ask, 1)).kind !== "data") {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of Bicker answers. ${advice}`);
  }
  const low = await line.ask([PARAMETER, 0x07], PARAMETER_BYTES);
  return {
    title: `UPS of Bicker on ${settings.port}`,
    facts: low.kind === "data" ? [] : [["battery.charge.low", "20"]],
    read: async ({ ask, bytes }) => {
      const answer = await line.ask(ask, bytes);
      if (ask === STATE.ask && answer.kind !== "data")
        throw new DeviceError("stale", "the UPS does not tell its state");
      return answer;
    },
    write: ({ ask }, raw) => line.write(ask, raw),
    order: async (order) => (await line.ask([order[0] ?? 0, order[1] ?? 0], 1, order.subarray(2))).kind === "data",
    close: () => port.close(),
  };
}

export const BICKER_SER: DriverDefinition = {
  name: "bicker_ser",
  title: "DC UPSes of Bicker on a serial line",
  version: "0.06",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver(
      {
        rows: ROWS,
        placeOf: ({ ask }) => ask.join(" "),
        places: [STATE.ask.join(" ")],
        open,
        killpower: "shutdown.return",
        silentLimit: 3,
      },
      context,
    ),
};
