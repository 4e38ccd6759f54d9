/**
 * solis: Solis UPSes of Microsol, and Back-UPSes that APC has of it. 9600 bit/s; told once to go on, it tells its state again and
 * again:
 *
 *     we  cc 0d
 *     it  ab 54 … sum fe      25 bytes; a model, the last but one the sum of those before
 *     we  de                  off, and on again with the mains (dd: without)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { figure, phrase, type ViewReader } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { type Framing, sumOf } from "../../kit/line/frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { modelOf, type SolisModel } from "./models.ts";
import {
  autonomyOf,
  batteryVolts,
  type Frame,
  hasFailed,
  inputOf,
  isHighInput,
  outputOf,
  temperature,
} from "./state.ts";

const BAUD = 9600;
const LENGTH = 25;
const END = 0xfe;
const GO_ON = Uint8Array.of(0xcc, 0x0d);
const [STAY_OFF, RETURN] = [Uint8Array.of(0xdd), Uint8Array.of(0xde)];
const HEAR_MS = 3000;

const SCHEDULE = ["prgshut", "daysweek", "daysoff", "houron", "houroff"] as const;
const OPTIONS: readonly DriverOption[] = [
  value("battext", "Ah that were added to the battery (0)", notNegative),
  ...SCHEDULE.map((name) => value(name, "taken and not carried out: turning off by the clock")),
];

const FRAMING: Framing = {
  length: ([first = 0]) => ((first & 0xf0) === 0xa0 || (first & 0xf0) === 0xb0 ? LENGTH : undefined),
  isRight: (frame) => frame.at(-1) === END && sumOf(frame.subarray(0, -2)) === frame.at(-2),
  longest: LENGTH,
};

type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OB" | "LB";
type SolisRow = TableRow<Asked, Frame, Token, Uint8Array>;
const NOW = { poll: "quick" } as const;
const LOW_MINUTES = 5;

function rowsOf(model: SolisModel, added: number): readonly SolisRow[] {
  const number = (places: number, of: (frame: Frame) => number | undefined): ViewReader<Frame, unknown> =>
    figure(places, of);
  const charge = (frame: Frame): number => {
    const { left, full } = autonomyOf(model, frame, added);
    return full === 0 ? 0 : Math.min(100, (100 * left) / full);
  };
  return [
    { status: "OL", ...NOW, when: (frame) => !hasFailed(frame) },
    { status: "OB", ...NOW, when: hasFailed },
    { status: "LB", ...NOW, when: (frame) => autonomyOf(model, frame, added).left < LOW_MINUTES },
    { var: "battery.charge", ...NOW, as: number(1, charge) },
    { var: "battery.voltage", ...NOW, as: number(1, (frame) => batteryVolts(model, frame)) },
    { var: "input.frequency", ...NOW, as: number(1, (frame) => inputOf(model, frame).hertz) },
    { var: "input.voltage", ...NOW, as: number(1, (frame) => inputOf(model, frame).volts) },
    { var: "output.current", ...NOW, as: number(1, (frame) => outputOf(model, frame).amperes) },
    { var: "output.voltage", ...NOW, as: number(1, (frame) => outputOf(model, frame).volts) },
    { var: "ups.load", ...NOW, as: number(1, (frame) => (100 * outputOf(model, frame).voltAmperes) / model.rating) },
    { var: "ups.temperature", ...NOW, as: number(2, temperature) },
    { var: "input.transfer.low", poll: "once", as: phrase((frame: Frame) => (isHighInput(frame) ? "150.0" : "75.0")) },
    {
      var: "input.transfer.high",
      poll: "once",
      as: phrase((frame: Frame) => (isHighInput(frame) ? "300.0" : "150.0")),
    },
    { cmd: "shutdown.return", send: RETURN },
    { cmd: "shutdown.stayoff", send: STAY_OFF },
  ];
}

class SolisLine {
  readonly #port: SerialLine;
  readonly #frames: AskFrames;
  isOnBattery = false;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#port = port;
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: HEAR_MS });
  }

  /** What comes next; where nothing does, it is told to go on, for the next time. Throws DeviceError `lost`. */
  async hear(): Promise<Frame | undefined> {
    this.#port.flush();
    const heard = await this.#frames.hear(() => true);
    if (heard) this.isOnBattery = hasFailed(heard);
    else await this.goOn();
    return heard;
  }

  goOn(): Promise<void> {
    return this.#port.write(GO_ON);
  }

  async send(bytes: Uint8Array): Promise<boolean> {
    await this.#port.write(bytes);
    return true;
  }
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Frame, Uint8Array, Token>> {
  const { openers, settings, log } = context;
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  await feedCable(port, { dtr: true, rts: false });
  const line = new SolisLine(port, context);
  await line.goOn();
  const first = await line.hear();
  const advice = "Check that the UPS is on, the cable, and port in ups.conf";
  if (!first) throw new DeviceError("absent", `${settings.port}: no Solis UPS speaks. ${advice}`);
  const model = modelOf(first[0] ?? 0);
  if (!model)
    throw new DeviceError("absent", `${settings.port}: a UPS of Microsol of unknown model ${first[0]}. ${advice}`);
  if ((numberOf(settings.get("prgshut")) ?? 0) > 0)
    log.warning("prgshut: nothing is turned off by the clock; the UPS keeps the programme that it has");
  return {
    title: `${model.name} on ${settings.port}`,
    facts: [
      ["ups.mfr", "Microsol"],
      ["ups.model", model.name],
    ],
    rows: rowsOf(model, numberOf(settings.get("battext")) ?? 0),
    read: async () => {
      const raw = await line.hear();
      if (!raw) throw new DeviceError("stale", "the UPS has said nothing for a while");
      return { kind: "data", raw };
    },
    order: (order) => line.send(order),
    // On battery the UPS comes back with the mains by itself.
    killpower: () => line.send(line.isOnBattery ? STAY_OFF : RETURN),
    close: () => port.close(),
  };
}

export const SOLIS: DriverDefinition = {
  name: "solis",
  title: "Solis UPSes of Microsol on a serial line",
  version: "0.74",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: [], placeOf: () => "state", open }, context),
};
