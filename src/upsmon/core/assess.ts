/** The truth table (docs/upsmon-decisions.md; is_ups_critical and recalc of clients/upsmon.c, 2.8.5). */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { heldUntil } from "./battery-tests/test-hold.ts";
import { runningTest } from "./battery-tests/test-state.ts";
import { ruleDue } from "./rules/rules.ts";
import { type Assessment, type Cause, type Condition, isPrimary, type WatchedUps } from "./state.ts";
import { past, reached } from "./time.ts";

const HEALTHY: Assessment = { kind: "healthy" };
const critical = (cause: Cause): Assessment => ({ kind: "critical", cause });

/** How long the last look at a UPS may take once its limit has run out. */
const LAST_POLL_MS = 1000;

/** Critical when the limit has run out and a poll that was asked for since has changed nothing, or is not answered. */
function at(until: number, cause: Cause, { checked = 0 }: WatchedUps, now: number): Assessment {
  const polled = (now >= until && checked >= until) || now >= until + LAST_POLL_MS;
  return polled ? critical(cause) : { kind: "endangered", cause, until };
}

/** States in which a UPS that falls silent is taken for dead at once. */
function assessSilence(ups: WatchedUps, settings: UpsmonConf, now: number): Assessment {
  const { flags } = ups;
  const { OVER, OFF } = flags;
  const over =
    OVER !== undefined && settings.overduration >= 0
      ? at(reached(OVER, settings.overduration), "lost-while-overloaded", ups, now)
      : HEALTHY;
  if (over.kind === "critical") return over;
  if (flags.ALARM !== undefined && settings.alarmcritical) return critical("lost-with-alarm");
  if (flags.CAL !== undefined) return critical("lost-while-calibrating");
  if (flags.BYPASS !== undefined) return critical("lost-on-bypass");
  if (OFF !== undefined && settings.offduration >= 0) return critical("lost-while-off");
  return over;
}

function assessOff(ups: WatchedUps, { offduration }: UpsmonConf, now: number): Assessment {
  const { OFF } = ups.flags;
  if (OFF === undefined || offduration < 0) return HEALTHY;
  return offduration === 0 ? critical("off") : at(past(OFF, offduration), "off", ups, now);
}

/** The moment at which a silent UPS that was on battery counts as dead; undefined for all others. */
export function deadAt(ups: WatchedUps, { deadtime }: UpsmonConf): number | undefined {
  if (ups.link.kind !== "lost" || ups.source.kind !== "battery" || ups.lastPoll === undefined) return undefined;
  return past(ups.lastPoll, deadtime);
}

/** How long a UPS on battery may say nothing before it has to be taken for silent; infinity for all others. */
export const silentLimit = ({ link, source, lastPoll }: WatchedUps, { deadtime }: UpsmonConf): number =>
  link.kind === "lost" || source.kind !== "battery" || lastPoll === undefined
    ? Number.POSITIVE_INFINITY
    : past(lastPoll, deadtime);

/** On battery with a low battery: said so, or dead on battery. */
export function isLow(ups: WatchedUps, settings: UpsmonConf, now: number): boolean {
  if (ups.source.kind !== "battery") return false;
  return ups.flags.LB !== undefined || now >= (deadAt(ups, settings) ?? Number.POSITIVE_INFINITY);
}

/** OBLBDURATION, and on a secondary HOSTSYNC, which run side by side. */
function assessLow(ups: WatchedUps, settings: UpsmonConf, now: number): Assessment {
  const { flags, source, lastNotLow, lowSince } = ups;
  const low = source.kind === "battery" && flags.LB !== undefined;
  const since = low ? Number.NEGATIVE_INFINITY : deadAt(ups, settings);
  if (since === undefined || flags.CAL !== undefined) return HEALTHY;
  const { oblbduration, hostsync } = settings;
  const patience = oblbduration > 0 ? reached(lowSince ?? Math.max(now, since), oblbduration) : since;
  const primary = isPrimary(ups) ? since : past(lastNotLow, hostsync);
  return at(Math.max(since, patience, primary), low ? "low-battery" : "dead-on-battery", ups, now);
}

/** A rule fires at a good poll, so the one that is due has to be answered: what is old decides nothing. */
function assessRules(ups: WatchedUps, settings: UpsmonConf, now: number): Assessment {
  if (ups.rules.fired !== undefined) return critical("rule");
  if (ups.link.kind !== "fresh") return HEALTHY;
  const until = ruleDue(ups, settings);
  return until === undefined || now >= until + LAST_POLL_MS ? HEALTHY : { kind: "endangered", cause: "rule", until };
}

function soonest(verdicts: readonly Assessment[]): Assessment {
  let first = HEALTHY;
  for (const verdict of verdicts) {
    if (verdict.kind === "critical") return verdict;
    if (verdict.kind === "endangered" && (first.kind !== "endangered" || verdict.until < first.until)) first = verdict;
  }
  return first;
}

/** What a test of ours does to the UPS waits for its end, within bounds. */
export function assessment(ups: WatchedUps, settings: UpsmonConf, now: number): Assessment {
  const verdict = withoutTest(ups, settings, now);
  const test = runningTest(ups.test);
  if (!test || !("cause" in verdict)) return verdict;
  const until = heldUntil(test, verdict.cause, ups.lastPoll, settings, now);
  return until === undefined ? verdict : at(Math.max(until, untilOf(verdict) ?? until), verdict.cause, ups, now);
}

function withoutTest(ups: WatchedUps, settings: UpsmonConf, now: number): Assessment {
  if (ups.flags.FSD !== undefined) return critical("fsd");
  if (ups.lastPoll === undefined) return { kind: "unheard" };
  const silence = ups.link.kind === "lost" ? assessSilence(ups, settings, now) : HEALTHY;
  return soonest([
    silence,
    assessOff(ups, settings, now),
    assessLow(ups, settings, now),
    assessRules(ups, settings, now),
  ]);
}

const sameVerdict = (a: Assessment, b: Assessment): boolean =>
  a.kind === b.kind && ("cause" in a ? a.cause : undefined) === ("cause" in b ? b.cause : undefined);

function conditionOf(before: Condition, verdict: Assessment, now: number): Condition {
  const same = sameVerdict(before, verdict);
  if (same && (verdict.kind !== "endangered" || verdict.until === untilOf(before))) return before;
  return { ...verdict, since: same ? before.since : now };
}

export const untilOf = (condition: Assessment): number | undefined =>
  condition.kind === "endangered" ? condition.until : undefined;

/** When a UPS in danger is critical even without an answer; infinity for all others. */
export const decisionTime = ({ condition }: WatchedUps): number =>
  (untilOf(condition) ?? Number.POSITIVE_INFINITY) + LAST_POLL_MS;

/** Since when OBLBDURATION counts. A calibration keeps the count but does not begin one. */
function lowSince(ups: WatchedUps, settings: UpsmonConf, now: number): number | undefined {
  if (!isLow(ups, settings, now)) return undefined;
  return ups.flags.CAL === undefined ? (ups.lowSince ?? now) : ups.lowSince;
}

export function assess(ups: WatchedUps, settings: UpsmonConf, now: number): WatchedUps {
  const since = lowSince(ups, settings, now);
  const counted = since === ups.lowSince ? ups : { ...ups, lowSince: since };
  const condition = conditionOf(ups.condition, assessment(counted, settings, now), now);
  return condition === ups.condition && counted === ups ? ups : { ...counted, condition };
}
