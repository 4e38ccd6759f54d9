/** Commands that take the load's power act when a client sends them twice, so that a slip of the finger does nothing. */
import type { Driver, Outcome } from "../../drivers/types.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";

/** The second one counts within this time, and not sooner. */
const SOONEST_MS = 3000;
const LATEST_MS = 15_000;
/** The C driver counts whole seconds. */
const SECOND_MS = 1000;

export class Repetition {
  readonly #clock: Clock;
  readonly #log: Log;
  #before = { what: "", at: Number.NEGATIVE_INFINITY };

  constructor(clock: Clock, log: Log) {
    this.#clock = clock;
    this.#log = log;
  }

  /** `handled` for a command that waits for its repetition, too. */
  async instcmd(driver: Driver, name: string, param?: string): Promise<Outcome> {
    if (driver.needsRepeating?.(name, param) && !this.#isRepeated(`${name.toLowerCase()} ${param ?? ""}`.trim()))
      return "handled";
    return driver.instcmd(name, param);
  }

  #isRepeated(what: string): boolean {
    const now = this.#clock.now();
    const { what: before, at } = this.#before;
    this.#before = { what, at: now };
    if (what === before && now - at >= SOONEST_MS && now - at < LATEST_MS + SECOND_MS) return true;
    const times = `${SOONEST_MS / 1000} to ${LATEST_MS / 1000} s from now`;
    this.#log.notice(`${what}: nothing is done until it comes again, ${times}`);
    return false;
  }
}
