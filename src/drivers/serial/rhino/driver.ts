/**
 * rhino: Rhino UPSes of Microsol. 19200 bit/s; it tells its state of itself, again and again:
 *
 *     it  c1 0a dc …                 37 bytes; c0 to c3 is the model, the last byte the sum of the others
 *     we  01 04 00 … fb              19 bytes: an order, the last byte inverts the sum; five times over
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { numbered } from "../../../nut/catalogue/names.ts";
import { sleep } from "../../../system/clock.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { agreed } from "../../kit/line/agreed.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";

const LENGTH = 37;
const isModel = (byte: number | undefined): boolean => byte !== undefined && byte >= 0xc0 && byte <= 0xc3;
const FRAMING: Framing = {
  length: ([model]) => (isModel(model) ? LENGTH : undefined),
  isRight: (frame) => sumOf(frame.subarray(0, -1)) === frame.at(-1),
  longest: LENGTH,
};
const HEAR_MS = 3000;
/** Until the system that gave the order has gone down. */
const SHUTDOWN_MS = 15_000;
const REPEATED = 5;
const ORDER_LENGTH = 19;

type Asked = Readonly<Record<never, never>>;
interface Order {
  readonly code: number;
  readonly afterMs: number;
}
type RhinoRow = TableRow<Asked, Uint8Array, "OL" | "OB" | "LB", Order>;

const byte = (frame: Uint8Array, at: number): number => frame[at] ?? 0;
const word = (frame: Uint8Array, at: number): number => byte(frame, at) + 256 * byte(frame, at + 1);
const bit =
  (at: number, mask: number) =>
  (frame: Uint8Array): boolean =>
    (byte(frame, at) & mask) !== 0;
const [isSupplying, isBypassed, hasFailed] = [bit(33, 0x02), bit(33, 0x08), bit(35, 0x02)];

const SMALLEST = 0xc2;
const outputVolts = (frame: Uint8Array): number => (isBypassed(frame) ? byte(frame, 2) / 2 + 5 : byte(frame, 11));

/** Minutes, by what the output takes; for the 6 kVA model by a formula that gives none. */
function minutes(frame: Uint8Array): number {
  const volts = byte(frame, 20);
  if (byte(frame, 0) === SMALLEST) {
    const drawn = ((outputVolts(frame) * byte(frame, 12)) / (0.08 * volts)) ** 1.18;
    return volts === 0 || drawn === 0 ? 0 : Math.trunc((11.07 / drawn) * (volts / 10 - 168) * 2.5);
  }
  if (volts > 129 && volts < 144) return 133;
  const amperes = (word(frame, 13) + 250) / 220;
  return Math.trunc((40 / amperes) * 60 * ((volts - 126) / 18) * 0.32 - 2);
}

const LOW_MINUTES = 5;
const number = (places: number, of: (frame: Uint8Array) => number): ViewReader<Uint8Array, unknown> =>
  figure(places, of);
const yesNo = (holds: (frame: Uint8Array) => boolean): ViewReader<Uint8Array, unknown> =>
  phrase((frame) => (holds(frame) ? "yes" : "no"));
const order = (code: number, afterMs = 0): Order => ({ code, afterMs });
const OFF = 4;

const NOW = { poll: "quick" } as const;
const ROWS: readonly RhinoRow[] = [
  { status: "OL", ...NOW, when: (frame) => !hasFailed(frame) },
  { status: "OB", ...NOW, when: hasFailed },
  { status: "LB", ...NOW, when: (frame) => minutes(frame) < LOW_MINUTES },
  { var: "output.voltage", ...NOW, as: number(1, outputVolts) },
  { var: "input.voltage", ...NOW, as: number(1, (frame) => byte(frame, 2)) },
  { var: "battery.voltage", ...NOW, as: number(1, (frame) => byte(frame, 20)) },
  { var: "outlet.switchable", ...NOW, as: yesNo(isSupplying) },
  { var: numbered("outlet.#.switchable", 1), ...NOW, as: yesNo(isBypassed) },
  { var: "ups.temperature", ...NOW, as: number(2, (frame) => byte(frame, 23) & 0x7f) },
  { var: "input.frequency", ...NOW, as: number(1, (frame) => word(frame, 9) / 10) },
  { cmd: "load.on", send: order(3) },
  { cmd: "load.off", send: order(OFF) },
  { cmd: "bypass.start", send: order(5) },
  { cmd: "bypass.stop", send: order(6) },
  { cmd: "shutdown.stayoff", send: order(OFF, SHUTDOWN_MS) },
];

const MODELS: Readonly<Record<number, string>> = {
  192: "Rhino 20.0 kVA",
  193: "Rhino 10.0 kVA",
  194: "Rhino 6.0 kVA",
  195: "Rhino 7.5 kVA",
};

function orderBytes(code: number): Uint8Array {
  const one = [0x01, code, ...Array<number>(ORDER_LENGTH - 3).fill(0), ~code & 0xff];
  return Uint8Array.from(Array<readonly number[]>(REPEATED).fill(one).flat());
}

/**
 * Model and flags: among 37 bytes from the middle of one state to the middle of the next, one in 256 has a sum that is
 * right.
 */
const MEANT = [0, 33, 34, 35];

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Uint8Array, Order, "OL" | "OB" | "LB">> {
  const port = await openers.serial.open(settings.port, { baud: 19_200 });
  opened(port);
  await feedCable(port, { dtr: true, rts: false });
  const frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: HEAR_MS });
  const hear = (): Promise<Uint8Array | undefined> => agreed(() => frames.hear(() => true, HEAR_MS), MEANT);
  const first = await hear();
  if (!first) {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no Rhino UPS speaks. ${advice}`);
  }
  const model = MODELS[byte(first, 0)] ?? "Rhino";
  return {
    title: `${model} on ${settings.port}`,
    facts: [
      ["ups.mfr", "Microsol"],
      ["ups.model", model],
    ],
    read: async () => {
      port.flush();
      const raw = await hear();
      if (!raw) throw new DeviceError("stale", "the UPS has said nothing for a while");
      return { kind: "data", raw };
    },
    order: async ({ code, afterMs }) => {
      if (afterMs > 0) await sleep(clock, afterMs);
      await port.write(orderBytes(code));
      return true;
    },
    close: () => port.close(),
  };
}

export const RHINO: DriverDefinition = {
  name: "rhino",
  title: "Rhino UPSes of Microsol on a serial line",
  version: "0.57",
  options: [value("battext", "taken and not needed")],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: () => "state", open, killpower: "shutdown.stayoff" }, context),
};
