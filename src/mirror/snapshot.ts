/** What is known of a UPS, and what an answer changes in it. Pure. */
import type { NutError } from "../nut/errors.ts";
import type { VarType } from "../nut/var-type.ts";
import { type ReadFault, readFaultOf } from "./fault.ts";

export interface UpsSnapshot {
  /** As last answered: a fault takes nothing away. */
  readonly values: ReadonlyMap<string, string>;
  /** What can be set; empty unless types are wanted. */
  readonly writable: ReadonlyMap<string, VarType>;
  /** When values last came, by `Clock.now()`. */
  readonly answeredAt: number | undefined;
  readonly error: NutError | undefined;
}

export type UpsAnswer =
  | {
      readonly kind: "all";
      readonly values: ReadonlyMap<string, string>;
      readonly writable: ReadonlyMap<string, VarType>;
    }
  | {
      readonly kind: "some";
      readonly values: ReadonlyMap<string, string>;
      readonly errors: ReadonlyMap<string, NutError>;
    }
  | { readonly kind: "none"; readonly error: NutError };

export type UpsChange =
  | { readonly kind: "added" }
  | { readonly kind: "removed" }
  /** `from` is undefined for a new variable, `to` for one that has gone. */
  | {
      readonly kind: "value";
      readonly name: string;
      readonly from: string | undefined;
      readonly to: string | undefined;
    }
  | { readonly kind: "fault"; readonly from: ReadFault | undefined; readonly to: ReadFault | undefined };

export const UNASKED: UpsSnapshot = { values: new Map(), writable: new Map(), answeredAt: undefined, error: undefined };

export const ageMs = ({ answeredAt }: UpsSnapshot, now: number): number | undefined =>
  answeredAt === undefined ? undefined : now - answeredAt;

export function errorIn(answer: UpsAnswer): NutError | undefined {
  if (answer.kind === "all") return undefined;
  return answer.kind === "none" ? answer.error : [...answer.errors.values()][0];
}

/** What came with this answer and not before. */
export const valuesIn = (answer: UpsAnswer): ReadonlyMap<string, string> =>
  answer.kind === "none" ? UNASKED.values : answer.values;

const faultIn = (error: NutError | undefined): ReadFault | undefined => error && readFaultOf(error);

/** A list is the whole truth; of single variables, one that was not answered stays as it was. */
function valuesAfter(old: UpsSnapshot, answer: UpsAnswer): ReadonlyMap<string, string> {
  if (answer.kind === "all") return answer.values;
  return answer.kind === "some" ? new Map([...old.values, ...answer.values]) : old.values;
}

function* valueChanges(old: UpsSnapshot["values"], now: UpsSnapshot["values"]): Generator<UpsChange> {
  if (old === now) return;
  for (const [name, to] of now) {
    const from = old.get(name);
    if (from !== to) yield { kind: "value", name, from, to };
  }
  for (const [name, from] of old) if (!now.has(name)) yield { kind: "value", name, from, to: undefined };
}

export function withAnswer(
  old: UpsSnapshot,
  answer: UpsAnswer,
  now: number,
): readonly [UpsSnapshot, readonly UpsChange[]] {
  const error = errorIn(answer);
  const values = valuesAfter(old, answer);
  const came = answer.kind === "all" || (answer.kind === "some" && answer.values.size > 0);
  const changes = [...valueChanges(old.values, values)];
  const [from, to] = [faultIn(old.error), faultIn(error)];
  if (from !== to) changes.push({ kind: "fault", from, to });
  const writable = answer.kind === "all" ? answer.writable : old.writable;
  return [{ values, writable, answeredAt: came ? now : old.answeredAt, error }, changes];
}
