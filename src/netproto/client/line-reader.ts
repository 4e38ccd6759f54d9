/** The lines of a server, bounded in memory. A line is what stands before LF or CRLF; blank ones are skipped. */
import { StringDecoder } from "node:string_decoder";

/** Longest line in characters. NUT's server sends at most 511; a device's serial number or a long list item may be longer. */
const MAX_LINE = 65_536;

/** Characters that a terminal or a log would act on: C0, DEL and C1. A tab parts words, so it becomes a blank. */
const CONTROLS = /[\x00-\x08\x0a-\x1f\x7f-\x9f]/g;
const CONTROLS_TEST = /[\x00-\x1f\x7f-\x9f]/;

const printable = (line: string): string =>
  CONTROLS_TEST.test(line) ? line.replace(CONTROLS, "").replaceAll("\t", " ") : line;

export class LineReader {
  readonly #decoder = new StringDecoder("utf8");
  readonly #emit: (line: string) => void;
  #rest = "";

  /** `emit` gets each line without its end and without control characters. */
  constructor(emit: (line: string) => void) {
    this.#emit = emit;
  }

  /** Takes what arrived. False when a line is longer than anything a server may say: give the connection up. */
  push(chunk: Uint8Array): boolean {
    const lines = this.#decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)).split("\n");
    for (const part of lines.slice(0, -1)) {
      const line = printable(this.#rest + part);
      this.#rest = "";
      if (line.length > MAX_LINE) return false;
      if (line.trim() !== "") this.#emit(line);
    }
    this.#rest += lines.at(-1) ?? "";
    return this.#rest.length <= MAX_LINE;
  }

  /** True when half a line waits for its end. */
  get pending(): boolean {
    return this.#rest !== "";
  }
}
