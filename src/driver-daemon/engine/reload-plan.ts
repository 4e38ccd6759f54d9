/** What a changed section means for a running driver: what can be taken over as it runs, and what cannot. */
import type { DriverConfig } from "./driver-config.ts";

/** Settings that a running driver takes over, and those that are none of its business. */
const LIVE: ReadonlySet<string> = new Set([
  "pollinterval",
  "pollfreq",
  "synchronous",
  "sdcommands",
  "debug_min",
  "desc",
  "sdorder",
  "maxstartdelay",
  "maxretry",
  "retrydelay",
  "reconnect_max_tries",
  "reconnect_report_freq",
  "battery_model",
]);

/** `override.*` and `default.*` are taken over; that one is gone, and what the device says instead, needs a restart. */
const isLive = (name: string, now: string | undefined): boolean =>
  LIVE.has(name) || (now !== undefined && /^(override|default)\./.test(name));

export function needsRestart({ settings: before }: DriverConfig, { settings: now }: DriverConfig): readonly string[] {
  const names = new Set([...before.entries(), ...now.entries()].map(([name]) => name.toLowerCase()));
  return [...names].filter((name) => !isLive(name, now.get(name)) && before.get(name) !== now.get(name));
}
