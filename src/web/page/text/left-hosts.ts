/** What became of a host that left in an outage. Pure. */
import type { LeftHost, Outage } from "../api/types.ts";
import type { MessageKey } from "../i18n/languages.ts";
import { timeOf } from "./format.ts";

const MS = 1000;

/** Never negative: clocks may be set in between. */
export const secondsBetween = (from: number | string, to: number | string): number =>
  Math.max(0, Math.round((timeOf(to) - timeOf(from)) / MS));

const KEYS = {
  back: "hostBack",
  "given-up": "hostNotBack",
  stayed: "hostStayed",
  woken: "hostWoken",
} as const satisfies Readonly<Record<NonNullable<LeftHost["end"]>, MessageKey>>;

export interface Back {
  readonly key: MessageKey;
  /** Seconds from the return of the mains. */
  readonly since: number | undefined;
}

export function backOf({ end, back }: LeftHost, outage: Pick<Outage, "start" | "end">): Back {
  const since = back === null ? undefined : secondsBetween(outage.end ?? outage.start, back);
  return { key: end === null ? "hostAway" : KEYS[end], since };
}
