/** What is told of a variable besides its value. */
import type { VarType } from "../../nut/var-type.ts";
import type { Reported } from "../types.ts";
import type { TypedRow, VariableRow, WritableRow } from "./row.ts";

/** A variable that can be set; its type is undefined where the limits are not known. */
export const settable = (value: string, type: VarType | undefined): Reported =>
  type ? { value, rw: true, type } : { value, rw: true };

/** What a row tells of its variable: `value` was read from `raw`. */
export function reported<Raw, V>(
  row: VariableRow<Raw, V> | TypedRow<Raw, V> | WritableRow<Raw, V>,
  value: string,
  raw: Raw,
  view: V,
): Reported {
  if ("rw" in row) return settable(value, typeof row.rw === "function" ? row.rw(raw, view) : row.rw);
  return "type" in row ? { value, type: row.type, rw: false } : { value };
}
