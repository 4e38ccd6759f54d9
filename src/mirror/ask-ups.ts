/** One look at one UPS: what is asked of its server, and what came back. */
import type { NutClient } from "../netproto/client/nut-client.ts";
import { NutError } from "../nut/errors.ts";
import { askFacts, type FactsWanted } from "./ask-facts.ts";
import type { UpsAnswer, UpsSnapshot } from "./snapshot.ts";

/** Facts beside values are for `variables: "all"`. */
export interface Wanted extends FactsWanted {
  /** Names, or whatever LIST UPS names at each look. */
  readonly upses: readonly string[] | "all";
  readonly variables: readonly string[] | "all";
}

const sameNames = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  [...a.keys()].join(" ") === [...b.keys()].join(" ");

async function askAll(client: NutClient, ups: string, { wanted, known, doubtful }: Asked): Promise<UpsAnswer> {
  const values = await client.listVar(ups);
  const fresh =
    doubtful || known.error !== undefined || known.answeredAt === undefined || !sameNames(values, known.values);
  return { kind: "all", values, ...(await askFacts(client, ups, wanted, fresh, known)) };
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

export interface Asked {
  readonly wanted: Wanted;
  readonly known: UpsSnapshot;
  /** What seldom changes is asked for, too. */
  readonly doubtful: boolean;
}

export async function askUps(client: NutClient, ups: string, asked: Asked): Promise<UpsAnswer> {
  const { variables } = asked.wanted;
  try {
    return variables === "all" ? await askAll(client, ups, asked) : await askSome(client, ups, [...new Set(variables)]);
  } catch (error) {
    return { kind: "none", error: expected(error) };
  }
}
