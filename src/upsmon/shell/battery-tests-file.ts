/** Where what is kept of battery tests outlives upsmon: JSON, bounded by what a record holds. */

import type { Files } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, writeReason } from "../../system/system-error.ts";
import { healthyRecord } from "../core/battery-tests/read-record.ts";
import type { TestRecord } from "../core/battery-tests/test-record.ts";

const MODE = 0o644;

export class BatteryTestsFile {
  readonly #path: string;
  readonly #files: Files;
  readonly #log: Log;
  #failing = false;

  constructor(path: string, files: Files, log: Log) {
    this.#path = path;
    this.#files = files;
    this.#log = log;
  }

  read(): Map<string, TestRecord> {
    try {
      const text = this.#files.read(this.#path, "state");
      return new Map(text === undefined ? [] : healthyRecord(text));
    } catch (error) {
      this.#log.warning(`${this.#path}, the record of battery tests, is begun anew: ${fileReason(error)}`);
      return new Map();
    }
  }

  write(records: ReadonlyMap<string, TestRecord>): void {
    try {
      this.#files.replace(this.#path, `${JSON.stringify(Object.fromEntries(records), undefined, 1)}\n`, MODE);
      this.#failing = false;
    } catch (error) {
      const text = `${this.#path}, the record of battery tests, cannot be written: ${writeReason(error)}`;
      if (this.#failing) this.#log.debug(1, text);
      else this.#log.warning(text);
      this.#failing = true;
    }
  }
}
