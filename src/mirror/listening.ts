/** Asks a server for news where it tells any: once for each client, and not again for long where that ended the connection. */
import type { News } from "../netproto/client/news.ts";
import type { NutClient } from "../netproto/client/nut-client.ts";
import { ERRORS } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import { expected } from "./ask-ups.ts";

/** Some servers in devices hang up at a request that they do not know. */
const WARY_MS = 600_000;

export interface Hearing {
  news(news: News): void;
  /** The connection over which they came has ended. */
  lost(): void;
}

export class Listening {
  readonly #clock: Pick<Clock, "now">;
  readonly #hearing: Hearing;
  /** Who tells, and who does not. */
  readonly #known = new WeakMap<NutClient, boolean>();
  #waryUntil = Number.NEGATIVE_INFINITY;

  constructor(clock: Pick<Clock, "now">, hearing: Hearing) {
    this.#clock = clock;
    this.#hearing = hearing;
  }

  /** Whether news come over this client. */
  async begin(client: NutClient, ups: string | undefined): Promise<boolean> {
    const known = this.#known.get(client);
    if (known !== undefined || this.#clock.now() < this.#waryUntil) return known ?? false;
    const error = await client.subscribe((news) => this.#hearing.news(news), ups).then(() => undefined, expected);
    const tells = error === undefined;
    if (tells) client.onState(({ kind }) => kind === "down" && this.#hearing.lost());
    else if (!("wire" in ERRORS[error.code])) this.#waryUntil = this.#clock.now() + WARY_MS;
    this.#known.set(client, tells);
    return tells;
  }
}
