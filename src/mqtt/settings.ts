/**
 * The section `[mqtt]` of web.conf, in the syntax of ups.conf:
 *
 *     [mqtt]
 *     url = mqtts://broker.example:8883
 *     username = nutts
 *     password = secret         or password_file = /run/secrets/broker
 *     ca = /etc/nut/broker-ca.pem
 *     page = http://nas:8080/   where people find the UPSes
 *     discovery = device        device, single (for Domoticz), off
 *     nut_username = admin      whose commands and settings are offered; without it there are none
 *     nut_password = secret
 */
import type { Problem } from "../conf/problem.ts";
import { type GetSetting, readWebConfSection, type SectionShape, webConfProblems } from "../conf/web/web-conf.ts";
import type { Files } from "../system/files/files.ts";

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
  /** Where people find the UPSes, for links: `http://nas:8080/`. */
  readonly page: string | undefined;
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
  "page",
  "nut_username",
  "nut_password",
] as const;
type Name = (typeof KNOWN)[number];

const isTopic = (text: string): boolean => /^[\w-]+(\/[\w-]+)*$/.test(text);
const isPage = (text: string): boolean => URL.canParse(text) && /^https?:\/\//.test(text);
const isUrl = (text: string): boolean => /^(mqtts?|wss?):\/\/[^\s/]+/.test(text);
const isDiscovery = (text: string): text is Discovery => ["device", "single", "off"].includes(text);

function wrongIn(get: GetSetting<Name>): string | undefined {
  if (!isUrl(get("url") ?? "")) return "url is missing or none: write mqtt://HOST:1883 or mqtts://HOST:8883";
  if (!isDiscovery(get("discovery") ?? "device")) return "discovery is device, single or off";
  for (const name of ["discovery_prefix", "base_topic"] as const) {
    if (!isTopic(get(name) ?? "x")) return `${name} has letters, digits, _ and -, with / between`;
  }
  const page = get("page");
  if (page !== undefined && !isPage(page)) return "page is the address of nutts web: http://HOST:8080/";
  if ((get("nut_username") === undefined) !== (get("nut_password") === undefined))
    return "nut_username and nut_password belong together";
  return undefined;
}

function settingsOf(get: GetSetting<Name>): MqttSettings | string {
  const wrong = wrongIn(get);
  if (wrong !== undefined) return wrong;
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
    page: get("page"),
    user: username !== undefined && password !== undefined ? { username, password } : undefined,
  };
}

export const MQTT_SECTION: SectionShape<Name, MqttSettings> = {
  section: "mqtt",
  known: KNOWN,
  secrets: ["password", "nut_password"],
  settings: settingsOf,
};

export interface WebConf {
  readonly mqtt: MqttSettings | undefined;
  readonly problems: readonly Problem[];
}

/** Reads web.conf. A section that cannot be used is left out and reported. Never throws. */
export function parseWebConf(text: string, file: string, files?: Pick<Files, "read">): WebConf {
  const { settings, problems } = readWebConfSection(text, file, MQTT_SECTION, files);
  return { mqtt: settings, problems: [...webConfProblems(text, file), ...problems] };
}
