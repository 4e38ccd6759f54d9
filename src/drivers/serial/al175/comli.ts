/**
 * COMLI, as the alarm module AL175 of Eltek speaks it. Between STX and ETX text, but for the data, whose bits stand in
 * reverse; behind ETX the exclusive or of all but STX:
 *
 *     we  ␂14124000 09␃▯              to 14, stamp 1, kind 2: nine bytes from register 4000 on
 *     it  ␂0010400009………␃▯            to 00, stamp 1, kind 0: they are
 *     we  ␂14104500 08………␃▯           kind 0: an order, eight bytes
 *     it  ␂0011␆␃▯                    kind 1: taken
 */
import { type Framing, xorOf } from "../../kit/line/frames.ts";

const [STX, ETX, ACK] = [0x02, 0x03, 0x06];
const [HEAD, TAIL] = [11, 2];
const ACKNOWLEDGED = 8;
const REPLY = "0010";
const TAKEN = "0011";

const text = (bytes: ArrayLike<number>, from: number, to: number): string =>
  String.fromCharCode(...Array.from(bytes).slice(from, to));
const hex = (value: number, digits: number): string => value.toString(16).toUpperCase().padStart(digits, "0");

export const FRAMING: Framing = {
  start: [STX],
  length: (begun) => {
    if (begun.length < 5) return "more";
    if (text(begun, 1, 5) === TAKEN) return ACKNOWLEDGED;
    if (text(begun, 1, 5) !== REPLY) return undefined;
    if (begun.length < HEAD) return "more";
    const told = text(begun, 5, HEAD);
    return /^[\dA-F]{6}$/i.test(told) ? HEAD + Number.parseInt(told.slice(4), 16) + TAIL : undefined;
  },
  isRight: (frame) => frame.at(-2) === ETX && xorOf(frame.subarray(1, -1)) === frame.at(-1),
  longest: HEAD + 0xff + TAIL,
};

function mirrored(byte: number): number {
  let bits = 0;
  for (let at = 0; at < 8; at++) bits |= ((byte >> at) & 1) << (7 - at);
  return bits;
}

function sentence(kind: string, address: number, count: number, data: readonly number[] = []): Uint8Array {
  const head = Buffer.from(`141${kind}${hex(address, 4)}${hex(count, 2)}`, "latin1");
  const body = [...head, ...data.map(mirrored), ETX];
  return Uint8Array.of(STX, ...body, xorOf(body));
}

/** A question for so many bytes from a register on. */
export const question = (address: number, count: number): Uint8Array => sentence("2", address, count);

const ORDERS = 0x4500;
/** An order, and up to three numbers for it. */
export function order(group: number, number: number, ...parameters: readonly number[]): Uint8Array {
  const told = [0, 1, 2].map((at) => (parameters[at] ?? 0).toString(16).toUpperCase().padStart(2)).join("");
  const data = [group, number, ...Buffer.from(told, "latin1")];
  return sentence("0", ORDERS, data.length, data);
}

/** True for what says that an order was taken. */
export const isTaken = (frame: Uint8Array): boolean => frame.length === ACKNOWLEDGED && frame[5] === ACK;

/** The bytes that were asked for; undefined in any other answer. */
export function dataIn(frame: Uint8Array, address: number, count: number): Uint8Array | undefined {
  const wanted = `${REPLY}${hex(address, 4)}${hex(count, 2)}`;
  if (text(frame, 1, HEAD).toUpperCase() !== wanted || frame.length !== HEAD + count + TAIL) return undefined;
  return frame.subarray(HEAD, -TAIL).map(mirrored);
}
