/** Who listens on a TCP port, from /proc/net: proc(5). */
import type { FileTree } from "../../system/file-tree.ts";
import { holders, type RunningProcess } from "./processes.ts";

export interface PortHolder {
  /** Undefined where only root could see it. */
  readonly process: RunningProcess | undefined;
}

const LISTENING = "0A";

function rows(tree: FileTree, path: string): readonly (readonly string[])[] {
  try {
    return (tree.read(path) ?? "").split("\n").map((line) => line.trim().split(/\s+/));
  } catch {
    return [];
  }
}

/** Sockets that listen on the port, whatever the address: `0: 0100007F:0DA5 00000000:0000 0A … inode`. */
function inodes(tree: FileTree, port: number): ReadonlySet<string> {
  const all = [...rows(tree, "/proc/net/tcp"), ...rows(tree, "/proc/net/tcp6")];
  return new Set(
    all.flatMap(([, local = "", , state, , , , , , inode = ""]) =>
      state === LISTENING && Number.parseInt(local.split(":")[1] ?? "", 16) === port ? [inode] : [],
    ),
  );
}

export const portHolders = (tree: FileTree, port: number): readonly PortHolder[] =>
  [...inodes(tree, port)].map((inode) => ({ process: holders(tree, `socket:[${inode}]`)[0] }));
