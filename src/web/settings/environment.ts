/** PeaNUT's variables. */
import { NutError } from "../../nut/errors.ts";
import type { Files } from "../../system/files/files.ts";
import type { Env } from "../../system/files/paths.ts";
import { fileReason } from "../../system/system-error.ts";
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

/** Those that may stand in a file of their own, which NAME_FILE names: as containers are given secrets. */
const IN_FILES = ["WEB_USERNAME", "WEB_PASSWORD", "USERNAME", "PASSWORD", "NUT_SERVERS", "INFLUX_TOKEN"] as const;

/** Throws NutError `configuration`. */
function textOf(path: string, name: string, files: Pick<Files, "read">): string {
  const refuse = (why: string): NutError => new NutError("configuration", `${name}, ${path}: ${why}`);
  let text: string | undefined;
  try {
    text = files.read(path);
  } catch (error) {
    throw refuse(fileReason(error));
  }
  if (text === undefined) throw refuse("there is no such file");
  return text.replace(/[\r\n]+$/, "");
}

function withFiles(env: Env, files: Pick<Files, "read">): Env {
  const read = IN_FILES.flatMap((name) => {
    const path = env[`${name}_FILE`];
    if (!path) return [];
    if (env[name]) throw new NutError("configuration", `${name} and ${name}_FILE are both set: keep one of them`);
    return [[name, textOf(path, `${name}_FILE`, files)] as const];
  });
  return { ...env, ...Object.fromEntries(read) };
}

/** Throws NutError `configuration`. */
export function readEnvironment(given: Env, files: Pick<Files, "read">): PeanutSettings {
  const env = withFiles(given, files);
  const listed = env.NUT_SERVERS ? parsedServers(env.NUT_SERVERS) : undefined;
  const single = singleServer(env);
  const known = single && listed?.some(({ host, port }) => host === single.host && port === single.port);
  const servers = single && !known ? [...(listed ?? []), single] : listed;
  const texts = Object.entries(env).flatMap(([key, text]) => (text ? [[key, text] as const] : []));
  return { servers, texts: Object.fromEntries(texts) };
}
