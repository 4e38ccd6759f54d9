import { assess } from "./assess.ts";
import { log, type Turn } from "./effects.ts";
import { forceShutdown } from "./shutdown.ts";
import { standDown, tryAgain } from "./shutdown-retry.ts";
import { type Cause, type Condition, changeUps, type State, upsOf, type WatchedUps } from "./state.ts";
import { givenUpText, logHeld, powerOf, suppliesOf } from "./supplies.ts";

export const CAUSES: Readonly<Record<Cause, string>> = {
  fsd: "a forced shutdown was set",
  "low-battery": "on battery, and the battery is low",
  "dead-on-battery": "silent since it was on battery",
  off: "switched off",
  "lost-while-off": "silent since it was switched off",
  "lost-while-calibrating": "silent since it was calibrating",
  "lost-on-bypass": "silent since it was on bypass",
  "lost-with-alarm": "silent since it raised an alarm (see ALARMCRITICAL)",
  "lost-while-overloaded": "silent since it was overloaded",
};

function logChange(before: Condition, { condition, monitor: { system } }: WatchedUps, turn: Turn): void {
  const was = before.kind === "endangered" || before.kind === "critical";
  if (condition.kind === "critical") {
    log(turn, "warning", `UPS [${system}] is critical: ${CAUSES[condition.cause]}`);
  } else if (condition.kind === "endangered") {
    const left = Math.max(0, Math.ceil((condition.until - turn.now) / 1000));
    log(turn, "warning", `UPS [${system}]: ${CAUSES[condition.cause]}; critical in ${left} s unless that changes`);
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
      logChange(ups.condition, next, turn);
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
  if (!same) logChange(ups.condition, next, turn);
  return [changeUps(state, system, () => next), !same];
}

export function decide(state: State, turn: Turn): State {
  const assessed = assessAll(state, turn);
  if (assessed.asleepUntil !== undefined) return assessed;
  const supplies = suppliesOf(assessed, turn.now);
  const power = powerOf(supplies);
  const { minsupplies } = assessed.settings;
  if (power >= minsupplies && !assessed.ordered) return logHeld(standDown(assessed, turn), supplies, turn);
  if (assessed.failed) return tryAgain(assessed, assessed.failed, turn);
  const why = `Too few supplies are healthy (${power} of the ${minsupplies} needed${givenUpText(supplies)})`;
  return forceShutdown(assessed, why, turn);
}
