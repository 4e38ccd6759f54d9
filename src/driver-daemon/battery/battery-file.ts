/** Where what is known of a battery outlives the driver. A disk that is full or not ours costs nothing but that. */
import { mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { FILES, type Files } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, writeReason } from "../../system/system-error.ts";
import { type BatteryMemory, memoryIn, memoryText, NO_MEMORY } from "./memory.ts";

const MODE = 0o640;
const FOLDER_MODE = 0o750;

export class BatteryFile {
  readonly #path: string;
  readonly #log: Log;
  readonly #files: Files;
  #failing = false;

  constructor(folder: string, upsname: string, log: Log, files: Files = FILES) {
    this.#path = join(folder, `${encodeURIComponent(upsname)}.json`);
    this.#log = log;
    this.#files = files;
  }

  read(): BatteryMemory {
    try {
      const text = this.#files.read(this.#path, "state");
      if (text === undefined) return NO_MEMORY;
      const memory = memoryIn(text);
      if (memory === undefined) this.#log.warning(`${this.#path} is no record of a battery: it is begun anew`);
      return memory ?? NO_MEMORY;
    } catch (error) {
      this.#log.warning(`what was learned of the battery cannot be read: ${this.#path}: ${fileReason(error)}`);
      return NO_MEMORY;
    }
  }

  write(memory: BatteryMemory): void {
    try {
      mkdirSync(dirname(this.#path), { recursive: true, mode: FOLDER_MODE });
      this.#files.replace(this.#path, memoryText(memory), MODE);
      this.#failing = false;
    } catch (error) {
      const text = `what was learned of the battery cannot be kept: ${this.#path}: ${writeReason(error)}`;
      if (this.#failing) this.#log.debug(1, text);
      else this.#log.warning(`${text}; all else goes on`);
      this.#failing = true;
    }
  }
}
