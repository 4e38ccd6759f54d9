/** How often somebody may do something: so many at once, and as many more as time brings. Bounded in memory. */
import type { Clock } from "../../system/clock.ts";

interface Bucket {
  left: number;
  at: number;
}

/** Places that are remembered; whoever was heard of longest ago is forgotten, with a full bucket. */
const MOST_PLACES = 10_000;

export class Allowance {
  readonly #clock: Pick<Clock, "now">;
  readonly #burst: number;
  readonly #perSecond: number;
  readonly #buckets = new Map<string, Bucket>();

  constructor(clock: Pick<Clock, "now">, burst: number, perSecond: number) {
    this.#clock = clock;
    this.#burst = burst;
    this.#perSecond = perSecond;
  }

  /** Whether there is one left. */
  has(place: string): boolean {
    return this.#bucket(place).left >= 1;
  }

  /** Takes one; false when there is none left. */
  take(place: string): boolean {
    const bucket = this.#bucket(place);
    if (bucket.left < 1) return false;
    bucket.left--;
    this.#buckets.delete(place);
    this.#buckets.set(place, bucket);
    for (const oldest of this.#buckets.keys()) {
      if (this.#buckets.size <= MOST_PLACES) break;
      this.#buckets.delete(oldest);
    }
    return true;
  }

  #bucket(place: string): Bucket {
    const now = this.#clock.now();
    const known = this.#buckets.get(place);
    if (!known) return { left: this.#burst, at: now };
    known.left = Math.min(this.#burst, known.left + ((now - known.at) / 1000) * this.#perSecond);
    known.at = now;
    return known;
  }
}
