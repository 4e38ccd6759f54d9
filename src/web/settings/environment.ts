/** PeaNUT's variables. */
import { NutError } from "../../nut/errors.ts";
import type { Env } from "../../system/files/paths.ts";
import { type PeanutSettings, readServers, type ServerEntry } from "./keys.ts";

function parsedServers(text: string): readonly ServerEntry[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new NutError("configuration", `NUT_SERVERS is no JSON: write [{"HOST":"nas","PORT":3493}]`);
  }
  const read = readServers(value);
  if (read.kind === "wrong") throw new NutError("configuration", read.why);
  return read.value;
}

/** The older form of a single server. */
function singleServer(env: Env): ServerEntry | undefined {
  if (!env.NUT_HOST) return undefined;
  const entry = { HOST: env.NUT_HOST, PORT: env.NUT_PORT || undefined, USERNAME: env.USERNAME, PASSWORD: env.PASSWORD };
  const read = readServers([entry]);
  if (read.kind === "wrong") throw new NutError("configuration", read.why.replace(/^[^:]*: /, "NUT_HOST, NUT_PORT: "));
  return read.value[0];
}

/** Throws NutError `configuration`. */
export function readEnvironment(env: Env): PeanutSettings {
  const listed = env.NUT_SERVERS ? parsedServers(env.NUT_SERVERS) : undefined;
  const single = singleServer(env);
  const known = single && listed?.some(({ host, port }) => host === single.host && port === single.port);
  const servers = single && !known ? [...(listed ?? []), single] : listed;
  const texts = Object.entries(env).flatMap(([key, text]) => (text ? [[key, text] as const] : []));
  return { servers, texts: Object.fromEntries(texts) };
}
