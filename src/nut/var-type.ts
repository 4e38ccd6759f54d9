/** The types a variable can have, as `GET TYPE` names them, and the check of a new value against them. */
import type { Range } from "./ups-state.ts";

export type VarType =
  | { readonly kind: "string"; readonly max: number }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly ranges: readonly Range[] }
  | { readonly kind: "number" };

export const string = (max: number): VarType => ({ kind: "string", max });
export const enumeration = (...values: readonly string[]): VarType => ({ kind: "enum", values });
export const range = (min: number, max: number): VarType => ({ kind: "range", ranges: [{ min, max }] });
export const NUMBER: VarType = { kind: "number" };
