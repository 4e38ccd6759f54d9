import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import { assess } from "./assess.ts";
import { log, type Turn } from "./effects.ts";
import { ruleDue } from "./rules/rules.ts";
import { forceShutdown } from "./shutdown.ts";
import { standDown, tryAgain } from "./shutdown-retry.ts";
import { type Cause, type Condition, changeUps, type State, upsOf, type WatchedUps } from "./state.ts";
import { givenUpText, logHeld, powerOf, shortGroup, suppliesOf } from "./supplies.ts";

const CAUSES: Readonly<Record<Cause, string>> = {
  fsd: "a forced shutdown was set",
  "low-battery": "on battery, and the battery is low",
  rule: "on battery, and a SHUTDOWNON line applies",
  "dead-on-battery": "silent since it was on battery",
  off: "switched off",
  "lost-while-off": "silent since it was switched off",
  "lost-while-calibrating": "silent since it was calibrating",
  "lost-on-bypass": "silent since it was on bypass",
  "lost-with-alarm": "silent since it raised an alarm (see ALARMCRITICAL)",
  "lost-while-overloaded": "silent since it was overloaded",
};

/** For people; a rule is told in its own words. */
export function causeText(cause: Cause, { rules: { since, fired } }: WatchedUps): string {
  const [rule = fired] = since.keys();
  return cause === "rule" && rule !== undefined ? `on battery, and SHUTDOWNON ${fired ?? rule} applies` : CAUSES[cause];
}

function logChange(before: Condition, ups: WatchedUps, settings: UpsmonConf, turn: Turn): void {
  const { condition, monitor, link } = ups;
  const { system } = monitor;
  const was = before.kind === "endangered" || before.kind === "critical";
  if (condition.kind === "critical") {
    log(turn, "warning", `UPS [${system}] is critical: ${causeText(condition.cause, ups)}`);
  } else if (condition.kind === "endangered") {
    const left = Math.max(0, Math.ceil((condition.until - turn.now) / 1000));
    log(
      turn,
      "warning",
      `UPS [${system}]: ${causeText(condition.cause, ups)}; critical in ${left} s unless that changes`,
    );
  } else if (was && link.kind === "fresh" && ruleDue(ups, settings) !== undefined) {
    log(turn, "warning", `UPS [${system}] has not confirmed in time that a SHUTDOWNON line applies: asked again`);
  } else if (was) {
    const lasted = Math.round((turn.now - before.since) / 1000);
    log(turn, "notice", `UPS [${system}] is out of danger after ${lasted} s`);
  }
}

/** Brings all conditions up to now, and says what changed. */
function assessAll(state: State, turn: Turn): State {
  let changed = false;
  const upses = state.upses.map((ups) => {
    const next = assess(ups, state.settings, turn.now);
    if (next.condition.since !== ups.condition.since || next.condition.kind !== ups.condition.kind) {
      logChange(ups.condition, next, state.settings, turn);
    }
    changed ||= next !== ups;
    return next;
  });
  return changed ? { ...state, upses } : state;
}

export function assessOne(state: State, system: string, turn: Turn): readonly [State, boolean] {
  const ups = upsOf(state, system);
  if (ups === undefined) return [state, true];
  const next = assess(ups, state.settings, turn.now);
  const same = next.condition.since === ups.condition.since && next.condition.kind === ups.condition.kind;
  if (!same) logChange(ups.condition, next, state.settings, turn);
  return [changeUps(state, system, () => next), !same];
}

export function decide(state: State, turn: Turn): State {
  const assessed = assessAll(state, turn);
  if (assessed.asleepUntil !== undefined) return assessed;
  const supplies = suppliesOf(assessed, turn.now);
  const power = powerOf(supplies);
  const { minsupplies } = assessed.settings;
  const short = shortGroup(assessed);
  if (power >= minsupplies && !short && !assessed.ordered) return logHeld(standDown(assessed, turn), supplies, turn);
  if (assessed.failed) return tryAgain(assessed, assessed.failed, turn);
  const why = short ?? `Too few supplies are healthy (${power} of the ${minsupplies} needed${givenUpText(supplies)})`;
  return forceShutdown(assessed, why, turn);
}
