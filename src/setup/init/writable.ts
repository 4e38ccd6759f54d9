/** Whether files can be written in a folder that may not exist yet. */
import { accessSync, constants, existsSync } from "node:fs";
import { dirname } from "node:path";
import { writeReason } from "../../system/system-error.ts";

const nearest = (path: string): string => (existsSync(path) || dirname(path) === path ? path : nearest(dirname(path)));

/** Why not, or undefined. */
export function writeComplaint(folder: string): string | undefined {
  const there = nearest(folder);
  try {
    accessSync(there, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    return `${there}: ${writeReason(error)}`;
  }
}
