import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  emptySched,
  IDLE_MS,
  type NotifyEvent,
  nextTick,
  type SchedEffect,
  type SchedInput,
  step,
} from "../../src/upssched/core.ts";
import { scriptEnv } from "../../src/upssched/script-env.ts";

const ONBATT: NotifyEvent = { notifyType: "ONBATT", upsname: "ups1@localhost", message: "UPS ups1 on battery" };
const LOWBATT: NotifyEvent = { notifyType: "LOWBATT", upsname: "ups2@localhost", message: "UPS ups2 battery is low" };

const start = (name: string, seconds: number, event = ONBATT, shared = false): SchedInput => ({
  kind: "start",
  name,
  seconds,
  event,
  shared,
});
const cancel = (name: string, otherwise?: string): SchedInput => ({ kind: "cancel", name, otherwise });

/** Plays inputs at their times (ms), with a tick whenever one is due; the effects with the time of each. */
function play(inputs: readonly (readonly [number, SchedInput])[], until: number): [number, SchedEffect][] {
  let state = emptySched(0);
  let running = true;
  const told: [number, SchedEffect][] = [];
  const at = (now: number, input: SchedInput): void => {
    const [next, effects] = step(running ? state : emptySched(now), input, now);
    state = next;
    running = !effects.some(({ kind }) => kind === "end");
    for (const effect of effects) told.push([now, effect]);
  };
  for (const [now, input] of [...inputs, [until, undefined] as const]) {
    while (running && nextTick(state) <= now) at(nextTick(state), { kind: "tick" });
    if (input) at(now, input);
  }
  return told;
}

const ran = (told: readonly [number, SchedEffect][]): [number, string][] =>
  told.flatMap(([now, effect]) => (effect.kind === "run" ? [[now, effect.name]] : []));

describe("timers of upssched", () => {
  it("runs a timer when its seconds are over, with what upsmon said at its start", () => {
    const told = play([[0, start("onbattwarn", 30)]], 40_000);
    expect(told[0]).toEqual([30_000, { kind: "run", name: "onbattwarn", events: [ONBATT] }]);
  });

  it("runs nothing for a timer that was cancelled in time", () => {
    expect(
      ran(
        play(
          [
            [0, start("warn", 30)],
            [29_999, cancel("warn")],
          ],
          60_000,
        ),
      ),
    ).toEqual([]);
  });

  it("starts a second timer of a name that already runs, and CANCEL ends both", () => {
    const both = [
      [0, start("warn", 30)],
      [5000, start("warn", 30, LOWBATT)],
    ] as const;
    expect(ran(play(both, 60_000))).toEqual([
      [30_000, "warn"],
      [35_000, "warn"],
    ]);
    expect(ran(play([...both, [6000, cancel("warn")]], 60_000))).toEqual([]);
  });

  it("lets a shared timer keep its time and remember every event", () => {
    const told = play(
      [
        [0, start("s", 30, ONBATT, true)],
        [9000, start("s", 30, LOWBATT, true)],
      ],
      60_000,
    );
    expect(told[0]).toEqual([30_000, { kind: "run", name: "s", events: [ONBATT, LOWBATT] }]);
    expect(ran(told)).toHaveLength(1);
  });

  it("runs CANCEL's command only when there was nothing to cancel", () => {
    expect(ran(play([[0, cancel("warn", "power-back")]], 1))).toEqual([[0, "power-back"]]);
    expect(
      ran(
        play(
          [
            [0, start("warn", 30)],
            [1, cancel("warn", "power-back")],
          ],
          60_000,
        ),
      ),
    ).toEqual([]);
  });

  it("CANCEL-TIMER-MATCHED leaves the timer of another UPS or type alone", () => {
    const other: SchedInput = { kind: "cancel-matched", name: "warn", otherwise: undefined, event: LOWBATT };
    const own: SchedInput = { ...other, event: { ...ONBATT, message: "something else" } };
    expect(
      ran(
        play(
          [
            [0, start("warn", 30)],
            [1, other],
          ],
          60_000,
        ),
      ),
    ).toEqual([[30_000, "warn"]]);
    expect(
      ran(
        play(
          [
            [0, start("warn", 30)],
            [1, own],
          ],
          60_000,
        ),
      ),
    ).toEqual([]);
  });

  it("ends when there was nothing to do for fifteen seconds, and not before", () => {
    expect(play([], IDLE_MS - 1)).toEqual([]);
    expect(play([], IDLE_MS)).toEqual([[IDLE_MS, { kind: "end" }]]);
    expect(play([[0, start("warn", 30)]], 100_000).at(-1)).toEqual([30_000 + IDLE_MS, { kind: "end" }]);
  });

  it("gives the script the types, UPSes and messages of all events, each once", () => {
    expect(scriptEnv([ONBATT, LOWBATT, ONBATT])).toEqual({
      NOTIFYTYPE: "ONBATT,LOWBATT",
      UPSNAME: "ups1@localhost,ups2@localhost",
      NOTIFYMSG: "UPS ups1 on battery.\tUPS ups2 battery is low",
    });
    expect(scriptEnv([])).toEqual({});
  });

  it("runs every started timer exactly once unless it is cancelled, never early, whatever the order", () => {
    const timeline = fc.array(
      fc.tuple(fc.integer({ min: 0, max: 100_000 }), fc.constantFrom("a", "b", "c"), fc.integer({ min: 0, max: 60 })),
      { maxLength: 20 },
    );
    fc.assert(
      fc.property(timeline, (rows) => {
        const inputs = rows.sort((x, y) => x[0] - y[0]).map(([at, name, s]) => [at, start(name, s)] as const);
        const due = rows.map(([at, name, s]) => `${at + s * 1000} ${name}`).sort();
        const told = ran(play(inputs, 200_000));
        expect(told.map(([now, name]) => `${now} ${name}`).sort()).toEqual(due);
      }),
    );
  });
});
