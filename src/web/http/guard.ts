/** What stands before every route. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../system/clock.ts";
import { LimitedLog } from "../../system/log/limited-log.ts";
import type { Log } from "../../system/log/log.ts";
import { Access, type AccessSettings } from "./access.ts";
import { isAllowedHost } from "./allowed-hosts.ts";
import type { Guard } from "./hono-app.ts";
import { readBody } from "./request-body.ts";
import { json } from "./route.ts";

const CSP = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join("; ");

const HEADERS = {
  "content-security-policy": CSP,
  "x-content-type-options": "nosniff",
  "referrer-policy": "no-referrer",
  "cross-origin-resource-policy": "same-origin",
} as const;

export interface GuardSettings extends AccessSettings {
  /** Names in the Host header beside addresses and localhost, in lower case. */
  readonly hosts: ReadonlySet<string>;
  /** `/nut`: in front of every path, where a proxy leaves it there. */
  readonly basePath: string;
}

const MISDIRECTED = "This name is not one of ours: list it with --host NAME (or WEB_ALLOWED_HOSTS)\n";

function stripBase(incoming: IncomingMessage, basePath: string): void {
  const url = incoming.url ?? "/";
  if (basePath === "" || !url.startsWith(basePath)) return;
  const rest = url.slice(basePath.length);
  if (rest === "" || /^[/?]/.test(rest)) incoming.url = rest.startsWith("/") ? rest : `/${rest}`;
}

export function guardOf(settings: GuardSettings, clock: Clock, log: Log): Guard {
  const access = new Access(settings);
  const failures = new LimitedLog(clock, (text) => log.error(text));
  return {
    headers: HEADERS,
    refuses: (incoming: IncomingMessage, outgoing: ServerResponse) => {
      stripBase(incoming, settings.basePath);
      if (isAllowedHost(incoming.headers.host, settings.hosts)) return false;
      outgoing.writeHead(421, { "content-type": "text/plain; charset=utf-8" }).end(MISDIRECTED);
      return true;
    },
    admit: (route, incoming) => Promise.resolve(access.admit(route, incoming)),
    body: readBody,
    failed: (error) => {
      failures.about(`a request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return json({ error: "This request failed here; the log says why" }, 500);
    },
  };
}
