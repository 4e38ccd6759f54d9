/** What a client answers to 401: Basic (RFC 7617) and Digest (RFC 7616). */
import { createHash, randomBytes } from "node:crypto";

export interface Credentials {
  readonly login: string;
  readonly password: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
}

const DIGESTS: ReadonlyMap<string, string> = new Map([
  ["md5", "md5"],
  ["sha-256", "sha256"],
]);

const parameter = (challenge: string, name: string): string | undefined => {
  const [, quoted, bare] = new RegExp(`\\b${name}=(?:"([^"]*)"|([^\\s,]+))`, "i").exec(challenge) ?? [];
  return quoted ?? bare;
};

const basic = ({ login, password }: Credentials): string =>
  `Basic ${Buffer.from(`${login}:${password}`, "utf8").toString("base64")}`;

function digest(challenge: string, { login, password }: Credentials, { method, path }: Asked): string | undefined {
  const algorithm = parameter(challenge, "algorithm") ?? "MD5";
  const name = DIGESTS.get(algorithm.toLowerCase());
  const [realm = "", nonce = ""] = [parameter(challenge, "realm"), parameter(challenge, "nonce")];
  if (name === undefined || nonce === "") return undefined;
  const hash = (...parts: readonly string[]): string => createHash(name).update(parts.join(":")).digest("hex");
  const [own, count] = [randomBytes(8).toString("hex"), "00000001"];
  const withQop = /\bauth\b/.test(parameter(challenge, "qop") ?? "");
  const middle = withQop ? [nonce, count, own, "auth"] : [nonce];
  const response = hash(hash(login, realm, password), ...middle, hash(method, path));
  const opaque = parameter(challenge, "opaque");
  return [
    `Digest username="${login.replaceAll(/["\\]/g, "\\$&")}", realm="${realm}", nonce="${nonce}", uri="${path}"`,
    `algorithm=${algorithm}, response="${response}"`,
    ...(withQop ? [`qop=auth, nc=${count}, cnonce="${own}"`] : []),
    ...(opaque === undefined ? [] : [`opaque="${opaque}"`]),
  ].join(", ");
}

/** `Authorization`; undefined where the challenge is of a kind that we do not know. */
export function authorization(challenge: string, who: Credentials, asked: Asked): string | undefined {
  const at = challenge.search(/\bDigest\s/i);
  return (
    (at >= 0 ? digest(challenge.slice(at), who, asked) : undefined) ??
    (/\bBasic\b/i.test(challenge) ? basic(who) : undefined)
  );
}
