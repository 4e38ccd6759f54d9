/** DriverSettings out of a plain object, for tests. */
import type { DriverSettings } from "../../../src/drivers/types.ts";

export function settingsOf(values: Readonly<Record<string, string>>): DriverSettings {
  const entries = Object.entries(values);
  const get = (name: string): string | undefined => values[name];
  return {
    upsname: "ups1",
    port: values.port ?? "auto",
    get,
    has: (name) => get(name) !== undefined,
    override: (name) => get(`override.${name}`),
    fallback: (name) => get(`default.${name}`),
    entries: () => entries,
  };
}
