/** Who we are to each server and what is wanted of TLS, where nutauth.conf says it. */
import { authFor } from "../../conf/nutauth/nutauth-conf.ts";
import { readNutauth } from "../../conf/nutauth/nutauth-file.ts";
import { authTls } from "../../netproto/client/tls-requirements.ts";
import { chosenNutauth } from "../../system/files/nutauth-path.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import type { WatchedServer } from "../follow/watched-server.ts";
import type { ServerEntry } from "./keys.ts";

/** Throws NutError `configuration`. */
export function withAuth(
  servers: readonly ServerEntry[],
  given: string | undefined,
  env: Env,
  log: Log,
): readonly WatchedServer[] {
  const { path, asked } = given === "none" ? { path: undefined, asked: false } : chosenNutauth(given, env);
  const conf = path === undefined ? undefined : readNutauth(path, asked, log);
  if (!conf) return servers;
  return servers.map((server) => {
    const settings = authFor(conf, server, server.username);
    const { user: username, pass: password } = settings;
    return { username, password, ...defined(server), tls: authTls(settings, server.host) };
  });
}

const defined = (server: ServerEntry): ServerEntry => ({
  host: server.host,
  port: server.port,
  ...(server.name !== undefined && { name: server.name }),
  ...(server.username !== undefined && { username: server.username, password: server.password }),
});
