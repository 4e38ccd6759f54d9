import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";

export type Connect = (signal: AbortSignal) => Promise<NutClient>;

function lasts({ state }: NutClient): boolean {
  if (state.kind === "down") return state.retryMs !== undefined;
  return state.kind !== "closed";
}

export class MirrorConnection {
  readonly #connect: Connect;
  readonly #closing = new AbortController();
  #client: NutClient | undefined;
  #opening: Promise<NutClient> | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** Rejects with NutError. */
  async client(): Promise<NutClient> {
    this.#closing.signal.throwIfAborted();
    if (this.#client && lasts(this.#client)) return this.#client;
    this.#opening ??= this.#connect(this.#closing.signal);
    try {
      const client = await this.#opening;
      if (this.#closing.signal.aborted) client.destroy();
      this.#client = client;
      return client;
    } finally {
      this.#opening = undefined;
    }
  }

  /** Says goodbye; the next question connects anew. Never rejects. */
  async hangUp(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    await client?.close();
  }

  async close(): Promise<void> {
    this.#closing.abort(new NutError("server-disconnected", "no longer followed"));
    await this.hangUp();
  }
}
