/**
 * isbmex: UPSes of Sola/Basic Mexico. 9600 bit/s; they tell their state of themselves, again and again:
 *
 *     it  &&&vvbhhrs     mains (two bytes), battery, period (two bytes), regulation, supply
 *     it  ***vbhhrs      the same with mains in one byte
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { type Clock, sleep } from "../../../system/clock.ts";
import { figure, type ViewReader } from "../../kit/codecs.ts";
import { agreed } from "../../kit/line/agreed.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Framing } from "../../kit/line/frames.ts";
import type { Link } from "../../kit/link.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition } from "../../types.ts";
import { longVolts, shortVolts } from "./volts.ts";

const [LONG, SHORT] = [0x26, 0x2a];
const HEAD = 3;
/** Digits: regulation 0 none, 1 raises, 2 lowers; supply 0 mains, 1 battery, 2 battery nearly empty. */
const [NONE, RAISES, LOWERS] = [0x30, 0x31, 0x32];
const [MAINS, BATTERY, LOW] = [0x30, 0x31, 0x32];

const FRAMING: Framing = {
  length: (begun) => {
    const [mark] = begun;
    if (mark !== LONG && mark !== SHORT) return undefined;
    if (begun.slice(0, HEAD).some((byte) => byte !== mark)) return undefined;
    return begun.length < HEAD ? "more" : mark === LONG ? 10 : 9;
  },
  isRight: (frame) =>
    [NONE, RAISES, LOWERS].includes(frame.at(-2) ?? 0) && [MAINS, BATTERY, LOW].includes(frame.at(-1) ?? 0),
  longest: 10,
};
/** Of the shorter frame the last is its supply, of the longer one both digits. */
const MEANT = [0, 8, 9];

interface Told {
  readonly frame: Uint8Array;
  readonly volts: number;
  /** Since the driver started. */
  readonly highest: number;
  readonly lowest: number;
}

type Asked = Readonly<Record<never, never>>;
type Token = "BOOST" | "TRIM" | "OL" | "LB" | "OB";

const fromEnd =
  (at: number): ((told: Told) => number) =>
  ({ frame }) =>
    frame.at(at) ?? 0;
const [regulation, supply] = [fromEnd(-2), fromEnd(-1)];
const onBattery = (told: Told): boolean => supply(told) === BATTERY || supply(told) === LOW;

/** Of a battery by its voltage. */
const [EMPTY, FULL] = [168, 215];
const charge = (told: Told): number => Math.max(0, Math.min(100, ((fromEnd(-5)(told) - EMPTY) * 100) / (FULL - EMPTY)));
const hertz = (told: Told): number | undefined => {
  const period = 256 * fromEnd(-4)(told) + fromEnd(-3)(told);
  return period === 0 ? undefined : 1_000_000 / period;
};
const number = (places: number, of: (told: Told) => number | undefined): ViewReader<Told, unknown> =>
  figure(places, of);

const OFF = "######";
const ROWS: readonly TableRow<Asked, Told, Token, string>[] = [
  { status: "BOOST", poll: "quick", when: (told) => regulation(told) === RAISES },
  { status: "TRIM", poll: "quick", when: (told) => regulation(told) === LOWERS },
  { status: "OL", poll: "quick", when: (told) => supply(told) === MAINS },
  { status: "LB", poll: "quick", when: (told) => supply(told) === LOW },
  { status: "OB", poll: "quick", when: onBattery },
  { var: "input.voltage", poll: "quick", as: number(1, ({ volts }) => volts) },
  { var: "input.voltage.maximum", poll: "quick", as: number(1, ({ highest }) => highest) },
  { var: "input.voltage.minimum", poll: "quick", as: number(1, ({ lowest }) => lowest) },
  { var: "battery.charge", poll: "quick", as: number(1, charge) },
  { var: "input.frequency", poll: "quick", sometimes: true, as: number(2, hertz) },
  { cmd: "shutdown.stayoff", send: OFF },
];

const voltsIn = (frame: Uint8Array): number => {
  const [mark, , , high = 0, low = 0] = frame;
  return mark === LONG ? longVolts(256 * high + low) : shortVolts(high);
};

const HEAR_MS = 5000;
const PACE_MS = 50;

class IsbLine {
  readonly #port: SerialLine;
  readonly #frames: AskFrames;
  #highest = Number.NEGATIVE_INFINITY;
  #lowest = Number.POSITIVE_INFINITY;

  constructor(port: SerialLine, clock: Clock) {
    this.#port = port;
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: HEAR_MS });
  }

  async state(): Promise<Told | undefined> {
    this.#port.flush();
    const frame = await agreed(() => this.#frames.hear(() => true), MEANT);
    if (!frame) return undefined;
    const volts = voltsIn(frame);
    this.#highest = Math.max(this.#highest, volts);
    this.#lowest = Math.min(this.#lowest, volts);
    return { frame, volts, highest: this.#highest, lowest: this.#lowest };
  }
}

async function open(
  { openers, settings, clock }: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Told, string, Token>> {
  const port = await openers.serial.open(settings.port, { baud: 9600 });
  opened(port);
  const line = new IsbLine(port, clock);
  if (!(await line.state())) {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of Sola/Basic Mexico speaks. ${advice}`);
  }
  return {
    title: `Sola/Basic UPS on ${settings.port}`,
    facts: [
      ["ups.mfr", "Sola/Basic Mexico"],
      ["ups.model", "SR-Inet 280/300/400/480/500/800/1000"],
      ["input.transfer.low", "102.0"],
      ["input.transfer.high", "140.0"],
      ["output.voltage", "120.0"],
    ],
    read: async () => {
      const raw = await line.state();
      if (!raw) throw new DeviceError("stale", "the UPS has said nothing for a while");
      return { kind: "data", raw };
    },
    order: async (order) => {
      for (const byte of Buffer.from(order)) {
        await port.write(Uint8Array.of(byte));
        await sleep(clock, PACE_MS);
      }
      return true;
    },
    close: () => port.close(),
  };
}

export const ISBMEX: DriverDefinition = {
  name: "isbmex",
  title: "UPSes of Sola/Basic Mexico on a serial line",
  version: "0.13",
  options: [],
  quick: true,
  create: (context) =>
    new TableDriver({ rows: ROWS, placeOf: () => "state", open, killpower: "shutdown.stayoff" }, context),
};
