/** One round of questions: which to ask at which depth, and what their rows make of the replies. */
import type { QxCondition, QxProtocol, QxReply, QxRow, Slice } from "./protocol.ts";
import type { QxSession } from "./session.ts";

export type WalkDepth = "open" | "full" | "quick";

/** What lasts from round to round. */
export interface WalkState {
  readonly conditions: Set<QxCondition>;
  readonly alarms: Set<string>;
  /** Questions that were not answered at open: not asked again. */
  readonly unanswered: Set<QxReply>;
  /** A command or a new value may have changed what is otherwise read once. */
  changed: boolean;
}

export const newWalk = (): WalkState => ({
  conditions: new Set(),
  alarms: new Set(),
  unanswered: new Set(),
  changed: false,
});

function isDue(row: QxRow, depth: WalkDepth, changed: boolean): boolean {
  if (depth === "open") return true;
  if (depth === "quick") return row.poll === "quick";
  return row.poll !== "once" && (row.poll !== "changed" || changed);
}

function sliceOf(row: QxRow, reply: string, session: QxSession): Slice {
  const [from, to] = row.at;
  return {
    text: reply.slice(from, to === undefined ? undefined : to + 1),
    reply,
    known: (name) => session.known(name),
    option: (name) => session.option(name),
  };
}

const toggle = <T>(set: Set<T>, member: T, on: boolean): void => void (on ? set.add(member) : set.delete(member));

/** Takes one row's slice. The first row that has a value for a variable in this reply keeps it. */
function take(row: QxRow, reply: string, session: QxSession, state: WalkState, seen: Set<string>): void {
  const slice = sliceOf(row, reply, session);
  if ("status" in row) return toggle(state.conditions, row.status, row.when(slice));
  if ("alarm" in row) return toggle(state.alarms, row.alarm, row.when(slice));
  const name = "note" in row ? `~${row.note}` : row.var;
  const value = seen.has(name) ? undefined : row.as.read(slice);
  if (value === undefined || value === "") return;
  seen.add(name);
  session.keep(name, value);
}

/** What a round did: `silent` when a question that carries the status was not answered. */
export type WalkResult = "answered" | "silent";

async function askOne(
  reply: QxReply,
  due: readonly QxRow[],
  protocol: QxProtocol,
  session: QxSession,
  state: WalkState,
  seen: Set<string>,
): Promise<boolean> {
  const text = await session.ask(reply, protocol.rejected);
  if (text === undefined) return false;
  for (const row of due) take(row, text, session, state, seen);
  return true;
}

export async function walk(
  protocol: QxProtocol,
  session: QxSession,
  state: WalkState,
  depth: WalkDepth,
): Promise<WalkResult> {
  const seen = new Set<string>();
  for (const reply of protocol.replies) {
    const due = reply.rows.filter((row) => isDue(row, depth, state.changed));
    if (due.length === 0 || state.unanswered.has(reply) || reply.when?.(session) === false) continue;
    if (await askOne(reply, due, protocol, session, state, seen)) continue;
    if (due.some((row) => row.poll === "quick")) return "silent";
    if (depth === "open") state.unanswered.add(reply);
  }
  if (depth !== "quick") state.changed = false;
  return "answered";
}
