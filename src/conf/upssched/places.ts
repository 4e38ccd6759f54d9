/** PIPEFN and LOCKFN: why no such file can be made, and what to do about it. */
import { accessSync, constants, lstatSync, statSync } from "node:fs";
import { dirname } from "node:path";
import { lockComplaint } from "../../system/files/lock-file.ts";
import { accountName } from "../../system/process/account-name.ts";
import { systemCode, systemReason } from "../../system/system-error.ts";

const ANOTHER = "name a file in another folder, such as /run/nut";

/** What to do when the system refuses to make a file at the path, by the system's code. */
export function adviceOf(code: string | undefined, path: string): string {
  const folder = dirname(path);
  switch (code) {
    case "ENOSPC":
      return `make room on the file system of ${folder}`;
    case "EDQUOT":
      return `give the user ${accountName()} more room on the file system of ${folder}`;
    case "ENOENT":
      return `make the folder (what is below /run or /var/run is gone after a boot: have systemd-tmpfiles make it), or ${ANOTHER}`;
    case "EACCES":
    case "EPERM":
      return `let the user ${accountName()} write in ${folder}, or ${ANOTHER}`;
    default:
      return ANOTHER;
  }
}

/** sun_path of Linux without its end. */
const LONGEST_SOCKET = 107;

/** The first folder on the way that is not there. */
function missingOf(folder: string): string {
  const above = dirname(folder);
  return above === folder || statSync(above, { throwIfNoEntry: false }) ? folder : missingOf(above);
}

const wrongOf = (code: string | undefined, folder: string, error: unknown): string => {
  if (code === "ENOENT") return `the folder ${missingOf(folder)} does not exist`;
  if (code === "EACCES" || code === "EPERM") return `the user ${accountName()} may not write in ${folder}`;
  return `${folder}: ${systemReason(error)}`;
};

/** Why no file can be made in the folder of the path, or undefined. */
function folderComplaint(path: string): string | undefined {
  const folder = dirname(path);
  try {
    if (!statSync(folder).isDirectory()) return `${folder} is no folder; ${ANOTHER}`;
    accessSync(folder, constants.W_OK | constants.X_OK);
    return undefined;
  } catch (error) {
    const code = systemCode(error);
    return `${wrongOf(code, folder, error)}; ${adviceOf(code, path)}`;
  }
}

const OWN = "name a file of its own for upssched, in a folder such as /run/nut";

/** Why nobody can listen at a path as long as this, or undefined. */
export function lengthComplaint(path: string): string | undefined {
  const bytes = Buffer.byteLength(path);
  if (bytes <= LONGEST_SOCKET) return undefined;
  return `the path of a socket has room for ${LONGEST_SOCKET} bytes, and these are ${bytes}; name a shorter one, in a folder such as /run/nut`;
}

function pipeComplaint(path: string): string | undefined {
  const isSocket = lstatSync(path, { throwIfNoEntry: false })?.isSocket() ?? true;
  return isSocket ? undefined : `what lies there is no socket, and is left alone; ${OWN}`;
}

function lockFileComplaint(path: string): string | undefined {
  const why = lockComplaint(path);
  return why === undefined ? undefined : `${why}; ${OWN}`;
}

export interface Places {
  readonly pipefn: string;
  readonly lockfn: string;
}

/** Why timers cannot run, or undefined. Files of other kinds are somebody else's. */
export function placeComplaint({ pipefn, lockfn }: Places): string | undefined {
  const pipe = folderComplaint(pipefn) ?? pipeComplaint(pipefn);
  const lock = folderComplaint(lockfn) ?? lockFileComplaint(lockfn);
  if (pipe === undefined) return lock && `LOCKFN ${lockfn}: ${lock}`;
  if (lock === undefined) return `PIPEFN ${pipefn}: ${pipe}`;
  if (dirname(pipefn) === dirname(lockfn) && pipe === lock) return `PIPEFN ${pipefn} and LOCKFN ${lockfn}: ${pipe}`;
  return `PIPEFN ${pipefn}: ${pipe}. LOCKFN ${lockfn}: ${lock}`;
}
