/** What stands before every route. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Clock } from "../../system/clock.ts";
import { LimitedLog } from "../../system/log/limited-log.ts";
import type { Log } from "../../system/log/log.ts";
import { networkOf } from "../../system/place.ts";
import type { Access, AccessSettings } from "./access.ts";
import { Allowance } from "./allowance.ts";
import { isAllowedHost } from "./allowed-hosts.ts";
import type { Connections } from "./connections.ts";
import type { Guard } from "./hono-app.ts";
import { clientAddress } from "./place-of.ts";
import { readBody } from "./request-body.ts";
import { type Answer, json } from "./route.ts";

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
}

const MISDIRECTED = "This name is not one of ours: list it with --host NAME (or WEB_ALLOWED_HOSTS)\n";

/** With or without it; a proxy may name it in `x-base-path`. */
function stripBase(incoming: IncomingMessage, basePath: string): void {
  const url = incoming.url ?? "/";
  if (basePath === "" || !url.startsWith(basePath)) return;
  const rest = url.slice(basePath.length);
  if (rest === "" || /^[/?]/.test(rest)) incoming.url = rest.startsWith("/") ? rest : `/${rest}`;
}

/** Requests of one place: of those who are logged in, and of the others. */
const RATES = { member: { burst: 2000, perSecond: 400 }, guest: { burst: 200, perSecond: 40 } } as const;

const TOO_MANY: Answer = { ...json({ error: "Too many requests from here" }, 429), headers: { "retry-after": "1" } };

export interface GuardDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly access: Access;
  readonly connections: Connections;
}

export function guardOf(settings: GuardSettings, { clock, log, access, connections }: GuardDeps): Guard {
  const failures = new LimitedLog(clock, (text) => log.error(text));
  const members = new Allowance(clock, RATES.member.burst, RATES.member.perSecond);
  const guests = new Allowance(clock, RATES.guest.burst, RATES.guest.perSecond);
  const admit: Guard["admit"] = async (route, incoming, outgoing) => {
    const who = await access.admit(route, incoming);
    const member = !("status" in who) && who.kind !== "nobody";
    connections.asked(incoming, outgoing, member && who.kind === "user");
    const place = networkOf(clientAddress(incoming, settings.proxy));
    return (member ? members : guests).take(place) ? who : TOO_MANY;
  };
  return {
    admit,
    answered: (incoming, outgoing, bytes) => connections.answered(incoming, outgoing, bytes),
    headers: HEADERS,
    refuses: (incoming: IncomingMessage, outgoing: ServerResponse) => {
      stripBase(incoming, settings.basePath);
      if (isAllowedHost(incoming.headers.host, settings.hosts)) return false;
      outgoing.writeHead(421, { "content-type": "text/plain; charset=utf-8" }).end(MISDIRECTED);
      return true;
    },
    body: readBody,
    failed: (error) => {
      failures.about(`a request failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
      return json({ error: "This request failed here; the log says why" }, 500);
    },
  };
}
