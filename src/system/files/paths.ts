import { existsSync } from "node:fs";
import { join, resolve } from "node:path";

export type Env = Readonly<Record<string, string | undefined>>;

const CONFIG_FOLDERS = ["/etc/nut", "/usr/local/etc/config/nut", "/etc/ups", "/usr/local/etc/nut"];

/** The folder of `ups.conf` and the rest: NUT_CONFPATH, else the first of the known ones that exists. */
export const confPath = (env: Env = process.env, exists: (path: string) => boolean = existsSync): string =>
  env.NUT_CONFPATH || (CONFIG_FOLDERS.find(exists) ?? "/etc/nut");

export const confFile = (name: string, env: Env = process.env): string => join(confPath(env), name);

/** Driver sockets: NUT_STATEPATH, else STATEPATH of the file that is being obeyed, else /run/nut. */
export const statePath = (configured?: string, env: Env = process.env): string =>
  env.NUT_STATEPATH || configured || "/run/nut";

/** PID files of drivers and upsd: as in C, NUT_PIDPATH does not count here. */
export const altPidPath = (configuredState?: string, env: Env = process.env): string =>
  env.NUT_ALTPIDPATH || statePath(configuredState, env);

/** The PID file of upsmon, which may run as root. */
export const pidPath = (env: Env = process.env): string =>
  env.NUT_PIDPATH || (existsSync("/run/nut") ? "/run/nut" : "/run");

const VARIABLES = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH", "NUT_PIDPATH"] as const;

/** The same environment for a process that works in another folder: relative paths in it mean what they mean here. */
export function absolutePaths(env: Env): Env {
  const named = VARIABLES.filter((name) => env[name]);
  return { ...env, ...Object.fromEntries(named.map((name) => [name, resolve(env[name] ?? "")])) };
}
