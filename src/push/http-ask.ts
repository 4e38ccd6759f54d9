/** One request over HTTP: its answer is bounded, and nothing that is told of it holds a secret. */
import { conceal } from "../conf/settings/conceal.ts";
import { beginning, type HttpRequest, networkReason, retryAfter, toFetch } from "../notify/http-channel.ts";

const MOST_TOLD = 160;

export interface HttpAnswer {
  /** 0 where there was none. */
  readonly status: number;
  /** The first 4096 bytes at most. */
  readonly body: string;
  /** For people: `HTTP 401 (unauthorized access)`, or why there is no answer. */
  readonly why: string;
  /** How long the server wants to be left alone, in milliseconds. */
  readonly waitMs: number | undefined;
}

export interface HttpWorld {
  readonly fetch: typeof fetch;
  /** Ends a request that is on its way. */
  readonly stopping: AbortSignal;
}

/** Never rejects. `secrets`: what must not be told, whoever repeats it. Gives up after 15 s. */
export async function askHttp(request: HttpRequest, secrets: readonly string[], world: HttpWorld): Promise<HttpAnswer> {
  try {
    const made = toFetch(request);
    const signal = AbortSignal.any([made.signal, world.stopping]);
    const response = await world.fetch(made, { signal });
    const body = await beginning(response);
    const said = conceal(body, secrets).replace(/\s+/g, " ").trim().slice(0, MOST_TOLD);
    const why = `HTTP ${response.status}${said === "" ? "" : ` (${said})`}`;
    return { status: response.status, body, why, waitMs: retryAfter(response.headers.get("retry-after"), Date.now()) };
  } catch (error) {
    return { status: 0, body: "", why: conceal(networkReason(error), secrets), waitMs: undefined };
  }
}
