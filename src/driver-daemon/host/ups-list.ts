import type { Machine } from "../../daemon/run-daemon.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, writeReason } from "../../system/system-error.ts";

/** Set for a host that is started again after it died: it is in the background already. */
export const RESTARTED = "NUTTS_RESTARTED";

/** The UPSes of this host, for its successor after a crash: a command line misses those that joined later. */
export class UpsList {
  readonly #path: string;
  readonly #machine: Machine;
  readonly #log: Log;

  constructor(controlSocket: string, machine: Machine, log: Log) {
    this.#log = log;
    this.#path = `${controlSocket}.upses`;
    this.#machine = machine;
  }

  /** The names that the host before us had, or those we were started with. */
  read(names: readonly string[]): readonly string[] {
    if (this.#machine.env[RESTARTED] === undefined) return names;
    try {
      const text = this.#machine.files.read(this.#path);
      return text === undefined ? names : text.split("\n").filter((name) => name !== "");
    } catch (error) {
      this.#log.warning(`${this.#path} cannot be read: ${fileReason(error)}; starting with those of the command line`);
      return names;
    }
  }

  /** Without it all goes on; a host that comes after us would begin with those of the command line. */
  write(names: readonly string[]): void {
    try {
      this.#machine.files.replace(this.#path, names.map((name) => `${name}\n`).join(""), 0o600);
    } catch (error) {
      this.#log.warning(`cannot write ${this.#path}: ${writeReason(error)}`);
    }
  }

  remove(): void {
    try {
      this.#machine.files.remove(this.#path);
    } catch (error) {
      this.#log.warning(`cannot remove ${this.#path}: ${writeReason(error)}`);
    }
  }
}
