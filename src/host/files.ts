/** Files as the daemons need them: whole, replaced in one step, with a mode that is right from the first byte. */
import {
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { bytesOfText, textOfBytes } from "../nut/byte-text.ts";
import type { Log } from "./log.ts";
import { systemCode } from "./system-error.ts";

/** Numbers of a user and a group. */
export interface Owner {
  readonly uid: number;
  readonly gid: number;
}

export interface Files {
  /** The text of a file, or undefined when there is none. Throws on any other error. */
  read(path: string): string | undefined;
  /** Replaces a file in one step: readers see the old text or the new. Throws with the system's reason. */
  replace(path: string, text: string | Uint8Array, mode: number, owner?: Owner): void;
  /** Removes a file; harmless when it is not there. */
  remove(path: string): void;
  /** Permission bits, or undefined when there is no such file. */
  mode(path: string): number | undefined;
}

/** A file that is not in UTF-8 keeps its bytes: names are compared by them. */
function textOf(content: Buffer): string {
  const text = content.toString("utf8");
  return text.includes("\ufffd") ? textOfBytes(content.toString("latin1")) : text;
}

function read(path: string): string | undefined {
  try {
    return textOf(readFileSync(path));
  } catch (error) {
    if (systemCode(error) === "ENOENT") return undefined;
    throw error;
  }
}

/** Who may not give files away keeps them. */
function give(fd: number, { uid, gid }: Owner): void {
  try {
    fchownSync(fd, uid, gid);
  } catch (error) {
    if (systemCode(error) !== "EPERM") throw error;
  }
}

function replace(path: string, text: string | Uint8Array, mode: number, owner?: Owner): void {
  const fresh = `${path}.${process.pid}.new`;
  rmSync(fresh, { force: true });
  const fd = openSync(fresh, "wx", mode);
  try {
    if (owner) give(fd, owner);
    fchmodSync(fd, mode); // whatever the umask is
    writeFileSync(fd, typeof text === "string" ? Buffer.from(bytesOfText(text), "latin1") : text);
    fsyncSync(fd);
  } finally {
    closeSync(fd);
  }
  renameSync(fresh, path);
}

const mode = (path: string): number | undefined => statSync(path, { throwIfNoEntry: false })?.mode;

export const FILES: Files = { read, replace, remove: (path) => rmSync(path, { force: true }), mode };

const OTHERS_READ = 0o004;

/** Warns about a file with passwords that anybody on the machine can read. */
export function warnWorldReadable(files: Files, path: string, log: Log): void {
  if (((files.mode(path) ?? 0) & OTHERS_READ) === 0) return;
  log.warning(`everybody on this machine can read ${path} and the secrets in it; chmod 640 ${path}`);
}
