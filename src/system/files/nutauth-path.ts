/** Where nutauth.conf is: what the environment names, else the user's own, else the site's. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { confFile, type Env } from "./paths.ts";

/** NUT_AUTHCONF_FILE or NUT_AUTHCONF_PATH, which need not exist, else a file that does; undefined without one. */
export function nutauthPath(env: Env, exists: (path: string) => boolean = existsSync): string | undefined {
  if (env.NUT_AUTHCONF_FILE) return env.NUT_AUTHCONF_FILE;
  if (env.NUT_AUTHCONF_PATH) return join(env.NUT_AUTHCONF_PATH, "nutauth.conf");
  const own = env.HOME ? [join(env.HOME, ".config/nut/nutauth.conf"), join(env.HOME, ".nutauth.conf")] : [];
  return [...own, confFile("nutauth.conf", env)].find(exists);
}

export interface ChosenNutauth {
  /** Undefined: there is none. */
  readonly path: string | undefined;
  readonly asked: boolean;
}

/** Which file `given` means (`-A`, `authconf`): a path, `default` for one that must be found, undefined for one that may. */
export function chosenNutauth(given: string | undefined, env: Env): ChosenNutauth {
  const asked = given !== undefined || Boolean(env.NUT_AUTHCONF_FILE) || Boolean(env.NUT_AUTHCONF_PATH);
  return { path: given === undefined || given === "default" ? nutauthPath(env) : given, asked };
}
