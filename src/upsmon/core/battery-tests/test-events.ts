/** What the shell says of tests: one is due, was left behind, was accepted or refused; and what outages are kept. */
import { log, type Turn } from "../effects.ts";
import type { Event } from "../events.ts";
import { notify } from "../messages.ts";
import { changeUps, type State, type WatchedUps } from "../state.ts";
import { endTest } from "./test-run.ts";
import { newTest } from "./test-start.ts";
import { runningTest } from "./test-state.ts";

type TestEvent = Extract<Event, { kind: "test-due" | "test-known" | "test-answer" }>;

/** One that is under way goes on. */
const due = (ups: WatchedUps, { test, until }: Extract<TestEvent, { kind: "test-due" }>, now: number): WatchedUps =>
  ups.test ? ups : { ...ups, test: { kind: "due", test, until, why: undefined }, polling: soon(ups, now) };

const soon = ({ polling }: WatchedUps, now: number): WatchedUps["polling"] =>
  polling.kind === "idle" ? { ...polling, next: Math.min(polling.next, now) } : polling;

function answered(ups: WatchedUps, error: string | undefined, state: State, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  const running = runningTest(ups.test);
  if (!running || error === undefined) return ups;
  log(turn, "error", `UPS [${system}] does not begin its ${running.test} test: ${error}`);
  const text = `the ${running.test} test of its battery was refused: ${error}`;
  notify(state.settings, turn, "BATTERYTEST_FAILED", system, text);
  const result = { test: running.test, verdict: "refused", text, given: undefined, capacity: undefined } as const;
  return endTest(ups, result, state.settings, turn);
}

/** A test that was left behind is one that has been stopped. */
function known(ups: WatchedUps, { left, outage }: Extract<TestEvent, { kind: "test-known" }>, now: number): WatchedUps {
  if (left === undefined) return { ...ups, outage };
  const stopped = { at: now, why: "upsmon was lost in the middle of it" };
  return { ...ups, outage, test: { ...newTest(left, new Map(), now), seen: true, stopped } };
}

export function testEvent(state: State, event: TestEvent, turn: Turn): State {
  return changeUps(state, event.ups, (ups) => {
    switch (event.kind) {
      case "test-due":
        return due(ups, event, turn.now);
      case "test-known":
        return known(ups, event, turn.now);
      case "test-answer":
        return answered(ups, event.error, state, turn);
    }
  });
}

/** An outage begins or ends; tests of ours are none. */
export function noteOutage(before: WatchedUps, ups: WatchedUps, turn: Turn): WatchedUps {
  if (ups.outage === undefined || ups.test?.kind === "running") return ups;
  const onBattery = ups.source.kind === "battery";
  if (!onBattery && before.source.kind !== "battery") return ups;
  if (before.source.kind !== ups.source.kind) turn.effects.push({ kind: "outage-seen", ups: ups.monitor.system });
  return { ...ups, outage: turn.now };
}
