/** Gtec: as Cypress, but the answer must be read at once, else the UPS leaves the bus for a second. */
import { type Bridge, readPackets, sendPackets, setReport } from "./bridge.ts";

const REPLY = 128;

export const GTEC_BRIDGE: Bridge = {
  name: "gtec",
  create:
    ({ pipe }) =>
    async (question) =>
      (await sendPackets(pipe, question, { request: setReport(0x2) })) ? readPackets(pipe, REPLY) : undefined,
};
