/** A running test, from one good poll to the next. */
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { drainOf, USUAL_EXPONENT } from "../../../nut/battery/discharge.ts";
import { parseNumber, parseStatus } from "../../../nut/status.ts";
import type { Turn } from "../effects.ts";
import type { PollAnswer } from "../events.ts";
import { notify } from "../messages.ts";
import type { Measure } from "../rules/rule-progress.ts";
import type { WatchedUps } from "../state.ts";
import { type Given, type RunningTest, runningTest, type TestResult } from "./test-state.ts";
import { resultOf } from "./test-verdict.ts";

/** A UPS that shows no test by then does none. */
const APPEARS_MS = 60_000;
/** From the order to stop to the end of what is told as a test. */
const STOPS_MS = 30_000;
/** Percent and seconds above the limits of LB at which we stop: an outage may come at once. */
const MARGIN = { charge: 20, runtime: 120 };
const USUAL_LOW = { charge: 20, runtime: 120 };
/** Of the line before: less is an outage. */
const LEAST_LINE = 0.5;

const TESTING: ReadonlySet<string> = new Set(["TEST", "CAL", "OB", "DISCHRG"]);

interface Look {
  readonly tokens: readonly string[];
  readonly number: (name: Measure) => number | undefined;
  readonly said: string | undefined;
  readonly now: number;
}

function lookAt({ status, measured }: PollAnswer, now: number): Look {
  const number = (name: Measure): number | undefined => parseNumber(measured?.get(name) ?? "");
  const tokens = parseStatus(status).map((token) => token.toUpperCase());
  return { tokens, number, said: measured?.get("ups.test.result"), now };
}

const discharges = ({ tokens }: Look): boolean => tokens.includes("OB") || tokens.includes("DISCHRG");

function givenUntil({ given, at }: RunningTest, look: Look): Given {
  const charge = look.number("battery.charge") ?? given.charge;
  const load = look.number("ups.load") ?? given.load;
  const runtime = look.number("battery.runtime") ?? given.runtime;
  if (!discharges(look)) return { ...given, runtime };
  const seconds = (look.now - at) / 1000;
  return {
    seconds: given.seconds + seconds,
    work: given.work + seconds * drainOf(load, USUAL_EXPONENT),
    from: given.from ?? charge,
    charge,
    runtime,
    load,
  };
}

/** The line is gone while the UPS tests: what follows is an outage. */
const isOutage = ({ line }: RunningTest, look: Look): boolean =>
  line !== undefined && look.tokens.includes("OB") && (look.number("input.voltage") ?? line) < line * LEAST_LINE;

const isBelow = (look: Look, name: "charge" | "runtime"): boolean => {
  const value = look.number(`battery.${name}`);
  const low = look.number(`battery.${name}.low`) ?? USUAL_LOW[name];
  return value !== undefined && value <= low + MARGIN[name];
};

/** Why the test has to be stopped now. */
function reasonToStop(test: RunningTest, look: Look): string | undefined {
  if (look.tokens.includes("LB")) return "stopped at a low battery";
  if (discharges(look) && isBelow(look, "charge")) return `stopped at ${test.given.charge ?? ""} % of the charge`;
  if (discharges(look) && isBelow(look, "runtime")) return `stopped at ${test.given.runtime ?? ""} s of runtime`;
  return look.now >= test.until ? "stopped because it took too long" : undefined;
}

function faultOf(test: RunningTest, look: Look): string | undefined {
  if (look.tokens.includes("RB")) return "the UPS wants a new battery";
  if (test.test === "quick" && discharges(look) && (isBelow(look, "charge") || isBelow(look, "runtime")))
    return "a quick test used up too much of the battery";
  const early = test.given.charge !== undefined && test.given.charge > 50;
  if (look.tokens.includes("LB") && (test.test === "quick" || early)) return "the battery was low in its test";
  return test.fault;
}

function isOver(test: RunningTest, look: Look): boolean {
  const testing = look.tokens.some((token) => TESTING.has(token));
  if (testing) return test.stopped !== undefined && look.now >= test.stopped.at + STOPS_MS;
  return test.seen || look.now >= test.since + APPEARS_MS;
}

/** What was told as a test and holds beyond it is told for what it is. */
function unmute(ups: WatchedUps, { silenced }: RunningTest, settings: UpsmonConf, turn: Turn): void {
  const extra = { ALARM: ups.alarm, OTHER: ups.others.join(" ") };
  for (const type of silenced) {
    if (type === "LOWBATT" && ups.flags.LB === undefined) continue;
    notify(settings, turn, type, ups.monitor.system, type === "ALARM" || type === "OTHER" ? extra[type] : "");
  }
}

/** Ends it, and says what came of it. Whoever is still on battery is so for another reason, from now on. */
export function endTest(ups: WatchedUps, result: TestResult, settings: UpsmonConf, turn: Turn): WatchedUps {
  const { system } = ups.monitor;
  turn.effects.push({ kind: "test-ended", ups: system, result });
  const running = runningTest(ups.test);
  if (running) unmute(ups, running, settings, turn);
  const { source } = ups;
  const since = source.kind === "battery" && running ? { ...source, since: turn.now } : source;
  const outage = source.kind === "battery" ? turn.now : ups.outage;
  if (running && source.kind === "battery") turn.effects.push({ kind: "outage-seen", ups: system });
  return { ...ups, source: since, outage, test: undefined };
}

function interrupted(ups: WatchedUps, test: RunningTest, settings: UpsmonConf, turn: Turn): WatchedUps {
  const text = "the mains failed in the test";
  turn.effects.push({ kind: "stop-test", ups: ups.monitor.system });
  const result = { test: test.test, verdict: "interrupted", text, given: test.given, capacity: undefined } as const;
  return endTest(ups, result, settings, turn);
}

const stoppedBy = (why: string | undefined, at: number): RunningTest["stopped"] =>
  why === undefined ? undefined : { at, why };

/** After a good poll, at each of which the order to stop is given until it is obeyed; `ups` is what was read of it. */
export function followTest(ups: WatchedUps, answer: PollAnswer, settings: UpsmonConf, turn: Turn): WatchedUps {
  const before = runningTest(ups.test);
  if (!before) return ups;
  const look = lookAt(answer, turn.now);
  if (isOutage(before, look)) return interrupted(ups, before, settings, turn);
  const seen = before.seen || look.tokens.some((token) => TESTING.has(token));
  const followed = { ...before, seen, at: turn.now, given: givenUntil(before, look), fault: faultOf(before, look) };
  if (isOver(followed, look)) return endTest(ups, resultOf(followed, look.said), settings, turn);
  const stopped = followed.stopped ?? stoppedBy(reasonToStop(followed, look), turn.now);
  if (stopped) turn.effects.push({ kind: "stop-test", ups: ups.monitor.system });
  return { ...ups, test: { ...followed, stopped } };
}
