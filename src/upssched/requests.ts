/** The requests and answers of PIPEFN, in the words of the C program, so that either end may be its. */
import { sentence } from "../nut/sentence.ts";

import type { NotifyEvent, SchedInput, ScheduledTimer } from "./core.ts";

/** The stamp is ours; the C program looks at the words before it. */
const TAIL = '"<type>" "<upsname>" "<message>" "<stamp>"' as const;

const SENTENCES = {
  start: sentence(`START "<name>" "<argument>" ${TAIL}`),
  shared: sentence(`START-SHARED "<name>" "<argument>" ${TAIL}`),
  cancel: sentence(`CANCEL "<name>" "<argument>" ${TAIL}`),
  matched: sentence(`CANCEL-MATCHED "<name>" "<argument>" ${TAIL}`),
} as const;

export const LIST_TIMERS = "LIST-TIMERS";

type Kind = keyof typeof SENTENCES;
const KINDS: readonly Kind[] = ["start", "shared", "cancel", "matched"];

interface Request extends NotifyEvent {
  readonly kind: Kind;
  readonly name: string;
  readonly argument: string;
  /** Counts up with the events (core.ts). */
  readonly stamp?: number | undefined;
}

export const formatRequest = ({ kind, name, argument, notifyType: type, upsname, message, stamp }: Request): string =>
  SENTENCES[kind].format({ name, argument, type, upsname, message, stamp: String(stamp ?? "") });

function toInput({ kind, name, argument, stamp, ...event }: Request): SchedInput | undefined {
  const seconds = Math.trunc(Number.parseFloat(argument)) || 0;
  if (kind === "start" || kind === "shared") {
    return seconds < 0 ? undefined : { kind: "start", name, seconds, event, shared: kind === "shared", stamp };
  }
  const otherwise = argument === "" ? undefined : argument;
  return kind === "cancel"
    ? { kind, name, otherwise, stamp }
    : { kind: "cancel-matched", name, otherwise, event, stamp };
}

/** A request as the core takes it; undefined for what is none. */
export function parseRequest(words: readonly string[]): SchedInput | "list" | undefined {
  if (words[0] === LIST_TIMERS) return "list";
  for (const kind of KINDS) {
    const parsed = SENTENCES[kind].parse([...words, "", "", "", "", ""].slice(0, 7));
    if (parsed.kind !== "ok" || words.length < 2) continue;
    const { name, argument, type, upsname, message } = parsed.args;
    const stamp = /^\d{1,15}$/.test(parsed.args.stamp) ? Number(parsed.args.stamp) : undefined;
    return toInput({ kind, name, argument, notifyType: type, upsname, message, stamp });
  }
  return undefined;
}

const collected = (texts: readonly string[], separator: string): string =>
  [...new Set(texts)].filter(Boolean).join(separator) || '""';

export function timerRow({ name, due, events }: ScheduledTimer, now: number, wall: number): string {
  const left = Math.max(0, Math.round((due - now) / 1000));
  const at = Math.round(wall / 1000) + left;
  const types = collected(
    events.map(({ notifyType }) => notifyType),
    ",",
  );
  const upses = collected(
    events.map(({ upsname }) => upsname),
    ",",
  );
  const messages = collected(
    events.map(({ message }) => message),
    ".\t",
  );
  return [name, at, left, types, upses, messages].join("\t");
}
