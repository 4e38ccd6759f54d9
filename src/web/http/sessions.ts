/** Who has logged in on the page: kept in memory, so that a restart asks again. */
import { createHash, randomBytes } from "node:crypto";
import type { Clock } from "../../system/clock.ts";

export interface Session {
  readonly name: string;
  /** What requests that change something must bring beside the cookie. */
  readonly csrf: string;
}

interface Kept extends Session {
  used: number;
}

const COOKIE = "nutts_session";
const MOST = 1000;
const IDLE_MS = 7 * 86_400_000;

const random = (): string => randomBytes(32).toString("base64url");

/** Looked up by its digest, so that no comparison tells anything of a token. */
const digestOf = (token: string): string => createHash("sha256").update(token).digest("base64");

function tokenIn(cookies: string | undefined): string | undefined {
  const all = (cookies ?? "").split(";").map((one) => one.trim());
  return all.find((one) => one.startsWith(`${COOKIE}=`))?.slice(COOKIE.length + 1) || undefined;
}

export class Sessions {
  readonly #clock: Pick<Clock, "now">;
  /** Used longest ago first. */
  readonly #kept = new Map<string, Kept>();

  constructor(clock: Pick<Clock, "now">) {
    this.#clock = clock;
  }

  /** Begins one; returns it with the value of its Set-Cookie header. */
  begin(name: string, path: string, secure: boolean): readonly [Session, string] {
    const token = random();
    const session = { name, csrf: random(), used: this.#clock.now() };
    this.#kept.set(digestOf(token), session);
    for (const oldest of this.#kept.keys()) {
      if (this.#kept.size <= MOST) break;
      this.#kept.delete(oldest);
    }
    return [session, this.#cookie(token, path, secure, IDLE_MS / 1000)];
  }

  find(cookies: string | undefined): Session | undefined {
    const token = tokenIn(cookies);
    if (token === undefined) return undefined;
    const key = digestOf(token);
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    if (!kept || this.#clock.now() - kept.used > IDLE_MS) return undefined;
    kept.used = this.#clock.now();
    this.#kept.set(key, kept);
    return kept;
  }

  /** Ends it; returns the Set-Cookie that takes the cookie away. */
  end(cookies: string | undefined, path: string, secure: boolean): string {
    const token = tokenIn(cookies);
    if (token !== undefined) this.#kept.delete(digestOf(token));
    return this.#cookie("", path, secure, 0);
  }

  #cookie(token: string, path: string, secure: boolean, seconds: number): string {
    const flags = `Path=${path}/; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
    return `${COOKIE}=${token}; ${flags}`;
  }
}
