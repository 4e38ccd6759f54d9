import { accessSync, constants } from "node:fs";
import { join, resolve } from "node:path";
import { type Env, statePath } from "./paths.ts";

/** Outlives a boot, which the folder of the sockets usually does not. */
export const LASTING = "/var/lib/nut";

const isWritable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/**
 * Where something called `name` is kept: NUT_STATEPATH moves it; else what outlives a boot, where there is such a place,
 * else beside the driver sockets.
 */
export function lastingFolder(name: string, env: Env, configuredState?: string, lasting = LASTING): string {
  if (env.NUT_STATEPATH) return join(resolve(env.NUT_STATEPATH), name);
  return resolve(join(isWritable(lasting) ? lasting : statePath(configuredState, env), name));
}
