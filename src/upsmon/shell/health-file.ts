/** How upsmon is, for whoever asks from outside: a line in the state folder, written when it changes. */
import { join } from "node:path";
import type { Files } from "../../system/files/files.ts";
import { type Env, statePath } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, systemCode, writeReason } from "../../system/system-error.ts";

const MODE = 0o644;
const PROTECTED = "protected: ";
const NOT_PROTECTED = "not protected: ";

export interface HealthFile {
  write(text: string, isProtected: boolean): void;
  remove(): void;
}

export const NO_HEALTH_FILE: HealthFile = { write: () => undefined, remove: () => undefined };

export const healthPath = (env: Env): string => join(statePath(undefined, env), "upsmon.health");

/** Who may not write there at all is set up so; these come by themselves, and a person should know. */
const FAULTS = new Set(["ENOSPC", "EDQUOT", "EIO", "EROFS"]);

/**
 * A folder that we may not write to costs a line for those who debug, no more. What cannot be replaced is removed: an old
 * file would go on to say what holds no more.
 */
export function healthFile(path: string, files: Files, log: Log): HealthFile {
  let failing = false;
  const failed = (error: unknown): void => {
    const news = FAULTS.has(systemCode(error) ?? "") && !failing;
    failing = true;
    const text = `cannot write ${path}: ${writeReason(error)}`;
    if (news) log.warning(`${text}; upsmon --health knows nothing until then`);
    else log.debug(1, text);
  };
  const remove = (): void => {
    try {
      files.remove(path);
    } catch (error) {
      log.debug(1, `cannot remove ${path}: ${writeReason(error)}`);
    }
  };
  return {
    write: (text, isProtected) => {
      try {
        files.replace(path, `${isProtected ? PROTECTED : NOT_PROTECTED}${text}\n`, MODE);
        failing = false;
      } catch (error) {
        failed(error);
        remove();
      }
    },
    remove,
  };
}

/** What the file says; nothing at all counts as not protected. */
export function readHealth(path: string, files: Files): { readonly protected: boolean; readonly text: string } {
  try {
    const text = files.read(path, "state")?.trim();
    if (text) return { protected: text.startsWith(PROTECTED), text };
    return { protected: false, text: `nothing is known: there is no ${path}` };
  } catch (error) {
    return { protected: false, text: `nothing is known: ${path}: ${fileReason(error)}` };
  }
}
