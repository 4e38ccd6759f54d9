/** Properties of a stage, over outages that nobody would think of. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  type Heard,
  leave,
  STAGE_BEGIN,
  type StageRules,
  type StageState,
  step,
  unheard,
} from "../../../src/drivers/clone/stage.ts";

const RULES = fc.record({
  offDelayMs: fc.integer({ min: 0, max: 120_000 }),
  onDelayMs: fc.integer({ min: 0, max: 120_000 }),
  minCharge: fc.integer({ min: 0, max: 100 }),
  minRuntime: fc.integer({ min: 0, max: 3600 }),
  maxOnBatteryMs: fc.option(fc.integer({ min: 1000, max: 600_000 }), { nil: undefined }),
  outletIsTold: fc.constant(false),
});

const EVENT = fc.record({
  ms: fc.integer({ min: 0, max: 60_000 }),
  fresh: fc.boolean(),
  onBattery: fc.boolean(),
  charge: fc.option(fc.integer({ min: 0, max: 100 }), { nil: undefined }),
  runtime: fc.option(fc.integer({ min: 0, max: 3600 }), { nil: undefined }),
});

interface Run {
  readonly state: StageState;
  readonly heard: Heard | undefined;
  readonly now: number;
  readonly effects: readonly string[];
}

function play(rules: StageRules, events: readonly (typeof EVENT extends fc.Arbitrary<infer T> ? T : never)[]): Run[] {
  let state = STAGE_BEGIN;
  let now = 0;
  return events.map(({ ms, fresh, onBattery, charge, runtime }) => {
    now += ms;
    const heard = fresh ? { online: !onBattery, onBattery, charge, runtime } : undefined;
    const [next, effects] = heard ? step(state, heard, now, rules) : [unheard(state), []];
    state = next;
    return { state, heard, now, effects: effects.map(({ kind }) => kind) };
  });
}

const EVENTS = fc.array(EVENT, { maxLength: 60 });

it("leaves only on battery, with fresh data", () => {
  fc.assert(
    fc.property(RULES, EVENTS, (rules, events) => {
      let before: StageState = STAGE_BEGIN;
      for (const { state, heard } of play(rules, events)) {
        if (state.offAt !== undefined && before.offAt === undefined) expect(heard?.onBattery).toBe(true);
        before = state;
      }
    }),
  );
});

it("turns the outlet off once for each time that it leaves, not before its hosts had their time, and on only with mains", () => {
  fc.assert(
    fc.property(RULES, EVENTS, (rules, events) => {
      let left: number | undefined;
      let on = true;
      for (const { state, heard, now, effects } of play(rules, events)) {
        if (effects.includes("load-off")) {
          expect([on, now - (left ?? Number.NaN) >= rules.offDelayMs]).toEqual([true, true]);
          on = false;
        }
        if (effects.includes("load-on")) {
          expect([on, heard?.online]).toEqual([false, true]);
          on = true;
        }
        if (state.offAt !== undefined) left = state.offAt - rules.offDelayMs;
      }
    }),
  );
});

it("comes back in the end, whatever has been", () => {
  fc.assert(
    fc.property(RULES, EVENTS, (rules, events) => {
      const end = play(rules, events).at(-1) ?? { state: STAGE_BEGIN, now: 0 };
      let state = end.state;
      let now = end.now;
      for (let i = 0; i < 600; i++) {
        now += 1000;
        [state] = step(state, { online: true, onBattery: false }, now, rules);
      }
      expect([state.outletOn, state.offAt]).toEqual([true, undefined]);
    }),
  );
});

it("does not begin anew with a second command, and stays off where that was the last", () => {
  const rules = {
    offDelayMs: 1000,
    onDelayMs: 0,
    minCharge: 0,
    minRuntime: 0,
    maxOnBatteryMs: undefined,
    outletIsTold: false,
  };
  const twice = leave(leave(STAGE_BEGIN, true, 0, rules), false, 500, rules);
  expect(twice).toMatchObject({ offAt: 1000, returns: false });
});
