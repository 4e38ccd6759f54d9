/** A machine as far as its set-up goes: files, accounts, addresses. This one, one that is mounted, or one of a test. */

import { hostname, networkInterfaces } from "node:os";
import { basename, dirname, join } from "node:path";
import type { Env } from "../../system/files/paths.ts";
import type { ProgramView } from "../../system/process/executable.ts";
import { PROCESS_RUNNER } from "../../system/process/process-runner.ts";
import { type Account, systemUsers } from "../../system/process/users.ts";
import { may, readAccount } from "./accounts.ts";
import { type FileTree, fileTree } from "./file-tree.ts";
import { readSystemFacts, type SystemFacts } from "./system-facts.ts";

export interface Machine {
  readonly tree: FileTree;
  readonly env: Env;
  readonly facts: SystemFacts;
  readonly hostname: string;
  /** Of all its interfaces. */
  readonly addresses: readonly string[];
  /** Who asks. */
  readonly me: Account;
  account(name: string): Promise<Account | undefined>;
}

function ownAccount(tree: FileTree): Account {
  const uid = process.geteuid?.() ?? 0;
  const gid = process.getegid?.() ?? 0;
  const known = readAccount(tree, String(uid));
  return { name: known?.name ?? String(uid), uid, gid, groups: process.getgroups?.() ?? [gid] };
}

/** The machine that we run on. */
export function thisMachine(env: Env): Machine {
  const tree = fileTree();
  const users = systemUsers(PROCESS_RUNNER);
  return {
    tree,
    env,
    facts: readSystemFacts(tree, env),
    hostname: hostname(),
    addresses: Object.values(networkInterfaces()).flatMap((all = []) => all.map(({ address }) => address)),
    me: ownAccount(tree),
    account: async (name) => readAccount(tree, name) ?? (await users.find(name)),
  };
}

function textOf(tree: FileTree, path: string): string {
  try {
    return tree.read(path) ?? "";
  } catch {
    return "";
  }
}

/** The machine as an account sees it that is to execute something. */
export const programView = (tree: FileTree, account: Account): ProgramView => ({
  account: account.name,
  stat: (path) => tree.stat(path),
  isLink: (path) => tree.resolve(path) !== join(tree.resolve(dirname(path)) ?? "", basename(path)),
  may: (path) => {
    const stat = tree.stat(path);
    return stat !== undefined && may(account, "execute", stat);
  },
  firstLine: (path) => textOf(tree, path).split("\n")[0] ?? "",
  mounts: () => textOf(tree, "/proc/self/mountinfo"),
});
