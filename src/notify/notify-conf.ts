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
import { byPlace, type Problem, type Reporter, reporter } from "../conf/problem.ts";
import { parseSections, type RawSection } from "../conf/sections.ts";
import { type SecretSource, SectionSettings, valuesOf } from "../conf/settings/section-settings.ts";
import { didYouMean } from "../conf/suggest.ts";
import { type ChannelKind, type ChannelSettings, COMMON_SETTINGS } from "./channel.ts";
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

function kindOf(raw: RawSection, section: SectionSettings, report: Reporter): ChannelKind | undefined {
  const type = section.value("type");
  const kind = CHANNEL_KINDS.find(({ name }) => name === type?.toLowerCase());
  if (kind) return kind;
  const names = CHANNEL_KINDS.map(({ name }) => name);
  const advice = (type === undefined ? undefined : didYouMean(type, names)) ?? `kinds are ${names.join(", ")}`;
  const text = type === undefined ? `channel [${raw.name}] has no type` : `type = ${type} is no kind of channel`;
  return void report.error(section.place("type") ?? raw, text, advice);
}

function channelOf(raw: RawSection, report: Reporter, source: SecretSource): ChannelConf | undefined {
  const section = new SectionSettings(raw.entries, report, "channel");
  const kind = kindOf(raw, section, report);
  if (!kind) return undefined;
  const values = valuesOf(raw, section, [...COMMON_SETTINGS, ...kind.settings], { what: "channel", report, source });
  if (!values) return undefined;
  return { name: raw.name, kind, settings: { channel: raw.name, get: (name) => values.get(name) ?? "" } };
}

/** Reads notify.conf. A channel with something missing is left out and reported. Never throws. */
export function parseNotifyConf(text: string, file: string, source: SecretSource): NotifyConf {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  const top = new SectionSettings(globals, report, "file");
  top.checkNames(["spool"]);
  const channels = sections.flatMap((raw) => channelOf(raw, report, source) ?? []);
  return { channels, spool: top.value("spool"), problems: byPlace([...problems, ...report.problems]) };
}
