/** The options of ups.conf. */
import { value } from "../../kit/options.ts";
import type { DriverOption, DriverSettings } from "../../types.ts";

const ODD_CABLE = "940-0095B";

const matching =
  (name: string, shape: RegExp, words: string) =>
  (text: string): string | undefined =>
    shape.test(text) ? undefined : `${name} = ${text} is not ${words}`;

const COMMON: readonly DriverOption[] = [
  value("ttymode", "raw or canonical; the line is read the same way with both"),
  value("cable", `${ODD_CABLE} for this cable, which wants power from the port`),
];

export const OPTIONS: readonly DriverOption[] = [
  ...COMMON,
  value(
    "awd",
    "how long hard hibernation waits besides, in units of six minutes (000)",
    matching("awd", /^[0-9]{1,3}$/, "one to three digits"),
  ),
  value(
    "sdtype",
    "how the load is turned off at the end of a shutdown, 0 to 5 (0)",
    matching("sdtype", /^[0-5]$/, "a digit from 0 to 5"),
  ),
  value(
    "advorder",
    "ways to turn the load off, tried one after the other: digits from 0 to 4, or no",
    matching("advorder", /^([0-4]{1,5}|no)$/i, "one to five digits from 0 to 4, nor the word no"),
  ),
  value(
    "cshdelay",
    "seconds between a feigned power failure and hibernation (3.5)",
    matching("cshdelay", /^([0-9]\.?|[0-9]?\.[0-9])$/, "a number from 0 to 9.9 with at most one decimal"),
  ),
];

/** Those of the older driver: other digits, and another name for `awd`. */
export const OLDER_OPTIONS: readonly DriverOption[] = [
  ...COMMON,
  value("wugrace", "how long hard hibernation waits besides, in units of six minutes (0)"),
  value("sdtype", "how the load is turned off at the end of a shutdown, 0 to 6 (0)"),
  value("advorder", "ways to turn the load off: digits from 0 to 5, or no"),
];

export const hasOddCable = (settings: DriverSettings): boolean => settings.get("cable")?.toUpperCase() === ODD_CABLE;
