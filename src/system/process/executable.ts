/** Why a program cannot be executed by an account, with what to do about it. */
import { accessSync, closeSync, constants, lstatSync, openSync, readFileSync, readSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Env } from "../files/paths.ts";
import { systemCode, systemReason } from "../system-error.ts";
import { accountName } from "./account-name.ts";

/** What lies at a path, links followed. */
interface Entry {
  readonly kind: "file" | "folder" | "socket" | "other";
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
}

/** The file system as the account sees it that is to execute a program. */
export interface ProgramView {
  /** Its name. */
  readonly account: string;
  stat(path: string): Entry | undefined;
  isLink(path: string): boolean;
  /** Execute a file, or pass through a folder. */
  may(path: string): boolean;
  /** The first line of a file that can be read, else "". */
  firstLine(path: string): string;
  /** mountinfo of proc(5). */
  mounts(): string;
}

const foldersOf = (path: string): readonly string[] => {
  const above = dirname(path);
  return above === path ? [] : [...foldersOf(above), above];
};

function wayComplaint(path: string, view: ProgramView): string | undefined {
  for (const folder of foldersOf(path)) {
    const stat = view.stat(folder);
    if (stat === undefined) return `the folder ${folder} does not exist; correct the path, or make it`;
    if (stat.kind !== "folder") return `${folder} is no folder; correct the path`;
    if (!view.may(folder))
      return `the user ${view.account} may not enter the folder ${folder}; chmod o+x ${folder}, or put the program elsewhere, such as in /usr/local/bin`;
  }
  return undefined;
}

/** The place where the file system of the path is mounted, if it is mounted noexec; `mounts` is mountinfo of proc(5). */
export function noexecMount(path: string, mounts: string): string | undefined {
  const rows = mounts.split("\n").map((row) => row.split(" "));
  const places = rows.flatMap(([, , , , place = "", options = ""]) => (place === "" ? [] : [{ place, options }]));
  const above = places.filter(({ place }) => place === "/" || path === place || path.startsWith(`${place}/`));
  const longest = Math.max(...above.map(({ place }) => place.length));
  const nearest = above.findLast(({ place }) => place.length === longest);
  return nearest?.options.split(",").includes("noexec") === true ? nearest.place : undefined;
}

function mountsNow(): string {
  try {
    return readFileSync("/proc/self/mountinfo", "utf8");
  } catch {
    return "";
  }
}

function refusal(path: string, { mode, uid, gid }: Entry, view: ProgramView): string {
  if ((mode & 0o111) === 0) return `it lacks the right to be executed; chmod +x ${path}`;
  const mount = noexecMount(path, view.mounts());
  if (mount !== undefined) return `${mount} is mounted noexec; put the program elsewhere, such as in /usr/local/bin`;
  const rights = `mode ${(mode & 0o777).toString(8)}, owner ${uid}, group ${gid}`;
  return `the user ${view.account} may not (${rights}); chmod o+rx ${path}, or give it to the group of ${view.account}`;
}

function missing(path: string, view: ProgramView): string {
  return view.isLink(path)
    ? "it is a link to a file that is not there; correct the link"
    : "it does not exist; correct the path";
}

function fileComplaint(path: string, view: ProgramView): string | undefined {
  const stat = view.stat(path);
  if (stat === undefined) return missing(path, view);
  if (stat.kind !== "file") return "it is not a file; name a program";
  return view.may(path) ? undefined : refusal(path, stat, view);
}

/** The system itself reads no further for the interpreter. */
const FIRST_LINE = 256;

function firstLine(path: string): string {
  try {
    const fd = openSync(path, "r");
    const buffer = Buffer.alloc(FIRST_LINE);
    try {
      return buffer.toString("latin1", 0, readSync(fd, buffer, 0, FIRST_LINE, 0)).split("\n")[0] ?? "";
    } finally {
      closeSync(fd);
    }
  } catch {
    return "";
  }
}

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

function unfound(name: string, env: Env, view: ProgramView): string | undefined {
  const folders = (env.PATH ?? DEFAULT_PATH).split(":");
  if (folders.some((folder) => view.may(join(folder || ".", name)))) return undefined;
  return `there is no program ${name} in ${folders.join(":")}; write its whole path`;
}

const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/** `#!/bin/sh`, `#!/usr/bin/env -S bash -e`. */
function interpreterComplaint(path: string, env: Env, view: ProgramView): string | undefined {
  const line = view.firstLine(path);
  if (line.startsWith(`${BYTE_ORDER_MARK}#!`))
    return `it begins with a byte order mark, so that its first line is not read; sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`;
  if (!line.startsWith("#!")) return undefined;
  if (line.endsWith("\r"))
    return `its lines end as on Windows (CRLF), and the system looks for an interpreter of that name; sed -i 's/\\r$//' ${path}`;
  const [interpreter = "", ...words] = line.slice(2).trim().split(/\s+/);
  const program = interpreter.endsWith("/env") ? words.find((word) => !/^-|=/.test(word)) : undefined;
  const why = wayComplaint(interpreter, view) ?? fileComplaint(interpreter, view);
  if (why !== undefined) return `its interpreter ${interpreter} (its first line) cannot be executed: ${why}`;
  const lost = program === undefined || program.includes("/") ? undefined : unfound(program, env, view);
  return lost && `its first line asks for ${program}: ${lost}`;
}

const may = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

function ownEntry(path: string): Entry | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  const { mode, uid, gid } = stat;
  return { kind: stat.isFile() ? "file" : stat.isDirectory() ? "folder" : "other", mode, uid, gid };
}

/** As seen by the account that we are. */
const ownView = (): ProgramView => ({
  account: accountName(),
  stat: ownEntry,
  isLink: (path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true,
  may,
  firstLine,
  mounts: mountsNow,
});

/** Why and what to do, or undefined where nothing is wrong that can be seen before it runs. */
export function executableComplaint(program: string, env: Env, view: ProgramView = ownView()): string | undefined {
  if (!program.includes("/")) return unfound(program, env, view);
  try {
    return wayComplaint(program, view) ?? fileComplaint(program, view) ?? interpreterComplaint(program, env, view);
  } catch (error) {
    return systemCode(error) === undefined ? undefined : systemReason(error);
  }
}
