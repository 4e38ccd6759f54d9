/** Two ends of a connection in memory: what one writes the other reads; one that ends or breaks tells the other. */
import { Duplex } from "node:stream";

class End extends Duplex {
  other: End | undefined;
  #waiting: (() => void) | undefined;

  override _read(): void {
    const go = this.#waiting;
    this.#waiting = undefined;
    go?.();
  }

  override _write(chunk: Buffer, _encoding: string, done: () => void): void {
    const { other } = this;
    if (!other || other.destroyed) return done();
    other.#accept(chunk, done);
  }

  #accept(chunk: Buffer, done: () => void): void {
    if (this.push(chunk)) done();
    else this.#waiting = done;
  }

  override _final(done: () => void): void {
    this.other?.push(null);
    done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    const { other } = this;
    this.other = undefined;
    if (other) setImmediate(() => void (other.destroyed || other.destroy()));
    done(error);
  }
}

/** A connected pair. A reader that does not read makes the writer wait, as a socket does. */
export function duplexPair(): readonly [Duplex, Duplex] {
  const a = new End();
  const b = new End();
  a.other = b;
  b.other = a;
  return [a, b];
}
