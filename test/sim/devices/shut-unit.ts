/**
 * The UPS's end of a SHUT line: a device out of a capture that answers in frames, and faults put in front of what it
 * sends.
 *
 *     const unit = new ShutUnit(new SimUsbDevice(captured), (bytes, afterMs) => …);
 *     unit.fault = times(1, spoilt);     the checksum of its next frame is wrong
 */
import { ACK, FrameReader, framesOf, type Heard, NOK, SYNC } from "../../../src/drivers/shut/frame.ts";
import type { SimUsbDevice } from "./usb-machine.ts";

/** What goes over the line instead of one frame or token, and how many milliseconds later. */
export interface Sent {
  readonly bytes: Uint8Array;
  readonly afterMs: number;
}

export type ShutFault = (bytes: Uint8Array) => readonly Sent[];

const now = (bytes: Uint8Array): Sent => ({ bytes, afterMs: 0 });

export const healthy: ShutFault = (bytes) => [now(bytes)];
export const silent: ShutFault = () => [];
export const slow =
  (ms: number): ShutFault =>
  (bytes) => [{ bytes, afterMs: ms }];
/** A wrong checksum; tokens come as they are. */
export const spoilt: ShutFault = (bytes) => [
  now(bytes.length === 1 ? bytes : bytes.map((byte, at) => (at === bytes.length - 1 ? byte ^ 0x40 : byte))),
];
/** Half of every frame; tokens come as they are. */
export const half: ShutFault = (bytes) => [now(bytes.subarray(0, Math.ceil(bytes.length / 2)))];
/** Noise as long as what was to be sent. */
export const garbage: ShutFault = (bytes) => [now(bytes.map((_, at) => 0xa3 ^ (at * 37)))];
export const noiseBefore: ShutFault = (bytes) => [now(Uint8Array.of(0xff, 0x00)), { bytes, afterMs: 500 }];

/** A fault for what is sent the next `count` times, then none. With `only` just for what has that many bytes and more. */
export const times = (count: number, fault: ShutFault, only = 1): ShutFault => {
  let left = count;
  return (bytes) => (bytes.length >= only && left-- > 0 ? fault(bytes) : healthy(bytes));
};

const word = (bytes: Uint8Array, at: number): number => (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8);
const twoBytes = (value: number): readonly [number, number] => [value & 0xff, value >> 8];

export class ShutUnit {
  readonly device: SimUsbDevice;
  fault: ShutFault = healthy;
  /** How it was told to speak, by the token of `SYNC`; undefined before. */
  level: number | undefined;
  /** The tokens with which somebody began to speak. */
  readonly began: number[] = [];
  /** Set-up packets in hexadecimal, in order. */
  readonly asked: string[] = [];
  /** Frames to refuse before one is taken. */
  refusals = 0;
  /** Refuses strings that it does not have, which the C driver asks for again for ever; else they are empty. */
  refusesStrings = false;
  reportDescriptor: Uint8Array;
  readonly #send: (bytes: Uint8Array, afterMs: number) => void;
  readonly #reader = new FrameReader();
  #message: number[] = [];
  #outgoing: Uint8Array[] = [];
  #notices: Uint8Array[] = [];
  #last: Uint8Array | undefined;

  constructor(device: SimUsbDevice, send: (bytes: Uint8Array, afterMs: number) => void) {
    this.device = device;
    this.reportDescriptor = device.captured.descriptorBytes;
    this.#send = send;
  }

  hear(bytes: Uint8Array): void {
    for (const byte of bytes) {
      const heard = this.#reader.push(byte);
      if (heard) this.#take(heard);
    }
    // Whoever sends here sends whole frames.
    const rest = this.#reader.pause();
    if (rest) this.#take(rest);
  }

  /** A report that nobody asked for, its number in front; kept back while an answer is under way. */
  notify(...report: readonly number[]): void {
    if (this.level === undefined || this.level === SYNC.off) return;
    this.#notices.push(...framesOf("notify", Uint8Array.from(report)));
    if (this.#outgoing.length === 0) this.#sendNext();
  }

  #take(heard: Heard): void {
    switch (heard.kind) {
      case "sync":
        return this.#begin(heard.token);
      case "ack":
        return this.#acknowledged();
      case "nok":
        if (this.#last) this.#transmit(this.#last);
        return;
      case "spoilt":
        return this.#transmit(Uint8Array.of(NOK));
      case "frame":
        if (this.refusals-- > 0) return this.#transmit(Uint8Array.of(NOK));
        this.refusals = 0;
        this.#message.push(...heard.payload);
        if (heard.last) return this.#request(Uint8Array.from(this.#message.splice(0)));
        return this.#transmit(Uint8Array.of(ACK));
    }
  }

  #begin(token: number): void {
    this.level = token;
    this.began.push(token);
    this.#message = [];
    this.#outgoing = [];
    this.#notices = [];
    this.#transmit(Uint8Array.of(token));
  }

  #acknowledged(): void {
    if (this.#last?.length === 1) return;
    this.#outgoing.shift();
    this.#sendNext();
  }

  #sendNext(): void {
    if (this.#outgoing.length === 0) this.#outgoing = this.#notices.splice(0);
    const [frame] = this.#outgoing;
    if (frame) this.#transmit(frame);
  }

  #transmit(bytes: Uint8Array): void {
    this.#last = bytes;
    for (const sent of this.fault(bytes)) this.#send(sent.bytes, sent.afterMs);
  }

  #request(message: Uint8Array): void {
    const setup = message.subarray(0, 8);
    this.asked.push(Buffer.from(setup).toString("hex"));
    const id = setup[2] ?? 0;
    const { hung, stalled } = this.device;
    const report = setup[1] !== 0x06;
    if (report && (hung.has("all") || hung.has(id))) return;
    const answer = report && (stalled.has("all") || stalled.has(id)) ? undefined : this.#answer(setup, message);
    if (!answer) return this.#transmit(Uint8Array.of(NOK));
    this.#transmit(Uint8Array.of(ACK));
    if (setup[1] === 0x09) return;
    this.#outgoing = [...framesOf("response", answer.subarray(0, word(setup, 6)))];
    this.#sendNext();
  }

  /** Undefined for what the device does not know. */
  #answer(setup: Uint8Array, message: Uint8Array): Uint8Array | undefined {
    const [, request, low = 0, high = 0] = setup;
    if (request === 0x06) return this.#descriptor(high, low);
    if (request === 0x09) this.device.file(low, message.subarray(8));
    else this.device.asked.push(low);
    return this.device.report(low);
  }

  #descriptor(kind: number, index: number): Uint8Array | undefined {
    switch (kind) {
      case 0x01:
        return this.#deviceDescriptor();
      case 0x03:
        return this.#string(index);
      case 0x21:
        return Uint8Array.of(9, 0x21, 0x10, 0x01, 0, 1, 0x22, ...twoBytes(this.reportDescriptor.length));
      case 0x22:
        return this.reportDescriptor;
      default:
        return undefined;
    }
  }

  #deviceDescriptor(): Uint8Array {
    const { vendorId, productId, release, vendor, product } = this.device.captured.facts;
    const strings = [vendor, product, this.device.serial].map((text, at) => (text === undefined ? 0 : at + 1));
    const ids = [vendorId, productId, release].flatMap(twoBytes);
    return Uint8Array.of(18, 0x01, 0x10, 0x01, 0, 0, 0, 8, ...ids, ...strings, 1);
  }

  #string(index: number): Uint8Array | undefined {
    const text = index === 3 ? this.device.serial : this.device.captured.string(index);
    if (text === undefined && this.refusesStrings) return undefined;
    const characters = Buffer.from(text ?? "", "utf16le");
    return Uint8Array.of(characters.length + 2, 0x03, ...characters);
  }
}
