/** One round of questions: which to ask at which depth, and what their rows make of the replies. */
import { typeOf } from "../../nut/catalogue/variables.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { copyOf, nothingRaised, type Raised, type Words } from "../kit/raised.ts";
import { type Depth, isDue } from "../kit/row.ts";
import type { QxCondition, QxProtocol, QxReply, QxRow, QxView, Slice } from "./protocol.ts";
import { checkReply, type QxSession } from "./session.ts";

/** What lasts from round to round. */
export interface WalkState {
  /** Questions that were not answered at open: not asked again. */
  readonly unanswered: Set<QxReply>;
  /** Late questions: out of bounds before the first data, asked for the first time after them. */
  late: "waiting" | "due" | "asked";
  /** A command or a new value may have changed what is otherwise read once. */
  changed: boolean;
}

export const newWalk = (): WalkState => ({
  unanswered: new Set(),
  late: "waiting",
  changed: false,
});

export const questionOf = ({ ask }: QxReply, view: QxView): string => (typeof ask === "string" ? ask : ask(view));

export type ValueRow = Extract<QxRow, { readonly as: unknown }>;

export const nameOfRow = (row: ValueRow): string => ("note" in row ? `~${row.note}` : row.var);

const NUMERIC = new Map<string, boolean>();

function isNumeric(name: string): boolean {
  const known = NUMERIC.get(name) ?? typeOf(name) === "number";
  NUMERIC.set(name, known);
  return known;
}

/** What a row makes of its slice; undefined for nothing, and for a text where the variable is a number. */
export function readRow(row: ValueRow, slice: Slice): string | undefined {
  const value = row.as.read(slice);
  if (value === undefined || value.trim() === "") return undefined;
  return "var" in row && isNumeric(row.var) && parseDecimal(value) === undefined ? undefined : value;
}

export function sliceOf(row: QxRow, reply: string, view: QxView): Slice {
  const [from, to] = row.at;
  return {
    text: reply.slice(from, to === undefined ? undefined : to + 1),
    reply,
    known: (name) => view.known(name),
    option: (name) => view.option(name),
  };
}

/** Nothing is read twice at open. */
const isWanted = (row: QxRow, depth: Depth, session: QxSession): boolean =>
  isDue(row, depth) && (depth !== "open" || !("as" in row) || !session.has(nameOfRow(row)));

interface Round {
  readonly depth: Depth;
  readonly raised: Raised<QxCondition>;
  readonly single: ReadonlySet<string>;
}

/** Names that one row alone reads, and in every full poll. */
function singleNames({ replies }: QxProtocol): ReadonlySet<string> {
  const rows = replies.flatMap((reply) => reply.rows.filter((row): row is ValueRow => "as" in row));
  const alone = rows.filter((row) => rows.filter((one) => nameOfRow(one) === nameOfRow(row)).length === 1);
  return new Set(alone.filter(({ poll }) => poll === undefined || poll === "quick").map(nameOfRow));
}

const SINGLE = new WeakMap<QxProtocol, ReadonlySet<string>>();

function singleOf(protocol: QxProtocol): ReadonlySet<string> {
  const names = SINGLE.get(protocol) ?? singleNames(protocol);
  SINGLE.set(protocol, names);
  return names;
}

/** A variable goes when the device does not tell it any more, unless another row may have told it. */
function keep(row: ValueRow, value: string | undefined, session: QxSession, { depth, single }: Round): void {
  const name = nameOfRow(row);
  if (value !== undefined) session.keep(name, value);
  else if (depth !== "open" && single.has(name)) session.withdraw(name);
}

const putText = (words: Words<string>, row: QxRow, text = ""): void => words.put(row, text, text !== "");

/** Takes one row's slice. Status bits stand for themselves: a later one clears what an earlier one raised. */
function take(row: QxRow, reply: string, session: QxSession, round: Round): void {
  const slice = sliceOf(row, reply, session);
  const { raised } = round;
  if ("status" in row) return raised.tokens.put(row.status, row.status, row.when(slice));
  if ("raises" in row) return raised.tokens.put(row, row.raises, row.when(slice));
  if ("alarm" in row) return putText(raised.alarms, row, row.alarm.read(slice));
  if ("buzzword" in row) return putText(raised.buzzwords, row, row.buzzword.read(slice));
  keep(row, readRow(row, slice), session, round);
}

/** What a round did: `silent` when a question that carries the status was not answered. */
export type WalkResult = "answered" | "silent";

/** Asks, once for all replies to one question that follow each other. */
class Questions {
  readonly #session: QxSession;
  #question: string | undefined;
  #bytes = new Uint8Array();

  constructor(session: QxSession) {
    this.#session = session;
  }

  async ask(reply: QxReply, rejected: string | undefined): Promise<string | undefined> {
    const question = questionOf(reply, this.#session);
    if (question !== this.#question) {
      this.#bytes = Uint8Array.from(await this.#session.ask(question, reply.seal));
      this.#question = question;
    }
    return checkReply(reply, this.#bytes, rejected);
  }
}

export async function walk(
  protocol: QxProtocol,
  session: QxSession,
  state: WalkState,
  depth: Depth,
): Promise<WalkResult> {
  const raised = depth === "quick" ? copyOf(session.raised) : nothingRaised<QxCondition>();
  const round: Round = { depth, raised, single: singleOf(protocol) };
  const questions = new Questions(session);
  for (const reply of protocol.replies) {
    if (state.unanswered.has(reply) || reply.when?.(session) === false) continue;
    if (reply.late && state.late === "waiting") continue;
    const how = reply.late && state.late === "due" ? "open" : depth;
    const due = reply.rows.filter((row) => isWanted(row, how, session));
    if (due.length === 0) continue;
    const text = await questions.ask(reply, protocol.rejected);
    if (text !== undefined) for (const row of due) take(row, text, session, round);
    else if (due.some((row) => row.poll === "quick")) return "silent";
    else if (how === "open") state.unanswered.add(reply);
  }
  if (depth !== "quick") state.changed = false;
  if (state.late === "due") state.late = "asked";
  session.raised = raised;
  return "answered";
}
