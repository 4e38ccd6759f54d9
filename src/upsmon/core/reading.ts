/** From one answer of a UPS to its flags, and to what is worth message. Order as in C: what ended, then what began. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import { parseStatus } from "../../nut/status.ts";
import { runningTest } from "./battery-tests/test-state.ts";
import { muted } from "./battery-tests/test-told.ts";
import type { Turn } from "./effects.ts";
import type { PollAnswer } from "./events.ts";
import { notify } from "./messages.ts";
import { FLAGS, type Flag, type PowerSource, type WatchedUps } from "./state.ts";
import { isWarningDue } from "./time.ts";

/** What is told when a token comes and when it goes. LB and FSD go without a word. */
const TOLD: Readonly<Record<Flag, { readonly on: NotifyType; readonly off?: NotifyType }>> = {
  LB: { on: "LOWBATT" },
  FSD: { on: "FSD" },
  CAL: { on: "CAL", off: "NOTCAL" },
  OFF: { on: "OFF", off: "NOTOFF" },
  BYPASS: { on: "BYPASS", off: "NOTBYPASS" },
  ALARM: { on: "ALARM", off: "NOTALARM" },
  OVER: { on: "OVER", off: "NOTOVER" },
  TRIM: { on: "TRIM", off: "NOTTRIM" },
  BOOST: { on: "BOOST", off: "NOTBOOST" },
  ECO: { on: "ECO", off: "NOTECO" },
};

/** Tokens that mean nothing to upsmon; all but these and those above are told as OTHER. */
const QUIET: ReadonlySet<string> = new Set(["HB", "CHRG", "DISCHRG"]);

const FLAG_NAMES: ReadonlySet<string> = new Set(FLAGS);
const isFlag = (token: string): token is Flag => FLAG_NAMES.has(token);

/** More tokens than any device has: what lies beyond is dropped. */
const MAX_TOKENS = 64;

/** A mode of high efficiency among the maker's words: `vendor:mge-hid:ECO`. */
const ECO_MODE = /:(ECO|ESS|HE|SMART)(?=[\s:]|$)/;

interface Draft {
  source: PowerSource;
  flags: Partial<Record<Flag, number>>;
  alarm: string;
  lastNotLow: number;
  fsdTold: boolean;
  replaceTold: number | undefined;
}

interface Reader {
  readonly draft: Draft;
  readonly answer: PollAnswer;
  readonly now: number;
  tell(type: NotifyType, extra?: string): void;
}

/** FSD is not told again by its token when the answer to our own command has told it. */
function flagOn({ draft, answer, now, tell }: Reader, flag: Flag): void {
  if (flag === "ALARM") return alarmOn({ draft, answer, now, tell });
  if (draft.flags[flag] !== undefined) return;
  draft.flags[flag] = now;
  if (flag === "FSD" && draft.fsdTold) return;
  if (flag === "FSD") draft.fsdTold = true;
  tell(TOLD[flag].on);
}

/** An alarm is told again when its text changes. */
function alarmOn({ draft, answer, now, tell }: Reader): void {
  const first = draft.flags.ALARM === undefined;
  if (!first && (answer.alarm === undefined || answer.alarm === draft.alarm)) return;
  draft.flags.ALARM ??= now;
  draft.alarm = answer.alarm ?? "";
  tell("ALARM", answer.alarm ?? "n/a");
}

function flagOff({ draft, tell }: Reader, flag: Flag): void {
  if (flag === "FSD") draft.fsdTold = false;
  if (draft.flags[flag] === undefined) return;
  delete draft.flags[flag];
  const { off } = TOLD[flag];
  if (off !== undefined) tell(off);
}

function lineIs({ draft, now, tell }: Reader, kind: "online" | "battery"): void {
  const before = draft.source.kind;
  if (before === kind) return;
  draft.source = { kind, since: now };
  if (kind === "battery") tell("ONBATT");
  else if (before !== "unknown") tell("ONLINE");
}

function tokenOn(reader: Reader, token: string, settings: UpsmonConf): void {
  if (token === "OL") lineIs(reader, "online");
  else if (token === "OB") lineIs(reader, "battery");
  else if (isFlag(token)) flagOn(reader, token);
  else if (token === "RB" && isWarningDue(reader.draft.replaceTold, settings.rbwarntime, reader.now)) {
    reader.draft.replaceTold = reader.now;
    reader.tell("REPLBATT");
  }
}

const isKnown = (token: string): boolean =>
  token === "OL" || token === "OB" || token === "RB" || QUIET.has(token) || isFlag(token);

function noteNotLow({ draft, now }: Reader): void {
  const { flags, source } = draft;
  if (source.kind !== "battery" || flags.LB === undefined || flags.CAL !== undefined) draft.lastNotLow = now;
}

function readOthers(before: readonly string[], words: readonly string[], reader: Reader): readonly string[] {
  const others = [...new Set(words.filter((word) => !isKnown(word.toUpperCase())))];
  const same = others.length === before.length && others.every((word) => before.includes(word));
  if (same) return before;
  if (others.length > 0) reader.tell("OTHER", others.join(" "));
  else reader.tell("NOTOTHER");
  return others;
}

/** The UPS after a good answer. The status must hold at least one token. */
export function read(ups: WatchedUps, answer: PollAnswer, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { source, flags, alarm, lastNotLow, fsdTold, replaceTold } = ups;
  const draft: Draft = { source, flags: { ...flags }, alarm, lastNotLow, fsdTold, replaceTold };
  const plain: Reader["tell"] = (type, extra) => notify(settings, turn, type, ups.monitor.system, extra);
  const running = runningTest(ups.test);
  const asTest = running && muted(running, ups.monitor.system, plain, settings, turn);
  const tell = asTest?.tell ?? plain;
  const reader: Reader = { draft, answer, now: turn.now, tell };
  const words = parseStatus(answer.status).slice(0, MAX_TOKENS);
  const tokens = words.map((word) => word.toUpperCase());
  const eco = ECO_MODE.test(answer.buzzwords.toUpperCase());
  for (const flag of FLAGS) if (!tokens.includes(flag) && !(flag === "ECO" && eco)) flagOff(reader, flag);
  if (eco) flagOn(reader, "ECO");
  for (const token of tokens) {
    tokenOn(reader, token, settings);
    noteNotLow(reader);
  }
  const others = readOthers(ups.others, words, reader);
  return { ...ups, ...draft, others, ...(asTest && { test: asTest.test() }) };
}
