/** What waits to be told of each row: the newest alone, so that nothing piles up while the other side is away. */
import type { ChosenRow } from "./chosen-rows.ts";
import { type Told, toldKey } from "./told-value.ts";

/** Everything is told anew after so long: the other side may have been started again, or calls a sensor dead. */
const ANEW_MS = 600_000;

interface Sent {
  readonly key: string;
  readonly at: number;
}

export interface Waiting {
  readonly row: ChosenRow;
  readonly told: Told;
}

export class Newest {
  readonly #sent = new Map<ChosenRow, Sent>();
  readonly #intervalMs: number;
  #numbersAt = Number.NEGATIVE_INFINITY;

  constructor(intervalMs: number) {
    this.#intervalMs = intervalMs;
  }

  /** What is due: numbers, which wander, together and at every interval at most; all else at once. */
  due(all: readonly Waiting[], now: number): readonly Waiting[] {
    const numbersDue = now - this.#numbersAt >= this.#intervalMs;
    return all.filter(({ row, told }) => {
      const sent = this.#sent.get(row);
      if (!sent || now - sent.at >= ANEW_MS) return true;
      return sent.key !== toldKey(told) && (told.kind !== "number" || numbersDue);
    });
  }

  /** Taken, or refused for good: both are done with until the value is another. */
  done({ row, told }: Waiting, now: number): void {
    this.#sent.set(row, { key: toldKey(told), at: now });
    if (told.kind === "number") this.#numbersAt = now;
  }
}
