/** One UPS that upslog follows: a connection that is made when it is needed, and the values of one moment. */
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";
import type { UpsTarget } from "../target.ts";

export class Source {
  readonly #target: UpsTarget;
  readonly #connect: (target: UpsTarget) => Promise<NutClient>;
  #client: NutClient | undefined;

  constructor(target: UpsTarget, connect: (target: UpsTarget) => Promise<NutClient>) {
    this.#target = target;
    this.#connect = connect;
  }

  /** Connects unless connected. Rejects with NutError. */
  async open(): Promise<NutClient> {
    if (this.#client?.state.kind !== "up") this.#client = await this.#connect(this.#target);
    return this.#client;
  }

  /** What the variables say; those that cannot be had are missing. */
  async values(names: readonly string[]): Promise<ReadonlyMap<string, string>> {
    const client = await this.open().catch(expected);
    if (!client) return new Map();
    const asked = names.map((name) => client.getVar(this.#target.upsname, name).catch(expected));
    const answers = await Promise.all(asked);
    return new Map(names.flatMap((name, i) => (answers[i] === undefined ? [] : [[name, answers[i]] as const])));
  }

  async close(): Promise<void> {
    await this.#client?.close();
    this.#client = undefined;
  }
}

/** A fault of the server's is no value; ours is thrown on. */
function expected(error: unknown): undefined {
  if (!(error instanceof NutError)) throw error;
  return undefined;
}
