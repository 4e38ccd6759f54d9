/** Whom a daemon that root started runs as. */

import { NutError } from "../nut/errors.ts";
import type { Log } from "../system/log/log.ts";
import type { Account } from "../system/process/users.ts";
import { reasonOf } from "../system/system-error.ts";
import { insideAccount } from "./chroot.ts";
import type { Machine } from "./machine.ts";

/** The account of NUT's packages, used when `-u` names none. */
const USUAL_ACCOUNT = "nut";

/** The account to become, or undefined to stay (not root). Throws NutError `configuration` when `-u` names nobody. */
export async function chosenAccount(
  user: string | undefined,
  machine: Machine,
  log: Log,
): Promise<Account | undefined> {
  if (!machine.users.isRoot()) {
    if (user !== undefined) log.debug(1, `not started by root: -u ${user} has nothing to do`);
    return undefined;
  }
  const inside = insideAccount(machine.env, user ?? USUAL_ACCOUNT);
  if (inside) return inside;
  const account = await machine.users.find(user ?? USUAL_ACCOUNT);
  if (account === undefined && user !== undefined)
    throw new NutError("configuration", `OS user ${user} not found; create it, or name another with -u`);
  return account;
}

/** Becomes the account for good. Throws NutError `configuration` with the system's reason. */
export function become(account: Account | undefined, machine: Machine, log: Log): void {
  if (account === undefined) {
    if (machine.users.isRoot()) log.notice(`running as root: there is no account ${USUAL_ACCOUNT}; name one with -u`);
    return;
  }
  if (account.uid === 0) return;
  try {
    machine.users.become(account);
  } catch (error) {
    throw new NutError(
      "configuration",
      `cannot run as ${account.name} (${account.uid}:${account.gid}): ${reasonOf(error)}`,
    );
  }
  log.debug(1, `running as ${account.name} (${account.uid}:${account.gid})`);
}
