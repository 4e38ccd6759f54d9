/** A file of lines that never grows beyond a size: what is oldest goes from the front, in one step. */
import {
  closeSync,
  fdatasyncSync,
  fstatSync,
  openSync,
  readFileSync,
  readSync,
  realpathSync,
  type Stats,
  writeSync,
} from "node:fs";
import { systemCode, writeReason } from "../system-error.ts";
import { replaceFile } from "./replace-file.ts";

const NEWLINE = 0x0a;

/** Behind a line that a power cut has torn another begins. */
function isTorn(path: string, size: number): boolean {
  if (size === 0) return false;
  const [fd, last] = [openSync(path, "r"), Buffer.alloc(1)];
  try {
    readSync(fd, last, 0, 1, size - 1);
  } finally {
    closeSync(fd);
  }
  return last[0] !== NEWLINE;
}

/** Whole lines, the newest, of so many bytes at most; the last one always. */
export function newestLines(bytes: Buffer, most: number): Buffer {
  if (bytes.length <= most) return bytes;
  const behind = bytes.indexOf(NEWLINE, bytes.length - most - 1) + 1;
  const start = behind > 0 && behind < bytes.length ? behind : bytes.lastIndexOf(NEWLINE, bytes.length - 2) + 1;
  return bytes.subarray(start);
}

function trim(path: string, { mode, uid, gid }: Stats, most: number): void {
  const real = realpathSync(path);
  const kept = newestLines(readFileSync(real), Math.floor(most / 2));
  replaceFile(real, kept, mode & 0o777, { uid, gid });
}

/**
 * Adds a line, which is on the disk afterwards. A file of more than `most` bytes keeps the newest half of them; what is no
 * ordinary file is only written to. Throws with the system's reason; where the line is written and the file could not be
 * made shorter, returns why.
 */
export function appendLine(path: string, line: string, most: number, mode = 0o644): string | undefined {
  const fd = openSync(path, "a", mode);
  let stat: Stats;
  try {
    const before = fstatSync(fd);
    writeSync(fd, `${before.isFile() && isTorn(path, before.size) ? "\n" : ""}${line}\n`);
    if (!before.isFile()) return undefined;
    fdatasyncSync(fd);
    stat = fstatSync(fd);
  } finally {
    closeSync(fd);
  }
  try {
    if (stat.size > most) trim(path, stat, most);
    return undefined;
  } catch (error) {
    return writeReason(error);
  }
}

/** Lines of a file, the oldest first; none where there is no such file. Throws with the system's reason. */
export function linesOf(path: string): readonly string[] {
  try {
    return readFileSync(path, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } catch (error) {
    if (systemCode(error) === "ENOENT") return [];
    throw error;
  }
}
