import { conceal, secretsOf } from "../conf/settings/conceal.ts";
import { reasonOf } from "../system/system-error.ts";
import type { ChannelKind, ChannelSetting, ChannelSettings, ChannelWorld, Delivery } from "./channel.ts";
import type { Notice } from "./notice.ts";

export interface HttpRequest {
  readonly method: "GET" | "POST" | "PUT";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

export interface HttpKind {
  readonly name: string;
  readonly settings: readonly ChannelSetting[];
  /** The exact request that the service documents. Throws TypeError when a setting makes no URL. */
  request(notice: Notice, settings: ChannelSettings): HttpRequest;
  /** The settings to look at when the service answers with this status. */
  readonly blame?: Readonly<Record<number, string>>;
}

const TIMEOUT_MS = 15_000;
const RETRIED = new Set([402, 408, 425, 429]);

/** `Retry-After` in milliseconds: seconds, or a date. */
export function retryAfter(header: string | null, now: number): number | undefined {
  if (header === null) return undefined;
  const seconds = /^\d+$/.test(header.trim()) ? Number(header) : (Date.parse(header) - now) / 1000;
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(seconds, 3600) * 1000 : undefined;
}

export function deliveryOf(kind: HttpKind, status: number, said: string, wait: number | undefined): Delivery {
  const answer = `HTTP ${status}${said === "" ? "" : ` (${said})`}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (RETRIED.has(status) || status >= 500) {
    return wait === undefined ? { kind: "later", why: answer } : { kind: "later", why: answer, afterMs: wait };
  }
  const blame = status >= 300 && status < 400 ? "url (the service answers with a redirect)" : kind.blame?.[status];
  return { kind: "refused", why: blame === undefined ? answer : `${answer}: check ${blame}` };
}

/** What is read of an answer, in bytes, and what is told of it, in characters. */
const MOST_READ = 4096;
const MOST_TOLD = 120;

/** The beginning of an answer; what comes too late or is too much is left. Never rejects. */
export async function beginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  const chunks: Uint8Array[] = [];
  try {
    for (let bytes = 0; reader && bytes < MOST_READ; ) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      chunks.push(value);
    }
    await reader?.cancel();
  } catch {
    // The status counts, also where the connection broke before all was said.
  }
  return Buffer.concat(chunks).toString("utf8", 0, MOST_READ);
}

/** Credentials of a URL as the header that curl makes of them: `fetch` takes none. Throws TypeError. */
export function toFetch({ method, url, headers = {}, body }: HttpRequest): Request {
  const address = new URL(url);
  if (!/^https?:$/.test(address.protocol)) throw new TypeError("neither http: nor https:");
  const { username, password } = address;
  const pair = Buffer.from(`${decodeURIComponent(username)}:${decodeURIComponent(password)}`).toString("base64");
  const basic = username === "" ? {} : { authorization: `Basic ${pair}` };
  address.username = "";
  address.password = "";
  return new Request(address, {
    method,
    headers: { ...basic, ...headers },
    ...(body === undefined ? {} : { body }),
    redirect: "manual",
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
}

export function networkReason(error: unknown): string {
  if (typeof error === "object" && error !== null && "cause" in error && error.cause) return reasonOf(error.cause);
  return reasonOf(error);
}

async function send(kind: HttpKind, request: Request, hide: (text: string) => string, world: ChannelWorld) {
  try {
    const response = await world.fetch(request);
    const wait = retryAfter(response.headers.get("retry-after"), Date.now());
    const text = hide(await beginning(response));
    return deliveryOf(kind, response.status, text.replace(/\s+/g, " ").trim().slice(0, MOST_TOLD), wait);
  } catch (error) {
    return { kind: "later", why: hide(networkReason(error)) } as const;
  }
}

/** What cannot even be asked will not be better later. */
function refusal(error: unknown, hide: (text: string) => string): Delivery {
  const why = hide(reasonOf(error));
  const header = /header|ByteString/.test(why);
  if (header) return { kind: "refused", why: "a token or password holds characters that HTTP cannot carry" };
  return { kind: "refused", why: "url is no valid URL: it begins with http:// or https://" };
}

export const httpChannel = (kind: HttpKind): ChannelKind => ({
  name: kind.name,
  settings: kind.settings,
  create: (settings, world) => {
    const secrets = secretsOf(kind.settings, settings);
    const hide = (text: string): string => conceal(text, secrets);
    return {
      deliver: async (notice) => {
        let request: Request;
        try {
          request = toFetch(kind.request(notice, settings));
        } catch (error) {
          return refusal(error, hide);
        }
        return send(kind, request, hide, world);
      },
    };
  },
});

export const under = (base: string, path: string): string => new URL(`${base.replace(/\/+$/, "")}/${path}`).href;

export const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" } as const;
