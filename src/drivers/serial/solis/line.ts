/**
 * What UPSes of Microsol have in common. 9600 bit/s; told once to go on, they tell their state again and again:
 *
 *     we  cc 0d
 *     it  ab 54 … sum fe      see frame.ts
 *     we  de                  off, and on again with the mains (dd: without)
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { phrase } from "../../kit/codecs.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import { feedCable } from "../../kit/line/output-lines.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, notNegative, numberOf, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import type { TableRow } from "../../kit/table-row.ts";
import { DeviceError, type Driver, type DriverContext, type DriverOption } from "../../types.ts";
import { FRAMING, type Frame, hasFailed, isHighInput } from "./frame.ts";

const BAUD = 9600;
const GO_ON = Uint8Array.of(0xcc, 0x0d);
const [STAY_OFF, RETURN] = [Uint8Array.of(0xdd), Uint8Array.of(0xde)];
const HEAR_MS = 3000;

const SCHEDULE = ["prgshut", "daysweek", "daysoff", "houron", "houroff"] as const;
export const OPTIONS: readonly DriverOption[] = [
  value("battext", "Ah that were added to the battery (0)", notNegative),
  ...SCHEDULE.map((name) => value(name, "taken and not carried out: turning off by the clock")),
];

type Asked = Readonly<Record<never, never>>;
type Token = "OL" | "OB" | "LB" | "OVER" | "OVERHEAT" | "CHRG";
export type MicrosolRow = TableRow<Asked, Frame, Token, Uint8Array>;

/** What every model has. */
export const COMMON_ROWS: readonly MicrosolRow[] = [
  { status: "OL", poll: "quick", when: (frame) => !hasFailed(frame) },
  { status: "OB", poll: "quick", when: hasFailed },
  { var: "input.transfer.low", poll: "once", as: phrase((frame: Frame) => (isHighInput(frame) ? "150.0" : "75.0")) },
  { var: "input.transfer.high", poll: "once", as: phrase((frame: Frame) => (isHighInput(frame) ? "300.0" : "150.0")) },
  { cmd: "shutdown.return", send: RETURN },
  { cmd: "shutdown.stayoff", send: STAY_OFF },
];

/** A model, and what its states mean. */
export interface Known {
  readonly mfr: string;
  readonly model: string;
  readonly rows: readonly MicrosolRow[];
}

/** By the first byte of a state, and how many Ah were added to the battery; undefined for one that is not known. */
export type Know = (first: number, added: number) => Known | undefined;

class MicrosolLine {
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

const ADVICE = "Check that the UPS is on, the cable, and port in ups.conf";

/** The model that speaks. Throws DeviceError `absent`. */
async function recognise(line: MicrosolLine, { settings }: DriverContext, know: Know): Promise<Known> {
  await line.goOn();
  const [first] = (await line.hear()) ?? [];
  const absent = (what: string): DeviceError => new DeviceError("absent", `${settings.port}: ${what}. ${ADVICE}`);
  if (first === undefined) throw absent("no UPS of Microsol speaks");
  const known = know(first, numberOf(settings.get("battext")) ?? 0);
  if (!known) throw absent(`a UPS of Microsol of unknown model ${first}`);
  return known;
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
  know: Know,
): Promise<Link<Asked, Frame, Uint8Array, Token>> {
  const { openers, settings, log } = context;
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  await feedCable(port, { dtr: true, rts: false });
  const line = new MicrosolLine(port, context);
  const { mfr, model, rows } = await recognise(line, context, know);
  if ((numberOf(settings.get("prgshut")) ?? 0) > 0)
    log.warning("prgshut: nothing is turned off by the clock; the UPS keeps the programme that it has");
  return {
    title: `${model} on ${settings.port}`,
    facts: [
      ["ups.mfr", mfr],
      ["ups.model", model],
    ],
    rows,
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

export const microsolDriver = (context: DriverContext, know: Know): Driver =>
  new TableDriver(
    { rows: COMMON_ROWS, placeOf: () => "state", open: (...[own, opened]) => open(own, opened, know) },
    context,
  );
