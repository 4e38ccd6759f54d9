/** Why a program cannot be executed by the account that we are, with what to do about it. */
import {
  accessSync,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readFileSync,
  readSync,
  type Stats,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { Env } from "../files/paths.ts";
import { systemCode, systemReason } from "../system-error.ts";
import { accountName } from "./account-name.ts";

const may = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

const foldersOf = (path: string): readonly string[] => {
  const above = dirname(path);
  return above === path ? [] : [...foldersOf(above), above];
};

function wayComplaint(path: string): string | undefined {
  for (const folder of foldersOf(path)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat === undefined) return `the folder ${folder} does not exist; correct the path, or make it`;
    if (!stat.isDirectory()) return `${folder} is no folder; correct the path`;
    if (!may(folder))
      return `the user ${accountName()} may not enter the folder ${folder}; chmod o+x ${folder}, or put the program elsewhere, such as in /usr/local/bin`;
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

function refusal(path: string, { mode, uid, gid }: Stats): string {
  if ((mode & 0o111) === 0) return `it lacks the right to be executed; chmod +x ${path}`;
  const mount = noexecMount(path, mountsNow());
  if (mount !== undefined) return `${mount} is mounted noexec; put the program elsewhere, such as in /usr/local/bin`;
  const rights = `mode ${(mode & 0o777).toString(8)}, owner ${uid}, group ${gid}`;
  return `the user ${accountName()} may not (${rights}); chmod o+rx ${path}, or give it to the group of ${accountName()}`;
}

function missing(path: string): string {
  const link = lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true;
  return link ? "it is a link to a file that is not there; correct the link" : "it does not exist; correct the path";
}

function fileComplaint(path: string): string | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return missing(path);
  if (!stat.isFile()) return "it is not a file; name a program";
  return may(path) ? undefined : refusal(path, stat);
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

function unfound(name: string, env: Env): string | undefined {
  const folders = (env.PATH ?? DEFAULT_PATH).split(":");
  if (folders.some((folder) => may(join(folder || ".", name)))) return undefined;
  return `there is no program ${name} in ${folders.join(":")}; write its whole path`;
}

const BYTE_ORDER_MARK = "\u00ef\u00bb\u00bf";

/** `#!/bin/sh`, `#!/usr/bin/env -S bash -e`. */
function interpreterComplaint(path: string, env: Env): string | undefined {
  const line = firstLine(path);
  if (line.startsWith(`${BYTE_ORDER_MARK}#!`))
    return `it begins with a byte order mark, so that its first line is not read; sed -i '1s/^\\xEF\\xBB\\xBF//' ${path}`;
  if (!line.startsWith("#!")) return undefined;
  if (line.endsWith("\r"))
    return `its lines end as on Windows (CRLF), and the system looks for an interpreter of that name; sed -i 's/\\r$//' ${path}`;
  const [interpreter = "", ...words] = line.slice(2).trim().split(/\s+/);
  const program = interpreter.endsWith("/env") ? words.find((word) => !/^-|=/.test(word)) : undefined;
  const why = wayComplaint(interpreter) ?? fileComplaint(interpreter);
  if (why !== undefined) return `its interpreter ${interpreter} (its first line) cannot be executed: ${why}`;
  const lost = program === undefined || program.includes("/") ? undefined : unfound(program, env);
  return lost && `its first line asks for ${program}: ${lost}`;
}

/** Why and what to do, or undefined where nothing is wrong that can be seen before it runs. */
export function executableComplaint(program: string, env: Env): string | undefined {
  if (!program.includes("/")) return unfound(program, env);
  try {
    return wayComplaint(program) ?? fileComplaint(program) ?? interpreterComplaint(program, env);
  } catch (error) {
    return systemCode(error) === undefined ? undefined : systemReason(error);
  }
}
