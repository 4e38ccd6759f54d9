/** What to serve, and where: from the command line and the environment. */
import type { CommandLine } from "../../cli/options.ts";
import { NutError } from "../../nut/errors.ts";
import { parseHost } from "../../nut/ups-id.ts";
import type { Env } from "../../system/files/paths.ts";
import type { WatchedServer } from "../follow/watched-server.ts";
import type { SiteSettings } from "../site.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 8080;

function serverOf(text: string): WatchedServer {
  const place = parseHost(text);
  if (place) return place;
  throw new NutError("usage", `"${text}" is no server: write HOST or HOST:PORT, an IPv6 address in brackets`);
}

function portOf(text: string, from: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw new NutError("usage", `${from} ${text}: a port is a number from 0 to 65535`);
}

function listenPlace(line: CommandLine, env: Env): { readonly host: string; readonly port: number } {
  const host = env.WEB_HOST || DEFAULT_HOST;
  const port = env.WEB_PORT ? portOf(env.WEB_PORT, "WEB_PORT") : DEFAULT_PORT;
  const given = line.value("listen");
  if (given === undefined) return { host, port };
  const [, v6, plain, text] = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+))?$/.exec(given) ?? [];
  const named = v6 ?? plain;
  if (named === undefined) throw new NutError("usage", `--listen ${given}: write ADDRESS, :PORT or ADDRESS:PORT`);
  return { host: named || host, port: text === undefined ? port : portOf(text, "--listen") };
}

const listed = (text: string | undefined): readonly string[] =>
  (text ?? "").split(",").flatMap((word) => (word.trim() === "" ? [] : [word.trim().toLowerCase()]));

/** Throws NutError `usage`. */
export function readSettings(line: CommandLine, env: Env): SiteSettings {
  const servers = line.operands.length > 0 ? line.operands.map(serverOf) : [serverOf("localhost")];
  const { WEB_USERNAME: username, WEB_PASSWORD: password } = env;
  return {
    ...listenPlace(line, env),
    servers,
    hosts: new Set([...listed(env.WEB_ALLOWED_HOSTS), ...line.all("host").flatMap(listed)]),
    basePath: (env.BASE_PATH ?? "").replace(/\/+$/, ""),
    user: username && password ? { username, password } : undefined,
    control: line.has("control") || env.WEB_CONTROL === "true",
  };
}
