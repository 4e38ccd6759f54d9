/** The drivers that there are, and the options of ours. */
import { DEVICE_GROUPS } from "../../drivers/catalogue/device-groups.ts";
import { DRIVERS, findDriver } from "../../drivers/registry.ts";
import type { DriverOption } from "../../drivers/types.ts";

export interface KnownDrivers {
  /** Ours, and those of the C project that some device is listed for. */
  readonly names: ReadonlySet<string>;
  /** Of those that were asked for and are ours. */
  readonly options: ReadonlyMap<string, readonly DriverOption[]>;
}

/** C's that no listed device needs. */
const FURTHER = [
  "clone",
  "clone-outlet",
  "failover",
  "skel",
  "snmp-ups",
  "netxml-ups",
  "powerman-pdu",
  "nut-upower",
  "macosx-ups",
  "generic_modbus",
  "socomec_jbus",
  "adelsystem_cbi",
  "hwmon_ina219",
  "nutdrv_siemens-sitop",
  "nutdrv_hashx",
];

export async function knownDrivers(asked: Iterable<string>): Promise<KnownDrivers> {
  const ours = DRIVERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
  const listed = DEVICE_GROUPS.flatMap(({ driver, or }) => (or === undefined ? [driver] : [driver, or]));
  const options = new Map<string, readonly DriverOption[]>();
  for (const name of new Set(asked)) {
    const definition = await findDriver(name)?.load(name);
    if (definition) options.set(name, definition.options);
  }
  return { names: new Set([...ours, ...listed, ...FURTHER]), options };
}
