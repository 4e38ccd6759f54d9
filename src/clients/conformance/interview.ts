/** What a server has been asked, each thing once, and what it said. */
import type { Clock } from "../../system/clock.ts";
import type { Reply } from "./wire.ts";
import { Wire } from "./wire.ts";

export interface InterviewSettings {
  readonly dial: () => Promise<ConstructorParameters<typeof Wire>[0]>;
  readonly clock: Clock;
  readonly timeoutMs: number;
}

export interface Credentials {
  readonly user: string;
  readonly password: string;
}

export class Interview {
  readonly #settings: InterviewSettings;
  readonly #replies = new Map<string, Promise<Reply>>();
  #wire: Wire | undefined;
  /** How often a connection had to be made anew, beyond the first. */
  reconnected = -1;

  constructor(settings: InterviewSettings) {
    this.#settings = settings;
  }

  /** Rejects with NutError where nobody listens. */
  async connect(): Promise<Wire> {
    if (this.#wire && !this.#wire.closed) return this.#wire;
    this.#wire = await this.fresh();
    this.reconnected++;
    return this.#wire;
  }

  /** A connection for one question that may spoil it. */
  async fresh(): Promise<Wire> {
    const { dial, clock, timeoutMs } = this.#settings;
    return new Wire(await dial(), clock, timeoutMs);
  }

  /** Asked before: the same answer. A connection that fell silent is not used again. */
  ask(request: string): Promise<Reply> {
    const known = this.#replies.get(request);
    if (known) return known;
    const reply = this.#ask(request);
    this.#replies.set(request, reply);
    return reply;
  }

  async #ask(request: string): Promise<Reply> {
    const wire = await this.connect();
    const reply = await wire.ask(request);
    if (reply.kind === "silent" || reply.kind === "endless") wire.close();
    return reply;
  }

  /** All that has been said, by request. */
  async transcript(): Promise<readonly (readonly [request: string, reply: Reply])[]> {
    return Promise.all([...this.#replies].map(async ([request, reply]) => [request, await reply] as const));
  }

  close(): void {
    this.#wire?.close();
  }
}
