/** What is known of a UPS, and what an answer changes in it. Pure. */
import type { NutError } from "../nut/errors.ts";
import type { VarType } from "../nut/var-type.ts";
import { type ReadFault, readFaultOf } from "./fault.ts";

/** What is known beside values; each empty unless it is wanted (`Wanted`). */
export interface UpsFacts {
  /** What can be set, and what it takes: enumerations, ranges, lengths. */
  readonly writable: ReadonlyMap<string, VarType>;
  /** The instant commands, in the server's order. */
  readonly commands: readonly string[];
  /** The addresses of those who are logged in; one who is logged in twice is there twice. */
  readonly clients: readonly string[];
}

export interface UpsSnapshot extends UpsFacts {
  /** `desc` of ups.conf as LIST UPS has it; undefined for UPSes that are wanted by name. */
  readonly description: string | undefined;
  /** As last answered: a fault takes nothing away. */
  readonly values: ReadonlyMap<string, string>;
  /** When values last came, by `Clock.now()`. */
  readonly answeredAt: number | undefined;
  readonly error: NutError | undefined;
}

export type UpsAnswer =
  | ({ readonly kind: "all"; readonly values: ReadonlyMap<string, string> } & UpsFacts)
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
  /** The snapshot has the new ones. */
  | { readonly kind: "facts"; readonly what: keyof UpsFacts | "description" }
  | { readonly kind: "fault"; readonly from: ReadFault | undefined; readonly to: ReadFault | undefined };

export const UNASKED: UpsSnapshot = {
  description: undefined,
  values: new Map(),
  writable: new Map(),
  commands: [],
  clients: [],
  answeredAt: undefined,
  error: undefined,
};

export const ageMs = ({ answeredAt }: UpsSnapshot, now: number): number | undefined =>
  answeredAt === undefined ? undefined : now - answeredAt;

/** The server has good data of it, and they are not older than `maxAgeMs`: what may be shown as the state of now. */
export function isCurrent(snapshot: UpsSnapshot, now: number, maxAgeMs: number): boolean {
  const age = ageMs(snapshot, now);
  return snapshot.error === undefined && age !== undefined && age <= maxAgeMs;
}

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

const sameList = (a: readonly string[], b: readonly string[]): boolean => a === b || a.join("\n") === b.join("\n");

function* factChanges(old: UpsFacts, now: UpsFacts): Generator<UpsChange> {
  if (old.writable !== now.writable && old.writable.size + now.writable.size > 0)
    yield { kind: "facts", what: "writable" };
  if (!sameList(old.commands, now.commands)) yield { kind: "facts", what: "commands" };
  if (!sameList(old.clients, now.clients)) yield { kind: "facts", what: "clients" };
}

const factsOf = ({ writable, commands, clients }: UpsFacts): UpsFacts => ({ writable, commands, clients });

export function withAnswer(
  old: UpsSnapshot,
  answer: UpsAnswer,
  now: number,
): readonly [UpsSnapshot, readonly UpsChange[]] {
  const error = errorIn(answer);
  const values = valuesAfter(old, answer);
  const came = answer.kind === "all" || (answer.kind === "some" && answer.values.size > 0);
  const facts = factsOf(answer.kind === "all" ? answer : old);
  const changes = [...valueChanges(old.values, values), ...factChanges(old, facts)];
  const [from, to] = [faultIn(old.error), faultIn(error)];
  if (from !== to) changes.push({ kind: "fault", from, to });
  return [{ ...old, ...facts, values, answeredAt: came ? now : old.answeredAt, error }, changes];
}
