/**
 * News of a UPS over the connection that asks for its status, from upsd of nutts alone: a server that hangs up at a request it
 * does not know would take the login with it. News are a reason to ask, and decide nothing.
 */
import type { Monitor } from "../../../conf/upsmon-conf.ts";
import type { News } from "../../../netproto/client/news.ts";
import type { NutClient } from "../../../netproto/client/nut-client.ts";
import type { Pace } from "../../../netproto/client/pace.ts";
import type { Event } from "../../core/step.ts";

const ASKED_FOR: ReadonlySet<string> = new Set([
  "ups.status",
  "ups.alarm",
  "ups.mode.buzzwords",
  "experimental.ups.mode.buzzwords",
]);

function concerns(news: News): boolean {
  if (news.kind === "value" || news.kind === "gone") return ASKED_FOR.has(news.name);
  return news.kind === "data" || news.kind === "all";
}

export class UpsNews {
  #asked: NutClient | undefined;

  /** Asks once for each connection, when the server has shown what it is. */
  listen(client: NutClient, { ours }: Pace, { upsname, system: ups }: Monitor, emit: (event: Event) => void): void {
    if (!ours || this.#asked === client) return;
    this.#asked = client;
    const hear = (news: News): void => {
      if (concerns(news)) emit({ kind: "news", ups });
    };
    client.subscribe(hear, upsname).catch(() => undefined);
  }
}
