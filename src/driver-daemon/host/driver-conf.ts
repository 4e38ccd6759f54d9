/** ups.conf as the drivers read it. */
import { join } from "node:path";
import { loadUpsConf } from "../../conf/load.ts";
import type { Loaded } from "../../conf/loader.ts";
import type { Problem } from "../../conf/problem.ts";
import type { Setting } from "../../conf/sections.ts";
import { didYouMean } from "../../conf/suggest.ts";
import { isComplete, type UpsConf, type UpsSection } from "../../conf/ups-conf.ts";
import { driverPlace } from "../../nut/driver-place.ts";
import { NutError } from "../../nut/errors.ts";
import type { Files } from "../../system/files/files.ts";
import { altPidPath, confPath, type Env, statePath } from "../../system/files/paths.ts";
import { type DriverConfig, driverConfig } from "../engine/driver-config.ts";

export interface DriverUps {
  readonly upsname: string;
  readonly driver: string;
  readonly config: DriverConfig;
  readonly socketPath: string;
  readonly pidFile: string;
}

export type ListedUps = Pick<DriverUps, "upsname" | "driver" | "socketPath" | "pidFile">;

export interface DriverConf {
  readonly path: string;
  readonly globals: readonly Setting[];
  /** What the globals alone say. */
  readonly common: DriverConfig["common"];
  readonly upses: readonly DriverUps[];
  /** Those, and the sections that lack their driver or port: upsdrvctl lists them, too. */
  readonly listed: readonly ListedUps[];
  readonly problems: readonly Problem[];
  readonly statePath: string;
  readonly pidPath: string;
}

export interface ConfContext {
  readonly env: Env;
  readonly files: Files;
}

/** Where the driver of a UPS has its socket and its PID file. */
export const driverPaths = (
  conf: Pick<DriverConf, "statePath" | "pidPath">,
  driver: string,
  upsname: string,
): Pick<DriverUps, "socketPath" | "pidFile"> => ({
  socketPath: join(conf.statePath, driverPlace(driver, upsname)),
  pidFile: join(conf.pidPath, `${driverPlace(driver, upsname)}.pid`),
});

const upsOf = (section: UpsSection, conf: Pick<DriverConf, "globals" | "statePath" | "pidPath">): DriverUps[] =>
  isComplete(section)
    ? [
        {
          upsname: section.name,
          driver: section.driver,
          config: driverConfig({ upsname: section.name, globals: conf.globals, section: section.entries }),
          ...driverPaths(conf, section.driver, section.name),
        },
      ]
    : [];

/** What upsdrvctl prints for a driver that nobody named. */
const NO_DRIVER = "(null)";

function listedOf(sections: readonly UpsSection[], conf: Pick<DriverConf, "statePath" | "pidPath">): ListedUps[] {
  const named = sections.filter(({ entries }) => entries.length > 0);
  return named.map(({ name, driver = NO_DRIVER }) => ({ upsname: name, driver, ...driverPaths(conf, driver, name) }));
}

/** STATEPATH is taken in any case, as upsd shares it. */
const stateSetting = (globals: readonly Setting[]): string | undefined =>
  globals.findLast(({ name }) => name.toLowerCase() === "statepath")?.value;

function confOf({ globals, sections, problems }: UpsConf, path: string, env: Env): DriverConf {
  const configured = stateSetting(globals);
  const base = { globals, statePath: statePath(configured, env), pidPath: altPidPath(configured, env) };
  const { common } = driverConfig({ upsname: "", globals, section: [] });
  const upses = sections.flatMap((section) => upsOf(section, base));
  return { ...base, path, common, problems, upses, listed: listedOf(sections, base) };
}

/** Without a file: what `-s` runs on. */
export const noConf = (env: Env): DriverConf => confOf({ globals: [], sections: [], problems: [] }, "ups.conf", env);

/** Reads ups.conf. Throws NutError `configuration` when there is none, or it cannot be read. */
export const loadDriverConf = ({ env, files }: ConfContext): DriverConf =>
  driverConfOf(loadUpsConf(confPath(env), files), env);

/** The same of a file that has been read. Throws NutError `configuration`. */
export function driverConfOf(loaded: Loaded<UpsConf>, env: Env): DriverConf {
  if (loaded.kind === "missing") {
    throw new NutError("configuration", `there is no ${loaded.path}: it names the UPSes and their drivers`);
  }
  if (loaded.kind === "unreadable") {
    throw new NutError("configuration", `can't open ${loaded.path}: ${loaded.reason}`);
  }
  return confOf({ ...loaded.conf, problems: loaded.problems }, loaded.path, env);
}

export function upsNamed(conf: DriverConf, upsname: string): DriverUps {
  const found = conf.upses.find((ups) => ups.upsname === upsname);
  if (found) return found;
  throw notThere(conf, upsname);
}

export function notThere({ path, listed, upses }: DriverConf, upsname: string): NutError {
  const half = listed.some((ups) => ups.upsname === upsname);
  const text = half ? `[${upsname}] in ${path} lacks its driver or its port` : `${path} has no [${upsname}]`;
  return new NutError("configuration", half ? text : `${text}${nearest(upsname, upses)}`);
}

function nearest(upsname: string, upses: DriverConf["upses"]): string {
  const names = upses.map((ups) => ups.upsname);
  const advice = didYouMean(upsname, names);
  return advice === undefined ? "" : `; ${advice}`;
}
