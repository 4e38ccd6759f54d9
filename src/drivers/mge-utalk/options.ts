/** The options of mge-utalk in ups.conf. */
import type { DriverOption } from "../types.ts";

const wholeNumber = (text: string): string | undefined =>
  /^\s*\d+\s*$/.test(text) ? undefined : `"${text}" is not a whole number`;

const value = (name: string, help: string): DriverOption => ({ name, kind: "value", help, check: wholeNumber });

export const OPTIONS: readonly DriverOption[] = [
  value("lowbatt", "battery charge that counts as low, in percent; written to the UPS"),
  value("ondelay", "minutes from the return of mains to power on; written to the UPS"),
  value("offdelay", "seconds from a shutdown command to power off; written to the UPS"),
  { name: "oldmac", kind: "flag", help: "leave RTS up and let DTR down, for the serial ports of old Macintoshes" },
];

/** What the options are written with. */
export const PRESETS: readonly (readonly [option: string, command: string])[] = [
  ["lowbatt", "Bl"],
  ["ondelay", "Sm"],
  ["offdelay", "Sn"],
];
