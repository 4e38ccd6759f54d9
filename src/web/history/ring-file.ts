/** The file of a UPS's rows. What is damaged is put aside and begun anew; a disk that is full loses curves and nothing else. */
import { closeSync, fstatSync, openSync, readSync, renameSync, writeSync } from "node:fs";
import type { Row } from "./columns.ts";
import {
  HEAD_BYTES,
  head,
  isHead,
  levelOf,
  ROW_BYTES,
  readRow,
  ringStart,
  rowBytes,
  rowOffset,
} from "./ring-format.ts";

const MODE = 0o640;

/** As many of the bytes as there are. */
function bytesAt(fd: number, offset: number, length: number): Buffer {
  const bytes = Buffer.alloc(length);
  return bytes.subarray(0, readSync(fd, bytes, 0, length, offset));
}

function open(path: string): number {
  try {
    return openSync(path, "r+", MODE);
  } catch {
    return openSync(path, "w+", MODE);
  }
}

export class RingFile {
  readonly #fd: number;

  private constructor(fd: number) {
    this.#fd = fd;
  }

  /** Throws with the system's reason. */
  static open(path: string): RingFile {
    const fd = open(path);
    const found = bytesAt(fd, 0, HEAD_BYTES);
    if (isHead(found)) return new RingFile(fd);
    if (fstatSync(fd).size === 0) {
      writeSync(fd, head(), 0, HEAD_BYTES, 0);
      return new RingFile(fd);
    }
    closeSync(fd);
    renameSync(path, `${path}.damaged`);
    return RingFile.open(path);
  }

  /** Throws with the system's reason; rows that were not written are gaps. */
  write(level: number, row: Row): void {
    writeSync(this.#fd, rowBytes(row), 0, ROW_BYTES, rowOffset(level, row.slot));
  }

  /** The rows from slot `from` to slot `to`, both included, that are there. */
  read(level: number, from: number, to: number): readonly Row[] {
    const { rows } = levelOf(level);
    const first = Math.max(from, to - rows + 1);
    if (first > to) return [];
    const turn = first - (first % rows);
    const inTurn = this.#stretch(level, first, Math.min(to, turn + rows - 1));
    const inNext = to >= turn + rows ? this.#stretch(level, turn + rows, to) : [];
    return [...inTurn, ...inNext];
  }

  close(): void {
    closeSync(this.#fd);
  }

  #stretch(level: number, from: number, to: number): readonly Row[] {
    const { rows } = levelOf(level);
    const bytes = bytesAt(this.#fd, ringStart(level) + (from % rows) * ROW_BYTES, (to - from + 1) * ROW_BYTES);
    const found: Row[] = [];
    for (let at = 0; at + ROW_BYTES <= bytes.length; at += ROW_BYTES) {
      const row = readRow(bytes.subarray(at, at + ROW_BYTES));
      if (row && row.slot === from + at / ROW_BYTES) found.push(row);
    }
    return found;
  }
}
