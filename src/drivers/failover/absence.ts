/** What is told while no UPS can be primary. Pure; time is in milliseconds. */

export interface AbsenceRules {
  /** After the start, until the first primary. */
  readonly initMs: number;
  /** Without a primary, until the mode below applies. */
  readonly noPrimaryMs: number;
  /** 0: the last data, stale; 1: an alarm, then stale; 2: an alarm and FSD. */
  readonly fsdMode: number;
}

/** Time in which all clients have seen the alarm, before the data go stale. */
const ALARM_MS = 15_000;

export type Absence =
  /** WAIT: there has been no primary yet. */
  | "starting"
  /** The last primary's data stay as they are. */
  | "keep"
  | "stale"
  /** No data and no status. */
  | "nothing"
  | "alarm"
  | "forced-shutdown";

/** `since`: when there was no primary any more, or the start. */
export function absence(since: number, now: number, hadPrimary: boolean, rules: AbsenceRules): Absence {
  const gone = now - since;
  if (!hadPrimary && gone <= rules.initMs) return "starting";
  const over = gone - (hadPrimary ? 0 : rules.initMs) - rules.noPrimaryMs;
  if (over <= 0) return rules.fsdMode === 0 && hadPrimary ? "keep" : hadPrimary ? "nothing" : "starting";
  if (rules.fsdMode === 0) return "stale";
  if (rules.fsdMode === 2) return "forced-shutdown";
  return over < ALARM_MS ? "alarm" : "stale";
}
