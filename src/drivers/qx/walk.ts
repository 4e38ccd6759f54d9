/** One round of questions: which to ask at which depth, and what their rows make of the replies. */
import { typeOf } from "../../nut/catalogue/variables.ts";
import { parseDecimal } from "../../nut/decimal.ts";
import { type Depth, isDue } from "../kit/row.ts";
import type { QxCondition, QxProtocol, QxReply, QxRow, QxView, Slice } from "./protocol.ts";
import { checkReply, type QxSession } from "./session.ts";

/** What the last round that was answered left: the device as it stands. */
export interface Standing {
  readonly conditions: ReadonlySet<QxCondition>;
  readonly alarms: readonly string[];
  readonly buzzwords: readonly string[];
}

/** What lasts from round to round. */
export interface WalkState {
  /** Questions that were not answered at open: not asked again. */
  readonly unanswered: Set<QxReply>;
  /** Late questions: out of bounds before the first data, asked for the first time after them. */
  late: "waiting" | "due" | "asked";
  /** A command or a new value may have changed what is otherwise read once. */
  changed: boolean;
  raised: Raised;
}

/** By row, so that a row that is read again replaces its own; what status bits say in their sum. */
interface Raised {
  readonly bits: Set<QxCondition>;
  readonly besides: Map<QxRow, QxCondition>;
  readonly alarms: Map<QxRow, string>;
  readonly buzzwords: Map<QxRow, string>;
}

const nothing = (): Raised => ({ bits: new Set(), besides: new Map(), alarms: new Map(), buzzwords: new Map() });

const copyOf = ({ bits, besides, alarms, buzzwords }: Raised): Raised => ({
  bits: new Set(bits),
  besides: new Map(besides),
  alarms: new Map(alarms),
  buzzwords: new Map(buzzwords),
});

export const newWalk = (): WalkState => ({
  unanswered: new Set(),
  late: "waiting",
  changed: false,
  raised: nothing(),
});

export const standingOf = ({ raised: { bits, besides, alarms, buzzwords } }: WalkState): Standing => ({
  conditions: new Set([...bits, ...besides.values()]),
  alarms: [...new Set(alarms.values())],
  buzzwords: [...new Set(buzzwords.values())],
});

export const questionOf = ({ ask }: QxReply, view: QxView): string => (typeof ask === "string" ? ask : ask(view));

export type ValueRow = Extract<QxRow, { readonly as: unknown }>;

export const nameOfRow = (row: ValueRow): string => ("note" in row ? `~${row.note}` : row.var);

/** Variables that are numbers by the catalogue. */
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

function put<T extends string>(of: Map<QxRow, T>, row: QxRow, text: T | "" | undefined): void {
  if (text === undefined || text === "") of.delete(row);
  else of.set(row, text);
}

function turn(bits: Set<QxCondition>, condition: QxCondition, on: boolean | undefined): void {
  if (on === true) bits.add(condition);
  if (on === false) bits.delete(condition);
}

/** One round: what its rows raise, and the variables that may go. */
interface Round {
  readonly depth: Depth;
  readonly raised: Raised;
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

/** Takes one row's slice. */
function take(row: QxRow, reply: string, session: QxSession, round: Round): void {
  const slice = sliceOf(row, reply, session);
  const { raised } = round;
  if ("status" in row) return turn(raised.bits, row.status, row.when(slice));
  if ("raises" in row) return put(raised.besides, row, row.when(slice) ? row.raises : undefined);
  if ("alarm" in row) return put(raised.alarms, row, row.alarm.read(slice));
  if ("buzzword" in row) return put(raised.buzzwords, row, row.buzzword.read(slice));
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
  const raised = depth === "quick" ? copyOf(state.raised) : nothing();
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
  state.raised = raised;
  return "answered";
}
