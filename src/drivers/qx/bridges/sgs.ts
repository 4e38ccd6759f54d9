/** SGS (TS Shara): packets of eight bytes of which the first counts the others, in until no more come. */
import { ANSWER_MS, type Bridge, IN, LONGEST, PACKET, setReport, textOf, went, withCr } from "./bridge.ts";

const PAYLOAD = PACKET - 1;
/** Packets may be empty: they are counted, not what is in them. */
const MOST_PACKETS = Math.ceil(LONGEST / PAYLOAD);

export const SGS: Bridge = {
  name: "sgs",
  create: ({ pipe }) => {
    async function send(question: Uint8Array): Promise<boolean> {
      for (let at = 0; at < question.length; at += PAYLOAD) {
        const part = question.subarray(at, at + PAYLOAD);
        const packet = new Uint8Array(PACKET);
        packet[0] = part.length;
        packet.set(part, 1);
        if (!(await went(pipe, await pipe.controlOut(setReport(), packet, 5000)))) return false;
      }
      return true;
    }

    async function receive(): Promise<Uint8Array> {
      const bytes: number[] = [];
      for (let packets = 0; packets < MOST_PACKETS; packets++) {
        const answer = await pipe.read(IN, PACKET, ANSWER_MS);
        if (!(await went(pipe, answer)) || answer.kind !== "data") break;
        const count = Math.min(answer.bytes[0] ?? 0, PAYLOAD);
        bytes.push(...answer.bytes.subarray(1, 1 + count));
      }
      return bytes.length === 0 ? new Uint8Array() : withCr(textOf(Uint8Array.from(bytes)));
    }

    return async (question) => ((await send(question)) ? receive() : undefined);
  },
};
