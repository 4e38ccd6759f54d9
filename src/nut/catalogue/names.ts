/** The closed unions of names, taken from the tables of the catalogue. */
import type { AMBIENT, SENSOR } from "./ambient.ts";
import type { BATTERY } from "./battery.ts";
import type { DEVICE_COMMANDS, DRIVER_COMMANDS, OUTLET_COMMANDS } from "./command-texts.ts";
import type { DEVICE, SOFTWARE } from "./device.ts";
import type { FREE, Numbered } from "./entry.ts";
import type { OUTLET, OUTLET_GROUP, OUTLETS } from "./outlet.ts";
import type { CONTEXTS, DOMAINS, LINES, MEASUREMENTS } from "./power.ts";
import type { UPS } from "./ups.ts";

type Domain = keyof typeof DOMAINS;
type Context = keyof typeof CONTEXTS;
type Measurement = keyof typeof MEASUREMENTS;
type SensorName = `${"ambient" | `ambient.${number}`}.${Numbered<keyof typeof SENSOR>}`;
type OutletName =
  | `${"outlet" | `outlet.${number}` | `outlet.group.${number}`}.${keyof typeof OUTLET}`
  | `outlet.group.${number}.${keyof typeof OUTLET_GROUP}`;
type PlainName = Numbered<
  | keyof typeof DEVICE
  | keyof typeof SOFTWARE
  | keyof typeof UPS
  | keyof typeof LINES
  | keyof typeof BATTERY
  | keyof typeof AMBIENT
  | keyof typeof OUTLETS
>;

/** `L1-N`: voltages are measured between two conductors; everything else belongs to one. */
type Pair = Extract<Context, `${string}-${string}`>;
type PairMeasurement = Extract<Measurement, `voltage${string}`> | "realpower";
type Line = Exclude<Domain, "ups">;
type PowerName =
  | `${Line}.${Measurement | `${Pair}.${PairMeasurement}` | `${Exclude<Context, Pair>}.${Measurement}`}`
  | `ups.${Context}.${"load" | "power" | "realpower" | "current" | "voltage" | "alarm"}`;

/**
 * Every variable; a misspelt name does not compile. `experimental.*` is free by the rules of the name list.
 *
 * The order, here and above, matters to the compiler: the numbered names stand before the many power names, for
 * otherwise it takes `[a, b]` or `x ? a : b` of this type for too complex (TS2590).
 */
export type VarName =
  | SensorName
  | OutletName
  | PlainName
  | PowerName
  | `${keyof typeof FREE}${string}`
  | `experimental.${string}`;

/** A variable of one device in a daisychain, made by `onDevice`. */
export type DaisyVarName = `device.${number}.${string}`;

/** The variable of device `index` (1 is the first) in a daisychain: `device.2.ups.load`, `device.2.model`. */
export const onDevice = (index: number, name: VarName): DaisyVarName =>
  `device.${index}.${name.startsWith("device.") ? name.slice("device.".length) : name}`;

type OutletPrefix = "outlet" | `outlet.${number}` | `outlet.group.${number}`;

/** Every instant command; a misspelt one does not compile. */
export type CmdName =
  | `${OutletPrefix}.${keyof typeof OUTLET_COMMANDS}`
  | keyof typeof DEVICE_COMMANDS
  | keyof typeof DRIVER_COMMANDS;
