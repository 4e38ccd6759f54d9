/** A command or a setting, over a connection of its own in a user's name. */

import type { NutClient } from "../../netproto/client/nut-client.ts";
import type { ChangeOutcome } from "../../netproto/client/nut-client-options.ts";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import type { FollowedUps } from "./followed-server.ts";

export type UpsOrder =
  | { readonly kind: "command"; readonly command: string; readonly param: string | undefined }
  | { readonly kind: "set"; readonly variable: string; readonly value: string };

export interface NutUser {
  readonly username: string;
  readonly password: string;
}

/** From connecting to the driver's word, in milliseconds. */
const MOST_MS = 15_000;

/** Servers of others know no TRACKING: then all that can be known is that the driver has been told. */
async function tracks(client: NutClient, signal: AbortSignal): Promise<boolean> {
  return (await client.ask("SET TRACKING ON", { signal })).startsWith("OK");
}

/** Rejects with NutError. */
export async function changeUps(
  { server, name }: FollowedUps,
  order: UpsOrder,
  { username, password }: NutUser,
  clock: Clock,
): Promise<ChangeOutcome> {
  const late = new AbortController();
  const timer = clock.after(MOST_MS, () => late.abort(new NutError("timeout", `no result within ${MOST_MS / 1000} s`)));
  const { signal } = late;
  let client: NutClient | undefined;
  try {
    client = await server.connect(signal);
    await client.authenticate(username, password, { signal });
    const options = { signal, tracking: await tracks(client, signal) };
    if (order.kind === "set") return await client.set(name, order.variable, order.value, options);
    return await client.instcmd(name, order.command, { ...options, param: order.param });
  } finally {
    timer.cancel();
    void client?.close();
  }
}
