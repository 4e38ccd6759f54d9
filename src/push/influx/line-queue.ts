/** Lines that wait for a database, the oldest first; bounded, the oldest go. */
const MOST_BYTES = 4 << 20;
/** Of one request. InfluxDB advises 5000 lines. */
const BATCH_LINES = 5000;
const BATCH_BYTES = 500_000;

interface Queued {
  readonly line: string;
  readonly bytes: number;
}

export interface Batch {
  readonly lines: readonly string[];
  readonly end: number;
}

export class LineQueue {
  readonly #lines: Queued[] = [];
  #bytes = 0;
  #lost = 0;
  /** Lines that were here before the first. */
  #gone = 0;

  get length(): number {
    return this.#lines.length;
  }

  push(line: string): void {
    const bytes = Buffer.byteLength(line) + 1;
    this.#lines.push({ line, bytes });
    this.#bytes += bytes;
    while (this.#bytes > MOST_BYTES && this.#lines.length > 1) {
      this.#drop(1);
      this.#lost++;
    }
  }

  /** The oldest: as many as go together, at least one where there is one. */
  batch(): Batch {
    let bytes = 0;
    const end = this.#lines.slice(0, BATCH_LINES).findIndex((queued, at) => {
      bytes += queued.bytes;
      return at > 0 && bytes > BATCH_BYTES;
    });
    const lines = this.#lines.slice(0, end === -1 ? BATCH_LINES : end).map(({ line }) => line);
    return { lines, end: this.#gone + lines.length };
  }

  /** This batch is done with, also where some of it had to go meanwhile. */
  done({ end }: Batch): void {
    this.#drop(Math.max(0, end - this.#gone));
  }

  #drop(count: number): void {
    for (const { bytes } of this.#lines.splice(0, count)) this.#bytes -= bytes;
    this.#gone += count;
  }

  /** How many had to go since this was last asked. */
  takeLost(): number {
    const lost = this.#lost;
    this.#lost = 0;
    return lost;
  }
}
