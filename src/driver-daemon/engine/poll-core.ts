/**
 * The life of one device as a pure function: `(state, event, now) -> [state, effects]`. What is opened, polled,
 * waited for and said, and when; the shell (`device-runner.ts`) does it.
 *
 *     opening ──opened──► polling ──read──► quiet ──due, wake, command──► polling …
 *        ▲  └─failed─► waiting ─┐   └─lost, exception─► closing ─► waiting
 *        └──────────────────────┘
 *
 * A device that is not there at start is looked for `maxretry` times as the C programs do; from then on it is
 * waited for. One that is lost is looked for at the pace of polling, then ever less often, up to every 30 s.
 */

import { after, at, enterState, logLine, type PollStep } from "../control/poll-effects.ts";
import { afterTry, givenUp, waitMs } from "../control/poll-tries.ts";
import { duePoll, type Polling, poll, SILENT_MS } from "./poll-begin.ts";
import type { PollDepth, PollEffect, PollEvent, PollFault, PollState, PollTimes } from "./poll-types.ts";

type Failed = Extract<PollEvent, { kind: "failed" }>;
type Nothing = Extract<PollEvent, { kind: "unexplained" }>;

/** Failed polls in a row that a device is forgiven before its data count as stale. */
const FORGIVEN = 2;
/** A poll or an opening that takes longer will not come back: the device is closed and opened afresh. */
const HUNG_MS = 120_000;
const HUNG: Failed = {
  kind: "failed",
  fault: "hung",
  text: `no answer for ${HUNG_MS / 1000} s: closing the device and opening it afresh`,
};
const BLIND_MS = 30_000;
/** A device that speaks without end is polled ten times a second and no more. */
const WAKE_GAP_MS = 100;

/** One step of the device's life. Events that do not fit the phase change nothing. */
export function step(state: PollState, event: PollEvent, now: number, times: PollTimes): PollStep {
  switch (event.kind) {
    case "start":
      return state.phase.kind === "idle" ? open(state, now) : [state, []];
    case "opened":
      return state.phase.kind === "opening" ? opened(state, event.title, now) : [state, []];
    case "read":
      return state.phase.kind === "polling" ? read(state, state.phase, now, times) : [state, []];
    case "unexplained":
      return state.phase.kind === "polling" ? unexplained(state, state.phase, event, now, times) : [state, []];
    case "failed":
      return failed(state, event, now, times);
    case "closed":
      return state.phase.kind === "closing" ? closed(state, state.phase.to, now, times) : [state, []];
    case "timer":
      return timer(state, now, times);
    case "wake":
      return wanted(state, "quick", now);
    case "arrived":
      return state.phase.kind === "waiting" ? open(state, now) : [state, []];
    case "commanded":
      return wanted(state, "full", now);
    case "stop":
      return stop(state);
  }
}

const open = (state: PollState, now: number): PollStep => [
  { ...state, phase: { kind: "opening", since: now }, wanted: undefined, afresh: false },
  [
    enterState(state.known ? "reconnect.trying" : "init.device"),
    { kind: "open", afresh: state.afresh },
    at(now + HUNG_MS),
  ],
];

function opened(state: PollState, title: string, now: number): PollStep {
  if (state.stopping) return close(state, "end");
  const word = state.known ? logLine("notice", `the device is back: ${title}`) : logLine("info", `found ${title}`);
  const news = state.blind ? [] : [word];
  const before = state.known ? news : [...news, enterState("init.quiet"), enterState("init.info")];
  const update = state.known ? "reconnect.updateinfo" : "init.updateinfo";
  return after(before, poll({ ...state, said: "" }, "full", now, update));
}

function read(state: PollState, polling: Polling, now: number, times: PollTimes): PollStep {
  const fullDue = polling.depth === "full" ? polling.from + (times.fullEveryMs ?? 0) : state.fullDue;
  const next = { ...state, known: true, failures: 0, reopened: 0, said: "", blind: undefined, fullDue };
  const back =
    state.said !== "" || state.blind || polling.silent ? [logLine("notice", "the device answers again")] : [];
  const first: PollEffect[] = state.known
    ? []
    : [enterState("init.quiet"), { kind: "settled", outcome: "up", text: "there are data" }];
  const share = state.known ? 1 : (times.firstShare ?? 1);
  return rest(next, [...back, { kind: "fresh" }, ...first], polling.from + share * times.pollIntervalMs, now);
}

/** Stale at once. Polls may still bring what is missing; else the device is reopened, ever less often. */
function unexplained(state: PollState, polling: Polling, event: Nothing, now: number, times: PollTimes): PollStep {
  const { text, reopen } = event;
  const failures = state.failures + 1;
  const since = state.blind?.since ?? now;
  const next: PollState = { ...state, failures, blind: { since, text }, said: "" };
  const word = state.blind?.text === text ? [] : [logLine("warning", `no data: ${text}`)];
  const effects = [{ kind: "stale" } as const, ...word, ...settledBlind(next, text, times)];
  const afresh = reopen === "now" || (reopen === "later" && now - since >= BLIND_MS);
  if (afresh) return after(effects, close(next, state.stopping ? "end" : "wait"));
  return rest(next, effects, polling.from + times.pollIntervalMs, now);
}

const settledBlind = (
  { known, failures }: PollState,
  text: string,
  { startTries }: PollTimes,
): readonly PollEffect[] => (known || failures !== startTries ? [] : [{ kind: "settled", outcome: "waiting", text }]);

/** Quiet until `due`, unless a poll is wanted already, or the end. */
function rest(state: PollState, effects: readonly PollEffect[], due: number, now: number): PollStep {
  if (state.stopping) return after(effects, close(state, "end"));
  const quiet = Math.max(now, Math.min(due, soonest(state.wanted, state)));
  return [{ ...state, phase: { kind: "quiet", due: quiet } }, [...effects, enterState("quiet"), at(quiet)]];
}

/** When a poll that is wanted may come: what a command has changed at once, what a device says at its pace. */
const soonest = (wanted: PollDepth | undefined, { lastPoll }: PollState): number =>
  wanted === undefined ? Number.POSITIVE_INFINITY : wanted === "full" ? lastPoll : lastPoll + WAKE_GAP_MS;

function failed(state: PollState, { fault, text }: Failed, now: number, times: PollTimes): PollStep {
  if (state.phase.kind === "opening") return notOpened(state, fault, text, now, times);
  if (state.phase.kind !== "polling") return [state, []];
  if (fault === "stale" || fault === "busy") return noAnswer(state, state.phase, text, now, times);
  const broken = fault === "exception" || fault === "hung";
  const word = logLine(broken ? "error" : "warning", fault === "lost" ? `lost the device: ${text}` : text);
  const next: PollState = { ...state, failures: state.failures + 1, said: text, afresh: broken };
  return after([{ kind: "stale" }, word], close(next, state.stopping ? "end" : "wait"));
}

/** The link stays; the next poll comes at its time. */
function noAnswer(state: PollState, polling: Polling, text: string, now: number, times: PollTimes): PollStep {
  const failures = state.failures + 1;
  const over = failures > FORGIVEN || !state.known;
  const word = over && state.said !== text ? [logLine("warning", `no data: ${text}`)] : [];
  const next = { ...state, failures, said: over ? text : state.said, wanted: undefined };
  const settled: PollEffect[] =
    state.known || failures !== times.startTries ? [] : [{ kind: "settled", outcome: "waiting", text }];
  return rest(
    next,
    [...(over ? [{ kind: "stale" } as const] : []), ...word, ...settled],
    polling.from + times.pollIntervalMs,
    now,
  );
}

function notOpened(state: PollState, fault: PollFault, text: string, now: number, times: PollTimes): PollStep {
  const reopened = state.reopened + 1;
  const next = { ...state, failures: state.failures + 1, reopened, afresh: fault === "exception" };
  if (state.stopping) return close(next, "end");
  if (fault === "hung") return after([logLine("error", text)], close({ ...next, afresh: true, said: text }, "wait"));
  if (fault === "configuration") {
    const effects: PollEffect[] = [logLine("error", text), { kind: "settled", outcome: "unusable", text }];
    return after(effects, close(next, "end"));
  }
  return after(afterTry(next, text, times), wait({ ...next, said: text }, now, times));
}

function wait(state: PollState, now: number, times: PollTimes): PollStep {
  const why = givenUp(state, times);
  if (why === undefined) return [{ ...state, phase: { kind: "waiting" } }, [at(now + waitMs(state, times))]];
  return after([logLine("error", why)], ended({ ...state, gaveUp: true }));
}

const close = (state: PollState, to: "wait" | "end"): PollStep => [
  { ...state, phase: { kind: "closing", to } },
  [enterState(to === "end" ? "cleanup.upsdrv" : "reconnect.trying"), { kind: "close" }],
];

const closed = (state: PollState, to: "wait" | "end", now: number, times: PollTimes): PollStep =>
  to === "end" || state.stopping ? ended(state) : wait(state, now, times);

const ended = (state: PollState): PollStep => [
  { ...state, phase: { kind: "ended" } },
  [enterState("cleanup.exit"), { kind: "ended" }],
];

function timer(state: PollState, now: number, times: PollTimes): PollStep {
  switch (state.phase.kind) {
    case "waiting":
      return open(state, now);
    case "quiet": {
      return now < state.phase.due ? [state, [at(state.phase.due)]] : duePoll(state, state.phase.due, now, times);
    }
    case "polling":
      return slow(state, state.phase, now, times);
    case "opening":
      if (now - state.phase.since < HUNG_MS) return [state, [at(state.phase.since + HUNG_MS)]];
      return failed(state, HUNG, now, times);
    default:
      return [state, []];
  }
}

/** A poll that takes its time: stale first, then given up. */
function slow(state: PollState, polling: Polling, now: number, times: PollTimes): PollStep {
  const took = now - polling.since;
  if (took >= HUNG_MS) return failed(state, HUNG, now, times);
  if (took < SILENT_MS || polling.silent) return [state, [at(polling.since + (polling.silent ? HUNG_MS : SILENT_MS))]];
  const text = `no answer for ${SILENT_MS / 1000} s`;
  return [
    { ...state, phase: { ...polling, silent: true } },
    [{ kind: "stale" }, logLine("warning", text), at(polling.since + HUNG_MS)],
  ];
}

function wanted(state: PollState, depth: PollDepth, now: number): PollStep {
  const { phase } = state;
  const next: PollState = { ...state, wanted: state.wanted === "full" ? "full" : depth };
  if (phase.kind === "polling") return [next, []];
  if (phase.kind !== "quiet") return [state, []];
  const due = Math.min(phase.due, Math.max(now, soonest(depth, state)));
  if (due <= now) return poll(state, next.wanted ?? depth, now);
  return [{ ...next, phase: { kind: "quiet", due } }, [at(due)]];
}

function stop(state: PollState): PollStep {
  const next = { ...state, stopping: true };
  switch (state.phase.kind) {
    case "idle":
    case "waiting":
      return ended(next);
    case "quiet":
      return close(next, "end");
    case "opening":
    case "polling":
    case "closing":
    case "ended":
      return [next, []];
  }
}
