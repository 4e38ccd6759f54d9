/** Who the repeater is to the server that it repeats, and what it wants of TLS: its settings before nutauth.conf. */
import { resolve } from "node:path";
import { authFor, type NutauthConf } from "../../conf/nutauth/nutauth-conf.ts";
import { readNutauth } from "../../conf/nutauth/nutauth-file.ts";
import type { UpstreamWho } from "../../device/openers.ts";
import type { TlsOptions } from "../../netproto/client/tls-options.ts";
import { authTls } from "../../netproto/client/tls-requirements.ts";
import { NutError } from "../../nut/errors.ts";
import { chosenNutauth } from "../../system/files/nutauth-path.ts";
import { confPath, type Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";

export interface UpstreamAuth {
  readonly login?: { readonly username: string; readonly password: string };
  /** Undefined: STARTTLS where it is offered, any certificate. */
  readonly tls?: TlsOptions;
}

export interface AuthParts {
  readonly log: Log;
  readonly env: Env;
  /** Warnings that were given: the file is read with every connection, and a server may be away for days. */
  readonly said: Set<string>;
}

function confOf(authconf: string | undefined, { log, env, said }: AuthParts): NutauthConf | undefined {
  if (authconf === "none") return undefined;
  const given = authconf === undefined || authconf === "default" ? authconf : resolve(confPath(env), authconf);
  const { path, asked } = chosenNutauth(given, env);
  if (path === undefined && asked) {
    const text = "authconf = default: there is no nutauth.conf; write one, or name another file with authconf";
    throw new NutError("configuration", text);
  }
  const warning = (text: string): void => {
    if (!said.has(text)) log.warning(text);
    said.add(text);
  };
  return path === undefined
    ? undefined
    : readNutauth(path, asked, { warning, debug: (depth, text) => log.debug(depth, text) });
}

/** Throws NutError `configuration` when the file, or one that it names, cannot be used. */
export function upstreamAuth(
  server: { readonly host: string; readonly port: number },
  { username, password, authconf }: UpstreamWho,
  parts: AuthParts,
): UpstreamAuth {
  const conf = confOf(authconf, parts);
  const { user, pass, ...rest } = conf ? authFor(conf, server, username) : {};
  const name = username ?? user;
  const word = password ?? pass;
  return {
    ...(conf && { tls: authTls(rest, server.host) }),
    ...(name !== undefined && word !== undefined && { login: { username: name, password: word } }),
  };
}
