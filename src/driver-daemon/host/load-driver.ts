/** A driver by the name that ups.conf or a link gives it. */
import { didYouMean } from "../../conf/suggest.ts";
import { DRIVERS, findDriver } from "../../drivers/registry.ts";
import type { DriverDefinition } from "../../drivers/types.ts";
import { NutError } from "../../nut/errors.ts";

const NAMES = DRIVERS.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
const WORDS = ["start", "stop", "shutdown", "status", "list"];

/** Sockets, PID files and driver.name keep the name asked for. Throws NutError `configuration` when there is none. */
export async function loadDriver(name: string): Promise<DriverDefinition> {
  const entry = findDriver(name);
  if (entry) return { ...(await entry.load(name)), name, ...(name === entry.name ? {} : { standsIn: entry.name }) };
  const advice =
    didYouMean(name, [...NAMES, ...WORDS]) ?? `there are: ${DRIVERS.map((known) => known.name).join(", ")}`;
  throw new NutError("configuration", `there is no driver called ${name}; ${advice}`);
}

/** True when both names mean the same driver: one may be that of an older driver it stands in for. */
export const isSameDriver = (a: string, b: string): boolean =>
  a === b || (findDriver(a) !== undefined && findDriver(a) === findDriver(b));
