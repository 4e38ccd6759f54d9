/** Fabula and Hunnox: string descriptors again, in which even the shutdown's delay is a number. */

import { sleep } from "../../../system/clock.ts";
import { type Bridge, type BridgeContext, type Exchange, echoed, isNoAck, textOf, withCr } from "./bridge.ts";
import { askString, readString } from "./strings.ts";

const STATUS = 0x03;
const RATING = 0x0d;
const VENDOR = 0x0c;

const NUMBERS: Readonly<Record<string, number>> = {
  "Q1\r": STATUS,
  "F\r": RATING,
  "I\r": VENDOR,
  "Q\r": 0x07,
  "C\r": 0x0a,
};

/**
 * `Sn` and `SnRm`: sixteen for each step of n from half a minute (tenths up to a minute, then minutes up to ten), and
 * eight more where the UPS is to come back.
 */
export function shutdownNumber(command: string): number | undefined {
  const [, minutes, back] = /^S(\d*\.?\d+)(?:R(\d+))?\r$/.exec(command) ?? [];
  if (minutes === undefined) return undefined;
  const delay = Math.min(10, Math.max(0.5, Number(minutes)));
  const step = delay < 1 ? 1 + Math.round((delay - 0.5) * 10) : 6 + Math.trunc(delay - 1);
  return step * 16 + (Number(back ?? -1) === 0 ? 0 : 8);
}

const numberOf = (question: string, numbers: Readonly<Record<string, number>>): number | undefined =>
  numbers[question] ?? shutdownNumber(question);

/** The device says the same to a command that it takes and to one that it does not: that is silence. */
async function ask(context: BridgeContext, index: number, length: number): Promise<Uint8Array | undefined> {
  const answer = await readString(context.pipe, index, context.language, length);
  if (answer.kind === "none") return undefined;
  return answer.kind === "broken" || isNoAck(answer.text) ? new Uint8Array() : withCr(answer.text);
}

export const FABULA: Bridge = {
  name: "fabula",
  create: (context) => async (question) => {
    const index = numberOf(textOf(question), NUMBERS);
    return index === undefined ? echoed(question) : ask({ ...context, language: undefined }, index, 255);
  },
};

const HUNNOX_NUMBERS = { ...NUMBERS, "BL\r": 0xf3 };
const ENGLISH = 0x0409;
/** The device hangs when it is asked for more. */
const HUNNOX_LENGTH = 102;
const PAUSE_MS = 10;

/** Hunnox wants to be asked for rating, status and maker in turn, whatever the question is. */
const TURN = [RATING, STATUS, VENDOR] as const;

function hunnox(context: BridgeContext): Exchange {
  const { pipe, clock } = context;
  const language = context.language ?? ENGLISH;
  let turn = -1;

  async function keepStep(index: number): Promise<void> {
    if (turn < 0) {
      for (const first of [0, 0, 1]) await askString(pipe, first, language, 1026);
      await sleep(clock, PAUSE_MS);
    } else {
      const due = TURN[turn];
      const unwanted = due === VENDOR && context.option("novendor") !== undefined;
      if (due !== undefined && due !== index && !unwanted) await askString(pipe, due, language, HUNNOX_LENGTH);
    }
    turn = (turn + 1) % TURN.length;
  }

  return async (question) => {
    const index = numberOf(textOf(question), HUNNOX_NUMBERS);
    if (index === undefined) return echoed(question);
    await keepStep(index);
    return ask(context, index, HUNNOX_LENGTH);
  };
}

export const HUNNOX_BRIDGE: Bridge = { name: "hunnox", create: hunnox };
