/**
 * The section `[mqtt]` of web.conf, in the syntax of ups.conf:
 *
 *     [mqtt]
 *     url = mqtts://broker.example:8883
 *     username = nutts
 *     password = secret
 *     ca = /etc/nut/broker-ca.pem
 *     discovery = device        device, single (for Domoticz), off
 *     nut_username = admin      whose commands and settings are offered; without it there are none
 *     nut_password = secret
 */
import { type Problem, reporter } from "../conf/problem.ts";
import { parseSections, type RawSection } from "../conf/sections.ts";
import { didYouMean } from "../conf/suggest.ts";
import { WEB_CONF_SECTIONS } from "../conf/web/web-conf.ts";

export type Discovery = "device" | "single" | "off";

export interface MqttSettings {
  /** `mqtt://host:1883`, `mqtts://host:8883`, `ws://…`. */
  readonly url: string;
  readonly username: string | undefined;
  readonly password: string | undefined;
  /** A file of certificates that are trusted. */
  readonly ca: string | undefined;
  readonly discovery: Discovery;
  /** Before the topics of Home Assistant. */
  readonly prefix: string;
  /** Before our own. */
  readonly base: string;
  /** Whose commands and settings are offered. */
  readonly user: { readonly username: string; readonly password: string } | undefined;
}

const KNOWN = [
  "url",
  "username",
  "password",
  "ca",
  "discovery",
  "discovery_prefix",
  "base_topic",
  "nut_username",
  "nut_password",
] as const;
type Name = (typeof KNOWN)[number];

const SECTIONS_ADVICE = `known are ${WEB_CONF_SECTIONS.map((name) => `[${name}]`).join(", ")}`;

const isTopic = (text: string): boolean => /^[\w-]+(\/[\w-]+)*$/.test(text);
const isUrl = (text: string): boolean => /^(mqtts?|wss?):\/\/[^\s/]+/.test(text);
const isDiscovery = (text: string): text is Discovery => ["device", "single", "off"].includes(text);

export interface WebConf {
  readonly mqtt: MqttSettings | undefined;
  readonly problems: readonly Problem[];
}

/** Reads web.conf. A section that cannot be used is left out and reported. Never throws. */
export function parseWebConf(text: string, file: string): WebConf {
  const { globals, sections, problems } = parseSections(text, file);
  const report = reporter(file);
  for (const { name } of globals)
    report.warning(name, `${name.text} stands in no section`, `write it below one; ${SECTIONS_ADVICE}`);
  const known = sections.filter(({ name }) => name === "mqtt");
  const seen = new Set<string>();
  for (const raw of sections) {
    if (!WEB_CONF_SECTIONS.some((name) => name === raw.name))
      report.warning(raw, `[${raw.name}] is no section of this file`, SECTIONS_ADVICE);
    else if (seen.has(raw.name)) report.warning(raw, `[${raw.name}] stands here twice`, "the first one counts");
    seen.add(raw.name);
  }
  const mqtt = known[0] && settingsOf(known[0], report);
  return { mqtt, problems: [...problems, ...report.problems] };
}

function settingsOf(raw: RawSection, report: ReturnType<typeof reporter>): MqttSettings | undefined {
  const values = new Map<string, string>();
  for (const { name, values: words } of raw.entries) {
    if (KNOWN.some((known) => known === name.text)) values.set(name.text, words.map(({ text }) => text).join(" "));
    else
      report.warning(
        name,
        `${name.text} is no setting of [mqtt]`,
        didYouMean(name.text, KNOWN) ?? `known are ${KNOWN.join(", ")}`,
      );
  }
  const get = (name: Name): string | undefined => values.get(name) || undefined;
  const wrong = wrongIn(get);
  if (wrong)
    return void report.error(raw, `[mqtt] cannot be used: ${wrong}`, "nothing is published until that is mended");
  const [username, password] = [get("nut_username"), get("nut_password")];
  const discovery = get("discovery") ?? "device";
  return {
    url: get("url") ?? "",
    username: get("username"),
    password: get("password"),
    ca: get("ca"),
    discovery: isDiscovery(discovery) ? discovery : "device",
    prefix: get("discovery_prefix") ?? "homeassistant",
    base: get("base_topic") ?? "nutts",
    user: username !== undefined && password !== undefined ? { username, password } : undefined,
  };
}

function wrongIn(get: (name: Name) => string | undefined): string | undefined {
  if (!isUrl(get("url") ?? "")) return "url is missing or none: write mqtt://HOST:1883 or mqtts://HOST:8883";
  if (!isDiscovery(get("discovery") ?? "device")) return "discovery is device, single or off";
  for (const name of ["discovery_prefix", "base_topic"] as const) {
    if (!isTopic(get(name) ?? "x")) return `${name} has letters, digits, _ and -, with / between`;
  }
  if ((get("nut_username") === undefined) !== (get("nut_password") === undefined))
    return "nut_username and nut_password belong together";
  return undefined;
}
