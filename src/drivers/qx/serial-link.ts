/** Questions over a serial line: 2400 bit/s, the answer ends with a carriage return or a second of silence. */

import type { OutputLines, SerialLine } from "../../device/serial-line.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { AskLine, type LineRules } from "../kit/line/ask-line.ts";
import { feedCable } from "../kit/line/output-lines.ts";
import type { QxLink } from "./session.ts";

const RULES: LineRules = { ends: "\r", until: "\r", answerMs: 1000, longest: 511 };
/** Until the interface circuit in the cable has its power: C's blazer_ser waits 100 ms, its nutdrv_qx 1100. */
const SETTLE_MS = 800;

type Power = Required<Pick<OutputLines, "dtr" | "rts">>;

/** Levels of DTR and RTS that feed the cable's interface circuit, by `cablepower`. */
const CABLE_POWER: Readonly<Record<string, Power>> = {
  normal: { dtr: true, rts: false },
  reverse: { dtr: false, rts: true },
  both: { dtr: true, rts: true },
  none: { dtr: false, rts: false },
};

const powerOf = (word: string): Power | undefined =>
  Object.hasOwn(CABLE_POWER, word.toLowerCase()) ? CABLE_POWER[word.toLowerCase()] : undefined;

export const cablePowerProblem = (word: string): string | undefined =>
  powerOf(word) ? undefined : `cablepower = ${word} is not known; known are ${Object.keys(CABLE_POWER).join(", ")}`;

export async function powerCable(line: SerialLine, clock: Clock, word = "normal"): Promise<void> {
  if (await feedCable(line, powerOf(word) ?? {})) await sleep(clock, SETTLE_MS);
}

export function serialLink(line: SerialLine, clock: Clock): QxLink {
  const asking = new AskLine(line, clock, RULES);
  return {
    exchange: (question) => asking.exchange(question),
    close: async () => {
      await feedCable(line, { dtr: false });
      await line.close();
    },
  };
}
