/** The options of ups.conf, and the agent and the user that they name. */
import { AUTH_PROTOCOLS, PRIV_PROTOCOLS, type SnmpAccess, type SnmpTarget } from "../../device/snmp.ts";
import { checkOptions, flag, notNegative, numberOf, positive, value, wholeNumber } from "../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../types.ts";
import { parseAddress } from "./address.ts";

const oneOf =
  (...words: readonly string[]) =>
  (given: string): string | undefined =>
    words.includes(given) ? undefined : `"${given}" is none of ${words.join(", ")}`;

const secret = (name: string, help: string): DriverOption => ({ ...value(name, help), secret: true });

const portNumber = (given: string): string | undefined =>
  /^\d{1,5}$/.test(given) && Number(given) >= 1 && Number(given) <= 65_535
    ? undefined
    : `snmptrap = "${given}" is no port from 1 to 65535`;

const LEVELS = ["noAuthNoPriv", "authNoPriv", "authPriv"] as const;

export const OPTIONS: readonly DriverOption[] = [
  value("mibs", "table of variables to use (auto); --list shows which there are, and nothing else is done"),
  secret("community", "community of SNMP v1 and v2c; one that may write is needed for commands and settings (public)"),
  value("snmp_version", "version of SNMP: v1, v2c or v3 (v1)", oneOf("v1", "v2c", "v3")),
  value("pollfreq", "seconds between two readings of everything; the status is read at every poll (30)", notNegative),
  value("semistaticfreq", "readings of everything until what seldom changes is read again (10)", wholeNumber),
  value("snmp_retries", "how often a request is sent again (5)", notNegative),
  value("snmp_timeout", "seconds until a request is sent again (1)", positive),
  value(
    "snmptrap",
    "UDP port of ours on which traps of the card are heard: each brings the next poll at once (none)",
    portNumber,
  ),
  flag("notransferoids", "leave out input.transfer.low and input.transfer.high (for APC Symmetra)"),
  flag("symmetrathreephase", "the transfer voltages are between phases: show them to neutral (for APC Symmetra)"),
  value("secLevel", `security of SNMP v3: ${LEVELS.join(", ")} (noAuthNoPriv)`, oneOf(...LEVELS)),
  secret("secName", "user of SNMP v3"),
  secret("authPassword", "password of SNMP v3 by which requests are signed, at least 8 characters"),
  secret("privPassword", "password of SNMP v3 by which requests are enciphered, at least 8 characters"),
  value("authProtocol", `digest of SNMP v3: ${AUTH_PROTOCOLS.join(", ")} (MD5)`, oneOf(...AUTH_PROTOCOLS)),
  value("privProtocol", `cipher of SNMP v3: ${PRIV_PROTOCOLS.join(", ")} (DES)`, oneOf(...PRIV_PROTOCOLS)),
  value("ondelay", "seconds from the return of mains to power on: ups.delay.start", wholeNumber),
  value("offdelay", "seconds from a shutdown command to power off: ups.delay.shutdown", wholeNumber),
];

type Given = Pick<DriverSettings, "get">;

const SEMISTATIC = 10;

/** Readings of everything from one of what seldom changes to the next. */
export const semistaticEvery = (settings: Given): number => {
  const given = numberOf(settings.get("semistaticfreq")) ?? SEMISTATIC;
  return given < 1 ? SEMISTATIC : given;
};

const wrong = (text: string): DeviceError => new DeviceError("configuration", text);

const among = <Word extends string>(words: readonly Word[], given: string | undefined, fallback: Word): Word =>
  words.find((word) => word === given) ?? fallback;

function password(settings: Given, name: string, level: string): string {
  const given = settings.get(name);
  if (given === undefined) throw wrong(`secLevel = ${level} needs ${name} in ups.conf`);
  if (given.length < 8) throw wrong(`${name} is shorter than the 8 characters that SNMP v3 asks for`);
  return given;
}

function v3(settings: Given): SnmpAccess {
  const level = among(LEVELS, settings.get("secLevel"), "noAuthNoPriv");
  const user = settings.get("secName");
  if (user === undefined) throw wrong("snmp_version = v3 needs secName in ups.conf");
  if (level === "noAuthNoPriv") return { version: "v3", user };
  const auth = {
    protocol: among(AUTH_PROTOCOLS, settings.get("authProtocol"), "MD5"),
    password: password(settings, "authPassword", level),
  };
  if (level === "authNoPriv") return { version: "v3", user, auth };
  const protocol = among(PRIV_PROTOCOLS, settings.get("privProtocol"), "DES");
  return { version: "v3", user, auth, priv: { protocol, password: password(settings, "privPassword", level) } };
}

/** Throws DeviceError `configuration`. */
export function targetOf(settings: Given & Pick<DriverSettings, "port">): SnmpTarget {
  checkOptions(OPTIONS, settings);
  const address = parseAddress(settings.port);
  if (!address) throw wrong(`port = "${settings.port}" is no host, host:port or [IPv6 address]:port`);
  const version = among(["v1", "v2c", "v3"] as const, settings.get("snmp_version"), "v1");
  return {
    ...address,
    access: version === "v3" ? v3(settings) : { version, community: settings.get("community") ?? "public" },
    timeoutMs: 1000 * (numberOf(settings.get("snmp_timeout")) ?? 1),
    retries: numberOf(settings.get("snmp_retries")) ?? 5,
  };
}
