/** What a UPS takes and who hangs on it: commands, clients. Some servers refuse these lists: then there are none. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { askTypes } from "./ask-types.ts";
import type { UpsFacts, UpsSnapshot } from "./snapshot.ts";

export interface FactsWanted {
  /** What can be set, too: asked for when there are other variables than before, and after a fault. */
  readonly types?: boolean;
  /** The instant commands, too: as `types`. */
  readonly commands?: boolean;
  /** The addresses of those who are logged in, too: at each look. */
  readonly clients?: boolean;
}

async function orNone(asked: Promise<readonly string[]>): Promise<readonly string[]> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NutError && error.code !== "server-disconnected" && error.code !== "timeout") return [];
    throw error;
  }
}

/** `fresh`: what seldom changes is asked for, too. Rejects with NutError. */
export async function askFacts(
  client: NutClient,
  ups: string,
  wanted: FactsWanted,
  fresh: boolean,
  known: UpsSnapshot,
): Promise<UpsFacts> {
  const [writable, commands, clients] = await Promise.all([
    fresh && wanted.types ? askTypes(client, ups) : known.writable,
    fresh && wanted.commands ? orNone(client.listCmd(ups)) : known.commands,
    wanted.clients ? orNone(client.listClient(ups)) : known.clients,
  ]);
  return { writable, commands, clients };
}
