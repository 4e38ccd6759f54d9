/** What variables and commands mean in the server's words, each asked for once. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { readFaultOf } from "./fault.ts";

/** Names kept at most: beyond that all is asked for anew. */
const MOST = 4096;
/** What a server says where it knows nothing. */
const UNKNOWN = /^(description )?unavailable$/i;

type Ask = (client: NutClient) => Promise<string>;

export class Meanings {
  readonly #client: () => Promise<NutClient>;
  readonly #known = new Map<string, string | undefined>();

  constructor(client: () => Promise<NutClient>) {
    this.#client = client;
  }

  variable(ups: string, name: string): Promise<string | undefined> {
    return this.#ask(`VAR ${name}`, (client) => client.description(ups, name));
  }

  command(ups: string, name: string): Promise<string | undefined> {
    return this.#ask(`CMD ${name}`, (client) => client.commandDescription(ups, name));
  }

  async #ask(key: string, ask: Ask): Promise<string | undefined> {
    if (this.#known.has(key)) return this.#known.get(key);
    const said = await ask(await this.#client()).catch(unlessRefused);
    const meaning = said === undefined || UNKNOWN.test(said) ? undefined : said;
    if (this.#known.size >= MOST) this.#known.clear();
    this.#known.set(key, meaning);
    return meaning;
  }
}

function unlessRefused(error: unknown): undefined {
  if (error instanceof NutError && (readFaultOf(error) === "refused" || error.code === "unknown-command")) return;
  throw error;
}
