/** POWERDOWNFLAG, with a magic text. Other files are left alone; an empty one (full disk, touch) is taken over. */
import { randomBytes } from "node:crypto";
import {
  closeSync,
  constants,
  fstatSync,
  fsyncSync,
  openSync,
  readSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { POWER_DOWN_MAGIC } from "../../nut/power-down-magic.ts";
import { withoutPlantedLinks } from "../../system/files/no-planted-links.ts";
import { reasonOf, systemCode, systemReason } from "../../system/system-error.ts";

const MODE = 0o644;
/** Also for reading: who opens a named pipe for reading alone waits. */
const OPEN_FLAGS = constants.O_RDONLY | constants.O_NONBLOCK;
const CREATE = constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL;

export type FlagState = "unset" | "set" | "foreign";

type FlagContent = { readonly kind: "none" | "empty" | "set" } | { readonly kind: "foreign"; readonly reason: string };

const foreign = (reason: string): FlagContent => ({ kind: "foreign", reason });

const OTHER_TEXT = foreign("it holds something else than upsmon's magic text, and is left alone");

function readContent(way: string, noFollow: number): FlagContent {
  const fd = openSync(way, OPEN_FLAGS | noFollow);
  try {
    const stat = fstatSync(fd);
    if (!stat.isFile()) return foreign("what lies there is no file, and is left alone");
    if (stat.size === 0) return { kind: "empty" };
    const text = Buffer.alloc(POWER_DOWN_MAGIC.length);
    readSync(fd, text, 0, text.length, 0);
    return text.toString("latin1") === POWER_DOWN_MAGIC ? { kind: "set" } : OTHER_TEXT;
  } finally {
    closeSync(fd);
  }
}

function readFlag(path: string): FlagContent {
  try {
    return withoutPlantedLinks(path, readContent, { followLast: true });
  } catch (error) {
    if (systemCode(error) === "ENOENT") return { kind: "none" };
    return foreign(`it cannot be read (${systemReason(error)}), and is left alone`);
  }
}

/** What the file is. One that cannot be read counts as somebody else's. */
export function flagState(path: string): FlagState {
  const { kind } = readFlag(path);
  return kind === "set" || kind === "foreign" ? kind : "unset";
}

export type FlagChange = { readonly kind: "done" } | { readonly kind: "refused"; readonly reason: string };

const refused = (reason: string): FlagChange => ({ kind: "refused", reason });

function attempt(path: string, change: (way: string, noFollow: number) => void): FlagChange {
  try {
    withoutPlantedLinks(path, change, { followLast: true });
    return { kind: "done" };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/** Removes a flag of ours, or what a full disk has left of it; harmless when there is none. */
export function clearFlag(path: string): FlagChange {
  const found = readFlag(path);
  if (found.kind === "foreign") return refused(found.reason);
  return found.kind === "none" ? { kind: "done" } : attempt(path, (way) => rmSync(way));
}

/** Makes a file beside the flag; it is gone again, whatever goes wrong. */
function beside(way: string, noFollow: number, fill: (fd: number, fresh: string) => void): void {
  const fresh = `${way}.${randomBytes(6).toString("hex")}.new`;
  const fd = openSync(fresh, CREATE | noFollow, MODE);
  try {
    fill(fd, fresh);
  } finally {
    closeSync(fd);
    rmSync(fresh, { force: true });
  }
}

/** Finds out whether the flag could be written, and leaves nothing behind. */
export const tryFlag = (path: string): FlagChange =>
  attempt(path, (way, noFollow) => beside(way, noFollow, () => undefined));

/** Writes the flag, to the disk, in one step: no half of it is left where there is no room. */
export function setFlag(path: string): FlagChange {
  const found = readFlag(path);
  if (found.kind === "foreign") return refused(found.reason);
  return attempt(path, (way, noFollow) =>
    beside(way, noFollow, (fd, fresh) => {
      writeFileSync(fd, POWER_DOWN_MAGIC);
      fsyncSync(fd);
      renameSync(fresh, way);
    }),
  );
}
