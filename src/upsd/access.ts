/** Who may do what: upsd.users, asked in constant time. */
import { createHash, timingSafeEqual } from "node:crypto";
import { mayAct, mayCommand, type UpsdUser } from "../conf/upsd-users.ts";
import type { Permission, PermissionResult } from "../netproto/server/served.ts";
import { asciiPart, bytesOfText, shorterPassword } from "../nut/byte-text.ts";

const digest = (text: string): Buffer => createHash("sha256").update(bytesOfText(text), "latin1").digest();

/** What the password of a user who is not there is compared with, so that it takes as long. */
const NOBODY = digest("");

function may(user: UpsdUser, permission: Permission): boolean {
  if (permission.kind === "instcmd") return mayCommand(user, permission.cmd);
  // PRIMARY was called MASTER before 2.8.0; either word in `actions` gives it.
  return mayAct(user, permission.action) || (permission.action === "PRIMARY" && mayAct(user, "MASTER"));
}

interface Entry {
  readonly user: UpsdUser;
  /** What it may be: as written, and as C programs shorten it. */
  readonly password: Buffer | undefined;
  readonly short: Buffer | undefined;
}

function entryOf(user: UpsdUser): Entry {
  const { password } = user;
  if (password === undefined) return { user, password, short: undefined };
  const written = digest(password);
  const short = shorterPassword(password);
  return { user, password: written, short: short === undefined ? written : digest(short) };
}

/** By name; one beyond ASCII also by what C programs leave of it, where nobody else is called that. */
function byName(users: readonly UpsdUser[]): ReadonlyMap<string, Entry> {
  const entries = new Map(users.map((user) => [user.name, entryOf(user)]));
  for (const [name, entry] of [...entries]) {
    const short = asciiPart(name);
    if (short !== "" && !entries.has(short)) entries.set(short, entry);
  }
  return entries;
}

export class Access {
  readonly #users: ReadonlyMap<string, Entry>;

  constructor(users: readonly UpsdUser[]) {
    this.#users = byName(users);
  }

  /** User names count with their case; what C programs leave of a name beyond ASCII counts too. In constant time. */
  permissionOf(username: string, password: string, permission: Permission): PermissionResult {
    const entry = this.#users.get(username);
    const given = digest(password);
    const written = timingSafeEqual(given, entry?.password ?? NOBODY);
    const short = timingSafeEqual(given, entry?.short ?? NOBODY);
    if (!entry) return "unknown-user";
    if (!(written || short) || entry.password === undefined) return "wrong-password";
    return may(entry.user, permission) ? "allowed" : "not-allowed";
  }
}
