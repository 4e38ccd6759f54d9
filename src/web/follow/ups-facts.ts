/** What a UPS is beside its variables: description, commands, and who is logged in. */
import type { NutClient } from "../../netproto/client/nut-client.ts";
import { NutError } from "../../nut/errors.ts";

export interface UpsFacts {
  /** `desc` of ups.conf; undefined where there is none. */
  readonly description: string | undefined;
  /** Instant commands and what the server says that they do. */
  readonly commands: ReadonlyMap<string, string>;
  /** Addresses of those who are logged in: the machines that this UPS will shut down. */
  readonly clients: readonly string[];
}

export const NO_FACTS: UpsFacts = { description: undefined, commands: new Map(), clients: [] };

/** More than any device has; a server that makes names up fills no memory with them. */
const MOST_COMMANDS = 500;
const MOST_CLIENTS = 1000;
const NO_DESCRIPTION: ReadonlySet<string> = new Set(["", "Unavailable", "Description unavailable"]);

/** Servers of others refuse this or that list: then it is empty. What ends the connection is thrown on. */
export async function orRefused<T>(asked: Promise<T>, refused: T): Promise<T> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof NutError && error.code !== "server-disconnected" && error.code !== "timeout") return refused;
    throw error;
  }
}

export const usefulText = (text: string): string | undefined => (NO_DESCRIPTION.has(text) ? undefined : text);

/** Rejects with NutError when the connection ends. */
export async function askFacts(client: NutClient, ups: string, known: UpsFacts): Promise<UpsFacts> {
  const names = (await orRefused(client.listCmd(ups), [])).slice(0, MOST_COMMANDS);
  const describe = async (name: string): Promise<readonly [string, string]> => {
    const text = known.commands.get(name) ?? (await orRefused(client.commandDescription(ups, name), ""));
    return [name, usefulText(text) ?? ""];
  };
  const commands = new Map(await Promise.all(names.map(describe)));
  const clients = (await orRefused(client.listClient(ups), [])).slice(0, MOST_CLIENTS);
  const description = usefulText(await orRefused(client.upsDescription(ups), ""));
  return { description, commands, clients };
}

export const sameFacts = (a: UpsFacts, b: UpsFacts): boolean =>
  a.description === b.description &&
  a.clients.join(" ") === b.clients.join(" ") &&
  [...a.commands.keys()].join(" ") === [...b.commands.keys()].join(" ");
