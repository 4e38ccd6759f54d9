/** When upslog writes: every `interval` seconds, or at once when woken (SIGUSR1, SIGHUP, the end). */
import type { Clock } from "../../system/clock.ts";

/** The wait before an update and the time of the one after, in milliseconds; `next` is 0 before the first. */
export function nextPoll(
  next: number,
  now: number,
  intervalMs: number,
): { readonly wait: number; readonly next: number } {
  return next > now ? { wait: next - now, next: next + intervalMs } : { wait: 0, next: now + intervalMs };
}

/** Sleep that can be cut short; a wake that comes while nobody sleeps cuts the next sleep. */
export class Sleeper {
  readonly #clock: Clock;
  #wake: (() => void) | undefined;
  #woken = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  wake(): void {
    if (this.#wake) this.#wake();
    else this.#woken = true;
  }

  async sleep(ms: number): Promise<void> {
    if (ms <= 0 || this.#woken) {
      this.#woken = false;
      return;
    }
    await new Promise<void>((resolve) => {
      const timer = this.#clock.after(ms, resolve);
      this.#wake = () => {
        timer.cancel();
        resolve();
      };
    });
    this.#wake = undefined;
  }
}
