import type { ProcessRunner } from "./process-runner.ts";

/** Who a daemon runs as. `groups` are all of the account's groups. */
export interface Account {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
}

export interface Users {
  /** Looks an account up by name or number; undefined when the system has none. */
  find(name: string): Promise<Account | undefined>;
  isRoot(): boolean;
  /** Gives up root for good: groups, group, user, in this order. Throws with the system's reason. */
  become(account: Account): void;
}

const numbers = (text: string): readonly number[] => (text.match(/\d+/g) ?? []).map(Number);

/** A line of passwd(5): `name:password:uid:gid:…`. */
function fromPasswd(line: string): Omit<Account, "groups"> | undefined {
  const [name, , uid, gid] = line.split(":");
  if (!name || !/^\d+$/.test(uid ?? "") || !/^\d+$/.test(gid ?? "")) return undefined;
  return { name, uid: Number(uid), gid: Number(gid) };
}

async function output(runner: ProcessRunner, command: string, args: readonly string[]): Promise<string> {
  const result = await runner.run(command, args);
  return result.kind === "exited" && result.status === 0 ? result.stdout.trim() : "";
}

/** Where there is no getent (macOS), id knows accounts by name. */
async function fromId(runner: ProcessRunner, name: string): Promise<Omit<Account, "groups"> | undefined> {
  const uid = await output(runner, "id", ["-u", "--", name]);
  const gid = await output(runner, "id", ["-g", "--", name]);
  return fromPasswd(`${name}::${uid}:${gid}`);
}

async function find(runner: ProcessRunner, name: string): Promise<Account | undefined> {
  const [entry = ""] = (await output(runner, "getent", ["passwd", "--", name])).split("\n");
  const found = fromPasswd(entry) ?? (await fromId(runner, name));
  if (!found) return undefined;
  const groups = numbers(await output(runner, "id", ["-G", "--", found.name]));
  return { ...found, groups: groups.length > 0 ? groups : [found.gid] };
}

function become({ uid, gid, groups }: Account): void {
  process.setgroups?.([...groups]);
  process.setgid?.(gid);
  process.setuid?.(uid);
}

export const systemUsers = (runner: ProcessRunner): Users => ({
  find: (name) => find(runner, name),
  isRoot: () => process.geteuid?.() === 0,
  become,
});
