/**
 * Replacing a file in one step: the new text goes into `NAME.PID.new` beside it, which then takes its name. What goes wrong
 * leaves the old file and nothing else; what a killed process left behind goes with the next replacement.
 */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { bytesOfText } from "../../nut/byte-text.ts";
import { identityLives } from "../process/process-identity.ts";
import { systemCode } from "../system-error.ts";

export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** The system's calls; tests hand in those that fail. */
export const FILE_CALLS = {
  close: closeSync,
  chmod: fchmodSync,
  chown: fchownSync,
  sync: fsyncSync,
  open: openSync,
  list: (folder: string): readonly string[] => readdirSync(folder),
  rename: renameSync,
  remove: (path: string): void => rmSync(path, { force: true }),
  write: (fd: number, text: string | Uint8Array): void => writeFileSync(fd, text),
  lives: (pid: number): boolean => identityLives(String(pid)),
};
export type FileCalls = typeof FILE_CALLS;

/** Who may not give files away keeps them. */
function give(fd: number, { uid, gid }: Owner, { chown }: FileCalls): void {
  try {
    chown(fd, uid, gid);
  } catch (error) {
    if (systemCode(error) !== "EPERM") throw error;
  }
}

function attempt<T>(run: () => T): T | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

const LEFTOVER = /^(.*)\.(\d{1,10})\.new$/s;

function sweep(folder: string, isOurs: (name: string) => boolean, calls: FileCalls): void {
  for (const other of attempt(() => calls.list(folder)) ?? []) {
    const [, name = "", pid] = LEFTOVER.exec(other) ?? [];
    if (pid === undefined || !isOurs(name)) continue;
    if (Number(pid) === process.pid || !calls.lives(Number(pid))) attempt(() => calls.remove(join(folder, other)));
  }
}

function fill(
  fresh: string,
  text: string | Uint8Array,
  mode: number,
  owner: Owner | undefined,
  calls: FileCalls,
): void {
  const fd = calls.open(fresh, "wx", mode);
  try {
    if (owner) give(fd, owner, calls);
    calls.chmod(fd, mode); // whatever the umask is
    calls.write(fd, typeof text === "string" ? Buffer.from(bytesOfText(text), "latin1") : text);
    calls.sync(fd);
  } finally {
    calls.close(fd);
  }
}

/**
 * Lets `write` make a file beside `path`, and gives it that name. Throws what `write` throws, or the system's reason; then
 * the old file is as it was, and nothing of the new one is left. `isOurs` names the files of the folder whose remains are
 * swept away.
 */
export function putInPlace(
  path: string,
  write: (fresh: string) => void,
  isOurs = (name: string): boolean => name === basename(path),
  calls: FileCalls = FILE_CALLS,
): void {
  sweep(dirname(path), isOurs, calls);
  const fresh = `${path}.${process.pid}.new`;
  try {
    write(fresh);
    calls.rename(fresh, path);
  } catch (error) {
    attempt(() => calls.remove(fresh));
    throw error;
  }
}

/** Replaces a file in one step. Throws with the system's reason; then the old file is as it was. */
export function replaceFile(
  path: string,
  text: string | Uint8Array,
  mode: number,
  owner?: Owner,
  calls: FileCalls = FILE_CALLS,
): void {
  putInPlace(path, (fresh) => fill(fresh, text, mode, owner, calls), undefined, calls);
}
