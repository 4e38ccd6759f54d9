/** riello_ser and riello_usb: UPSes of Riello. Two protocols on serial lines, one of them over USB. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { Closable, Link } from "../../kit/link.ts";
import { flag } from "../../kit/options.ts";
import { TableDriver } from "../../kit/table-driver.ts";
import { DeviceError, type DriverContext, type DriverDefinition, type DriverOption } from "../../types.ts";
import {
  type Control,
  gpserFraming,
  hasData,
  isRefusal,
  question,
  SENTR,
  SENTR_FRAMING,
  seconds,
  sentrOrder,
} from "./protocols.ts";
import {
  GPSER_LEAST,
  type Power,
  phasesOf,
  type Rating,
  readIdentity,
  readPower,
  readRating,
  readState,
  type Said,
  stateDigits,
} from "./readings.ts";
import { type Asked, batteryFacts, type Order, type Raw, rowsOf, type Token } from "./rows.ts";
import { nextQuestion, readSentr, sentrFirmware, sentrKind, sentrPower, sentrRating } from "./sentr.ts";

export type RielloLink = Link<Asked, Raw, Order, Token>;

export const OPTIONS: readonly DriverOption[] = [
  flag("localcalculation", "calculate battery charge and runtime from the voltage of the battery"),
];

const SPEEDS = [9600, 1200];
const ANSWER_MS = 1500;
const TRIES = 3;

/** A device in one of the protocols. */
interface Spoken {
  readonly kind: string;
  readonly facts: readonly (readonly [string, string])[];
  readonly rating: Rating;
  readonly hasPanel: boolean;
  state(): Promise<Said | undefined>;
  power(): Promise<Power | undefined>;
  order(order: Order): Promise<boolean>;
}

const ORDERS: Readonly<Record<Order["kind"], (value: string) => string>> = {
  off: (value) => `CS04${value}`,
  on: (value) => `CR080000${value}`,
  stop: () => "CD00",
  panel: () => "TP00",
  battery: () => "TB03005",
};

/** Undefined where nobody answers. Throws DeviceError `lost`. */
export async function speakGpser(line: SerialLine, { clock }: DriverContext): Promise<Spoken | undefined> {
  let control: Control = "sum";
  const frames = new AskFrames(line, clock, {
    framing: gpserFraming(() => control),
    answerMs: ANSWER_MS,
    tries: TRIES,
  });
  const ask = async (words: string, least: number): Promise<Uint8Array | undefined> => {
    const answer = await frames.ask(question(words, control), (frame) => hasData(frame, least));
    return answer.kind === "data" && !isRefusal(answer.raw) ? answer.raw : undefined;
  };
  const said = await ask("GI00", GPSER_LEAST.GI);
  if (!said) return undefined;
  const { serial, model, firmware, kind, control: told } = readIdentity(said);
  control = told;
  const rated = await ask("GN00", GPSER_LEAST.GN);
  const phases = phasesOf(kind);
  return {
    kind,
    facts: [
      ["ups.model", model],
      ["ups.serial", serial],
      ["ups.firmware", firmware],
    ],
    rating: rated ? readRating(rated, kind === "1") : NOT_RATED,
    hasPanel: true,
    state: async () => {
      const frame = await ask("RS00", stateDigits(phases));
      return frame && readState(frame, phases);
    },
    power: async () => {
      const frame = await ask("RE00", GPSER_LEAST.RE);
      return frame && readPower(frame);
    },
    order: async (order) => (await ask(ORDERS[order.kind](seconds(order.seconds)), 0)) !== undefined,
  };
}

const NOT_RATED: Rating = { watts: 0, voltAmperes: 0, battery: 12, capacity: 0, output: 0, hertz: 0 };

/** Orders are numbers; a start is announced first. */
const SENTR_ORDERS: Readonly<Record<Order["kind"], readonly number[]>> = {
  off: [6],
  on: [2, 1],
  stop: [5],
  panel: [],
  battery: [4],
};

async function speakSentr(line: SerialLine, { clock }: DriverContext): Promise<Spoken | undefined> {
  const frames = new AskFrames(line, clock, { framing: SENTR_FRAMING, answerMs: ANSWER_MS, tries: 2 });
  const ask = async (words: Uint8Array): Promise<Uint8Array | undefined> => {
    const answer = await frames.ask(words, (frame) => frame[0] === words[0]);
    return answer.kind === "data" ? answer.raw : undefined;
  };
  const first = await ask(SENTR.single);
  if (!first) return undefined;
  const words = nextQuestion(first);
  let last = first;
  return {
    kind: sentrKind(first),
    facts: [
      ["ups.model", ""],
      ["ups.serial", ""],
      ["ups.firmware", sentrFirmware(first)],
    ].flatMap(([name = "", value = ""]) => (value === "" ? [] : [[name, value] as const])),
    rating: sentrRating(first),
    hasPanel: false,
    state: async () => {
      const frame = await ask(words);
      if (frame) last = frame;
      return frame && readSentr(frame);
    },
    power: async () => sentrPower(last),
    // Nothing answers them.
    order: async ({ kind, seconds: value }) => {
      for (const order of SENTR_ORDERS[kind]) await frames.send(sentrOrder(order, value));
      return true;
    },
  };
}

const STOP: Order = { kind: "stop", seconds: 0 };

/** The link to a device that answers in some protocol. */
export function linkTo(
  spoken: Spoken,
  title: string,
  { settings }: DriverContext,
  close: () => Promise<void>,
): RielloLink {
  const phases = phasesOf(spoken.kind);
  const { rating } = spoken;
  const asked = (name: string): string | undefined => settings.override(name) ?? settings.fallback(name);
  const read = async ({ ask }: Asked): Promise<Answer<Raw>> => {
    if (ask === "power") {
      const power = await spoken.power();
      return power ? { kind: "data", raw: { power, rating } } : { kind: "silent" };
    }
    const said = await spoken.state();
    if (!said) throw new DeviceError("stale", "the UPS does not tell its state");
    return { kind: "data", raw: { said, rating } };
  };
  return {
    title,
    facts: [
      ["ups.mfr", "RPS S.p.a."],
      ...spoken.facts,
      ...(phases.input === 3
        ? ([
            ["input.phases", "3"],
            ["input.bypass.phases", "3"],
          ] as const)
        : []),
      ...(phases.output === 3 ? ([["output.phases", "3"]] as const) : []),
      ...batteryFacts(rating, asked),
    ],
    rows: rowsOf(phases, spoken.hasPanel),
    read,
    order: (order) => spoken.order(order),
    killpower: async () => {
      const delay = Number(asked("ups.delay.shutdown") ?? 5);
      return (await spoken.order(STOP)) && spoken.order({ kind: "off", seconds: delay });
    },
    close,
  };
}

async function open(context: DriverContext, opened: (port: Closable) => void): Promise<RielloLink> {
  const { openers, settings } = context;
  for (const baud of SPEEDS) {
    const port = await openers.serial.open(settings.port, { baud });
    opened(port);
    const spoken = (await speakSentr(port, context)) ?? (await speakGpser(port, context));
    if (spoken) return linkTo(spoken, `Riello UPS on ${settings.port}`, context, () => port.close());
    await port.close();
  }
  const advice = "Check that the UPS is on, the cable, and port in ups.conf";
  throw new DeviceError("absent", `${settings.port}: no Riello UPS answers at ${SPEEDS.join(" or ")} bit/s. ${advice}`);
}

/** `places`: a poll begins with the state. */
export const FAMILY = { rows: [], placeOf: ({ ask }: Asked): string => ask, places: ["state"] } as const;

export const RIELLO_SER: DriverDefinition = {
  name: "riello_ser",
  title: "UPSes of Riello on a serial line",
  version: "0.18",
  options: OPTIONS,
  quick: true,
  create: (context) => new TableDriver({ ...FAMILY, open }, context),
};
