/** The files of a machine as plans change them: each in one step. Paths are the machine's own. */
import { lstatSync, mkdirSync, readlinkSync, renameSync, rmdirSync, rmSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { FILES } from "../../../system/files/files.ts";

/** What lay at a path. */
export type Was =
  | { readonly kind: "nothing" }
  | { readonly kind: "link"; readonly target: string }
  | {
      readonly kind: "file";
      readonly text: string;
      readonly mode: number;
      readonly uid: number;
      readonly gid: number;
    };

export interface MachineFiles {
  exists(path: string): boolean;
  /** Throws with the system's reason; a folder, a socket and the like are refused. */
  was(path: string): Was;
  /** Makes its folder where that is missing. */
  put(path: string, was: Was): void;
  /** Leaves a folder that is not empty. */
  removeFolder(path: string): void;
}

const PERMISSIONS = 0o7777;

/** Those below `root`. */
export function machineFiles(root = "/"): MachineFiles {
  const at = (path: string): string => join(root, path);
  const put = (path: string, was: Was): void => {
    if (was.kind === "nothing") return rmSync(at(path), { force: true });
    mkdirSync(dirname(at(path)), { recursive: true });
    if (was.kind === "link") {
      const fresh = `${at(path)}.${process.pid}.new`;
      rmSync(fresh, { force: true });
      symlinkSync(was.target, fresh);
      return renameSync(fresh, at(path));
    }
    FILES.replace(at(path), was.text, was.mode, { uid: was.uid, gid: was.gid });
  };
  return {
    put,
    exists: (path) => lstatSync(at(path), { throwIfNoEntry: false }) !== undefined,
    was: (path) => {
      const stat = lstatSync(at(path), { throwIfNoEntry: false });
      if (stat === undefined) return { kind: "nothing" };
      if (stat.isSymbolicLink()) return { kind: "link", target: readlinkSync(at(path)) };
      if (!stat.isFile()) throw new Error(`${path} is no file; move it away`);
      const { mode, uid, gid } = stat;
      return { kind: "file", text: FILES.read(at(path)) ?? "", mode: mode & PERMISSIONS, uid, gid };
    },
    removeFolder: (path) => {
      try {
        rmdirSync(at(path));
      } catch {
        // Something else lies in it, or it is gone.
      }
    },
  };
}
