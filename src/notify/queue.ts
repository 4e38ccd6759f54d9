/**
 * When a queued message is tried, pure. Each channel is a line of its own: the oldest goes first, and while it
 * waits for another try the ones behind it wait too, so that they arrive in order.
 */
import type { Delivery } from "./channel.ts";

export interface Queued {
  readonly id: string;
  readonly at: number;
}

/** What is known of a channel's line from try to try. */
export interface QueueState {
  readonly tries: number;
  readonly notBefore: number;
}

export const FRESH: QueueState = { tries: 0, notBefore: 0 };

const FIRST_WAIT_MS = 5000;
const LONGEST_WAIT_MS = 300_000;

/** 5, 10, 20 … seconds, up to five minutes. */
export const backOff = (tries: number): number =>
  Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.max(0, tries - 1));

export type Next =
  | { readonly kind: "try"; readonly id: string }
  | { readonly kind: "expire"; readonly id: string }
  | { readonly kind: "wait"; readonly until: number }
  | { readonly kind: "idle" };

/** What to do with a channel's line now. `queued` in order of age. */
export function next(queued: readonly Queued[], line: QueueState, expireMs: number, now: number): Next {
  const [head] = queued;
  if (!head) return { kind: "idle" };
  if (now - head.at > expireMs) return { kind: "expire", id: head.id };
  if (now < line.notBefore) return { kind: "wait", until: Math.min(line.notBefore, head.at + expireMs + 1) };
  return { kind: "try", id: head.id };
}

/** The line after a try: `done` takes the message off the queue. */
export function afterAttempt(
  line: QueueState,
  delivery: Delivery,
  now: number,
): { readonly line: QueueState; readonly done: boolean } {
  if (delivery.kind !== "later") return { line: FRESH, done: true };
  const tries = line.tries + 1;
  return { line: { tries, notBefore: now + (delivery.afterMs ?? backOff(tries)) }, done: false };
}
