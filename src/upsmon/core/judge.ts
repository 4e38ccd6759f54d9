/** The truth table (docs/upsmon-decisions.md; is_ups_critical and recalc of clients/upsmon.c, 2.8.5). */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { type Cause, type Condition, isPrimary, type Ups, type Verdict } from "./state.ts";
import { past, reached } from "./time.ts";

const HEALTHY: Verdict = { kind: "healthy" };
const critical = (cause: Cause): Verdict => ({ kind: "critical", cause });

/** How long the last look at a UPS may take once its limit has run out. */
const LAST_LOOK_MS = 1000;

/** Critical when the limit has run out and a poll that was asked for since has changed nothing, or is not answered. */
function at(until: number, cause: Cause, { checked = 0 }: Ups, now: number): Verdict {
  const looked = (now >= until && checked >= until) || now >= until + LAST_LOOK_MS;
  return looked ? critical(cause) : { kind: "endangered", cause, until };
}

/** States in which a UPS that falls silent is taken for dead at once. */
function judgeSilence(ups: Ups, settings: UpsmonConf, now: number): Verdict {
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

function judgeOff(ups: Ups, { offduration }: UpsmonConf, now: number): Verdict {
  const { OFF } = ups.flags;
  if (OFF === undefined || offduration < 0) return HEALTHY;
  return offduration === 0 ? critical("off") : at(past(OFF, offduration), "off", ups, now);
}

/** The moment at which a silent UPS that was on battery counts as dead; undefined for all others. */
export function deadAt(ups: Ups, { deadtime }: UpsmonConf): number | undefined {
  if (ups.link.kind !== "lost" || ups.line.kind !== "battery" || ups.lastPoll === undefined) return undefined;
  return past(ups.lastPoll, deadtime);
}

/** How long a UPS on battery may say nothing before it has to be taken for silent; infinity for all others. */
export const silentLimit = ({ link, line, lastPoll }: Ups, { deadtime }: UpsmonConf): number =>
  link.kind === "lost" || line.kind !== "battery" || lastPoll === undefined
    ? Number.POSITIVE_INFINITY
    : past(lastPoll, deadtime);

/** On battery with a low battery: said so, or dead on battery. */
export function isLow(ups: Ups, settings: UpsmonConf, now: number): boolean {
  if (ups.line.kind !== "battery") return false;
  return ups.flags.LB !== undefined || now >= (deadAt(ups, settings) ?? Number.POSITIVE_INFINITY);
}

/** OBLBDURATION, and on a secondary HOSTSYNC, which run side by side. */
function judgeLow(ups: Ups, settings: UpsmonConf, now: number): Verdict {
  const { flags, line, lastNotLow, lowSince } = ups;
  const low = line.kind === "battery" && flags.LB !== undefined;
  const since = low ? Number.NEGATIVE_INFINITY : deadAt(ups, settings);
  if (since === undefined || flags.CAL !== undefined) return HEALTHY;
  const { oblbduration, hostsync } = settings;
  const patience = oblbduration > 0 ? reached(lowSince ?? Math.max(now, since), oblbduration) : since;
  const primary = isPrimary(ups) ? since : past(lastNotLow, hostsync);
  return at(Math.max(since, patience, primary), low ? "low-battery" : "dead-on-battery", ups, now);
}

function soonest(verdicts: readonly Verdict[]): Verdict {
  let first = HEALTHY;
  for (const verdict of verdicts) {
    if (verdict.kind === "critical") return verdict;
    if (verdict.kind === "endangered" && (first.kind !== "endangered" || verdict.until < first.until)) first = verdict;
  }
  return first;
}

export function judge(ups: Ups, settings: UpsmonConf, now: number): Verdict {
  if (ups.flags.FSD !== undefined) return critical("fsd");
  if (ups.lastPoll === undefined) return { kind: "unheard" };
  const silence = ups.link.kind === "lost" ? judgeSilence(ups, settings, now) : HEALTHY;
  return soonest([silence, judgeOff(ups, settings, now), judgeLow(ups, settings, now)]);
}

const sameVerdict = (a: Verdict, b: Verdict): boolean =>
  a.kind === b.kind && ("cause" in a ? a.cause : undefined) === ("cause" in b ? b.cause : undefined);

function conditionOf(before: Condition, verdict: Verdict, now: number): Condition {
  const since = sameVerdict(before, verdict) ? before.since : now;
  const unchanged = since === before.since && (verdict.kind !== "endangered" || verdict.until === untilOf(before));
  return unchanged ? before : { ...verdict, since };
}

export const untilOf = (condition: Verdict): number | undefined =>
  condition.kind === "endangered" ? condition.until : undefined;

/** When a UPS in danger is critical even without an answer; infinity for all others. */
export const decisionTime = ({ condition }: Ups): number =>
  (untilOf(condition) ?? Number.POSITIVE_INFINITY) + LAST_LOOK_MS;

/** Since when OBLBDURATION counts. A calibration keeps the count but does not begin one. */
function lowSince(ups: Ups, settings: UpsmonConf, now: number): number | undefined {
  if (!isLow(ups, settings, now)) return undefined;
  return ups.flags.CAL === undefined ? (ups.lowSince ?? now) : ups.lowSince;
}

export function assess(ups: Ups, settings: UpsmonConf, now: number): Ups {
  const since = lowSince(ups, settings, now);
  const counted = since === ups.lowSince ? ups : { ...ups, lowSince: since };
  const condition = conditionOf(ups.condition, judge(counted, settings, now), now);
  return condition === ups.condition && counted === ups ? ups : { ...counted, condition };
}
