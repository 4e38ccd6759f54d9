/**
 * Fuji: a question is one interrupt packet.
 *
 *     80 06 LEN 03 c c c ANSWER      LEN: letters and one more; c: up to three letters; ANSWER: bytes expected
 */
import { type Bridge, echoed, PACKET, readPackets, textOf, went } from "./bridge.ts";

const OUT = 0x02;
const SEND_MS = 5000;
const LONGEST_COMMAND = 3;

const ANSWERS: Readonly<Record<string, number>> = { Q1: 47, F: 22, I: 39 };

/** The letters that fit: a shutdown with return loses its return delay, the UPS then comes back with mains. */
function lettersOf(question: string): string | undefined {
  const command = question.split("\r", 1)[0] ?? "";
  const [, short, back] = /^(S[.\d]\d)R(\d+)$/.exec(command) ?? [];
  const letters = short !== undefined && Number(back) !== 0 ? short : command;
  return letters.length <= LONGEST_COMMAND ? letters : undefined;
}

function packetOf(letters: string): Uint8Array {
  const packet = new Uint8Array(PACKET);
  packet.set([0x80, 0x06, letters.length + 1, 0x03, ...Buffer.from(letters, "latin1")]);
  packet[PACKET - 1] = ANSWERS[letters] ?? 0;
  return packet;
}

export const FUJI: Bridge = {
  name: "fuji",
  create:
    ({ pipe }) =>
    async (question) => {
      const letters = lettersOf(textOf(question));
      if (letters === undefined) return echoed(question);
      if (!(await went(pipe, await pipe.write(OUT, packetOf(letters), SEND_MS), OUT))) return undefined;
      return readPackets(pipe);
    },
};
