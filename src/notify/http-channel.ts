/** Channels that are one HTTP request: what to ask for is the channel's, how answers count is the same for all. */
import { reasonOf } from "../host/system-error.ts";
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

/** What a status means for the queue. */
export function judge(kind: HttpKind, status: number, said: string, wait: number | undefined): Delivery {
  const answer = `HTTP ${status}${said === "" ? "" : ` (${said})`}`;
  if (status >= 200 && status < 300) return { kind: "delivered" };
  if (RETRIED.has(status) || status >= 500) {
    return wait === undefined ? { kind: "later", why: answer } : { kind: "later", why: answer, afterMs: wait };
  }
  const blame = status >= 300 && status < 400 ? "url (the service answers with a redirect)" : kind.blame?.[status];
  return { kind: "refused", why: blame === undefined ? answer : `${answer}: check ${blame}` };
}

const firstWords = (text: string): string => text.replace(/\s+/g, " ").trim().slice(0, 120);

/** The reason of a failed request. Never the URL: it may hold a token. */
function networkReason(error: unknown): string {
  if (typeof error === "object" && error !== null && "cause" in error && error.cause) return reasonOf(error.cause);
  return reasonOf(error);
}

async function send(kind: HttpKind, request: HttpRequest, world: ChannelWorld): Promise<Delivery> {
  const { method, url, headers = {}, body } = request;
  try {
    const response = await world.fetch(url, {
      method,
      headers,
      ...(body === undefined ? {} : { body }),
      redirect: "manual",
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const wait = retryAfter(response.headers.get("retry-after"), Date.now());
    return judge(kind, response.status, response.ok ? "" : firstWords(await response.text()), wait);
  } catch (error) {
    return { kind: "later", why: networkReason(error) };
  }
}

/** The channel kind of an HTTP service. */
export const httpChannel = (kind: HttpKind): ChannelKind => ({
  name: kind.name,
  settings: kind.settings,
  create: (settings, world) => ({
    deliver: (notice) => {
      try {
        return send(kind, kind.request(notice, settings), world);
      } catch {
        return Promise.resolve({ kind: "refused", why: "url is no valid URL" });
      }
    },
  }),
});

/** `base` with `path` behind it, whether or not `base` ends with a slash. Throws TypeError. */
export const under = (base: string, path: string): string => new URL(`${base.replace(/\/+$/, "")}/${path}`).href;

export const JSON_HEADERS = { "content-type": "application/json; charset=utf-8" } as const;
