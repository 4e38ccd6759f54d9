/** The settings of one UPS as its driver gets them: its section, `-x` and `-s` on top, globals and defaults below. */
import type { Setting } from "./sections.ts";
import { UPS_CONF, type UpsOption } from "./tables/ups-conf.ts";
import { findOption } from "./ups-settings.ts";
import { truthOf, type ValueCodec } from "./values.ts";

/** Where the settings of a UPS come from, weakest first. */
export interface SettingsSource {
  readonly upsname: string;
  /** The section of ups.conf; empty for `-s`. */
  readonly section: readonly Setting[];
  readonly overrides?: readonly Setting[];
}

export interface UpsSettings {
  readonly upsname: string;
  readonly port: string;
  /** Value of an option; flags that are set are "". Names match without regard to case. */
  get(name: string): string | undefined;
  has(name: string): boolean;
  /** `override.*` and `default.*` without the prefix, for drivers that calculate from them. */
  override(name: string): string | undefined;
  fallback(name: string): string | undefined;
  /** All options in file order, each once, with its last value. */
  entries(): readonly (readonly [name: string, value: string])[];
}

/** `-x NAME=VALUE` or `-x FLAG`. */
export function parseOverride(text: string): Setting {
  const at = text.indexOf("=");
  return at < 0 ? { name: text, value: undefined } : { name: text.slice(0, at), value: text.slice(at + 1) };
}

/** `ignorelb = no` is off; in C it is on, which nobody means, and allow_killpower must not come on by accident. */
const switchedOff = ({ name, value }: Setting): boolean =>
  findOption(name)?.kind === "flag" && value !== undefined && truthOf(value) === false;

export function driverSettings({ upsname, section, overrides = [] }: SettingsSource): UpsSettings {
  const all = new Map<string, readonly [name: string, value: string]>();
  for (const setting of [...section, ...overrides]) {
    const key = setting.name.toLowerCase();
    if (switchedOff(setting)) all.delete(key);
    else all.set(key, [all.get(key)?.[0] ?? setting.name, setting.value ?? ""]);
  }
  const get = (name: string): string | undefined => all.get(name.toLowerCase())?.[1];
  return {
    upsname,
    port: get("port") ?? "",
    get,
    has: (name) => all.has(name.toLowerCase()),
    override: (name) => get(`override.${name}`),
    fallback: (name) => get(`default.${name}`),
    entries: () => [...all.values()],
  };
}

type OptionValue<O> = O extends { kind: "value"; codec: ValueCodec<infer T>; fallback: infer D }
  ? T | D
  : O extends { kind: "flag" }
    ? boolean
    : O extends { kind: "either"; codec: ValueCodec<infer T> }
      ? T | true | undefined
      : never;

/** The options that mean the same for every driver, with defaults. */
export type CommonOptions = { readonly [K in keyof typeof UPS_CONF]: OptionValue<(typeof UPS_CONF)[K]> };

const named = (option: UpsOption, { name }: Setting): boolean =>
  option.anyCase ? name.toLowerCase() === option.name.toLowerCase() : name === option.name;

function lastOf(option: UpsOption, settings: readonly Setting[]): unknown {
  let found: unknown;
  for (const setting of settings) {
    if (!named(option, setting)) continue;
    if (option.kind === "flag") found = !switchedOff(setting);
    else if (setting.value === undefined) found = option.kind === "either" ? true : found;
    else {
      const read = option.codec.read(setting.value);
      if (read.kind === "ok") found = read.value;
    }
  }
  return found;
}

function optionValue(option: UpsOption, section: readonly Setting[], globals: readonly Setting[]): unknown {
  const own = option.where === "global" ? undefined : lastOf(option, section);
  const found = own ?? (option.where === "section" ? undefined : lastOf(option, globals));
  if (found !== undefined) return found;
  if (option.kind === "flag") return false;
  return option.kind === "value" ? option.fallback : undefined;
}

/** The options of a UPS: its section and `-x`, else globals, else defaults. An unreadable value counts as absent. */
export function commonOptions(globals: readonly Setting[], section: readonly Setting[] = []): CommonOptions {
  const values = Object.entries(UPS_CONF).map(([key, option]) => [key, optionValue(option, section, globals)]);
  return Object.fromEntries(values) as CommonOptions;
}
