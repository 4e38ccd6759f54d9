/**
 * `driver.parameter.*` and `driver.flag.*`: what a driver runs with, as its variables show it; and what is wrong
 * with the options of its section (main_arg and storeval in drivers/main.c of 2.8.5).
 */
import { didYouMean } from "../../conf/suggest.ts";
import { findOption } from "../../conf/ups-conf.ts";
import type { DriverDefinition, DriverOption } from "../../drivers/types.ts";
import type { DriverConfig } from "./driver-config.ts";

/** Common options that show as they were written. The others show elsewhere, or nowhere. */
const SHOWN: ReadonlySet<string> = new Set(["port", "sdcommands", "nolock", "ignorelb"]);

const isPrefixed = (name: string): boolean => /^(override|default)\../i.test(name);

const optionNamed = ({ options }: DriverDefinition, name: string): DriverOption | undefined =>
  options.find((option) => option.name.toLowerCase() === name.toLowerCase());

const variableOf = (name: string, kind: "value" | "flag", value: string): readonly [string, string] =>
  kind === "flag" ? [`driver.flag.${name}`, "enabled"] : [`driver.parameter.${name}`, value];

function shown(definition: DriverDefinition, name: string, value: string): readonly (readonly [string, string])[] {
  if (isPrefixed(name)) return [variableOf(name, "value", value)];
  const common = findOption(name);
  if (common) return SHOWN.has(name) ? [variableOf(name, common.kind === "flag" ? "flag" : "value", value)] : [];
  const own = optionNamed(definition, name);
  return own && own.secret !== true ? [variableOf(own.name, own.kind, value)] : [];
}

export function parameterVariables(
  definition: DriverDefinition,
  { settings, common }: DriverConfig,
): ReadonlyMap<string, string> {
  return new Map([
    ...settings.entries().flatMap(([name, value]) => shown(definition, name, value)),
    ["driver.parameter.pollinterval", String(common.pollinterval)],
    ...(definition.quick ? [["driver.parameter.pollfreq", String(common.pollfreq)] as const] : []),
    ["driver.parameter.synchronous", common.synchronous],
  ]);
}

/** What is wrong with the options of a UPS; none of it stops the driver. */
export function optionProblems(definition: DriverDefinition, { settings }: DriverConfig): readonly string[] {
  return settings.entries().flatMap(([name, value]) => problemOf(definition, name, value));
}

function problemOf(definition: DriverDefinition, name: string, value: string): readonly string[] {
  if (isPrefixed(name) || findOption(name) || name === "sddelay") return [];
  const option = optionNamed(definition, name);
  if (option === undefined) {
    const advice = didYouMean(
      name,
      definition.options.map((known) => known.name),
    );
    const list = `see nutts driver ${definition.name} -L`;
    return [`'${name}' is no option of ${definition.name} and is ignored; ${advice ?? list}`];
  }
  if (option.kind === "value" && value === "") return [`'${option.name}' needs a value: write ${option.name} = …`];
  const wrong = option.check?.(value);
  return wrong === undefined ? [] : [`${option.name}: ${wrong}`];
}
