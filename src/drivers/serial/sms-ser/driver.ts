/**
 * sms_ser: UPSes of SMS (Brazil) of one phase. 2400 bit/s (see frame.ts):
 *
 *     we  49 ff ff ff ff bb 0d      it  :MNG3 1500 Bi1.2o⏎       model and firmware
 *     we  46 ff ff ff ff be 0d      it  ;EBiS115000 2460o⏎       volts and amperes of the mains, of the battery, hertz
 *     we  51 ff ff ff ff b3 0d      it  3d 00 00 08 82 … 0d      its state (see rows.ts)
 *     we  43 ff ff ff ff c1 0d                                   an order, to which it says nothing
 */
import type { SerialLine } from "../../../device/serial-line.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Link } from "../../kit/link.ts";
import { checkOptions, notNegative, value } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import { answers, FRAMING, type Frame, modelIn, text, word } from "./frame.ts";
import { type Asked, rowsOf, SHUTDOWN_RETURN, SHUTDOWN_STOP, type Token } from "./rows.ts";

const BAUD = 2400;

const OPTIONS: readonly DriverOption[] = [value("rebootdelay", "seconds to a restart (64)", notNegative)];

class SmsLine {
  readonly #frames: AskFrames;

  constructor(port: SerialLine, { clock }: DriverContext) {
    this.#frames = new AskFrames(port, clock, { framing: FRAMING, answerMs: 3000 });
  }

  async ask(letter: string): Promise<Frame | undefined> {
    const answer = await this.#frames.ask(word(letter), (frame) => answers(letter, frame));
    return answer.kind === "data" ? answer.raw : undefined;
  }

  async order(bytes: Uint8Array): Promise<boolean> {
    await this.#frames.send(bytes);
    return true;
  }
}

const BLOCK_V = 12;

/** A number among digits and blanks; "" where there are others: SMS writes words for a UPS that takes several voltages. */
const number = (frame: Frame, from: number, to: number): string => {
  const told = text(frame, from, to);
  return /^\d+$/.test(told) ? String(Number(told)) : "";
};

function features(frame: Frame): { readonly volts: number; readonly facts: readonly (readonly [string, string])[] } {
  const volts = Number(number(frame, 11, 14));
  const told = [
    ["input.voltage.nominal", number(frame, 1, 8)],
    ["input.current.nominal", number(frame, 8, 11)],
    ["output.frequency.nominal", number(frame, 14, 16)],
    ["battery.voltage.nominal", String(volts)],
    ["battery.packs", String(Math.trunc(volts / BLOCK_V))],
  ] as const;
  return { volts, facts: told.filter(([, one]) => one !== "") };
}

async function open(
  context: DriverContext,
  opened: (port: SerialLine) => void,
): Promise<Link<Asked, Frame, Uint8Array, Token>> {
  const { openers, settings } = context;
  checkOptions(OPTIONS, settings);
  const port = await openers.serial.open(settings.port, { baud: BAUD });
  opened(port);
  const line = new SmsLine(port, context);
  const [featured, named] = [await line.ask("F"), await line.ask("I")];
  if (!featured || !named) {
    const advice = "Check that the UPS is on, the cable, and port in ups.conf";
    throw new DeviceError("absent", `${settings.port}: no UPS of SMS answers. ${advice}`);
  }
  const { volts, facts } = features(featured);
  const model = modelIn(named);
  return {
    title: `SMS ${model} on ${settings.port}`,
    facts: [["device.model", model], ["ups.firmware", text(named, 13, 16)], ...facts],
    rows: rowsOf(volts, settings.get("rebootdelay") ?? "64"),
    read: async ({ ask }) => {
      const raw = await line.ask(ask);
      if (!raw) throw new DeviceError("stale", "the UPS does not tell its state");
      return { kind: "data", raw };
    },
    order: (order) => line.order(order),
    killpower: async () => (await line.order(SHUTDOWN_STOP)) && line.order(SHUTDOWN_RETURN),
    close: () => port.close(),
  };
}

export const SMS_SER: DriverDefinition = {
  name: "sms_ser",
  title: "UPSes of SMS (Brazil) of one phase on a serial line",
  version: "1.05",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ rows: [], placeOf: ({ ask }) => ask, open }, context),
};
