/** Values that have not the form of their variable say nothing: they count as absent. */
import type { Reading, Reported } from "../../drivers/types.ts";
import { malformed } from "../../nut/value-form.ts";

type Vars = Reading["vars"];

/** What can be set stays where it is no date, or nothing yet: somebody may want to set it right. */
function counts(name: string, reported: string | Reported): boolean {
  const { value, rw = false } = typeof reported === "string" ? { value: reported } : reported;
  const wanted = malformed(name, value);
  return wanted === undefined || (rw && (wanted === "a date" || value === ""));
}

export const wellFormed = (vars: Vars): Vars => new Map([...vars].filter(([name, value]) => counts(name, value)));
