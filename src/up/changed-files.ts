/** Says when a file of the configuration has another date than when it was read: a person decides when it is read again. */
import { statSync } from "node:fs";
import { join } from "node:path";
import type { Clock, Timer } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";

const LOOK_MS = 10_000;
const FILES = ["nut.conf", "ups.conf", "upsd.conf", "upsd.users", "upsmon.conf", "web.conf"] as const;

function dateOf(path: string): number | undefined {
  try {
    return statSync(path).mtimeMs;
  } catch {
    return undefined;
  }
}

export class ChangedFiles {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #log: Log;
  readonly #dates = new Map<string, number | undefined>();
  #timer: Timer | undefined;

  constructor(folder: string, clock: Clock, log: Log) {
    this.#folder = folder;
    this.#clock = clock;
    this.#log = log;
    this.read();
    this.#later();
  }

  /** All of them have just been read. */
  read(): void {
    for (const name of FILES) this.#dates.set(name, dateOf(join(this.#folder, name)));
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #later(): void {
    this.#timer = this.#clock.after(LOOK_MS, () => {
      this.#look();
      this.#later();
    });
  }

  #look(): void {
    for (const name of FILES) {
      const date = dateOf(join(this.#folder, name));
      if (date === this.#dates.get(name)) continue;
      this.#dates.set(name, date);
      const what = date === undefined ? "is gone" : "has changed";
      this.#log.notice(`${join(this.#folder, name)} ${what}: kill -HUP ${process.pid} reads it again`);
    }
  }
}
