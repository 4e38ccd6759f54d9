/** Notices that a file has another text than before. One that cannot be read any more has not changed. */
import type { Clock, Timer } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";

const LOOK_MS = 5000;

export class WatchedText {
  readonly #path: string;
  readonly #files: Pick<Files, "read">;
  readonly #clock: Clock;
  readonly #changed: () => void;
  #text: string | undefined;
  #timer: Timer | undefined;

  constructor(
    path: string,
    { files, clock, changed }: { files: Pick<Files, "read">; clock: Clock; changed: () => void },
  ) {
    this.#path = path;
    this.#files = files;
    this.#clock = clock;
    this.#changed = changed;
    this.#text = this.#read();
    this.#later();
  }

  /** It has just been read by somebody. */
  seen(): void {
    this.#text = this.#read();
  }

  stop(): void {
    this.#timer?.cancel();
  }

  #read(): string | undefined {
    try {
      return this.#files.read(this.#path);
    } catch {
      return this.#text;
    }
  }

  #later(): void {
    this.#timer = this.#clock.after(LOOK_MS, () => {
      this.#later();
      const text = this.#read();
      if (text === this.#text) return;
      this.#text = text;
      this.#changed();
    });
  }
}
