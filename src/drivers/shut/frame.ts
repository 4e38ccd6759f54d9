/**
 * What goes over a SHUT line: single bytes that mean something of themselves, and frames.
 *
 *     | type | length | payload, 0 to 8 bytes | checksum |
 *
 * The type has 0x80 set in the last frame of a message; the length stands in both halves of its byte; the checksum is
 * the payload's bytes, exclusive or.
 */

import { type Assembler, xorOf } from "../kit/line/frames.ts";

export const ACK = 0x06;
export const NOK = 0x15;

/** The tokens that begin to speak, by how much the device is to tell unasked: `notification` in ups.conf. */
export const SYNC = { complete: 0x16, light: 0x17, off: 0x18 } as const;

const TYPES = { request: 0x01, response: 0x04, notify: 0x05 } as const;
const LAST = 0x80;
/** Bytes of payload in one frame. */
const MOST = 8;
/** Type, length and checksum. */
const AROUND = 3;

export type FrameType = keyof typeof TYPES;

export interface Frame {
  readonly kind: "frame";
  readonly type: FrameType;
  readonly last: boolean;
  readonly payload: Uint8Array;
}

/** `spoilt`: noise, half a frame, or one whose checksum is wrong. */
export type Heard =
  | Frame
  | { readonly kind: "ack" }
  | { readonly kind: "nok" }
  | { readonly kind: "sync"; readonly token: number }
  | { readonly kind: "spoilt" };

export function frameOf(type: FrameType, payload: Uint8Array, last: boolean): Uint8Array {
  const { length } = payload;
  return Uint8Array.of(TYPES[type] | (last ? LAST : 0), (length << 4) | length, ...payload, xorOf(payload));
}

/** A message in frames: each part begins a frame of its own, an empty part is an empty frame. */
export function framesOf(type: FrameType, ...parts: readonly Uint8Array[]): readonly Uint8Array[] {
  const pieces = parts.flatMap(cut);
  return pieces.map((piece, at) => frameOf(type, piece, at === pieces.length - 1));
}

const cut = (part: Uint8Array): readonly Uint8Array[] =>
  Array.from({ length: Math.max(1, Math.ceil(part.length / MOST)) }, (_, at) =>
    part.subarray(at * MOST, (at + 1) * MOST),
  );

function tokenOf(byte: number): Heard | undefined {
  if (byte === ACK) return { kind: "ack" };
  if (byte === NOK) return { kind: "nok" };
  return Object.values(SYNC).some((token) => token === byte) ? { kind: "sync", token: byte } : undefined;
}

const typeOf = (byte: number): FrameType | undefined =>
  (["request", "response", "notify"] as const).find((type) => TYPES[type] === (byte & ~LAST));

const sizeOf = (byte: number): number | undefined =>
  byte >> 4 === (byte & 0x0f) && (byte & 0x0f) <= MOST ? byte & 0x0f : undefined;

/** After noise nothing is believed until the line was quiet (`pause`). */
export class FrameReader implements Assembler<Heard> {
  #bytes: number[] = [];
  #lost = false;

  get pending(): boolean {
    return this.#lost || this.#bytes.length > 0;
  }

  push(byte: number): Heard | undefined {
    if (this.#lost) return undefined;
    this.#bytes.push(byte);
    const [type, length] = this.#bytes;
    if (type === undefined) return undefined;
    if (length === undefined) return this.#begin(type);
    const size = sizeOf(length);
    if (size === undefined) return this.#lose();
    return this.#bytes.length === size + AROUND ? this.#end(type) : undefined;
  }

  #begin(byte: number): Heard | undefined {
    const token = tokenOf(byte);
    if (token) this.reset();
    return token ?? (typeOf(byte) ? undefined : this.#lose());
  }

  #end(first: number): Heard | undefined {
    const payload = Uint8Array.from(this.#bytes.slice(2, -1));
    const type = typeOf(first);
    if (!type || this.#bytes.at(-1) !== xorOf(payload)) return this.#lose();
    this.reset();
    return { kind: "frame", type, last: (first & LAST) !== 0, payload };
  }

  #lose(): undefined {
    this.#lost = true;
    this.#bytes = [];
  }

  pause(): Heard | undefined {
    if (!this.pending) return undefined;
    this.reset();
    return { kind: "spoilt" };
  }

  reset(): void {
    this.#bytes = [];
    this.#lost = false;
  }
}

/** Longest notification that is put together, in bytes. */
const LONGEST_NOTICE = 64;

/** Puts notifications together from their frames. */
export class Notices {
  #bytes: number[] = [];

  /** The whole report after its last frame; undefined before, and for one that is too long. */
  take({ payload, last }: Frame): Uint8Array | undefined {
    this.#bytes.push(...payload);
    const report = Uint8Array.from(this.#bytes);
    if (last || report.length > LONGEST_NOTICE) this.#bytes = [];
    return last && report.length <= LONGEST_NOTICE ? report : undefined;
  }
}
