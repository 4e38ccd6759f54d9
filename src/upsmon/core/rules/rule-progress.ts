/** How far the rules of SHUTDOWNON have come for one UPS. */

import type { TEST_MEASURES } from "../battery-tests/test-state.ts";

/** What rules ask of a UPS beside its status. */
export const MEASURES = ["battery.charge", "battery.runtime", "ups.load"] as const;
/** What is asked of a UPS beside its status, by rules or for a test of its battery. */
export type Measure = (typeof MEASURES | typeof TEST_MEASURES)[number];

/** As the server has it; undefined: the UPS has no such variable. What was not said in time is not in it. */
export type Measured = ReadonlyMap<Measure, string | undefined>;

export interface ChargeSample {
  readonly at: number;
  readonly charge: number;
}

export interface RuleProgress {
  /** Rules that hold, by their text, and since when. */
  readonly since: ReadonlyMap<string, number>;
  /** The rule that has held for its time. */
  readonly fired: string | undefined;
  /** Of this discharge, for `depletion`. */
  readonly charges: readonly ChargeSample[];
  /** Variables that rules need and the UPS does not have, or not as a number. */
  readonly missing: readonly Measure[];
}

export const NO_PROGRESS: RuleProgress = { since: new Map(), fired: undefined, charges: [], missing: [] };
