/** When a battery may be tested: on line power, full, a day after the last outage, and no other UPS beside it. */
import { parseNumber } from "../../../nut/status.ts";
import { log, type Turn } from "../effects.ts";
import type { PollAnswer } from "../events.ts";
import { notify } from "../messages.ts";
import type { Measured } from "../rules/rule-progress.ts";
import { changeUps, type State, upsOf, type WatchedUps } from "../state.ts";
import { endTest } from "./test-run.ts";
import { type DueTest, type RunningTest, runningTest } from "./test-state.ts";

const DAY_MS = 86_400_000;
const QUICK_MS = 120_000;
/** A UPS that lasts longer is stopped; it has said enough by then. */
const DEEP_MS = 4 * 3_600_000;
const FULL = 100;

const NOT_MEASURED: Measured = new Map();

const isQuiet = ({ link, source, condition, flags, others }: WatchedUps): boolean =>
  link.kind === "fresh" &&
  source.kind === "online" &&
  condition.kind === "healthy" &&
  others.length === 0 &&
  Object.keys(flags).every((flag) => flag === "TRIM" || flag === "BOOST" || flag === "ECO");

/** What stands against it, for people; undefined: nothing. */
function obstacle(state: State, ups: WatchedUps, measured: Measured, now: number): string | undefined {
  const { system } = ups.monitor;
  const others = state.upses.filter(({ monitor }) => monitor.system !== system);
  if (ups.source.kind === "battery") return "it is on battery";
  if (!isQuiet(ups)) return "it is not on line power without anything else";
  if (ups.outage === undefined) return "nothing is known of the day before";
  if (now - ups.outage < DAY_MS) return "it was on battery within the last day";
  const charge = parseNumber(measured.get("battery.charge") ?? "");
  if (charge === undefined) return "it does not tell its charge";
  if (charge < FULL) return `its battery is at ${charge} %`;
  const tested = others.find(({ test }) => runningTest(test) !== undefined);
  if (tested) return `${tested.monitor.system} is being tested`;
  const weak = others.find((other) => other.monitor.powerValue > 0 && !isQuiet(other));
  return weak && `${weak.monitor.system} is not on line power, and this machine may need both`;
}

/** One that begins now. */
export function newTest(test: DueTest["test"], measured: Measured, now: number): RunningTest {
  const number = (name: "input.voltage" | "battery.charge" | "battery.runtime"): number | undefined =>
    parseNumber(measured.get(name) ?? "");
  const line = number("input.voltage");
  const charge = number("battery.charge");
  const given = { seconds: 0, work: 0, from: charge, charge, runtime: number("battery.runtime"), load: undefined };
  return {
    kind: "running",
    test,
    since: now,
    until: now + (test === "quick" ? QUICK_MS : DEEP_MS),
    seen: false,
    stopped: undefined,
    line: line !== undefined && line > 0 ? line : undefined,
    given,
    at: now,
    silenced: [],
    fault: undefined,
  };
}

function start(state: State, system: string, due: DueTest, measured: Measured, turn: Turn): State {
  turn.effects.push({ kind: "start-test", ups: system, test: due.test });
  notify(state.settings, turn, "BATTERYTEST", system, `a ${due.test} test of its battery begins`);
  return changeUps(state, system, (ups) => ({ ...ups, test: newTest(due.test, measured, turn.now) }));
}

/** After a good poll: a test that is due begins, waits, or is over before it began. */
export function startDueTest(state: State, system: string, { measured = NOT_MEASURED }: PollAnswer, turn: Turn): State {
  const ups = upsOf(state, system);
  const due = ups?.test;
  if (!ups || due?.kind !== "due" || state.phase.kind !== "watching") return state;
  const settled = state.lastPolls === undefined && state.asleepUntil === undefined;
  const asked = measured.has("battery.charge");
  const why = settled && asked ? obstacle(state, ups, measured, turn.now) : due.why;
  if (settled && asked && why === undefined && turn.now < due.until) return start(state, system, due, measured, turn);
  if (turn.now < due.until) return why === due.why ? state : changeUps(state, system, wait(due, why));
  const text = why ?? "it was not asked in time";
  log(turn, "notice", `UPS [${system}]: no ${due.test} test of its battery this time: ${text}`);
  const result = { test: due.test, verdict: "missed", text, given: undefined, capacity: undefined } as const;
  return changeUps(state, system, (each) => endTest(each, result, state.settings, turn));
}

const wait =
  (due: DueTest, why: string | undefined) =>
  (ups: WatchedUps): WatchedUps => ({ ...ups, test: { ...due, why } });
