/**
 * Many objects in few requests. SNMPv1 answers a request in which one object is wrong with that object's number and
 * nothing else, so it is asked again without it; an agent for which a request or its answer is too big gets less at a
 * time.
 */
import snmp from "net-snmp";
import { DeviceError } from "../../device/device-error.ts";
import type { SnmpAnswer } from "../../device/snmp.ts";
import type { Outcome } from "./request.ts";
import { answerOf } from "./values.ts";

/** Objects to a request of an agent that has not yet been found to bear less. */
export const MOST_OBJECTS = 24;

export interface Bearing {
  /** Objects to a request. */
  most: number;
  /** It has answered a request for several. */
  proven: boolean;
}

type Ask = (oids: readonly string[]) => Promise<Outcome>;
type Answers = Map<string, SnmpAnswer>;

/** Throws DeviceError `stale` where there is no answer. */
export async function getMany(oids: readonly string[], ask: Ask, bearing: Bearing): Promise<readonly SnmpAnswer[]> {
  const answers: Answers = new Map();
  let left = [...new Set(oids)];
  while (left.length > 0) {
    await askSome(left.slice(0, bearing.most), ask, bearing, answers);
    left = left.filter((oid) => !answers.has(oid));
  }
  return oids.map((oid) => answers.get(oid) ?? { kind: "absent" });
}

async function askSome(oids: readonly string[], ask: Ask, bearing: Bearing, answers: Answers): Promise<void> {
  const outcome = await ask(oids);
  switch (outcome.kind) {
    case "objects":
      return takeObjects(oids, outcome.binds, bearing, answers);
    case "failed":
      return takeFailure(oids, outcome, bearing, answers);
    case "closed":
      throw new DeviceError("lost", outcome.why);
    case "stranger":
      throw new DeviceError("denied", outcome.why);
    case "silent":
      if (oids.length === 1 || bearing.proven) throw new DeviceError("stale", outcome.why);
      bearing.most = 1;
  }
}

type Binds = Extract<Outcome, { kind: "objects" }>["binds"];

/** Some agents put other objects into an answer: those that were asked for count. */
function takeObjects(oids: readonly string[], binds: Binds, bearing: Bearing, answers: Answers): void {
  const wanted = new Set(oids);
  const told = binds.filter(({ oid }) => wanted.has(oid));
  for (const bind of told) answers.set(bind.oid, answerOf(bind));
  if (told.length > 1) bearing.proven = true;
  if (told.length > 0) return;
  if (oids.length === 1) throw new DeviceError("stale", "the answer is about other objects");
  bearing.most = Math.ceil(oids.length / 2);
}

type Failure = Extract<Outcome, { kind: "failed" }>;

function takeFailure(oids: readonly string[], failure: Failure, bearing: Bearing, answers: Answers): void {
  const { status, why } = failure;
  const culprit = oids.length === 1 ? oids[0] : failure.oid;
  if (status === snmp.ErrorStatus.TooBig && oids.length > 1) bearing.most = Math.ceil(oids.length / 2);
  else if (culprit !== undefined && oids.includes(culprit))
    answers.set(culprit, status === snmp.ErrorStatus.NoSuchName ? { kind: "absent" } : { kind: "refused", why });
  else bearing.most = Math.ceil(oids.length / 2);
}
