/** Words for the numbers of RFC 1628 and RFC 2579, which MIBs of makers use too. */
import type { Words } from "../../codecs.ts";

/** `TruthValue`. */
export const YES_NO: Words = [
  [1, "yes"],
  [2, "no"],
];

/** `upsTestResultsSummary`. */
export const TEST_RESULT: Words = [
  [1, "done and passed"],
  [2, "done and warning"],
  [3, "done and error"],
  [4, "aborted"],
  [5, "in progress"],
  [6, "no test initiated"],
];

/** `upsConfigAudibleStatus`. */
export const BEEPER_STATUS: Words = [
  [1, "disabled"],
  [2, "enabled"],
  [3, "muted"],
];
