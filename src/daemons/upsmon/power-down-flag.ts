/**
 * POWERDOWNFLAG: the file that tells the last scripts of a shutdown to have the UPS switched off. It holds a magic
 * text; a file with anything else in it belongs to somebody else and is left alone.
 */
import { closeSync, fsyncSync, openSync, readSync, rmSync, writeSync } from "node:fs";
import { reasonOf, systemCode } from "../../host/system-error.ts";

const MAGIC = "upsmon-shutdown-file";
const MODE = 0o644;

export type FlagState = "unset" | "set" | "foreign";

/** What the file is. One that cannot be read counts as somebody else's. */
export function flagState(path: string): FlagState {
  let fd: number;
  try {
    fd = openSync(path, "r");
  } catch (error) {
    return systemCode(error) === "ENOENT" ? "unset" : "foreign";
  }
  try {
    const text = Buffer.alloc(MAGIC.length);
    readSync(fd, text, 0, text.length, 0);
    return text.toString("latin1") === MAGIC ? "set" : "foreign";
  } catch {
    return "foreign";
  } finally {
    closeSync(fd);
  }
}

export type FlagChange = { readonly kind: "done" } | { readonly kind: "refused"; readonly reason: string };

const refused = (reason: string): FlagChange => ({ kind: "refused", reason });

const FOREIGN = "it holds something else than upsmon's magic text, or cannot be read, and is left alone";

/** Removes a flag of ours; harmless when there is none. */
export function clearFlag(path: string): FlagChange {
  const state = flagState(path);
  if (state === "foreign") return refused(FOREIGN);
  try {
    if (state === "set") rmSync(path);
    return { kind: "done" };
  } catch (error) {
    return refused(reasonOf(error));
  }
}

/** Writes the flag, to the disk. */
export function setFlag(path: string): FlagChange {
  if (flagState(path) === "foreign") return refused(FOREIGN);
  try {
    const fd = openSync(path, "w", MODE);
    try {
      writeSync(fd, MAGIC);
      fsyncSync(fd);
    } finally {
      closeSync(fd);
    }
    return { kind: "done" };
  } catch (error) {
    return refused(reasonOf(error));
  }
}
