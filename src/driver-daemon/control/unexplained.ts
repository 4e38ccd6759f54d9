/** Readings without a power source: an empty `ups.status` with fresh data would tell everybody that all is well. */
import type { Reading, Unexplained } from "../../drivers/types.ts";

const EMPTY: Unexplained = {
  text: "the device says nothing of mains and battery, so that its data count as stale",
  reopen: "later",
};

/** What is missing; undefined for a reading that says enough, and for one that leaves the status as it was. */
export function unexplainedIn({
  unexplained,
  status,
  alarms = [],
  noSupply = false,
}: Reading): Unexplained | undefined {
  if (unexplained || noSupply) return unexplained;
  return status?.every((token) => token.trim() === "") && alarms.length === 0 ? EMPTY : undefined;
}

/** Keeps the judgement of the last reading that spoke of the status: quick polls may leave it out. */
export class Explanation {
  readonly #asTold: boolean;
  #last: Unexplained | undefined;

  /** `asTold`: what the driver passes on may be empty. */
  constructor(asTold = false) {
    this.#asTold = asTold;
  }

  missing(reading: Reading): Unexplained | undefined {
    if (this.#asTold) return undefined;
    if (reading.unexplained || reading.status) this.#last = unexplainedIn(reading);
    return this.#last;
  }
}
