/** Lines that thousands of UPSes would fill a log with: so many in a while, and then how many were left out. */
import type { Clock } from "../../../system/clock.ts";
import type { Log } from "../../../system/log/log.ts";

const WINDOW_MS = 10_000;
const LINES = 100;

export class LogBudget {
  readonly #clock: Clock;
  readonly #log: Pick<Log, "notice">;
  #since = Number.NEGATIVE_INFINITY;
  #used = 0;
  readonly #left = new Map<string, number>();

  constructor(clock: Clock, log: Pick<Log, "notice">) {
    this.#clock = clock;
    this.#log = log;
  }

  /** Whether a line about `subject` may be written. */
  allows(subject: string): boolean {
    if (this.#clock.now() >= this.#since + WINDOW_MS) this.flush();
    this.#used++;
    if (this.#used <= LINES) return true;
    this.#left.set(subject, (this.#left.get(subject) ?? 0) + 1);
    return false;
  }

  flush(): void {
    if (this.#left.size > 0) {
      const parts = [...this.#left].map(([subject, count]) => `${count} about ${subject}`);
      this.#log.notice(`Left out of the log, as there were too many: ${parts.join(", ")}`);
    }
    this.#left.clear();
    this.#used = 0;
    this.#since = this.#clock.now();
  }
}
