/** Bytes that wait for others to read or to finish a line: how many there are from one place and in all, and who holds them. */
export interface ByteLimits {
  /** Of all that come from one place. */
  readonly place: number;
  readonly all: number;
}

interface Holding {
  readonly place: string;
  bytes: number;
}

interface Place<T> {
  bytes: number;
  readonly holders: Set<T>;
}

export class ByteBudget<T> {
  readonly #limits: ByteLimits;
  /** Whoever was heard of longest ago first; so are the holders of each place. */
  readonly #holdings = new Map<T, Holding>();
  readonly #places = new Map<string, Place<T>>();
  #bytes = 0;

  constructor(limits: ByteLimits) {
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** `holder` holds so many now, and was heard of. */
  hold(holder: T, place: string, bytes: number): void {
    this.release(holder);
    if (bytes === 0) return;
    this.#holdings.set(holder, { place, bytes });
    const at = this.#places.get(place) ?? { bytes: 0, holders: new Set() };
    this.#places.set(place, at);
    at.bytes += bytes;
    at.holders.add(holder);
    this.#bytes += bytes;
  }

  release(holder: T): void {
    const holding = this.#holdings.get(holder);
    if (!holding) return;
    this.#holdings.delete(holder);
    this.#bytes -= holding.bytes;
    const at = this.#places.get(holding.place);
    if (!at) return;
    at.bytes -= holding.bytes;
    at.holders.delete(holder);
    if (at.holders.size === 0) this.#places.delete(holding.place);
  }

  /** Who has to go so that this place, or all of them together, keep within the limits; undefined when they do. */
  tooMuch(place: string): T | undefined {
    const at = this.#places.get(place);
    if (at && at.bytes > this.#limits.place) return first(at.holders);
    return this.#bytes > this.#limits.all ? first(this.#holdings.keys()) : undefined;
  }
}

function first<T>(all: Iterable<T>): T | undefined {
  for (const one of all) return one;
  return undefined;
}
