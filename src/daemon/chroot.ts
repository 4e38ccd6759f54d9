/** `-r FOLDER`: Node has no chroot call, so the program is started again by chroot(8), inside. */
import { join } from "node:path";
import type { Account } from "../system/process/users.ts";

/** Says to the process inside that it is there, and who it is to become: names cannot be looked up inside. */
const INSIDE = "NUTTS_INSIDE_CHROOT";

export interface ChrootCheck {
  readonly folder: string;
  readonly root: boolean;
  /** Node and our entry file: both must exist inside under the same names. */
  readonly needed: readonly string[];
  readonly exists: (path: string) => boolean;
  /** The PID file's or unit's name, for the advice. */
  readonly name: string;
}

/** Why `-r` cannot be obeyed, or undefined. */
export function chrootRefusal({ folder, root, needed, exists, name }: ChrootCheck): string | undefined {
  const systemd = `under systemd, RootDirectory=${folder} in the unit of ${name} does the same`;
  if (!root) return `-r ${folder}: only root can change the root folder; ${systemd}`;
  const missing = needed.find((path) => !exists(join(folder, path)));
  if (missing === undefined) return undefined;
  return `-r ${folder}: ${join(folder, missing)} does not exist; Node and nutts must be inside, at the same paths (or ${systemd} with BindReadOnlyPaths=)`;
}

const ids = ({ uid, gid, groups }: Account): string => [uid, gid, ...groups].join(":");

export const insideEnv = (account: Account | undefined): Readonly<Record<string, string>> => ({
  [INSIDE]: account === undefined ? "yes" : ids(account),
});

export const isInside = (env: Readonly<Record<string, string | undefined>>): boolean => env[INSIDE] !== undefined;

/** The account that was looked up outside. */
export function insideAccount(env: Readonly<Record<string, string | undefined>>, name: string): Account | undefined {
  const [uid, gid, ...groups] = (env[INSIDE] ?? "").split(":").map(Number);
  if (uid === undefined || gid === undefined || Number.isNaN(uid)) return undefined;
  return { name, uid, gid, groups };
}
