/** The options of ups.conf, and the card that they name. */
import type { HttpTarget } from "../../device/http.ts";
import { checkOptions, flag, notNegative, numberOf, positive, value } from "../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../types.ts";

const secret = (name: string, help: string): DriverOption => ({ ...value(name, help), secret: true });

export const OPTIONS: readonly DriverOption[] = [
  value("timeout", "seconds that the card has for an answer (5)", positive),
  value("pollfreq", "seconds between two readings of everything; the summary is read at every poll (30)", notNegative),
  flag("subscribe", "let the card call when something changes, besides polling it"),
  secret("login", "user, for a card that asks for one"),
  secret("password", "password of that user"),
  value("certfile", "file with the certificate of the card, or of who signed it, for https"),
  value("shutdown_duration", "seconds that a shutdown of this host takes (120)", notNegative),
  value(
    "shutdown_timer",
    "seconds on battery after which the card is to tell subscribers to shut down (none)",
    notNegative,
  ),
  flag("do_convert_deci", "divide some measurements by 10, for cards of the years before 2008"),
];

export const shutdownDuration = (settings: Pick<DriverSettings, "get">): number =>
  numberOf(settings.get("shutdown_duration")) ?? 120;

/** The host of an address, without the brackets of IPv6. */
export const hostOf = (base: string): string => new URL(base).hostname.replaceAll(/[[\]]/g, "");

function baseOf(port: string): string {
  if (/^https?:\/\/[^/]/i.test(port) && URL.canParse(port)) return new URL(port).origin;
  const example = "http://card.example.com or https://card.example.com:8443";
  throw new DeviceError("configuration", `port = "${port}" is no address of a web server: write ${example}`);
}

/** Throws DeviceError `configuration`. */
export function targetOf(settings: DriverSettings): HttpTarget {
  checkOptions(OPTIONS, settings);
  return {
    base: baseOf(settings.port),
    timeoutMs: 1000 * (numberOf(settings.get("timeout")) ?? 5),
    login: settings.get("login"),
    password: settings.get("password"),
    certfile: settings.get("certfile"),
  };
}
