/** What to serve, where and to whom: the command line goes before settings.yml, that before the environment. */
import { readFileSync } from "node:fs";
import { isIP } from "node:net";
import { join, resolve } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import { NutError } from "../../nut/errors.ts";
import { parseHost } from "../../nut/ups-id.ts";
import type { Files } from "../../system/files/files.ts";
import { lastingFolder } from "../../system/files/lasting-folder.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason } from "../../system/system-error.ts";
import { isMetricScheme, METRIC_SCHEMES } from "../metrics/schemes.ts";
import type { SiteSettings } from "../site.ts";
import { readAuthFile } from "./auth-file.ts";
import { readEnvironment } from "./environment.ts";
import type { ServerEntry } from "./keys.ts";
import { ignoredSettings } from "./peanut-ignored.ts";
import { type PeanutInflux, peanutInflux } from "./peanut-influx.ts";
import { withAuth } from "./server-auth.ts";
import { OF_IMAGE, readSettingsFile } from "./settings-file.ts";

const DEFAULT_HOST = "127.0.0.1";
const DEFAULT_PORT = 8080;

export interface SettingsDeps {
  readonly env: Env;
  readonly files: Files;
  readonly log: Log;
}

type Texts = Readonly<Record<string, string>>;
type Line = Pick<CommandLine, "operands" | "value" | "has" | "all">;

const usage = (text: string): NutError => new NutError("usage", text);
const configuration = (text: string): NutError => new NutError("configuration", text);

function serverOf(text: string): ServerEntry {
  const place = parseHost(text);
  if (place) return place;
  throw usage(`"${text}" is no server: write HOST or HOST:PORT, an IPv6 address in brackets`);
}

function portOf(text: string, from: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port < 65_536) return port;
  throw usage(`${from} ${text}: a port is a number from 0 to 65535`);
}

function listenPlace(line: Line, texts: Texts): { readonly host: string; readonly port: number } {
  const host = texts.WEB_HOST || DEFAULT_HOST;
  const port = texts.WEB_PORT ? portOf(texts.WEB_PORT, "WEB_PORT") : DEFAULT_PORT;
  const given = line.value("listen");
  if (given === undefined) return { host, port };
  if (isIP(given) === 6) return { host: given, port };
  const [, v6, plain, text] = /^(?:\[([^\]]+)\]|([^:[\]]*))(?::(\d+))?$/.exec(given) ?? [];
  const named = v6 ?? plain;
  if (named === undefined) throw usage(`--listen ${given}: write ADDRESS, :PORT or ADDRESS:PORT`);
  return { host: named || host, port: text === undefined ? port : portOf(text, "--listen") };
}

const listed = (...texts: readonly (string | undefined)[]): readonly string[] =>
  texts
    .flatMap((text) => (text ?? "").split(","))
    .flatMap((word) => (word.trim() === "" ? [] : [word.trim().toLowerCase()]));

function basePathOf({ BASE_PATH: text = "" }: Texts): string {
  const path = text.replace(/\/+$/, "");
  if (path === "" || /^(\/[\w.~-]+)+$/.test(path)) return path;
  throw configuration(`BASE_PATH ${text}: it begins with / and has letters, digits, . _ ~ and - between slashes`);
}

function pem(path: string, what: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw configuration(`the ${what} of HTTPS, ${path}: ${fileReason(error)}`);
  }
}

function tlsOf(line: Line, texts: Texts): SiteSettings["tls"] {
  const cert = line.value("cert") ?? texts.SSL_CERT_PATH;
  const key = line.value("key") ?? texts.SSL_KEY_PATH;
  if (!cert && !key) return undefined;
  if (!cert || !key) throw configuration("HTTPS needs both, a certificate and its key: --cert FILE --key FILE");
  return { cert: pem(cert, "certificate"), key: pem(key, "key") };
}

function userOf({ WEB_USERNAME: username, WEB_PASSWORD: password, AUTH_DISABLED: off }: Texts): SiteSettings["user"] {
  if (off === "true" || (!username && !password)) return undefined;
  if (username && password) return { username, password };
  throw configuration(`${username ? "WEB_PASSWORD" : "WEB_USERNAME"} is missing: set both, or neither`);
}

function proxyOf(line: Line, texts: Texts): SiteSettings["proxy"] {
  const addresses = listed(texts.WEB_TRUSTED_PROXIES, ...line.all("proxy"));
  const odd = addresses.find((address) => isIP(address) === 0);
  if (odd !== undefined) throw configuration(`--proxy ${odd}: a proxy is trusted by its address, not by a name`);
  if (addresses.length === 0) return undefined;
  return { addresses: new Set(addresses), userHeader: (texts.WEB_USER_HEADER || "remote-user").toLowerCase() };
}

function schemesOf(text: string | undefined): SiteSettings["metrics"] {
  if (!text) return undefined;
  const words = listed(text);
  const schemes = words.filter(isMetricScheme);
  if (schemes.length === words.length) return schemes;
  throw usage(`--metrics ${text}: it is one or more of ${METRIC_SCHEMES.join(", ")}, with commas between`);
}

/** `off`, or a folder: what is named, what systemd gives us, or the user's own place for states. */
function historyFolder(named: string | undefined, env: Env): string | undefined {
  if (named === "off") return undefined;
  if (named) return resolve(named);
  if (env.STATE_DIRECTORY) return join(env.STATE_DIRECTORY.split(":")[0] ?? "", "web");
  const state = env.XDG_STATE_HOME || (env.HOME && join(env.HOME, ".local", "state"));
  return state ? join(state, "nutts", "web") : undefined;
}

/** Whoever can connect from elsewhere shall need a password, unless it is said that they do not. */
function refuseOpen(
  host: string,
  settings: Pick<SiteSettings, "user" | "stored" | "proxy">,
  { AUTH_DISABLED: off }: Texts,
): void {
  if (settings.user || settings.stored || settings.proxy || off === "true" || isLoopback(host)) return;
  throw configuration(
    `${host} can be reached from other machines: set WEB_USERNAME and WEB_PASSWORD, or trust a proxy that logs people in ` +
      "(--proxy ADDRESS), or say AUTH_DISABLED=true if all of them may see every UPS",
  );
}

const isLoopback = (host: string): boolean => /^(127\.\d+\.\d+\.\d+|::1|localhost)$/.test(host);

/** Other programs have a DEBUG, too. */
const ofPeanut = (env: Env): readonly string[] => Object.keys(env).filter((key) => key !== "DEBUG" && env[key] !== "");

export interface WebSettings extends SiteSettings {
  readonly influx: PeanutInflux | undefined;
}

const namedFile = (line: Line, env: Env): string | undefined => line.value("settings") ?? env.SETTINGS_FILE;

/** PeaNUT's file, whether it is there or not. */
export const settingsPath = (line: Line, env: Env): string => namedFile(line, env) ?? OF_IMAGE;

/** Throws NutError `usage` or `configuration`. */
export async function readSettings(line: Line, { env, files, log }: SettingsDeps): Promise<WebSettings> {
  const outer = readEnvironment(env, files);
  const file = await readSettingsFile(namedFile(line, env), files);
  const texts = { ...outer.texts, ...file.texts };
  const ignored = ignoredSettings([...(file.keys ?? []), ...ofPeanut(env)]);
  if (ignored !== undefined) log.info(ignored);
  const named = line.operands.length > 0 ? line.operands.map(serverOf) : (file.servers ?? outer.servers ?? []);
  const servers = named.length > 0 ? named : [serverOf("localhost")];
  const place = listenPlace(line, texts);
  const stored =
    texts.AUTH_DISABLED === "true" ? undefined : await readAuthFile(env.AUTH_FILE_PATH || undefined, files);
  const access = { user: userOf(texts), stored, proxy: proxyOf(line, texts) };
  refuseOpen(place.host, access, texts);
  return {
    ...place,
    ...access,
    tls: tlsOf(line, texts),
    servers: withAuth(servers, line.value("A"), env, log),
    hosts: new Set(listed(texts.WEB_ALLOWED_HOSTS, ...line.all("host"))),
    basePath: basePathOf(texts),
    history: historyFolder(line.value("history") ?? texts.WEB_HISTORY, env),
    outages: lastingFolder("outage", env),
    batteryTests: lastingFolder("upsmon.batterytests", env),
    metrics: schemesOf(line.value("metrics") ?? texts.WEB_METRICS),
    influx: peanutInflux(texts),
    fahrenheit: texts.TEMPERATURE_UNIT?.toLowerCase() === "fahrenheit",
    control: line.has("control") || texts.WEB_CONTROL === "true",
  };
}
