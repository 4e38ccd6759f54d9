/** Settings of PeaNUT that count here, of its environment and of its settings.yml, as one flat record of texts. */

/** One server of NUT_SERVERS. */
export interface ServerEntry {
  readonly name?: string | undefined;
  readonly host: string;
  readonly port: number;
  readonly username?: string | undefined;
  readonly password?: string | undefined;
}

export interface PeanutSettings {
  readonly servers?: readonly ServerEntry[] | undefined;
  /** All keys of a file, also of what is no text. */
  readonly keys?: readonly string[];
  /** What else is there, by its key. */
  readonly texts: Readonly<Record<string, string>>;
}

/** A text, or what is wrong with it. */
export type Read<T> = { readonly kind: "ok"; readonly value: T } | { readonly kind: "wrong"; readonly why: string };

const DEFAULT_PORT = 3493;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const wrong = (why: string): Read<never> => ({ kind: "wrong", why });

/** Texts, and what YAML makes of them where nobody quotes: a password of digits is a number there. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}

const filled = (value: unknown): string | undefined => scalarText(value) || undefined;

function readServer(entry: unknown, at: number): Read<ServerEntry | undefined> {
  const place = `NUT_SERVERS, entry ${at + 1}`;
  if (!isRecord(entry)) return wrong(`${place} is no server: it needs HOST and PORT`);
  if (scalarText(entry.DISABLED) === "true") return { kind: "ok", value: undefined };
  const host = filled(entry.HOST);
  const port = entry.PORT === undefined ? DEFAULT_PORT : Number(scalarText(entry.PORT));
  if (host === undefined || /[\s~/]/.test(host)) return wrong(`${place}: HOST is missing or no name of a host`);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) return wrong(`${place}: PORT is no number from 1 to 65535`);
  const [name, username, password] = [filled(entry.NAME), filled(entry.USERNAME), filled(entry.PASSWORD)];
  return { kind: "ok", value: { name, host: host.replace(/^\[(.*)\]$/, "$1"), port, username, password } };
}

const MOST_SERVERS = 200;

export function readServers(value: unknown): Read<readonly ServerEntry[]> {
  if (!Array.isArray(value)) return wrong("NUT_SERVERS is no list of servers");
  if (value.length > MOST_SERVERS) return wrong(`NUT_SERVERS has more than ${MOST_SERVERS} servers`);
  const servers: ServerEntry[] = [];
  for (const [at, entry] of value.entries()) {
    const read = readServer(entry, at);
    if (read.kind === "wrong") return read;
    if (read.value) servers.push(read.value);
  }
  return { kind: "ok", value: servers };
}

/** What a file has written, as YAML or JSON makes it. */
export function readRecord(value: unknown): Read<PeanutSettings> {
  if (value === null || value === undefined) return { kind: "ok", value: { texts: {} } };
  if (!isRecord(value)) return wrong("the file is no list of KEY: value");
  const texts = Object.entries(value).flatMap(([key, one]) => {
    const text = scalarText(one);
    return text === undefined ? [] : [[key, text] as const];
  });
  const settings = { texts: Object.fromEntries(texts), keys: Object.keys(value) };
  if (value.NUT_SERVERS === undefined) return { kind: "ok", value: settings };
  const servers = readServers(value.NUT_SERVERS);
  return servers.kind === "wrong" ? servers : { kind: "ok", value: { ...settings, servers: servers.value } };
}
