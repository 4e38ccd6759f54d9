/**
 * nutauth.conf: who clients are to which server, and what they want of TLS.
 *
 *     CERTVERIFY = yes              for all servers
 *     [@nas:3493]                   for one server; the port is 3493 where it is left out, the host localhost
 *     USER = monitor
 *     [admin@nas]                   for one user of it, with what the two above say where it is silent
 *     PASS = secret
 *     INCLUDE /etc/nut/more.conf    as if its lines stood here; INCLUDE_REQUIRED must be there
 */
import { DEFAULT_PORT } from "../../nut/ups-id.ts";
import { doubtfulName, doubtfulPassword } from "../beyond-ascii.ts";
import { plainHost, type Server } from "../cert-hosts.ts";
import { type Problem, type Reporter, reporter } from "../problem.ts";
import { parseSections, type RawEntry, type RawSection } from "../sections.ts";
import { didYouMean } from "../suggest.ts";
import { type AuthKey, type AuthSettings, NUTAUTH_KEYS } from "../tables/nutauth-conf.ts";

export type { AuthSettings } from "../tables/nutauth-conf.ts";

export interface NutauthConf {
  /** By `user@host:port`, `@host:port`, and "" for all servers. */
  readonly sections: ReadonlyMap<string, AuthSettings>;
  readonly problems: readonly Problem[];
}

/** The text of an included file; undefined when there is none. Throws when it cannot be read. */
export type ReadIncluded = (path: string) => string | undefined;

const GLOBAL = "";
const DEEPEST = 8;

const keyOf = (user: string, { host, port }: Server): string => `${user}@${plainHost(host)}:${port}`;

/** `[user@]host[:port]`, `@host`, `:port`; undefined for anything else. */
function sectionKey(name: string): string | undefined {
  if (name === "_global_defaults") return GLOBAL;
  const at = name.indexOf("@");
  const user = at < 0 ? "" : name.slice(0, at);
  const [, v6, plain, port] = /^(?:\[([^\][]+)\]|([^:\][]*))(?::(\d{0,5}|nut))?$/.exec(name.slice(at + 1)) ?? [];
  if ((v6 ?? plain) === undefined || /[:[\]]/.test(user)) return undefined;
  return keyOf(user, {
    host: v6 || plain || "localhost",
    port: /^\d+$/.test(port ?? "") ? Number(port) : DEFAULT_PORT,
  });
}

const isNamed = ({ names, anyCase }: AuthKey, word: string): boolean =>
  names.includes(anyCase ? word.toLowerCase() : word);

class Reading {
  readonly sections = new Map<string, AuthSettings>();
  readonly problems: Problem[] = [];
  readonly #read: ReadIncluded;

  constructor(read: ReadIncluded) {
    this.#read = read;
  }

  /** `scope` is where lines before the first section belong, and the only section that counts unless it is "". */
  file(text: string, path: string, scope: string, depth: number): void {
    const raw = parseSections(text, path);
    const report = reporter(path);
    this.#entries(raw.globals, scope, report, depth);
    for (const section of raw.sections) this.#section(section, scope, report, depth);
    this.problems.push(...raw.problems, ...report.problems);
  }

  #section(section: RawSection, scope: string, report: Reporter, depth: number): void {
    const key = sectionKey(section.name);
    if (key === undefined) {
      report.error(section, `[${section.name}] names no server`, "write [@host], [@host:port] or [user@host:port]");
    } else if (scope !== GLOBAL && key !== scope) {
      const text = `[${section.name}] is ignored: the file is included in a section for another server`;
      report.warning(section, text, "move INCLUDE above the first section");
    } else this.#entries(section.entries, key, report, depth);
  }

  #entries(entries: readonly RawEntry[], key: string, report: Reporter, depth: number): void {
    if (!this.sections.has(key)) this.sections.set(key, {});
    for (const entry of entries) this.#entry(entry, key, report, depth);
  }

  #entry(entry: RawEntry, key: string, report: Reporter, depth: number): void {
    const word = entry.name.text;
    if (/^include(_required)?$/i.test(word)) return this.#include(entry, key, report, depth);
    const known = NUTAUTH_KEYS.find((each) => isNamed(each, word));
    if (!known) {
      // The word may be a password that slipped onto a line of its own: it is not repeated.
      const names = NUTAUTH_KEYS.flatMap(({ names: all }) => all);
      const advice = (): string | undefined => didYouMean(word, names) ?? `known are ${names.join(", ")}`;
      return report.error(entry.name, "this is not a setting of nutauth.conf", advice);
    }
    this.#setting(known, entry, key, report);
  }

  #setting(known: AuthKey, { name, equals, values }: RawEntry, key: string, report: Reporter): void {
    const [first, extra] = values;
    const synopsis = `write ${known.names[0]} = ${known.form}`;
    if (first && !equals) return report.error(name, `${known.names[0]} needs a = before its value`, synopsis);
    if (extra) return report.error(extra, "only one word may stand here", 'put a text of several words in "quotes"');
    const read = known.read(first?.text);
    if (!read) return report.error(first ?? name, `${known.names[0]} has no value that can be used`, synopsis);
    if (read.user !== undefined && !/^@|^$/.test(key)) {
      return report.warning(name, "the section names the user already; this one is ignored", "delete the line");
    }
    const doubt = doubtfulPassword(read.pass ?? "") ?? doubtfulName("user", read.user ?? "");
    if (doubt) report.warning(first ?? name, doubt.text, doubt.advice);
    this.sections.set(key, { ...this.sections.get(key), ...read });
  }

  #include({ name, values: [first] }: RawEntry, key: string, report: Reporter, depth: number): void {
    const required = /_required$/i.test(name.text);
    if (!first) return report.error(name, "no file is named", `write ${name.text} <path>`);
    if (depth === DEEPEST) return report.error(first, `files include each other ${DEEPEST} deep; this one is not read`);
    try {
      const text = this.#read(first.text);
      if (text !== undefined) this.file(text, first.text, key, depth + 1);
      else if (required) report.error(first, `there is no ${first.text}`);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      report[required ? "error" : "warning"](first, `${first.text} cannot be read: ${why}`);
    }
  }
}

/** Reads nutauth.conf and what it includes. Never throws; no problem repeats a password. */
export function parseNutauthConf(text: string, file: string, read: ReadIncluded): NutauthConf {
  const reading = new Reading(read);
  reading.file(text, file, GLOBAL, 0);
  return { sections: reading.sections, problems: reading.problems };
}

/** What holds for a server and user, else for the user named for the server. Another user's password is left out. */
export function authFor({ sections }: Pick<NutauthConf, "sections">, server: Server, user?: string): AuthSettings {
  const wide = sections.get(GLOBAL);
  const own = sections.get(keyOf("", server));
  const { pass: widePass, ...wideRest } = wide ?? {};
  const foreign = own?.user !== undefined && wide?.user !== undefined && own.user !== wide.user;
  const common: AuthSettings = { ...wideRest, ...(widePass !== undefined && !foreign && { pass: widePass }), ...own };
  const name = user ?? common.user;
  if (name === undefined) return common;
  const { pass, ...rest } = common;
  const mine = (common.user ?? name) === name && pass !== undefined ? { pass } : {};
  return { ...rest, ...mine, ...sections.get(keyOf(name, server)), user: name };
}
