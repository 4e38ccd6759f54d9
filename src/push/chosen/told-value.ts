/** What another system is told of a row: nothing while its UPS is not seen. */
import type { UpsSnapshot } from "../../mirror/snapshot.ts";
import { typeOf } from "../../nut/catalogue/variables.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { parseStatus } from "../../nut/status.ts";
import type { ChosenRow } from "./chosen-rows.ts";

export type Told =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "flag"; readonly on: boolean }
  | { readonly kind: "text"; readonly text: string };

export const statusOf = (snapshot: UpsSnapshot): readonly string[] =>
  parseStatus((snapshot.values.get("ups.status") ?? "").toUpperCase());

const isLive = ({ answeredAt, error }: UpsSnapshot): boolean => answeredAt !== undefined && error === undefined;

/** A name that is in no list is a number where its value is one. */
function variable(name: string, text: string | undefined): Told | undefined {
  if (text === undefined) return undefined;
  const type = typeOf(name);
  const number = type === "number" || type === undefined ? parseDecimal(text) : undefined;
  if (number !== undefined) return { kind: "number", value: number };
  return type === "number" ? undefined : { kind: "text", text };
}

export function toldOf({ what }: ChosenRow, snapshot: UpsSnapshot | undefined): Told | undefined {
  if (!snapshot || !isLive(snapshot)) return undefined;
  if (what.kind === "variable") return variable(what.name, snapshot.values.get(what.name));
  return { kind: "flag", on: statusOf(snapshot).includes(what.name) };
}

/** One text for each value that can be told apart. */
export const toldKey = (told: Told): string => JSON.stringify(told);
