/** All power failures of a plan, and what they say together. */

import { durationText } from "../../nut/duration-text.ts";
import { CASES } from "./cases.ts";
import type { Outcome } from "./outcome.ts";
import type { Plan } from "./plan.ts";
import { play } from "./play.ts";

export interface Rehearsed {
  readonly outcomes: readonly Outcome[];
  /** Everything was down before the battery ended, in every case. */
  readonly ok: boolean;
  /** One sentence. */
  readonly verdict: string;
}

function verdictOf([first, ...rest]: readonly Outcome[]): string {
  if (!first) return "Nothing was rehearsed.";
  const [own] = first.machines;
  if (!own) return "If the mains fails now, this machine goes on until the power ends: no UPS feeds it.";
  if (!first.ok) return `If the mains fails now: ${first.verdict}`;
  const begins =
    own.fate.kind === "off"
      ? `this machine begins to shut down after ${durationText(own.fate.commandAt)} and is off with ${durationText(own.fate.left)} of battery left`
      : "this machine stays up";
  const failed = rest.filter(({ ok }) => !ok).map(({ title }) => title.charAt(0).toLowerCase() + title.slice(1));
  const but = failed.length > 0 ? `; but not all goes well when ${failed.join(", or when ")}` : "";
  return `If the mains fails now, ${begins}${but}.`;
}

export function rehearse(plan: Plan): Rehearsed {
  const outcomes: Outcome[] = [];
  for (const each of CASES) {
    const decided = outcomes[0]?.decidedAt;
    if (each.mainsBack === "before the decision" && decided === undefined) continue;
    outcomes.push(play(plan, each, each.mainsBack === "before the decision" ? (decided ?? 0) / 2 : undefined));
  }
  return { outcomes, ok: outcomes.every(({ ok }) => ok), verdict: verdictOf(outcomes) };
}
