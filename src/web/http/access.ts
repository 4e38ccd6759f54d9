/** Who a request comes from, and what they may have. */
import type { IncomingMessage } from "node:http";
import type { Clock } from "../../system/clock.ts";
import { networkOf } from "../../system/place.ts";
import { Allowance } from "./allowance.ts";
import { basicCredentials, type Credentials, matches } from "./credentials.ts";
import { cameSecure, clientAddress, proxyUser, type TrustedProxy } from "./place-of.ts";
import { type Answer, json, type Route } from "./route.ts";
import { Sessions } from "./sessions.ts";
import { type StoredCredentials, StoredUser } from "./stored-user.ts";
import type { Who } from "./who.ts";

export interface AccessSettings {
  /** Who may log in. Without this and without a proxy access control is off. */
  readonly user?: Credentials | undefined;
  /** Another, of PeaNUT's auth.yaml. */
  readonly stored?: StoredCredentials | undefined;
  readonly proxy?: TrustedProxy | undefined;
  /** Commands and settings may be given by those who are logged in. */
  readonly control: boolean;
  /** `/nut`: in front of every path, where a proxy leaves it there. */
  readonly basePath: string;
}

const UNAUTHORIZED = json("Unauthorized", 401);

/** Wrong passwords of one place: ten, and one more every six seconds. */
const WRONG_AT_ONCE = 10;
const WRONG_PER_SECOND = 1 / 6;
const RETRY_SECONDS = 60;

const TOO_OFTEN: Answer = {
  ...json({ error: `Too many wrong passwords from here: wait ${RETRY_SECONDS} seconds` }, 429),
  headers: { "retry-after": String(RETRY_SECONDS) },
};

const forbidden = (error: string): Answer => json({ error }, 403);

const OFF =
  "Nothing can be commanded while access control is off: set WEB_USERNAME and WEB_PASSWORD, and start nutts web with --control";
const READ_ONLY = "Nothing can be commanded here: start nutts web with --control";
const FOREIGN = forbidden("This request comes from a page of others, or without the X-CSRF-Token of its session");

/** A browser says where the page is from that asks; programs say nothing. */
function isForeign({ headers }: IncomingMessage): boolean {
  const { origin, host } = headers;
  const site = headers["sec-fetch-site"];
  if (site !== undefined) return site !== "same-origin" && site !== "none";
  if (origin === undefined) return false;
  return !URL.canParse(origin) || new URL(origin).host !== host;
}

export class Access {
  readonly #settings: AccessSettings;
  readonly #sessions: Sessions;
  readonly #wrong: Allowance;
  readonly #stored: StoredUser | undefined;

  constructor(settings: AccessSettings, clock: Clock) {
    this.#settings = settings;
    this.#stored = settings.stored && new StoredUser(settings.stored);
    this.#sessions = new Sessions(clock);
    this.#wrong = new Allowance(clock, WRONG_AT_ONCE, WRONG_PER_SECOND);
  }

  get off(): boolean {
    return !this.#settings.user && !this.#stored && !this.#settings.proxy;
  }

  /** Why nobody can command anything; undefined where those who are logged in can. */
  get closed(): string | undefined {
    if (this.off) return OFF;
    return this.#settings.control ? undefined : READ_ONLY;
  }

  async admit({ access, method }: Pick<Route, "access" | "method">, incoming: IncomingMessage): Promise<Who | Answer> {
    const who = await this.#whoIs(incoming);
    if ("status" in who) return who;
    if (method !== "GET" && this.#isForged(who, access, incoming)) return FOREIGN;
    if (access === "open") return who;
    if (who.kind === "nobody") return UNAUTHORIZED;
    return access === "control" && this.closed !== undefined ? forbidden(this.closed) : who;
  }

  /** Logs in; the answer bears the cookie. Undefined: wrong name or password. */
  async logIn(given: Credentials, incoming: IncomingMessage): Promise<readonly [Who, string] | Answer | undefined> {
    const checked = await this.#check(given, incoming);
    if (checked !== true) return checked === false ? undefined : checked;
    const [session, cookie] = this.#sessions.begin(given.username, ...this.#cookiePlace(incoming));
    return [{ kind: "user", how: "session", ...session }, cookie];
  }

  logOut(incoming: IncomingMessage): string {
    return this.#sessions.end(incoming.headers.cookie, ...this.#cookiePlace(incoming));
  }

  #cookiePlace(incoming: IncomingMessage): readonly [string, boolean] {
    const { basePath, proxy } = this.#settings;
    return [basePath, cameSecure(incoming, proxy)];
  }

  #isForged(who: Who, access: Route["access"], incoming: IncomingMessage): boolean {
    if (isForeign(incoming)) return true;
    if (who.kind !== "user" || who.how !== "session" || access === "open") return false;
    return incoming.headers["x-csrf-token"] !== who.csrf;
  }

  async #whoIs(incoming: IncomingMessage): Promise<Who | Answer> {
    if (this.off) return { kind: "unasked" };
    const name = proxyUser(incoming, this.#settings.proxy);
    if (name !== undefined) return { kind: "user", name, how: "proxy" };
    const session = this.#sessions.find(incoming.headers.cookie);
    if (session) return { kind: "user", how: "session", name: session.name, csrf: session.csrf };
    const given = basicCredentials(incoming.headers.authorization);
    if (!given) return { kind: "nobody" };
    const checked = await this.#check(given, incoming);
    if (checked === true) return { kind: "user", name: given.username, how: "basic" };
    return checked === false ? { kind: "nobody" } : checked;
  }

  async #check(given: Credentials, incoming: IncomingMessage): Promise<boolean | Answer> {
    const { user, proxy } = this.#settings;
    const place = networkOf(clientAddress(incoming, proxy));
    const guesses = { may: () => this.#wrong.has(place), wrong: () => void this.#wrong.take(place) };
    if (!guesses.may()) return TOO_OFTEN;
    if ((user && matches(user, given)) || this.#stored?.remembers(given)) return true;
    const right = await this.#stored?.check(given, guesses);
    if (right === undefined) guesses.wrong();
    return right === "busy" ? TOO_OFTEN : (right ?? false);
  }
}
