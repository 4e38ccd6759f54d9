import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { step } from "../../../src/driver-daemon/engine/poll-core.ts";
import {
  INITIAL,
  type PollEffect,
  type PollEvent,
  type PollState,
} from "../../../src/driver-daemon/engine/poll-types.ts";

const TIMES = { pollIntervalMs: 2000, fullEveryMs: 30_000, startTries: 3, retryDelayMs: 5000 };

/** What the shell has in hand: one call to the driver at most, and one timer. */
interface World {
  state: PollState;
  now: number;
  call: "open" | "poll" | "close" | undefined;
  timer: number | undefined;
  settled: number;
  ended: boolean;
}

const start = (): World => ({ state: INITIAL, now: 0, call: undefined, timer: undefined, settled: 0, ended: false });

/** Which call an event answers. */
const ANSWERS: Partial<Record<PollEvent["kind"], readonly World["call"][]>> = {
  opened: ["open"],
  read: ["poll"],
  failed: ["open", "poll"],
  closed: ["close"],
};

function obey(world: World, effect: PollEffect): void {
  switch (effect.kind) {
    case "open":
    case "poll":
    case "close":
      // A close may come while a call hangs: that call is abandoned.
      if (effect.kind !== "close") expect(world.call).toBeUndefined();
      world.call = effect.kind;
      return;
    case "timer":
      expect(effect.at).toBeGreaterThanOrEqual(world.now);
      world.timer = effect.at;
      return;
    case "settled":
      world.settled++;
      return;
    case "ended":
      world.ended = true;
      return;
    case "stale":
    case "fresh":
    case "state":
    case "log":
      return;
  }
}

function tell(world: World, event: PollEvent): void {
  const answered = ANSWERS[event.kind];
  if (answered) {
    if (!answered.includes(world.call)) return;
    world.call = undefined;
  }
  if (event.kind === "timer") {
    if (world.timer === undefined) return;
    world.now = Math.max(world.now, world.timer);
    world.timer = undefined;
  }
  const [state, effects] = step(world.state, event, world.now, TIMES);
  world.state = state;
  for (const effect of effects) obey(world, effect);
}

const event: fc.Arbitrary<PollEvent> = fc.oneof(
  fc.constantFrom<PollEvent>(
    { kind: "opened", title: "x" },
    { kind: "read" },
    { kind: "closed" },
    { kind: "timer" },
    { kind: "wake" },
    { kind: "commanded" },
  ),
  fc.record({
    kind: fc.constant("failed" as const),
    fault: fc.constantFrom("lost", "stale", "absent", "denied", "busy", "exception"),
    text: fc.constantFrom("a", "b"),
  }),
);

describe("the life of a device, whatever happens", () => {
  it("always has something to wait for, one call at a time", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const world = start();
        tell(world, { kind: "start" });
        for (const one of events) {
          tell(world, one);
          expect(world.call !== undefined || world.timer !== undefined).toBe(true);
          expect(world.ended).toBe(false);
        }
        expect(world.settled).toBeLessThanOrEqual(2);
      }),
    );
  });

  it("ends when it is asked to, after the call that is under way and a close", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const world = start();
        tell(world, { kind: "start" });
        for (const one of events) tell(world, one);
        tell(world, { kind: "stop" });
        for (let i = 0; i < 4 && !world.ended; i++) {
          if (world.call === "open") tell(world, { kind: "opened", title: "x" });
          else if (world.call === "poll") tell(world, { kind: "read" });
          else tell(world, { kind: "closed" });
        }
        expect(world.ended).toBe(true);
        expect(world.state.phase.kind).toBe("ended");
      }),
    );
  });

  it("ends by itself only when trying again will not help", () => {
    const world = start();
    tell(world, { kind: "start" });
    tell(world, { kind: "failed", fault: "configuration", text: "no such subdriver" });
    tell(world, { kind: "closed" });
    expect(world.ended).toBe(true);
  });

  it("does nothing with what comes after the end", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 10 }), (events) => {
        const [ended] = step({ ...INITIAL, phase: { kind: "ended" } }, { kind: "stop" }, 0, TIMES);
        for (const one of events) {
          const [after, effects] = step(ended, one, 0, TIMES);
          expect(effects).toEqual([]);
          expect(after.phase.kind).toBe("ended");
        }
      }),
    );
  });
});

describe("a poll that begins late", () => {
  const began = (late: number): readonly number[] => {
    const world = start();
    const polls: number[] = [];
    tell(world, { kind: "start" });
    tell(world, { kind: "opened", title: "x" });
    for (let round = 0; round < 4; round++) {
      polls.push(world.now);
      tell(world, { kind: "read" });
      if (round === 1) world.now = (world.timer ?? 0) + late;
      tell(world, { kind: "timer" });
    }
    return polls;
  };

  it("does not move those that follow", () => {
    expect(began(700)).toEqual([0, 2000, 4700, 6000]);
  });

  it("moves them where it is late by more than half an interval: nothing is made up for", () => {
    expect(began(3000)).toEqual([0, 2000, 7000, 9000]);
  });
});
