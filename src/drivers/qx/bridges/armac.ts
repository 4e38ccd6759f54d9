/**
 * Armac and others with Richcomm's chip: a control byte counts the bytes behind it.
 *
 *     a3 51 31 0d                     out: a0 + count, three bytes at a time
 *     c6 28 32 33 30 2e               in: count in the low six bits, five or six bytes at most
 */

import type { UsbEndpoint } from "../../../device/usb-pipe.ts";
import { sleep } from "../../../system/clock.ts";
import {
  ANSWER_MS,
  type Bridge,
  type BridgeContext,
  CR,
  echoed,
  IN,
  LONGEST,
  setReport,
  textOf,
  went,
} from "./bridge.ts";

/** Questions that such a UPS keeps silent to, so that they need not be waited for. */
const UNKNOWN = ["QGS\r", "QS\r", "QPI\r", "M\r", "D\r"];

const COUNT = 0x3f;
const OUTWARDS = 0xa0;
const PART = 3;
/** A whole packet of a low-speed chip: some fill six bytes of it, some seven. */
const SMALL = 8;
const LARGE = 64;
/** From here on the status bits stand: a NUL among them means 0. */
const STATUS_BITS = 38;

const NEW_IN = 0x82;
const NEW_OUT = 0x02;

/** Newer chips have two interrupt endpoints with large packets. */
const isNew = (endpoints: readonly UsbEndpoint[]): boolean =>
  endpoints.length === 2 &&
  endpoints.some(({ address, interrupt, packetSize }) => address === NEW_IN && interrupt && packetSize === LARGE) &&
  endpoints.some(({ address, interrupt }) => address === NEW_OUT && interrupt);

async function sendParts({ pipe }: BridgeContext, question: Uint8Array): Promise<boolean> {
  for (let old = 0; old < 10; old++) {
    const answer = await pipe.read(IN, SMALL, 100);
    if (!(await went(pipe, answer)) || answer.kind !== "data" || answer.bytes.length === 0) break;
  }
  for (let at = 0; at < question.length; at += PART) {
    const part = question.subarray(at, at + PART);
    const packet = new Uint8Array(PART + 1);
    packet.set([OUTWARDS + part.length, ...part]);
    if (!(await went(pipe, await pipe.controlOut(setReport(), packet, 5000)))) return false;
  }
  return true;
}

const sendWhole = async ({ pipe }: BridgeContext, question: Uint8Array): Promise<boolean> =>
  went(pipe, await pipe.write(NEW_OUT, Uint8Array.of(OUTWARDS + question.length, ...question), 5000), NEW_OUT);

/** Adds what a packet holds; true when the answer is complete. */
function take(packet: Uint8Array, bytes: number[]): boolean {
  const count = Math.min((packet[0] ?? 0) & COUNT, packet.length - 1);
  for (const byte of packet.subarray(1, 1 + count)) {
    if (byte === 0 && bytes.length < STATUS_BITS) return true;
    bytes.push(byte === 0 ? 0x30 : byte);
    if (byte === CR) return true;
  }
  return count <= 0;
}

async function receive({ pipe, clock }: BridgeContext, endpoint: number, size: number): Promise<Uint8Array> {
  await sleep(clock, 2);
  const bytes: number[] = [];
  while (bytes.length < LONGEST) {
    const answer = await pipe.read(endpoint, size, ANSWER_MS);
    if (!(await went(pipe, answer, endpoint)) || answer.kind !== "data" || answer.bytes.length === 0) break;
    if (take(answer.bytes, bytes)) break;
    // The UPS is still writing.
    if (((answer.bytes[0] ?? 0) & COUNT) <= 2) await sleep(clock, 10);
  }
  return Uint8Array.from(bytes);
}

export const ARMAC: Bridge = {
  name: "armac",
  create: (context) => {
    const large = isNew(context.pipe.endpoints);
    return async (question) => {
      if (UNKNOWN.includes(textOf(question))) return echoed(question);
      const whole = large && question.length < LARGE;
      const sent = await (whole ? sendWhole(context, question) : sendParts(context, question));
      if (!sent) return undefined;
      return receive(context, large ? NEW_IN : IN, whole ? LARGE : SMALL);
    };
  },
};
