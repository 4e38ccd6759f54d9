/** The closed unions of names, taken from the tables of the catalogue. */
import type { AMBIENT, SENSOR } from "./ambient.ts";
import type { BATTERY } from "./battery.ts";
import type { DEVICE_COMMANDS, DRIVER_COMMANDS, OUTLET_COMMANDS } from "./command-texts.ts";
import type { DEVICE, SOFTWARE } from "./device.ts";
import type { FREE } from "./entry.ts";
import type { EXPERIMENTAL } from "./experimental.ts";
import { withNumbers } from "./numbers.ts";
import type { OUTLET, OUTLET_GROUP, OUTLETS } from "./outlet.ts";
import type { CONTEXTS, DOMAINS, LINES, MEASUREMENTS } from "./power.ts";
import type { UPS } from "./ups.ts";

type Domain = keyof typeof DOMAINS;
type Context = keyof typeof CONTEXTS;
type Measurement = keyof typeof MEASUREMENTS;
type SensorName = `${"ambient" | "ambient.#"}.${keyof typeof SENSOR}`;
type OutletPrefix = "outlet" | "outlet.#" | "outlet.group.#";
type OutletName = `${OutletPrefix}.${keyof typeof OUTLET}` | `outlet.group.#.${keyof typeof OUTLET_GROUP}`;
type PlainName =
  | keyof typeof DEVICE
  | keyof typeof SOFTWARE
  | keyof typeof UPS
  | keyof typeof LINES
  | keyof typeof BATTERY
  | keyof typeof AMBIENT
  | keyof typeof OUTLETS
  | keyof typeof EXPERIMENTAL;

/** `L1-N`: voltages are measured between two conductors; everything else belongs to one. */
type Pair = Extract<Context, `${string}-${string}`>;
type PairMeasurement = Extract<Measurement, `voltage${string}`> | "realpower";
type Line = Exclude<Domain, "ups">;
type PowerName =
  | `${Line}.${Measurement | `${Pair}.${PairMeasurement}` | `${Exclude<Context, Pair>}.${Measurement}`}`
  | `ups.${Context}.${"load" | "power" | "realpower" | "current" | "voltage" | "alarm"}`;

type VarKey = SensorName | OutletName | PlainName | PowerName;
type CmdKey =
  | `${OutletPrefix}.${keyof typeof OUTLET_COMMANDS}`
  | keyof typeof DEVICE_COMMANDS
  | keyof typeof DRIVER_COMMANDS;

declare const NUMBERED: unique symbol;
/** With its numbers written: a template pattern here would cost the compiler a comparison with every literal. */
type NumberedVar = string & { readonly [NUMBERED]: "variable" };
type NumberedCmd = string & { readonly [NUMBERED]: "command" };

/** Every variable: a misspelt name does not compile. Numbered ones are written `numbered("outlet.#.status", 3)`. */
export type VarName = VarKey | NumberedVar | `${keyof typeof FREE | "experimental."}${string}`;

/** Every instant command; a misspelt one does not compile. */
export type CmdName = CmdKey | NumberedCmd;

/** A number, or `#` for one that is not known yet. */
type Digits = number | "#";

/** A name of the catalogue with `numbers` in place of each `#`, in their order. */
export function numbered(name: Extract<VarKey, `${string}#${string}`>, ...numbers: readonly Digits[]): NumberedVar;
export function numbered(name: Extract<CmdKey, `${string}#${string}`>, ...numbers: readonly Digits[]): NumberedCmd;
export function numbered(name: string, ...numbers: readonly Digits[]): unknown {
  return withNumbers(name, numbers.map(String));
}

/** A variable of one device in a daisychain, made by `onDevice`. */
export type DaisyVarName = `device.${number}.${string}`;

/** The variable of device `index` (1 is the first) in a daisychain: `device.2.ups.load`, `device.2.model`. */
export const onDevice = (index: number, name: VarName): DaisyVarName =>
  `device.${index}.${name.startsWith("device.") ? name.slice("device.".length) : name}`;
