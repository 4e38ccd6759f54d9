/** Lines of JSON that are on the disk at once, in two files: when the newer is full it becomes the older. */
import { closeSync, fdatasyncSync, fstatSync, openSync, readFileSync, renameSync, writeSync } from "node:fs";
import { systemCode } from "../../system/system-error.ts";

const LARGEST = 524_288;
const MODE = 0o640;

function textOf(path: string): string {
  try {
    return readFileSync(path, "utf8").slice(-2 * LARGEST);
  } catch (error) {
    if (systemCode(error) === "ENOENT") return "";
    throw error;
  }
}

function parsed(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
}

export class LineLog<T> {
  readonly #path: string;
  readonly #is: (value: unknown) => value is T;

  constructor(path: string, is: (value: unknown) => value is T) {
    this.#path = path;
    this.#is = is;
  }

  /** The oldest first. Lines that were torn, or are none of ours, are passed over. Throws with the system's reason. */
  read(): readonly T[] {
    const lines = `${textOf(`${this.#path}.old`)}\n${textOf(this.#path)}`.split("\n");
    return lines.map(parsed).filter(this.#is);
  }

  /** Throws with the system's reason. */
  append(value: T): void {
    const fd = openSync(this.#path, "a+", MODE);
    let full: boolean;
    try {
      const { size } = fstatSync(fd);
      // Behind a line that a power cut has torn another begins.
      writeSync(fd, `${size > 0 ? "\n" : ""}${JSON.stringify(value)}`);
      fdatasyncSync(fd);
      full = size > LARGEST;
    } finally {
      closeSync(fd);
    }
    if (full) renameSync(this.#path, `${this.#path}.old`);
  }
}
