/** How upsmon is, for whoever asks from outside: a line in the state folder, written when it changes. */
import { join } from "node:path";
import type { Files } from "../../host/files.ts";
import type { Log } from "../../host/log.ts";
import { type Env, statePath } from "../../host/paths.ts";
import { reasonOf } from "../../host/system-error.ts";

const MODE = 0o644;
const PROTECTED = "protected: ";
const NOT_PROTECTED = "not protected: ";

export interface HealthFile {
  write(text: string, isProtected: boolean): void;
  remove(): void;
}

export const NO_HEALTH_FILE: HealthFile = { write: () => undefined, remove: () => undefined };

export const healthPath = (env: Env): string => join(statePath(undefined, env), "upsmon.health");

/** A folder that we may not write to costs a line for those who debug, no more. */
export function healthFile(path: string, files: Files, log: Log): HealthFile {
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      log.debug(1, `${path}: ${reasonOf(error)}`);
    }
  };
  return {
    write: (text, isProtected) =>
      attempt(() => files.replace(path, `${isProtected ? PROTECTED : NOT_PROTECTED}${text}\n`, MODE)),
    remove: () => attempt(() => files.remove(path)),
  };
}

/** What the file says; nothing at all counts as not protected. */
export function readHealth(path: string, files: Files): { readonly protected: boolean; readonly text: string } {
  try {
    const text = files.read(path)?.trim();
    if (text) return { protected: text.startsWith(PROTECTED), text };
    return { protected: false, text: `nothing is known: there is no ${path}` };
  } catch (error) {
    return { protected: false, text: `nothing is known: ${reasonOf(error)}` };
  }
}
