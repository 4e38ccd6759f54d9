import type { VarType } from "../nut/var-type.ts";

/** One variable as a driver reports it. Plain strings are read-only and have no declared type. */
export interface Reported {
  readonly value: string;
  readonly type?: VarType;
  readonly rw?: boolean;
}
