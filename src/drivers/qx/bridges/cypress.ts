/**
 * Cypress: eight bytes at a time, out by SET_REPORT, in by the interrupt endpoint. The last packet holds what an
 * earlier one left behind the carriage return.
 */
import { type Bridge, readPackets, sendPackets } from "./bridge.ts";

export const CYPRESS: Bridge = {
  name: "cypress",
  create:
    ({ pipe }) =>
    async (question) =>
      (await sendPackets(pipe, question)) ? readPackets(pipe) : undefined,
};
