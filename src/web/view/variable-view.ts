/** One variable as the page sees it. */
import { type Described, describe } from "../../nut/catalogue/variables.ts";
import type { VarType } from "../../nut/var-type.ts";
import type { FollowedUps } from "../follow/followed-server.ts";
import { jsonValue } from "./json-value.ts";

export type TypeView =
  | { readonly kind: "number" }
  | { readonly kind: "string"; readonly max: number }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly ranges: readonly (readonly [number, number])[] };

export interface VariableView {
  /** As text, the way the server gave it. */
  readonly text: string;
  readonly value: string | number;
  readonly unit?: string;
  readonly description?: string;
  /** There where it can be set: what it takes. */
  readonly writable?: TypeView;
}

/** Longer values are cut for the page; the REST routes have them whole. */
export const MOST_TEXT = 4096;

function typeView(type: VarType): TypeView {
  switch (type.kind) {
    case "number":
      return { kind: "number" };
    case "string":
      return { kind: "string", max: type.max };
    case "enum":
      return { kind: "enum", values: type.values };
    case "range":
      return { kind: "range", ranges: type.ranges.map(({ min, max }) => [min, max] as const) };
  }
}

/** The catalogue takes its time to find a name by its parts. */
const MOST_KNOWN = 5000;
const found = new Map<string, Described | undefined>();

function known(name: string): Described | undefined {
  if (found.has(name)) return found.get(name);
  if (found.size >= MOST_KNOWN) found.clear();
  const described = describe(name);
  found.set(name, described);
  return described;
}

export const valueView = (name: string, whole: string): Pick<VariableView, "text" | "value"> => {
  const text = whole.length > MOST_TEXT ? `${whole.slice(0, MOST_TEXT)}…` : whole;
  return { text, value: jsonValue(name, text) };
};

export function variableView({ server, snapshot }: FollowedUps, name: string, text: string): VariableView {
  const { unit, text: ours } = known(name) ?? {};
  const description = ours ?? server.describe(name);
  const type = snapshot.writable.get(name);
  return {
    ...valueView(name, text),
    ...(unit !== undefined && { unit }),
    ...(description !== undefined && { description }),
    ...(type && { writable: typeView(type) }),
  };
}
