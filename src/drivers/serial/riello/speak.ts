/** A UPS of Riello in either protocol: what it says of itself, its state, its orders. */
import type { SerialLine } from "../../../device/serial-line.ts";
import { AskFrames } from "../../kit/line/ask-frames.ts";
import type { Answer } from "../../kit/line/ask-line.ts";
import type { DriverContext } from "../../types.ts";
import {
  type Control,
  gpserFraming,
  hasData,
  isOfAnother,
  isRefusal,
  question,
  SENTR,
  SENTR_FRAMING,
  seconds,
  sentrOrder,
} from "./protocols.ts";
import {
  GPSER_LEAST,
  NOT_RATED,
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
import type { Order } from "./rows.ts";
import { nextQuestion, readSentr, sentrFirmware, sentrKind, sentrPower, sentrRating } from "./sentr.ts";

const ANSWER_MS = 1500;
/** Of what is said once. */
const ORDER_MS = 3000;
export const TRIES = 3;

/** A device in one of the protocols. */
export interface Spoken {
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
  const fits =
    (words: string, least: number) =>
    (frame: Uint8Array): boolean =>
      hasData(frame, least) && !isOfAnother(frame, words);
  const ask = async (words: string, least: number): Promise<Uint8Array | undefined> =>
    taken(await frames.ask(question(words, control), fits(words, least)));
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
    order: async (order) => {
      const words = ORDERS[order.kind](seconds(order.seconds));
      return taken(await frames.order(question(words, control), fits(words, 0), ORDER_MS)) !== undefined;
    },
  };
}

const taken = (answer: Answer<Uint8Array>): Uint8Array | undefined =>
  answer.kind === "data" && !isRefusal(answer.raw) ? answer.raw : undefined;

/** Orders are numbers; a start is announced first. */
const SENTR_ORDERS: Readonly<Record<Order["kind"], readonly number[]>> = {
  off: [6],
  on: [2, 1],
  stop: [5],
  panel: [],
  battery: [4],
};

/** Undefined where nobody answers. Throws DeviceError `lost`. */
export async function speakSentr(line: SerialLine, { clock }: DriverContext): Promise<Spoken | undefined> {
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
