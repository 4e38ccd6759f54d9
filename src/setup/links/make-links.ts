/** Links in a folder that make nutts answer to other names; nothing of anybody else is touched. */
import { lstatSync, readlinkSync, realpathSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { systemCode, writeReason } from "../../system/system-error.ts";

export type LinkOutcome = "made" | "there" | "removed" | "taken" | "failed";

export interface Link {
  readonly path: string;
  readonly outcome: LinkOutcome;
  readonly why?: string;
}

export interface Links {
  readonly folder: string;
  /** What they lead to: our own file. */
  readonly entry: string;
  readonly names: readonly string[];
  /** Only say what would be. */
  readonly dry: boolean;
}

/** `ours`: a link to our file, over other links too. */
function whatLies(path: string, entry: string): "nothing" | "ours" | string {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return "nothing";
  if (!stat.isSymbolicLink()) return stat.isDirectory() ? "a folder" : "a file";
  try {
    if (realpathSync(path) === realpathSync(entry)) return "ours";
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
  }
  return `a link to ${readlinkSync(path)}`;
}

function attempt(path: string, outcome: LinkOutcome, dry: boolean, act: () => void): Link {
  try {
    if (!dry) act();
    return { path, outcome };
  } catch (error) {
    return { path, outcome: "failed", why: writeReason(error) };
  }
}

export const makeLinks = ({ folder, entry, names, dry }: Links): readonly Link[] =>
  names.map((name): Link => {
    const path = join(folder, name);
    const lies = whatLies(path, entry);
    if (lies === "ours") return { path, outcome: "there" };
    if (lies !== "nothing") return { path, outcome: "taken", why: `${lies} is there, and stays` };
    return attempt(path, "made", dry, () => symlinkSync(entry, path));
  });

export const removeLinks = ({ folder, entry, names, dry }: Links): readonly Link[] =>
  names.flatMap((name) => {
    const path = join(folder, name);
    if (whatLies(path, entry) !== "ours") return [];
    return [attempt(path, "removed", dry, () => rmSync(path))];
  });
