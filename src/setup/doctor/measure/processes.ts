/** The processes of a machine, and what they hold, as Linux's /proc shows them. Of others' only root sees what they hold. */
import type { FileTree } from "../../system/file-tree.ts";

export interface RunningProcess {
  readonly pid: string;
  /** Undefined where it cannot be told. */
  readonly uid: number | undefined;
  readonly command: readonly string[];
}

function textOf(tree: FileTree, path: string): string {
  try {
    return tree.read(path) ?? "";
  } catch {
    return "";
  }
}

export const runningProcesses = (tree: FileTree): readonly RunningProcess[] =>
  tree
    .list("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => ({
      pid,
      uid: tree.stat(`/proc/${pid}`)?.uid,
      command: textOf(tree, `/proc/${pid}/cmdline`)
        .split(/[\0 ]/)
        .filter((word) => word !== ""),
    }));

const baseName = (word = ""): string => word.slice(word.lastIndexOf("/") + 1);

const ENTRY = /(?:^|\/)(?:run\.js|nutts)$/;

/** `/usr/sbin/upsd -F`, `node …/run.js upsd`, or the title `nutts: upsd`. A program that only mentions another is not that. */
export function isRunning({ command }: RunningProcess, name: string): boolean {
  const [first = "", second] = command;
  if (first === "nutts:") return second === name || second === `${name}-parent`;
  if (baseName(first) === name || (/^(?:node|nodejs)$/.test(baseName(first)) && baseName(second) === name)) return true;
  const entry = command.slice(0, 4).findIndex((word) => ENTRY.test(word));
  return entry >= 0 && command[entry + 1] === name;
}

/** `apcupsd (process 812)`. */
export const processTitle = ({ pid, command }: RunningProcess): string => {
  const [first = "", second] = command;
  const name = first === "nutts:" ? `nutts ${second ?? ""}`.trim() : baseName(first);
  return `${name === "" ? "a process" : name} (process ${pid})`;
};

/** Who has a file, device or socket open: `/dev/ttyS0`, `socket:[4711]`. */
export const holders = (tree: FileTree, what: string): readonly RunningProcess[] =>
  runningProcesses(tree).filter(({ pid }) => {
    const folder = `/proc/${pid}/fd`;
    const wanted = what.startsWith("/") ? what : `${folder}/${what}`;
    return tree.list(folder).some((fd) => tree.resolve(`${folder}/${fd}`) === wanted);
  });
