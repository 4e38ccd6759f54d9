/** A ruleset as `nft -j list ruleset` prints it: libnftables-json(5). */

export type Json = Readonly<Record<string, unknown>>;

export const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** What stands at `a.b.c`. */
export const at = (value: unknown, ...path: readonly string[]): unknown =>
  path.reduce((found: unknown, key) => (isJson(found) ? found[key] : undefined), value);

export interface Chain {
  readonly name: string;
  /** Table and family, within which a name counts. */
  readonly place: string;
  readonly family: string;
  /** Where packets enter it; undefined for one that is jumped to. */
  readonly hook: string | undefined;
  readonly type: string | undefined;
  readonly drops: boolean;
  readonly rules: readonly (readonly unknown[])[];
}

export interface Ruleset {
  readonly chains: readonly Chain[];
  /** Elements of named sets and maps, by place and name. */
  readonly sets: ReadonlyMap<string, readonly unknown[]>;
}

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const placeOf = (row: Json): string => `${textOf(row.family)} ${textOf(row.table)}`;
export const setKey = (place: string, name: string): string => `${place} ${name}`;

const rowsOf = (all: readonly unknown[], kind: string): readonly Json[] =>
  all.flatMap((each) => {
    const row = at(each, kind);
    return isJson(row) ? [row] : [];
  });

function chainOf(row: Json, rules: readonly Json[]): Chain {
  const [name, place] = [textOf(row.name), placeOf(row)];
  const own = rules.filter((rule) => placeOf(rule) === place && rule.chain === name);
  return {
    name,
    place,
    family: textOf(row.family),
    hook: textOf(row.hook) || undefined,
    type: textOf(row.type) || undefined,
    drops: row.policy === "drop",
    rules: own.map(({ expr }) => listOf(expr)),
  };
}

/** Undefined where it is none. */
export function readRuleset(text: string): Ruleset | undefined {
  let all: unknown;
  try {
    all = at(JSON.parse(text), "nftables");
  } catch {
    return undefined;
  }
  if (!Array.isArray(all)) return undefined;
  const rules = rowsOf(all, "rule");
  const sets = [...rowsOf(all, "set"), ...rowsOf(all, "map")];
  return {
    chains: rowsOf(all, "chain").map((row) => chainOf(row, rules)),
    sets: new Map(sets.map((row) => [setKey(placeOf(row), textOf(row.name)), listOf(row.elem)])),
  };
}
