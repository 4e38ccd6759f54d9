/**
 * What a test does to a UPS takes no machine down. Bounded, for the mains may fail in a test: a low battery waits until the
 * test has been stopped, silence for a part of what the battery was last said to last.
 */
import type { UpsmonConf } from "../../../conf/upsmon-conf.ts";
import type { Cause } from "../state.ts";
import { past } from "../time.ts";
import type { RunningTest } from "./test-state.ts";

/** From the order to stop to line power: what a UPS needs, and two polls. */
const STOP_MS = 10_000;
const LONGEST_SILENCE_MS = 600_000;
/** What a battery lasts that is full, or well above low, where nobody says for how long. */
const USUAL_SILENCE_MS = 60_000;

const BY_SILENCE: ReadonlySet<Cause> = new Set([
  "dead-on-battery",
  "lost-while-calibrating",
  "lost-on-bypass",
  "lost-with-alarm",
]);

const silenceMs = ({ given: { runtime } }: RunningTest): number =>
  runtime === undefined ? USUAL_SILENCE_MS : Math.min(LONGEST_SILENCE_MS, (runtime * 1000) / 3);

/** Until when this cause has to wait for the test; undefined: it does not. */
export function heldUntil(
  test: RunningTest,
  cause: Cause,
  lastPoll: number | undefined,
  { deadtime }: UpsmonConf,
  now: number,
): number | undefined {
  if (cause === "low-battery") return (test.stopped?.at ?? now) + STOP_MS;
  if (!BY_SILENCE.has(cause) || lastPoll === undefined) return undefined;
  return Math.max(past(lastPoll, deadtime), lastPoll + silenceMs(test));
}
