/**
 * The truth table (docs/upsmon-decisions.md): what a UPS is to the machine that it feeds. As in C 2.8.5
 * (is_ups_critical and recalc in clients/upsmon.c), with every waiting time turned into the moment it ends.
 */
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import { type Cause, type Condition, isPrimary, type Ups, type Verdict } from "./state.ts";
import { past, reached } from "./time.ts";

const HEALTHY: Verdict = { kind: "healthy" };
const critical = (cause: Cause): Verdict => ({ kind: "critical", cause });

const at = (until: number, cause: Cause, now: number): Verdict =>
  now >= until ? critical(cause) : { kind: "endangered", cause, until };

/** States in which a UPS that falls silent is taken for dead at once. */
function judgeSilence({ flags }: Ups, settings: UpsmonConf, now: number): Verdict {
  const { OVER, OFF } = flags;
  const over =
    OVER !== undefined && settings.overduration >= 0
      ? at(reached(OVER, settings.overduration), "lost-while-overloaded", now)
      : HEALTHY;
  if (over.kind === "critical") return over;
  if (flags.ALARM !== undefined && settings.alarmcritical) return critical("lost-with-alarm");
  if (flags.CAL !== undefined) return critical("lost-while-calibrating");
  if (flags.BYPASS !== undefined) return critical("lost-on-bypass");
  if (OFF !== undefined && settings.offduration >= 0) return critical("lost-while-off");
  return over;
}

function judgeOff({ flags: { OFF } }: Ups, { offduration }: UpsmonConf, now: number): Verdict {
  if (OFF === undefined || offduration < 0) return HEALTHY;
  return offduration === 0 ? critical("off") : at(past(OFF, offduration), "off", now);
}

/** The moment at which a silent UPS that was on battery counts as dead; undefined for all others. */
export function deadAt(ups: Ups, { deadtime }: UpsmonConf): number | undefined {
  if (ups.link.kind !== "lost" || ups.line.kind !== "battery" || ups.lastPoll === undefined) return undefined;
  return past(ups.lastPoll, deadtime);
}

/** On battery with a low battery: said so, or dead on battery. */
export function isLow(ups: Ups, settings: UpsmonConf, now: number): boolean {
  if (ups.line.kind !== "battery") return false;
  return ups.flags.LB !== undefined || now >= (deadAt(ups, settings) ?? Number.POSITIVE_INFINITY);
}

/** OBLBDURATION, and on a secondary HOSTSYNC, which run side by side. */
function judgeLow(ups: Ups, settings: UpsmonConf, now: number): Verdict {
  const dead = deadAt(ups, settings);
  if (!isLow(ups, settings, now)) {
    return dead === undefined ? HEALTHY : { kind: "endangered", cause: "dead-on-battery", until: dead };
  }
  if (ups.flags.CAL !== undefined) return HEALTHY;
  const cause = ups.flags.LB === undefined ? "dead-on-battery" : "low-battery";
  const { oblbduration, hostsync } = settings;
  const patience = oblbduration > 0 ? reached(ups.lowSince ?? now, oblbduration) : now;
  const primary = isPrimary(ups) ? now : past(ups.lastNotLow, hostsync);
  return at(Math.max(patience, primary), cause, now);
}

/** What becomes critical first. */
function soonest(verdicts: readonly Verdict[]): Verdict {
  let first = HEALTHY;
  for (const verdict of verdicts) {
    if (verdict.kind === "critical") return verdict;
    if (verdict.kind === "endangered" && (first.kind !== "endangered" || verdict.until < first.until)) first = verdict;
  }
  return first;
}

/** One line of the truth table. Pure. */
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

/** Since when OBLBDURATION counts. A calibration keeps the count but does not begin one. */
function lowSince(ups: Ups, settings: UpsmonConf, now: number): number | undefined {
  if (!isLow(ups, settings, now)) return undefined;
  return ups.flags.CAL === undefined ? (ups.lowSince ?? now) : ups.lowSince;
}

/** The UPS with its condition brought up to `now`; the same object where nothing changed. */
export function assess(ups: Ups, settings: UpsmonConf, now: number): Ups {
  const since = lowSince(ups, settings, now);
  const counted = since === ups.lowSince ? ups : { ...ups, lowSince: since };
  const condition = conditionOf(ups.condition, judge(counted, settings, now), now);
  return condition === ups.condition && counted === ups ? ups : { ...counted, condition };
}
