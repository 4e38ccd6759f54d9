/** Questions over a serial line: 2400 bit/s, the answer ends with a carriage return or a second of silence. */

import type { OutputLines, SerialLine } from "../../device/serial-line.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import type { QxLink } from "./session.ts";

const ANSWER_MS = 1000;
const CR = 13;
const LONGEST = 511;
/** Until the interface circuit in the cable has its power. */
const SETTLE_MS = 1100;

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

/** What is wrong with a value of `cablepower`. */
export const cablePowerProblem = (word: string): string | undefined =>
  powerOf(word) ? undefined : `cablepower = ${word} is not known; known are ${Object.keys(CABLE_POWER).join(", ")}`;

/** Sets the lines that power the cable. Pseudo-terminals have none, and some adapters refuse: that is no fault. */
export async function powerCable(line: SerialLine, clock: Clock, word = "normal"): Promise<void> {
  const set = await line.setLines(powerOf(word) ?? {}).then(
    () => true,
    () => false,
  );
  if (set) await sleep(clock, SETTLE_MS);
}

export const serialLink = (line: SerialLine): QxLink => ({
  exchange: async (question) => {
    line.flush();
    await line.write(question);
    return line.read((byte) => byte === CR, ANSWER_MS, LONGEST);
  },
  close: async () => {
    await line.setLines({ dtr: false }).catch(() => undefined);
    await line.close();
  },
});
