/** A command or a setting, in a user's name. */
import type { ChangeUser } from "../../mirror/ups-mirror.ts";
import type { NutClient } from "../../netproto/client/nut-client.ts";
import type { ChangeOutcome } from "../../netproto/client/nut-client-options.ts";
import type { FollowedUps } from "./followed-server.ts";

export type UpsOrder =
  | { readonly kind: "command"; readonly command: string; readonly param: string | undefined }
  | { readonly kind: "set"; readonly variable: string; readonly value: string };

/** Servers of others know no TRACKING: then all that can be known is that the driver has been told. */
const tracks = async (client: NutClient): Promise<boolean> => (await client.ask("SET TRACKING ON")).startsWith("OK");

/** Waits for the driver's word for ten seconds. Rejects with NutError. */
export const changeUps = ({ server, name }: FollowedUps, order: UpsOrder, who: ChangeUser): Promise<ChangeOutcome> =>
  server.change(who, async (client) => {
    const tracking = await tracks(client);
    if (order.kind === "set") return client.set(name, order.variable, order.value, { tracking });
    return client.instcmd(name, order.command, { tracking, param: order.param });
  });
