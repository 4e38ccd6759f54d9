/** Questions over a serial line: 2400 bit/s, the answer ends with a carriage return or a second of silence. */
import type { SerialLine } from "../../host/serial-line.ts";
import { DriverError } from "../types.ts";
import type { QxLink } from "./session.ts";

const ANSWER_MS = 1000;
const CR = 13;
const LONGEST = 511;

/** Levels of DTR and RTS that feed the cable's interface circuit, by `cablepower`. */
const CABLE_POWER: Readonly<Record<string, { readonly dtr: boolean; readonly rts: boolean }>> = {
  normal: { dtr: true, rts: false },
  reverse: { dtr: false, rts: true },
  both: { dtr: true, rts: true },
  none: { dtr: false, rts: false },
};

/** Sets the lines that power the cable. Pseudo-terminals have none, and some adapters refuse: that is no fault. */
export async function powerCable(line: SerialLine, cablepower = "normal"): Promise<void> {
  const lines = CABLE_POWER[cablepower];
  if (!lines) {
    const known = Object.keys(CABLE_POWER).join(", ");
    throw new DriverError("configuration", `cablepower = ${cablepower} is not known; known are ${known}`);
  }
  await line.setLines(lines).catch(() => undefined);
}

export const serialLink = (line: SerialLine): QxLink => ({
  exchange: async (question) => {
    line.flush();
    await line.write(question);
    return line.read((byte) => byte === CR, ANSWER_MS, LONGEST);
  },
  close: () => line.close(),
});
