/** Keeps secrets out of what is logged: services and libraries repeat the request, whole, in part or encoded. */
import type { SettingRow } from "./section-settings.ts";

const MARK = "***";
/** What is shorter hides nothing and would be found in every text. */
const SHORTEST = 3;
/** Parts of a URL's path from this length on may be a token: `/services/T00/B00/XXXXXXXX`. */
const TOKEN = 8;
/** Words that may hold `user:password` or the like. */
const BASE64 = /[A-Za-z0-9+/_-]{6,}={0,2}/g;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function pieces(secret: string): readonly string[] {
  if (!URL.canParse(secret)) return [secret, ...secret.split(/\s+/)];
  const { pathname, search, username, password } = new URL(secret);
  const path = pathname + search;
  const tokens = path.split(/[/?&=]/).filter((part) => part.length >= TOKEN);
  return [secret, path, ...tokens, `${username}:${password}@`, password, decoded(password)];
}

const spellings = (piece: string): readonly string[] => [
  piece,
  encodeURIComponent(piece),
  encodeURI(piece),
  JSON.stringify(piece).slice(1, -1),
];

/** Values of the settings that are secret, and passwords within URLs that are not. */
export function secretsOf(known: readonly SettingRow[], settings: { get(name: string): string }): readonly string[] {
  return known.flatMap(({ name, secret }) => {
    const value = settings.get(name);
    if (secret) return value === "" ? [] : [value];
    const password = URL.canParse(value) ? new URL(value).password : "";
    return password === "" ? [] : [password, decoded(password)];
  });
}

export function conceal(text: string, secrets: readonly string[]): string {
  const all = secrets.flatMap(pieces).flatMap(spellings);
  const found = [...new Set(all)].filter((each) => each.length >= SHORTEST).sort((a, b) => b.length - a.length);
  const holds = (word: string): boolean => {
    const plain = Buffer.from(word, "base64").toString("utf8");
    return found.some((secret) => plain.includes(secret));
  };
  const bare = found.reduce((rest, secret) => rest.replaceAll(secret, MARK), text);
  return bare.replace(BASE64, (word) => (holds(word) ? MARK : word));
}
