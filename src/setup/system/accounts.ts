/** The accounts of a system from its passwd(5) and group(5), and what they may do with a file. */
import type { Account } from "../../system/process/users.ts";
import type { FileStatus, FileTree } from "./file-tree.ts";

function rowsOf(tree: FileTree, path: string): readonly (readonly string[])[] {
  try {
    return (tree.read(path) ?? "").split("\n").map((line) => line.split(":"));
  } catch {
    return [];
  }
}

const NUMBER = /^\d+$/;

/** The account of a name or number; undefined when the files have none. */
export function readAccount(tree: FileTree, wanted: string): Account | undefined {
  const row = rowsOf(tree, "/etc/passwd").find(([name, , uid]) => name === wanted || uid === wanted);
  const [name, , uid = "", gid = ""] = row ?? [];
  if (name === undefined || !NUMBER.test(uid) || !NUMBER.test(gid)) return undefined;
  const further = rowsOf(tree, "/etc/group").filter(([, , , members = ""]) => members.split(",").includes(name));
  const groups = new Set([Number(gid), ...further.map(([, , id]) => Number(id))]);
  return { name, uid: Number(uid), gid: Number(gid), groups: [...groups] };
}

export const readGroupName = (tree: FileTree, gid: number): string | undefined =>
  rowsOf(tree, "/etc/group").find(([, , id]) => id === String(gid))?.[0];

export const readGroupId = (tree: FileTree, name: string): number | undefined => {
  const [, , gid = ""] = rowsOf(tree, "/etc/group").find(([group]) => group === name) ?? [];
  return NUMBER.test(gid) ? Number(gid) : undefined;
};

const namesIn = (tree: FileTree, path: string): ReadonlySet<string> =>
  new Set(rowsOf(tree, path).flatMap(([name]) => name || []));

export const userNames = (tree: FileTree): ReadonlySet<string> => namesIn(tree, "/etc/passwd");
export const groupNames = (tree: FileTree): ReadonlySet<string> => namesIn(tree, "/etc/group");

const BITS = { read: 4, write: 2, execute: 1 } as const;

export type Right = keyof typeof BITS;

/** By the permission bits: access control lists are not looked at. */
export function may({ uid, groups }: Account, right: Right, { mode, uid: owner, gid, kind }: FileStatus): boolean {
  const bit = BITS[right];
  if (uid === 0) return right !== "execute" || kind === "folder" || (mode & 0o111) !== 0;
  const shift = uid === owner ? 6 : groups.includes(gid) ? 3 : 0;
  return ((mode >> shift) & bit) !== 0;
}

const foldersOf = (path: string): readonly string[] => {
  const above = path.replace(/\/[^/]*$/, "") || "/";
  return above === path ? [] : [...foldersOf(above), above];
};

/** The first folder on the way to a path that the account may not pass. */
export const closedFolder = (tree: FileTree, account: Account, path: string): string | undefined =>
  foldersOf(tree.resolve(path) ?? path).find((folder) => {
    const stat = tree.stat(folder);
    return stat !== undefined && !may(account, "execute", stat);
  });

/** Why the account cannot make a file in a folder, with what to do, or undefined. */
export function makeComplaint(tree: FileTree, account: Account, folder: string): string | undefined {
  const stat = tree.stat(folder);
  if (stat === undefined) return `the folder ${folder} does not exist`;
  if (stat.kind !== "folder") return `${folder} is no folder`;
  const closed = closedFolder(tree, account, `${folder}/x`);
  if (closed !== undefined) return `the user ${account.name} may not enter the folder ${closed}`;
  return may(account, "write", stat) ? undefined : `the user ${account.name} may not write in the folder ${folder}`;
}
