/**
 * Krauler: every question is the number of a string descriptor, and its text is the answer, with a wrong first
 * character and often without the carriage return. Shutdowns and timed tests have no number.
 */
import { type Bridge, type BridgeContext, echoed, isNoAck, textOf, withCr } from "./bridge.ts";
import { readString } from "./strings.ts";

interface Numbered {
  readonly index: number;
  /** What the first character ought to be; a carriage return for commands, which have no answer. */
  readonly prefix: string;
}

type Numbers = Readonly<Record<string, Numbered>>;

const QUESTIONS: Numbers = {
  "Q1\r": { index: 0x03, prefix: "(" },
  "F\r": { index: 0x0d, prefix: "#" },
  "I\r": { index: 0x0c, prefix: "#" },
};

const COMMANDS: Numbers = {
  "T\r": { index: 0x04, prefix: "\r" },
  "TL\r": { index: 0x05, prefix: "\r" },
  "Q\r": { index: 0x07, prefix: "\r" },
  "C\r": { index: 0x0b, prefix: "\r" },
  "CT\r": { index: 0x0b, prefix: "\r" },
};

const TRIES = 10;

interface Reading {
  readonly language: number | undefined;
  readonly length: number;
}

/** Asks until the device gives an answer, and gives it its first character. */
async function askNumbered(
  { pipe }: BridgeContext,
  { index, prefix }: Numbered,
  how: Reading,
): Promise<Uint8Array | undefined> {
  for (let tries = 0; tries < TRIES; tries++) {
    const answer = await readString(pipe, index, how.language, how.length);
    if (answer.kind === "none") return undefined;
    if (answer.kind === "text" && !isNoAck(answer.text)) return withCr(`${prefix}${answer.text.slice(1)}`);
  }
  return new Uint8Array();
}

export const KRAULER: Bridge = {
  name: "krauler",
  create: (context) => async (question) => {
    const numbered = { ...QUESTIONS, ...COMMANDS }[textOf(question)];
    return numbered ? askNumbered(context, numbered, { language: context.language, length: 255 }) : echoed(question);
  },
};

const ENGLISH = 0x0409;
const SNR_LENGTH = 102;
const WAKE_MS = 1000;

/** SNR: the questions of Krauler only, and the device must be read from before it speaks. */
export const SNR: Bridge = {
  name: "snr",
  create: (context) => async (question) => {
    await context.pipe.read(0x81, SNR_LENGTH, WAKE_MS);
    const numbered = QUESTIONS[textOf(question)];
    const how = { language: context.language ?? ENGLISH, length: SNR_LENGTH };
    return numbered ? askNumbered(context, numbered, how) : echoed(question);
  },
};
