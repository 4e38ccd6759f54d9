import type { VarType } from "../nut/var-type.ts";

/** One variable as a driver reports it. Plain strings are read-only and have no declared type. */
export interface Reported {
  readonly value: string;
  readonly type?: VarType;
  readonly rw?: boolean;
  /** The driver makes it of the voltage alone: who knows the battery knows better. */
  readonly guessed?: boolean;
  /** Nobody has measured it: how it moves says nothing of charging and discharging. */
  readonly estimated?: boolean;
}
