/** Who may do what: upsd.users, asked in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import { mayAct, mayCommand, type UpsdUser } from "../../conf/upsd-users.ts";
import type { Verdict, Wish } from "../../netproto/server/served.ts";

const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** What the password of a user who is not there is compared with, so that it takes as long. */
const NOBODY = digest("");

function may(user: UpsdUser, wish: Wish): boolean {
  if (wish.kind === "instcmd") return mayCommand(user, wish.cmd);
  // PRIMARY was called MASTER before 2.8.0; either word in `actions` gives it.
  return mayAct(user, wish.action) || (wish.action === "PRIMARY" && mayAct(user, "MASTER"));
}

export class Access {
  readonly #users: ReadonlyMap<string, { readonly user: UpsdUser; readonly password: Buffer | undefined }>;

  constructor(users: readonly UpsdUser[]) {
    this.#users = new Map(
      users.map((user) => [
        user.name,
        { user, password: user.password === undefined ? undefined : digest(user.password) },
      ]),
    );
  }

  /** User names count with their case. Neither the name nor the password shows in how long it takes. */
  verdict(username: string, password: string, wish: Wish): Verdict {
    const entry = this.#users.get(username);
    const same = timingSafeEqual(digest(password), entry?.password ?? NOBODY);
    if (!entry) return "unknown-user";
    if (!same || entry.password === undefined) return "wrong-password";
    return may(entry.user, wish) ? "allowed" : "not-allowed";
  }
}
