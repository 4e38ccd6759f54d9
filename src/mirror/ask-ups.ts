/** One look at one UPS: what is asked of its server, and what came back. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { askTypes } from "./ask-types.ts";
import type { UpsAnswer, UpsSnapshot } from "./snapshot.ts";

export interface Wanted {
  /** Names, or whatever LIST UPS names at each look. */
  readonly upses: readonly string[] | "all";
  readonly variables: readonly string[] | "all";
  /** What can be set, too: asked for once per set of names. For `variables: "all"`. */
  readonly types?: boolean;
}

const sameNames = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  [...a.keys()].join(" ") === [...b.keys()].join(" ");

async function askAll(client: NutClient, ups: string, types: boolean, known: UpsSnapshot): Promise<UpsAnswer> {
  const values = await client.listVar(ups);
  const fresh = types && !sameNames(values, known.values);
  return { kind: "all", values, writable: fresh ? await askTypes(client, ups) : known.writable };
}

async function askSome(client: NutClient, ups: string, names: readonly string[]): Promise<UpsAnswer> {
  const values = new Map<string, string>();
  const errors = new Map<string, NutError>();
  const asked = names.map((name) => client.getVar(ups, name).catch(expected));
  for (const [i, answer] of (await Promise.all(asked)).entries()) {
    const name = names[i] ?? "";
    if (answer instanceof NutError) errors.set(name, answer);
    else values.set(name, answer);
  }
  return { kind: "some", values, errors };
}

/** A fault of the server's is an answer; ours is thrown on. */
export function expected(error: unknown): NutError {
  if (error instanceof NutError) return error;
  throw error;
}

export async function askUps(client: NutClient, ups: string, wanted: Wanted, known: UpsSnapshot): Promise<UpsAnswer> {
  const { variables, types = false } = wanted;
  try {
    return variables === "all"
      ? await askAll(client, ups, types, known)
      : await askSome(client, ups, [...new Set(variables)]);
  } catch (error) {
    return { kind: "none", error: expected(error) };
  }
}
