/**
 * notify.conf: one section for each channel, in the syntax of ups.conf.
 *
 *     [phone]
 *     type = gotify
 *     url = https://gotify.example.org
 *     token_file = /etc/nut/gotify.token
 *     prefix = "[home] "
 *     events = ONBATT LOWBATT SHUTDOWN
 */
import { byPlace, type Place, type Problem, type Reporter, reporter, WHOLE_FILE } from "../conf/problem.ts";
import { parseSections, type RawEntry, type RawSection } from "../conf/sections.ts";
import { didYouMean } from "../conf/suggest.ts";
import { type ChannelKind, type ChannelSetting, type ChannelSettings, COMMON_SETTINGS } from "./channel.ts";
import { CHANNEL_KINDS } from "./channels/index.ts";

export interface ChannelConf {
  readonly name: string;
  readonly kind: ChannelKind;
  readonly settings: ChannelSettings;
}

export interface NotifyConf {
  readonly channels: readonly ChannelConf[];
  readonly spool: string | undefined;
  readonly problems: readonly Problem[];
}

export type Secret =
  | { readonly kind: "found"; readonly secret: string }
  /** `why`: the system's reason, with what to do. */
  | { readonly kind: "none"; readonly why: string };

/** Where secrets come from. `env` answers undefined when there is none. */
export interface SecretSource {
  file(path: string): Secret;
  env(name: string): string | undefined;
}

const textOf = ({ values }: RawEntry): string => values.map(({ text }) => text).join(" ");

function complaintOf({ within, among }: ChannelSetting, value: string): string | undefined {
  if (among && !among.some((word) => word.toLowerCase() === value.toLowerCase())) return among.join(", ");
  if (!within) return undefined;
  const [least, most] = within;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  return number >= least && number <= most ? undefined : `a whole number from ${least} to ${most}`;
}

class Section {
  readonly #values = new Map<string, { readonly value: string; readonly place: Place }>();
  readonly #report: Reporter;

  constructor(entries: readonly RawEntry[], report: Reporter) {
    this.#report = report;
    for (const entry of entries) this.#values.set(entry.name.text, { value: textOf(entry), place: entry.name });
  }

  value(name: string): string | undefined {
    return this.#values.get(name)?.value;
  }

  place(name: string): Place | undefined {
    return this.#values.get(name)?.place;
  }

  checkNames(known: readonly string[]): void {
    for (const [name, { place }] of this.#values) {
      if (!known.includes(name)) {
        const advice = didYouMean(name, known) ?? `known are ${known.join(", ")}`;
        this.#report.warning(place, `${name} is no setting of this channel`, advice);
      }
    }
  }

  secret(name: string, source: SecretSource): string | undefined {
    const file = this.value(`${name}_file`);
    const variable = this.value(`${name}_env`);
    if (file !== undefined) return this.#fromFile(`${name}_file`, file, source.file(file));
    if (variable !== undefined) return this.#found(`${name}_env`, source.env(variable), `${variable} is not set`);
    return this.value(name);
  }

  /** The value, unless it is none that can be used: then it is as if it had been left out. */
  checked(setting: ChannelSetting): string | undefined {
    const { name, fallback } = setting;
    const value = this.value(name);
    const wanted = value === undefined ? undefined : complaintOf(setting, value);
    if (wanted === undefined) return value;
    const advice = `write ${wanted}${fallback === undefined ? "" : `; ${fallback} is used`}`;
    this.#report.error(this.place(name) ?? WHOLE_FILE, `${name} = ${value} cannot be used`, advice);
    return undefined;
  }

  #fromFile(name: string, path: string, secret: Secret): string | undefined {
    if (secret.kind === "found") return secret.secret.trim();
    return this.#found(name, undefined, `${path} cannot be read (${secret.why})`);
  }

  #found(name: string, secret: string | undefined, complaint: string): string | undefined {
    if (secret === undefined)
      this.#report.error(this.place(name) ?? WHOLE_FILE, complaint, "this channel cannot work without it");
    return secret;
  }
}

const namesOf = (settings: readonly ChannelSetting[]): readonly string[] =>
  settings.flatMap(({ name, secret }) => (secret ? [name, `${name}_file`, `${name}_env`] : [name]));

function kindOf(raw: RawSection, section: Section, report: Reporter): ChannelKind | undefined {
  const type = section.value("type");
  const kind = CHANNEL_KINDS.find(({ name }) => name === type?.toLowerCase());
  if (kind) return kind;
  const names = CHANNEL_KINDS.map(({ name }) => name);
  const advice = (type === undefined ? undefined : didYouMean(type, names)) ?? `kinds are ${names.join(", ")}`;
  const text = type === undefined ? `channel [${raw.name}] has no type` : `type = ${type} is no kind of channel`;
  return void report.error(section.place("type") ?? raw, text, advice);
}

function channelOf(raw: RawSection, report: Reporter, source: SecretSource): ChannelConf | undefined {
  const section = new Section(raw.entries, report);
  const kind = kindOf(raw, section, report);
  if (!kind) return undefined;
  const table = [...COMMON_SETTINGS, ...kind.settings];
  section.checkNames(namesOf(table));
  const values = new Map(
    table.map((setting) => [
      setting.name,
      (setting.secret ? section.secret(setting.name, source) : section.checked(setting)) ?? setting.fallback ?? "",
    ]),
  );
  const missing = table.filter(({ name, required }) => required && values.get(name) === "");
  for (const { name, help } of missing) report.error(raw, `channel [${raw.name}] needs ${name}`, help);
  if (missing.length > 0) return undefined;
  return { name: raw.name, kind, settings: { channel: raw.name, get: (name) => values.get(name) ?? "" } };
}

/** Reads notify.conf. A channel with something missing is left out and reported. Never throws. */
export function parseNotifyConf(text: string, file: string, source: SecretSource): NotifyConf {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  const top = new Section(globals, report);
  top.checkNames(["spool"]);
  const channels = sections.flatMap((raw) => channelOf(raw, report, source) ?? []);
  return { channels, spool: top.value("spool"), problems: byPlace([...problems, ...report.problems]) };
}
