/** The types a variable can have, as `GET TYPE` names them, and the check of a new value against them. */
import { byteLength } from "./bytes.ts";
import type { ErrorCode } from "./errors.ts";
import type { Range, Variable } from "./ups-state.ts";

/** `max` is the longest value in bytes; where an enumeration or range has one, it is a string to `GET TYPE`. */
export type VarType =
  | { readonly kind: "string"; readonly max: number }
  | { readonly kind: "enum"; readonly values: readonly string[]; readonly max?: number }
  | { readonly kind: "range"; readonly ranges: readonly Range[]; readonly max?: number }
  | { readonly kind: "number" };

export const string = (max: number): VarType => ({ kind: "string", max });
export const enumeration = (...values: readonly string[]): VarType => ({ kind: "enum", values });
export const range = (min: number, max: number): VarType => ({ kind: "range", ranges: [{ min, max }] });
export const NUMBER: VarType = { kind: "number" };

export type TypeFacts = Pick<Variable, "type" | "maxLength" | "enums" | "ranges">;

const UNTYPED: TypeFacts = { type: undefined, maxLength: 0, enums: [], ranges: [] };

/** Flags, auxiliary value, enumeration and ranges for the state; undefined is a variable without declared type. */
export function typeFacts(type: VarType | undefined): TypeFacts {
  switch (type?.kind) {
    case undefined:
      return UNTYPED;
    case "string":
      return { ...UNTYPED, type: "string", maxLength: type.max };
    case "number":
      return { ...UNTYPED, type: "number" };
    case "enum":
      return { ...UNTYPED, ...lengthFacts(type.max), enums: type.values };
    case "range":
      return { ...UNTYPED, type: "number", ...lengthFacts(type.max), ranges: type.ranges };
  }
}

const lengthFacts = (max: number | undefined): Partial<TypeFacts> =>
  max === undefined ? {} : { type: "string", maxLength: max };

export function varTypeOf({ type, maxLength, enums, ranges }: TypeFacts): VarType | undefined {
  const max = type === "string" ? { max: maxLength } : {};
  if (enums.length > 0) return { kind: "enum", values: enums, ...max };
  if (ranges.length > 0) return { kind: "range", ranges, ...max };
  if (type === "string") return { kind: "string", max: maxLength };
  return type === "number" ? NUMBER : undefined;
}

/** The words of `GET TYPE` after the name: `RW ENUM STRING:10`, `NUMBER`. What is not a string is a number. */
export function typeWords({ rw, type, maxLength, enums, ranges }: TypeFacts & Pick<Variable, "rw">): string[] {
  return [
    ...(rw ? ["RW"] : []),
    ...(enums.length > 0 ? ["ENUM"] : []),
    ...(ranges.length > 0 ? ["RANGE"] : []),
    type === "string" ? `STRING:${maxLength}` : "NUMBER",
  ];
}

/** A value that may be set, or the error of the first check that it fails. */
export type ValueCheck = "ok" | Extract<ErrorCode, "readonly" | "set-failed" | "too-long" | "invalid-value">;

/**
 * Checks a new value in the C server's order: writable, then the length of a string in bytes (a driver that gave no
 * length makes the variable unsettable), then the enumeration exactly, then the ranges by the whole number with which
 * the value begins (`12.7` counts as 12, text as 0; server/netset.c).
 */
export function checkValue(variable: TypeFacts & Pick<Variable, "rw">, value: string): ValueCheck {
  const { rw, type, maxLength, enums, ranges } = variable;
  if (!rw) return "readonly";
  if (type === "string" && maxLength < 1) return "set-failed";
  if (type === "string" && byteLength(value) > maxLength) return "too-long";
  if (enums.length > 0 && !enums.includes(value)) return "invalid-value";
  if (ranges.length > 0 && !ranges.some((one) => holds(one, leadingInteger(value)))) return "invalid-value";
  return "ok";
}

const holds = ({ min, max }: Range, value: number): boolean => value >= min && value <= max;

/** As C's atoi reads a text. */
const leadingInteger = (text: string): number => Number(/^\s*[+-]?\d+/.exec(text)?.[0] ?? 0);
