/**
 * The answer of an apcupsd to `status`, out of the bytes of a connection: records of two bytes of length, big end
 * first, and a line of text; an empty one is the last.
 *
 *     00 1b  "STATUS   : TRIM ONLINE \n"
 *     00 00
 */

/** Of a record, as the C driver has it. */
const LONGEST = 1023;
/** Real ones send about sixty. */
const MOST = 512;

export type Progress =
  | { readonly kind: "more" }
  | { readonly kind: "whole" }
  | { readonly kind: "broken"; why: string };

/** `END APC  : 2026-…` is the item END, as in the C driver. */
const RECORD = /^\s*([^\s:]+)[^:\r\n]*:?[\s:]*([^\r\n]*)/;

export class StatusReader {
  readonly items = new Map<string, string>();
  #left: Buffer = Buffer.alloc(0);
  #records = 0;

  take(bytes: Uint8Array): Progress {
    this.#left = Buffer.concat([this.#left, bytes]);
    while (this.#left.length >= 2) {
      const length = this.#left.readUInt16BE(0);
      if (length === 0) return { kind: "whole" };
      if (length > LONGEST) return { kind: "broken", why: `a record of ${length} bytes` };
      if (this.#left.length < 2 + length) break;
      if (++this.#records > MOST) return { kind: "broken", why: `more than ${MOST} records` };
      this.#note(this.#left.toString("latin1", 2, 2 + length));
      this.#left = this.#left.subarray(2 + length);
    }
    return { kind: "more" };
  }

  #note(line: string): void {
    const [, item, value = ""] = RECORD.exec(line) ?? [];
    if (item !== undefined) this.items.set(item, value.trimEnd());
  }
}

/** A request. */
export function asRecord(text: string): Uint8Array {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes]);
}
