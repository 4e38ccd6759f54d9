/**
 * A USB chip that pretends to be a serial line: how a question is brought to the UPS behind it, and the answer back.
 * Each chip has its own way; what they share stands here.
 */

import type { UsbAnswer, UsbPipe, UsbRequest } from "../../../device/usb-pipe.ts";
import type { Clock } from "../../../system/clock.ts";
import { DeviceError } from "../../types.ts";

export interface BridgeContext {
  readonly pipe: UsbPipe;
  readonly clock: Clock;
  /** Language of string descriptors (`langid_fix`); undefined for the device's first. */
  readonly language: number | undefined;
  /** An option of ups.conf. */
  option(name: string): string | undefined;
}

export type Exchange = (question: Uint8Array) => Promise<Uint8Array | undefined>;

export interface Bridge {
  /** As `subdriver =` names it. */
  readonly name: string;
  create(context: BridgeContext): Exchange;
}

export const CR = 0x0d;
export const LONGEST = 511;
export const IN = 0x81;
/** Bytes in a low-speed packet. */
export const PACKET = 8;
export const ANSWER_MS = 1000;

/** SET_REPORT to the interface: output report 0, unless a chip counts otherwise. */
export const setReport = (value = 0x200): UsbRequest => ({
  type: "class",
  recipient: "interface",
  request: 0x09,
  value,
  index: 0,
});

/** More came than was asked for: an answer lost, not a link. */
const OVERFLOW = /overflow|babble|errno 75\b/i;

/** True when the transfer went through. Stalls are cleared; throws DeviceError `lost` where the link is broken. */
export async function went(pipe: UsbPipe, answer: UsbAnswer, endpoint = IN): Promise<boolean> {
  if (answer.kind === "data") return true;
  if (answer.kind === "error" && !OVERFLOW.test(answer.text))
    throw new DeviceError("lost", `${pipe.device.node}: ${answer.text}`);
  if (answer.kind === "stall") await pipe.clearHalt(endpoint);
  return false;
}

/** Sends a question in packets of eight bytes, filled with zeros. */
export async function sendPackets(
  pipe: UsbPipe,
  question: Uint8Array,
  { request = setReport(), ms = 5000 }: { readonly request?: UsbRequest; readonly ms?: number } = {},
): Promise<boolean> {
  for (let at = 0; at < question.length; at += PACKET) {
    const packet = new Uint8Array(PACKET);
    packet.set(question.subarray(at, at + PACKET));
    if (!(await went(pipe, await pipe.controlOut(request, packet, ms)))) return false;
  }
  return true;
}

/** Reads packets up to the one with a carriage return, or as many as come. */
export async function readPackets(pipe: UsbPipe, size = PACKET, endpoint = IN): Promise<Uint8Array> {
  const bytes: number[] = [];
  while (bytes.length < LONGEST && !bytes.includes(CR)) {
    const answer = await pipe.read(endpoint, size, ANSWER_MS);
    if (!(await went(pipe, answer, endpoint)) || answer.kind !== "data" || answer.bytes.length === 0) break;
    bytes.push(...answer.bytes);
  }
  return Uint8Array.from(bytes);
}

/** What comes back for a command that the chip cannot bring to the UPS: the command itself, which counts as refused. */
export const echoed = (question: Uint8Array): Uint8Array => Uint8Array.from(question);

export const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");
export const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(text, "latin1"));

export const withCr = (text: string): Uint8Array => bytesOf(text.includes("\r") ? text : `${text}\r`);

/** What chips that keep answers in string descriptors say instead of "not now" and of "done". */
export const isNoAck = (text: string): boolean => /^UPS No Ack$/i.test(text.split("\r", 1)[0] ?? "");
