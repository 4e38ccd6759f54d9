/**
 * ragtech: Easy UPSes of Ragtech, whose USB port is a serial line (04d8:000a). Registers of a byte are read and written:
 *
 *     we  ff fe 00 8e 01 8f         wakes it
 *     we  aa 04 00 80 1e a2         30 registers from 0080 on; the last byte is the sum of those behind the second
 *     it  aa …                      without a checksum
 *     we  aa 01 00 98 1e b6         register 0098 becomes 30; 02 takes bits from it, 03 adds bits
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { sumOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, flag, positive, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { modelOf, type RagtechModel } from "./models.ts";

/** The port takes any speed. */
const BAUD = 9600;
const START = 0xaa;
const [WRITE, TAKE_BITS, ADD_BITS, READ] = [0x01, 0x02, 0x03, 0x04];
const WAKE = Uint8Array.of(0xff, 0xfe, 0x00, 0x8e, 0x01, 0x8f);
const OPENED_MS = 200;
/** What it says when it is woken is in the way of a question. */
const WOKEN_MS = 400;
const ANSWER_MS = 1000;
const ORDER_MS = 150;
const WAKES = 5;
const TRIES = 3;
const USUAL_CALIBRATION = 16;

const OPTIONS: readonly DriverOption[] = [
  value("va", "VA of the UPS, where its model is shared by others", positive),
  value("iout_calib", "calibration of the output current, in place of the UPS's own", positive),
  flag("allow_shutdown", "offer to turn off; the UPS does not come back until somebody presses its button"),
];

type Frame = Uint8Array;
type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OB" | "LB" | "OVER" | "CAL" | "RB";
/** Operations, one after the other: code, register, value. */
type Order = readonly (readonly [code: number, register: number, value: number])[];
type RagtechRow = TableRow<Asked, Frame, Token, { readonly steps: Order }>;

const MAIN = 0x80;
const MAIN_COUNT = 30;
const [MODEL, VERSION] = [0x9a, 0x9b];
const register = (frame: Frame, at: number): number => frame[1 + at - MAIN] ?? 0;
const bit =
  (at: number, mask: number) =>
  (frame: Frame): boolean =>
    (register(frame, at) & mask) !== 0;

const NOW = { poll: "quick" } as const;
const STATES: readonly RagtechRow[] = [
  { status: "OB", ...NOW, when: bit(0x90, 0x40) },
  { status: "OL", ...NOW, when: (frame) => !bit(0x90, 0x40)(frame) },
  { status: "LB", ...NOW, when: bit(0x91, 0x01) },
  { status: "OVER", ...NOW, when: bit(0x91, 0x08) },
  { status: "CAL", ...NOW, when: bit(0x90, 0x04) },
  { status: "RB", ...NOW, when: bit(0x90, 0x03) },
  { alarm: "Overtemperature", ...NOW, when: bit(0x91, 0x02) },
  { alarm: "Inverter fault", ...NOW, when: bit(0x91, 0x40) },
  { alarm: "Short circuit", ...NOW, when: bit(0x91, 0x80) },
];

interface Unit {
  readonly model: RagtechModel;
  /** VA; 0 is not known. */
  readonly rating: number;
  readonly calibration: number;
  /** Counts at 53 and at 57 Hz. */
  readonly hertz: readonly [number, number] | undefined;
}

const hertzOf = ([low, high]: readonly [number, number], count: number): number =>
  (53 + (4 * (count - low)) / (high - low)) * 0.9806 + 1.46;

function meterRows({ model, rating, calibration, hertz }: Unit): readonly RagtechRow[] {
  const number = (places: number, of: (frame: Frame) => number | undefined): ViewReader<Frame, unknown> =>
    figure(places, of);
  const volts = (frame: Frame): number => register(frame, 0x9d) * model.output;
  const amperes = (frame: Frame): number => (register(frame, 0x8c) * model.current) / calibration;
  return [
    { var: "battery.charge", ...NOW, as: number(1, (frame) => register(frame, 0x87) / 2.55) },
    { var: "battery.voltage", ...NOW, as: number(2, (frame) => register(frame, 0x8a) * model.battery) },
    { var: "input.voltage", ...NOW, as: number(1, (frame) => register(frame, 0x8b) * 1.06) },
    { var: "output.voltage", ...NOW, as: number(1, volts) },
    { var: "output.current", ...NOW, as: number(2, amperes) },
    {
      var: "ups.load",
      ...NOW,
      as: number(1, (frame) => (rating > 0 ? (100 * volts(frame) * amperes(frame)) / rating : undefined)),
    },
    { var: "ups.temperature", ...NOW, as: number(0, (frame) => register(frame, 0x8e)) },
    { var: "output.frequency", ...NOW, as: number(2, (frame) => hertz && hertzOf(hertz, register(frame, 0x97))) },
  ];
}

const FLAGS = 0x80;
const TIMER = 0x98;
/** Seconds until it is off. */
const OFF_S = 30;
const OFF: Order = [
  [TAKE_BITS, FLAGS, 0xfe],
  [WRITE, TIMER, OFF_S],
];
const ORDERS: readonly RagtechRow[] = [
  { cmd: "shutdown.return", send: { steps: OFF } },
  { cmd: "shutdown.stayoff", send: { steps: OFF } },
  { cmd: "shutdown.stop", send: { steps: [[WRITE, TIMER, 0]] } },
  {
    cmd: "test.battery.start.deep",
    send: {
      steps: [
        [TAKE_BITS, 0x90, 0xfd],
        [ADD_BITS, 0x90, 0x04],
        [ADD_BITS, 0x95, 0x80],
      ],
    },
  },
];

const framed = (code: number, at: number, argument: number): Uint8Array => {
  const tail = [at >> 8, at & 0xff, argument];
  return Uint8Array.of(START, code, ...tail, sumOf(tail));
};

class RagtechLine {
  readonly #port: SerialLine;
  readonly #clock: Clock;

  constructor(port: SerialLine, clock: Clock) {
    this.#port = port;
    this.#clock = clock;
  }

  /** The start and `count` registers. Undefined where none come that are right. Throws DeviceError `lost`. */
  async read(at: number, count: number, isRight: (frame: Frame) => boolean = () => true): Promise<Frame | undefined> {
    const length = count + 1;
    const framing = { start: [START], length: () => length, isRight, longest: length };
    const frames = new AskFrames(this.#port, this.#clock, { framing, answerMs: ANSWER_MS, tries: TRIES });
    const answer = await frames.ask(framed(READ, at, count), () => true);
    return answer.kind === "data" ? answer.raw : undefined;
  }

  async wake(): Promise<void> {
    await this.#port.write(WAKE);
    await sleep(this.#clock, WOKEN_MS);
  }

  async obey(order: Order): Promise<boolean> {
    for (const step of order) {
      await this.#port.write(framed(...step));
      await sleep(this.#clock, ORDER_MS);
    }
    return true;
  }
}

/** Right after it was plugged in it is deaf for a while. */
async function firstState(line: RagtechLine): Promise<Frame | undefined> {
  for (let wakes = 0; wakes < WAKES; wakes++) {
    await line.wake();
    const frame = await line.read(MAIN, MAIN_COUNT);
    if (frame) return frame;
  }
  return undefined;
}

const HIGH_INPUT = 150;

function factsOf({ model, rating }: Unit, frame: Frame): readonly (readonly [string, string])[] {
  const power = [
    ["ups.power.nominal", String(rating)],
    ["ups.realpower.nominal", String(Math.round(rating * model.powerFactor))],
  ] as const;
  return [
    ["ups.mfr", "Ragtech"],
    ["ups.model", model.name],
    ["ups.firmware", (register(frame, VERSION) / 10).toFixed(1)],
    ["input.voltage.nominal", register(frame, 0x8b) * 1.06 > HIGH_INPUT ? "220" : "115"],
    ["output.voltage.nominal", String(model.nominal)],
    ["battery.voltage.nominal", model.battery > 0.1 ? "24" : "12"],
    ...(rating > 0 ? power : []),
  ];
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Frame, { readonly steps: Order }, Token>> {
  const { openers, settings, clock } = context;
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: BAUD, hangUp: false });
  opened(port);
  // To some families a line that is up is an order to turn off.
  await feedCable(port, { dtr: false, rts: false });
  await sleep(clock, OPENED_MS);
  const line = new RagtechLine(port, clock);
  const first = await firstState(line);
  const advice = "Check that the UPS is on, port in ups.conf (/dev/ttyACM0), and that supsvc of Ragtech does not run";
  if (!first) throw new DeviceError("absent", `${settings.port}: no Ragtech UPS answers. ${advice}`);
  const model = modelOf(register(first, MODEL));
  const calibration = Number(settings.get("iout_calib") ?? (await line.read(0xf3, 1))?.[1] ?? 0) || USUAL_CALIBRATION;
  const [, low = 0, high = 0] = (await line.read(0x202, 2)) ?? [];
  const hertz = low === high ? undefined : ([low, high] as const);
  const unit: Unit = { model, rating: Number(settings.get("va") ?? model.rating), calibration, hertz };
  const isSame = (frame: Frame): boolean => [MODEL, VERSION].every((at) => register(frame, at) === register(first, at));
  return {
    title: `Ragtech ${model.name} on ${settings.port}`,
    facts: factsOf(unit, first),
    rows: [...STATES, ...meterRows(unit), ...(settings.has("allow_shutdown") ? ORDERS : [])],
    read: async () => {
      const raw = await line.read(MAIN, MAIN_COUNT, isSame);
      if (!raw) throw new DeviceError("stale", "the UPS gives no whole answer");
      return { kind: "data", raw };
    },
    order: ({ steps }) => line.obey(steps),
    close: () => port.close(),
  };
}

export const RAGTECH: DriverDefinition = {
  name: "ragtech",
  title: "Easy UPSes of Ragtech at their USB port",
  version: "0.10",
  options: OPTIONS,
  quick: true,
  create: (context) =>
    new TableDriver({ rows: [], placeOf: () => "state", open, killpower: "shutdown.return" }, context),
};
