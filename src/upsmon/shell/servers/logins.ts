import type { Monitor } from "../../../conf/upsmon-conf.ts";
import type { NutClient } from "../../../netproto/client/nut-client.ts";
import { NutError } from "../../../nut/errors.ts";
import { withoutOwn } from "../../../system/own-addresses.ts";
import type { LoginResult } from "../../core/step.ts";

const isWireError = (error: unknown, client: NutClient): error is NutError =>
  error instanceof NutError && client.state.kind === "up";

/** A server that says no keeps being asked; only a broken connection, and a UPS that is not there, are failures. */
export async function logIn(client: NutClient, monitor: Monitor): Promise<LoginResult> {
  const { username, password, upsname, role } = monitor;
  try {
    await client.authenticate(username, password);
    await client.login(upsname);
    if (role === "primary") await client.primary(upsname);
    return { kind: "in" };
  } catch (error) {
    if (!isWireError(error, client) || error.code === "unknown-ups") throw error;
    return { kind: "refused", reason: error.message };
  }
}

/** How many are logged in, and the addresses of the others where the server names them. */
export async function askLogins(
  client: NutClient,
  upsname: string,
): Promise<{ readonly count: number; readonly hosts: readonly string[] }> {
  const count = await client.numLogins(upsname);
  return { count, hosts: count > 1 ? withoutOwn(await client.listClient(upsname).catch(() => [])) : [] };
}
