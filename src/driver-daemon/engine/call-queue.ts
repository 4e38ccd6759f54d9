/** Calls that come one after another: a driver talks to its device about one thing at a time. */
export class CallQueue {
  #last: Promise<unknown> = Promise.resolve();

  /** Runs `call` when those before it have ended, well or not. What it throws at once is a rejection too. */
  run<T>(call: () => Promise<T>): Promise<T> {
    const result = this.#last.then(call, call);
    this.#last = result.catch(() => undefined);
    return result;
  }
}
