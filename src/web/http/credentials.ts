/** Whether a name and a password are those that are wanted, in a time that tells nothing of them. */
import { createHash, timingSafeEqual } from "node:crypto";

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();

const same = (a: string, b: string): boolean => timingSafeEqual(digest(a), digest(b));

export function matches(wanted: Credentials, given: Credentials): boolean {
  const name = same(wanted.username, given.username);
  const password = same(wanted.password, given.password);
  return name && password;
}

/** Of an `Authorization: Basic …` header; a password may contain colons. */
export function basicCredentials(header: string | undefined): Credentials | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? "") ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
