/** The files of a system to look at: those of this machine, of one that is mounted or unpacked below a folder, or of a test. */
import { lstatSync, readdirSync, readlinkSync, type Stats } from "node:fs";
import { join } from "node:path";
import { readTextIfThere } from "../../system/files/text-file.ts";
import { systemCode } from "../../system/system-error.ts";

export interface FileStatus {
  readonly kind: "file" | "folder" | "socket" | "other";
  /** Permission bits. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** In bytes. */
  readonly size: number;
}

/** Paths are those of the system looked at: absolute, whatever folder it lies in. Links are followed within it. */
export interface FileTree {
  /** The text of a file, or undefined when there is none. Throws with the system's reason. */
  read(path: string): string | undefined;
  /** Undefined where nothing lies, or nothing can be looked at. */
  stat(path: string): FileStatus | undefined;
  /** The path without links, also where its last name does not exist; undefined where links lead in a circle. */
  resolve(path: string): string | undefined;
  /** Names in a folder; none where there is no such folder. */
  list(path: string): readonly string[];
}

const MOST_LINKS = 40;

const namesOf = (path: string): string[] => path.split("/").filter((name) => name !== "" && name !== ".");

/** Walks a path name by name. `linkAt` answers where a link leads. */
export function resolveLinks(path: string, linkAt: (path: string) => string | undefined): string | undefined {
  const names = namesOf(path);
  let links = 0;
  let at = "";
  for (let name = names.shift(); name !== undefined; name = names.shift()) {
    const next = name === ".." ? at.replace(/\/[^/]*$/, "") : `${at}/${name}`;
    const target = name === ".." ? undefined : linkAt(next);
    if (target === undefined) at = next;
    else if (++links > MOST_LINKS) return undefined;
    else {
      names.unshift(...namesOf(target));
      if (target.startsWith("/")) at = "";
    }
  }
  return at === "" ? "/" : at;
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (systemCode(error) === undefined) throw error;
    return undefined;
  }
}

const kindOf = (stat: Stats): FileStatus["kind"] =>
  stat.isFile() ? "file" : stat.isDirectory() ? "folder" : stat.isSocket() ? "socket" : "other";

const statusOf = (stat: Stats): FileStatus => ({
  kind: kindOf(stat),
  mode: stat.mode & 0o7777,
  uid: stat.uid,
  gid: stat.gid,
  size: stat.size,
});

/** The files below `root`; those of this machine where it is left out. */
export function fileTree(root = "/"): FileTree {
  const linkAt = (path: string): string | undefined => attempt(() => readlinkSync(join(root, path)));
  const resolve = (path: string): string | undefined => resolveLinks(path, linkAt);
  const real = (path: string): string | undefined => {
    const found = resolve(path);
    return found === undefined ? undefined : join(root, found);
  };
  return {
    resolve,
    read: (path) => readTextIfThere(real(path) ?? join(root, path)),
    stat: (path) =>
      attempt(() => {
        const stat = lstatSync(real(path) ?? "", { throwIfNoEntry: false });
        return stat && statusOf(stat);
      }),
    list: (path) => attempt(() => readdirSync(real(path) ?? "")) ?? [],
  };
}
