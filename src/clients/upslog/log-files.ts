import { closeSync, openSync, writeSync } from "node:fs";
import type { Io } from "../../cli/program.ts";
import { systemReason } from "../../system/system-error.ts";
import { Fatal } from "../fatal.ts";

const STDOUT = "-";

export class LogFiles {
  readonly #io: Io;
  readonly #complain: (text: string) => void;
  readonly #open = new Map<string, number>();
  readonly #failing = new Set<string>();

  constructor(io: Io, complain: (text: string) => void) {
    this.#io = io;
    this.#complain = complain;
  }

  /** Opens a file for appending; false when it is open already. Throws Fatal. */
  open(name: string): boolean {
    if (this.#open.has(name)) return false;
    try {
      this.#open.set(name, name === STDOUT ? 1 : openSync(name, "a"));
      return true;
    } catch (error) {
      throw new Fatal(`could not open logfile ${name}: ${systemReason(error)}`, { cause: error });
    }
  }

  /** After rotation. A file that cannot be opened anew is written on as it was. */
  reopen(): void {
    for (const [name, old] of this.#open) {
      if (name === STDOUT) {
        this.#complain("logging to stdout");
        continue;
      }
      try {
        this.#open.set(name, openSync(name, "a"));
        closeSync(old);
      } catch (error) {
        this.#complain(`could not reopen logfile ${name}: ${systemReason(error)}; going on with the old one`);
      }
    }
  }

  write(name: string, line: string): void {
    const fd = this.#open.get(name);
    if (fd === undefined) return;
    if (name === STDOUT) return this.#io.out(`${line}\n`);
    try {
      writeSync(fd, `${line}\n`);
      if (this.#failing.delete(name)) this.#complain(`logfile ${name} can be written again`);
    } catch (error) {
      if (!this.#failing.has(name))
        this.#complain(`could not write logfile ${name}: ${systemReason(error)}; lines are lost`);
      this.#failing.add(name);
    }
  }

  close(): void {
    for (const [name, fd] of this.#open) if (name !== STDOUT) closeSync(fd);
    this.#open.clear();
  }
}
