/**
 * What a device of Victron brings by VE.Direct. Every second a block of lines whose bytes make zero together, and
 * messages in hexadecimal, in answer or of themselves, in the middle of a block too:
 *
 *     ⏎PID⇥0x203⏎V⇥26201⏎…⏎Checksum⇥▯      ⏎ CR LF, ⇥ tab, ▯ what makes the sum zero
 *     :7F0ED009600DB\n                      an answer: a digit, register, flags and value, what makes the sum 55
 */
import { type Assembler, sumOf } from "../../kit/line/frames.ts";

export type Fields = ReadonlyMap<string, string>;

export type Item =
  | { readonly kind: "block"; readonly fields: Fields }
  /** The bytes of a message: the digit, and what follows it but for the sum. */
  | { readonly kind: "message"; readonly bytes: Uint8Array };

const [COLON, LF] = [0x3a, 0x0a];
/** Bytes; a device sends 22 lines of 43 at most. */
const LONGEST_BLOCK = 1024;
/** Characters. */
const LONGEST_MESSAGE = 256;
const END = "\r\nChecksum\t";
const LINE = /^[\w#-]{1,16}\t[\x20-\x7e]{0,48}$/;
const MESSAGE_SUM = 0x55;

/** Lines of a block whose sum is right; undefined where they are none. */
function blockOf(text: string): Item | undefined {
  if (sumOf(Buffer.from(text, "latin1")) !== 0) return undefined;
  const [before, ...lines] = text.slice(0, -END.length - 1).split("\r\n");
  if (before !== "" || !lines.every((line) => LINE.test(line))) return undefined;
  return { kind: "block", fields: new Map(lines.map((line) => line.split("\t", 2) as [string, string])) };
}

/** Bytes of a message: its first digit is one of them. */
const bytesOf = (text: string): Uint8Array => Uint8Array.from(Buffer.from(`0${text}`, "hex"));

/** A message with its sum and the line end, from its digit and bytes in hexadecimal. */
export function messageFrom(text: string): string {
  const sum = (MESSAGE_SUM - sumOf(bytesOf(text))) & 0xff;
  return `:${text}${sum.toString(16).padStart(2, "0").toUpperCase()}\n`;
}

function messageOf(text: string): Item | undefined {
  if (!/^[\dA-F]([\dA-F]{2})+$/.test(text)) return undefined;
  const bytes = bytesOf(text);
  return sumOf(bytes) === MESSAGE_SUM ? { kind: "message", bytes: bytes.subarray(0, -1) } : undefined;
}

export class VeStream implements Assembler<Item> {
  #block = "";
  #message: string | undefined;
  /** A block that was broken into says nothing. */
  #isSpoilt = false;

  get pending(): boolean {
    return this.#block !== "" || this.#message !== undefined;
  }

  push(byte: number): Item | undefined {
    if (this.#message !== undefined) return this.#inMessage(byte);
    const isSum = this.#block.endsWith(END);
    if (byte === COLON && !isSum) {
      this.#message = "";
      this.#isSpoilt = this.#block !== "";
      return undefined;
    }
    this.#block += String.fromCharCode(byte);
    if (isSum) return this.#endBlock();
    if (this.#block.length > LONGEST_BLOCK) this.reset();
    return undefined;
  }

  #inMessage(byte: number): Item | undefined {
    const text = this.#message ?? "";
    if (byte !== LF && text.length < LONGEST_MESSAGE) {
      this.#message = text + String.fromCharCode(byte);
      return undefined;
    }
    this.#message = undefined;
    return byte === LF ? messageOf(text) : undefined;
  }

  #endBlock(): Item | undefined {
    const item = this.#isSpoilt ? undefined : blockOf(this.#block);
    this.reset();
    return item;
  }

  pause(): undefined {
    this.reset();
  }

  reset(): void {
    this.#block = "";
    this.#message = undefined;
    this.#isSpoilt = false;
  }
}
