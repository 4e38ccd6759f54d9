/** Reads a file that may be a folder, pipe or device: never hangs, never takes more than `LARGEST_FILE`. */
import { isUtf8 } from "node:buffer";
import { closeSync, constants, fstatSync, openSync, readSync, type Stats, statSync } from "node:fs";
import { textOfBytes } from "../../nut/byte-text.ts";
import { systemCode } from "../system-error.ts";

/** Bytes that a file of ours may have: some 10,000 UPSes. A larger one would hold up a daemon that is asked to end. */
export const LARGEST_FILE = 1024 * 1024;

/** How long whoever feeds a pipe may take (`-f <(command)`), in milliseconds. */
const PIPE_MS = 500;
const PAUSE_MS = 5;

const MIB = 1024 * 1024;
const tooLarge = (): Error =>
  new Error(`it is larger than ${LARGEST_FILE / MIB} MiB, which no such file of NUT is; look what fills it`);

const isNull = (stat: Stats): boolean => stat.rdev === statSync("/dev/null").rdev;

function checkKind(stat: Stats): void {
  if (stat.isSocket()) throw new Error("it is a socket and not a file; put a file there");
  if (stat.isBlockDevice() || (stat.isCharacterDevice() && !isNull(stat))) {
    throw new Error("it is a device and not a file; put a file there");
  }
}

/** Another piece, or undefined while a pipe is empty. */
function readPiece(fd: number, piece: Buffer): number | undefined {
  try {
    return readSync(fd, piece);
  } catch (error) {
    if (systemCode(error) === "EAGAIN") return undefined;
    throw error;
  }
}

const pause = (): unknown => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);

function readAll(fd: number): Buffer {
  const pieces: Buffer[] = [];
  const until = Date.now() + PIPE_MS;
  for (let size = 0; size <= LARGEST_FILE; ) {
    const piece = Buffer.allocUnsafe(65_536);
    const count = readPiece(fd, piece);
    if (count === 0) return Buffer.concat(pieces);
    if (count !== undefined) {
      size += count;
      pieces.push(piece.subarray(0, count));
    } else if (Date.now() >= until) throw new Error("it is a pipe that nobody ends; put a file there");
    else pause();
  }
  throw tooLarge();
}

function readOpen(fd: number): Buffer {
  const stat = fstatSync(fd);
  if (stat.size > LARGEST_FILE) throw tooLarge();
  const bytes = readAll(fd);
  if (stat.isFIFO() && bytes.length === 0) throw new Error("it is a pipe that nobody writes into; put a file there");
  return bytes;
}

/** The bytes of a file. Throws with the system's reason, or with ours and what to do. */
export function readBytes(path: string): Buffer {
  checkKind(statSync(path)); // before it is opened: opening a device may do something to it
  // Without O_NONBLOCK a pipe without a writer would hold us for ever.
  const fd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK | constants.O_NOCTTY);
  try {
    return readOpen(fd);
  } finally {
    closeSync(fd);
  }
}

export function readText(path: string): string {
  const bytes = readBytes(path);
  return isUtf8(bytes) ? bytes.toString("utf8") : textOfBytes(bytes.toString("latin1"));
}

/** The same, or undefined where there is no such file. */
export function readTextIfThere(path: string): string | undefined {
  try {
    return readText(path);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}
