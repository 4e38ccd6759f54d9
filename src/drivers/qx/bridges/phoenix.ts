/** Phoenix: as Cypress, but old packets must be read away before every question, until none comes any more. */
import { ANSWER_MS, type Bridge, IN, PACKET, readPackets, sendPackets, went } from "./bridge.ts";

const OLD_PACKETS = 8;

export const PHOENIX: Bridge = {
  name: "phoenix",
  create:
    ({ pipe }) =>
    async (question) => {
      for (let count = 0; count < OLD_PACKETS; count++) {
        if (!(await went(pipe, await pipe.read(IN, PACKET, ANSWER_MS)))) break;
      }
      return (await sendPackets(pipe, question, { ms: 1000 })) ? readPackets(pipe) : undefined;
    },
};
