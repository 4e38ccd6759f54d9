/** Orders of several events that overtake each other on their way: what counts is the order of the events. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  emptySched,
  type NotifyEvent,
  type SchedEffect,
  type SchedInput,
  type SchedState,
  step,
} from "../../src/upssched/core.ts";

const EVENT: NotifyEvent = { notifyType: "ONBATT", upsname: "a@h", message: "on battery" };
const start = (stamp: number | undefined, name = "t"): SchedInput => ({
  kind: "start",
  name,
  seconds: 600,
  event: EVENT,
  shared: false,
  stamp,
});
const cancel = (stamp: number | undefined, name = "t"): SchedInput => ({
  kind: "cancel",
  name,
  otherwise: undefined,
  stamp,
});
const matched = (stamp: number, upsname: string): SchedInput => ({
  kind: "cancel-matched",
  name: "t",
  otherwise: undefined,
  event: { ...EVENT, upsname },
  stamp,
});

function outcome(
  inputs: readonly SchedInput[],
  now = 0,
): { names: readonly string[]; effects: readonly SchedEffect[] } {
  let state: SchedState = emptySched(0);
  const effects: SchedEffect[] = [];
  for (const input of inputs) {
    const [next, told] = step(state, input, now);
    state = next;
    effects.push(...told);
  }
  return { names: state.timers.map(({ name }) => name).sort(), effects };
}

describe("orders that overtake each other", () => {
  it("a CANCEL that comes before the START of an earlier event: no timer, and it is said", () => {
    expect(outcome([cancel(2), start(1)])).toEqual({ names: [], effects: [{ kind: "overtaken", name: "t" }] });
  });

  it("a START that comes before the CANCEL of an earlier event keeps its timer", () => {
    expect(outcome([start(1), start(3), cancel(2)]).names).toEqual(["t"]);
  });

  it("a START after a CANCEL starts, and so does one of the same moment or of a program that gives no stamp", () => {
    for (const stamp of [3, 2, undefined]) expect(outcome([cancel(2), start(stamp)]).names).toEqual(["t"]);
    expect(outcome([cancel(undefined), start(1)]).names).toEqual(["t"]);
    expect(outcome([start(9), cancel(undefined)]).names).toEqual([]);
  });

  it("a CANCEL-TIMER-MATCHED of another UPS holds up nobody", () => {
    expect(outcome([matched(2, "b@h"), start(1)]).names).toEqual(["t"]);
    expect(outcome([matched(2, "a@h"), start(1)]).names).toEqual([]);
  });

  it("a shared timer that a later event has joined is not cancelled by an event between the two", () => {
    const shared = (stamp: number): SchedInput => ({ ...start(stamp), shared: true }) as SchedInput;
    expect(outcome([shared(1), shared(3), cancel(2)]).names).toEqual(["t"]);
    expect(outcome([shared(1), shared(3), cancel(4)]).names).toEqual([]);
  });

  it("a cancellation is forgotten after a minute", () => {
    const [state] = step(emptySched(0), cancel(2), 0);
    expect(step(state, start(1), 59_000)[0].timers).toHaveLength(0);
    expect(step(state, start(1), 61_000)[0].timers).toHaveLength(1);
  });

  it("leave what they would have left in their order, whatever way they come", () => {
    const event = fc.record({ starts: fc.boolean(), name: fc.constantFrom("a", "b") });
    fc.assert(
      fc.property(fc.array(event, { minLength: 1, maxLength: 8 }), fc.infiniteStream(fc.nat()), (events, dice) => {
        const inputs = events.map(({ starts, name }, i) => (starts ? start(i, name) : cancel(i, name)));
        const mixed = inputs
          .map((input) => ({ input, at: Number(dice.next().value) }))
          .sort((x, y) => x.at - y.at)
          .map(({ input }) => input);
        expect(outcome(mixed).names).toEqual(outcome(inputs).names);
      }),
      { numRuns: 500 },
    );
  });
});
