/** The connection over time. With reconnecting a lost one is reopened after growing waits; requests wait for it. */

import { NutError } from "../../nut/errors.ts";
import { type Clock, sleep } from "../../system/clock.ts";
import { abortable } from "./abort.ts";
import type { OpenConnection } from "./open.ts";

export type LinkState =
  | { readonly kind: "connecting" }
  | { readonly kind: "up"; readonly secure: boolean }
  /** Lost, or not reached; tried again in `retryMs` milliseconds unless that is undefined. */
  | { readonly kind: "down"; readonly error: Error; readonly retryMs: number | undefined }
  | { readonly kind: "closed" };

export interface Backoff {
  readonly firstMs: number;
  /** Longest wait in milliseconds (30,000). */
  readonly maxMs: number;
}

export const BACKOFF: Backoff = { firstMs: 1000, maxMs: 30_000 };

export interface LinkOptions {
  /** Opens a connection that is ready for use. */
  readonly open: (signal: AbortSignal) => Promise<OpenConnection>;
  readonly backoff: Backoff | undefined;
  readonly clock: Clock;
  /** Milliseconds that a request waits for a connection. */
  readonly patienceMs: number;
}

const CLOSED = (): NutError => new NutError("server-disconnected", "the client was closed");

export class ServerLink {
  readonly #options: LinkOptions;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<(state: LinkState) => void>();
  #state: LinkState = { kind: "connecting" };
  #opened: OpenConnection | undefined;
  #failures = 0;

  constructor(options: LinkOptions) {
    this.#options = options;
  }

  get state(): LinkState {
    return this.#state;
  }

  onState(hear: (state: LinkState) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  async start(signal?: AbortSignal): Promise<void> {
    if (this.#opened) return;
    const stop = (): void => this.close();
    signal?.addEventListener("abort", stop, { once: true });
    try {
      await abortable(this.#options.backoff ? this.#keepTrying() : this.#tryOnce(), signal);
    } finally {
      signal?.removeEventListener("abort", stop);
    }
  }

  async ready(signal?: AbortSignal): Promise<OpenConnection> {
    if (this.#opened) return this.#opened;
    if (this.#state.kind === "closed") throw CLOSED();
    if (this.#options.backoff) return this.#wait(signal);
    throw this.#state.kind === "down" ? this.#state.error : new NutError("server-disconnected", "not connected yet");
  }

  close(): void {
    if (this.#state.kind === "closed") return;
    this.#stop.abort(CLOSED());
    const opened = this.#opened;
    this.#opened = undefined;
    this.#enter({ kind: "closed" });
    opened?.connection.close();
  }

  #enter(state: LinkState): void {
    if (this.#state.kind === "closed") return;
    this.#state = state;
    for (const hear of [...this.#listeners]) hear(state);
  }

  async #tryOnce(): Promise<void> {
    this.#enter({ kind: "connecting" });
    const { signal } = this.#stop;
    const opened = await this.#options.open(signal);
    if (signal.aborted) {
      opened.connection.close();
      throw CLOSED();
    }
    const since = this.#options.clock.now();
    this.#opened = opened;
    this.#enter({ kind: "up", secure: opened.secure });
    opened.connection.onClose((error) => this.#lost(opened, error, since));
  }

  /** A connection that held for long starts the waits over; one that falls at once does not. */
  #lost(opened: OpenConnection, error: NutError, since: number): void {
    if (this.#opened !== opened) return;
    this.#opened = undefined;
    const { backoff, clock } = this.#options;
    if (!backoff) return this.#enter({ kind: "down", error, retryMs: undefined });
    if (clock.now() - since >= backoff.maxMs) this.#failures = 0;
    void this.#pause(error)
      .then(() => this.#keepTrying())
      .catch(() => undefined);
  }

  async #keepTrying(): Promise<void> {
    for (;;) {
      try {
        return await this.#tryOnce();
      } catch (error) {
        if (this.#stop.signal.aborted) throw error;
        await this.#pause(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  async #pause(error: Error): Promise<void> {
    const { firstMs, maxMs } = this.#options.backoff ?? BACKOFF;
    const retryMs = Math.min(maxMs, firstMs * 2 ** Math.min(this.#failures++, 20));
    this.#enter({ kind: "down", error, retryMs });
    await sleep(this.#options.clock, retryMs, this.#stop.signal);
  }

  #wait(signal: AbortSignal | undefined): Promise<OpenConnection> {
    const { clock, patienceMs } = this.#options;
    const waiting = new Promise<OpenConnection>((resolve, reject) => {
      const done = (): void => {
        timer?.cancel();
        stop();
      };
      const look = (): void => {
        if (this.#opened) {
          done();
          resolve(this.#opened);
        } else if (this.#state.kind === "closed") {
          done();
          reject(CLOSED());
        }
      };
      const stop = this.onState(look);
      const expire = (): void => {
        done();
        reject(this.#state.kind === "down" ? this.#state.error : new NutError("timeout", "no connection"));
      };
      const timer = patienceMs > 0 ? clock.after(patienceMs, expire) : undefined;
    });
    return abortable(waiting, signal);
  }
}
