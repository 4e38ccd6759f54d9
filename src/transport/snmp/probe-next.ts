/**
 * Which of many objects an SNMPv1 agent has: it answers a GET with one that is missing with nothing else, but GETNEXT
 * from right before each tells of all at once whether it is there.
 */
import snmp from "net-snmp";
import type { SnmpAnswer } from "../../device/snmp.ts";
import { follows } from "./oid-order.ts";
import type { Outcome } from "./request.ts";
import { answerOf } from "./values.ts";

type AskNext = (oids: readonly string[]) => Promise<Outcome>;

/** The last object before it, but for those below that one. */
function before(oid: string): string {
  const dot = oid.lastIndexOf(".");
  const last = Number(oid.slice(dot + 1));
  return last === 0 ? oid.slice(0, dot) : `${oid.slice(0, dot)}.${last - 1}`;
}

/** What is certain; an agent that answers out of order, or with what lies below the object before, leaves it open. */
function judge(oid: string, bind: Parameters<typeof answerOf>[0] | undefined): SnmpAnswer | undefined {
  if (!bind) return undefined;
  if (bind.oid === oid) return answerOf(bind);
  return follows(bind.oid, oid) ? { kind: "absent" } : undefined;
}

/** Answers for those of `oids` of which they are certain. */
export async function probeNext(oids: readonly string[], ask: AskNext, most: number): Promise<Map<string, SnmpAnswer>> {
  const answers = new Map<string, SnmpAnswer>();
  let left = oids;
  while (left.length > 0) {
    const some = left.slice(0, most);
    const outcome = await ask(some.map(before));
    if (outcome.kind !== "objects" && endOf(outcome) === undefined) break;
    if (outcome.kind === "objects") takeAll(some, outcome.binds, answers);
    else takeEnd(left, endOf(outcome) ?? "", answers);
    const done = new Set(outcome.kind === "objects" ? some : answers.keys());
    const rest = left.filter((oid) => !done.has(oid));
    if (rest.length === left.length) break;
    left = rest;
  }
  return answers;
}

type Binds = Extract<Outcome, { kind: "objects" }>["binds"];

function takeAll(some: readonly string[], binds: Binds, answers: Map<string, SnmpAnswer>): void {
  for (const [index, oid] of some.entries()) {
    const answer = judge(oid, binds[index]);
    if (answer) answers.set(oid, answer);
  }
}

/** The object behind which the agent has none. */
const endOf = (outcome: Outcome): string | undefined =>
  outcome.kind === "failed" && outcome.status === snmp.ErrorStatus.NoSuchName ? outcome.oid : undefined;

function takeEnd(oids: readonly string[], end: string, answers: Map<string, SnmpAnswer>): void {
  for (const oid of oids) {
    const from = before(oid);
    if (from === end || follows(from, end)) answers.set(oid, { kind: "absent" });
  }
}
