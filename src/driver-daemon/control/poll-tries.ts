/** Openings that fail: what is said of each, how long the next one waits, and when there is none any more. */

import type { PollEffect, PollState, PollTimes } from "../engine/poll-types.ts";
import { logLine } from "./poll-effects.ts";

const LONGEST_WAIT_MS = 30_000;

/** What is said of a try that failed: each of the first ones, then that the device is waited for, then only news. */
export function afterTry(
  state: PollState,
  text: string,
  { startTries, reportEvery = 0 }: PollTimes,
): readonly PollEffect[] {
  const { known, failures, reopened } = state;
  const progress = known && reportEvery > 0 && reopened % reportEvery === 0;
  const tried = progress
    ? [logLine("warning", `still not there after ${tries(reopened)} to find it again: ${text}`)]
    : [];
  const news = (!known && failures <= startTries) || state.said !== text;
  const effects: readonly PollEffect[] = news ? [logLine("warning", text)] : tried;
  if (known || failures !== startTries) return effects;
  const waiting = `not there after ${tries(failures)}: waiting for it, nothing needs to be restarted when it comes`;
  return [...effects, logLine("warning", waiting), { kind: "settled", outcome: "waiting", text }];
}

const tries = (count: number): string => (count === 1 ? "1 try" : `${count} tries`);

/** Why no further try comes (`reconnect_max_tries`); undefined while one does. Only a device that was there is lost. */
export function givenUp({ known, reopened }: PollState, { mostTries = -1 }: PollTimes): string | undefined {
  if (!known || mostTries < 0 || reopened < mostTries) return undefined;
  return mostTries === 0
    ? "the device is lost: this driver ends, as reconnect_max_tries = 0 says"
    : `the device is not there again after ${tries(reopened)}: this driver ends, as reconnect_max_tries says`;
}

export function waitMs(
  { known, failures }: PollState,
  { startTries, retryDelayMs, pollIntervalMs }: PollTimes,
): number {
  const base = Math.max(1000, known ? pollIntervalMs : retryDelayMs);
  const beyond = failures - (known ? 1 : startTries);
  return Math.min(Math.max(base, LONGEST_WAIT_MS), base * 1.5 ** Math.min(Math.max(0, beyond), 20));
}
