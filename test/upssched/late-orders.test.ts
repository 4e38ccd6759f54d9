/** Orders are late by the start of the program that brings them: timers are not. */
import { spawn } from "node:child_process";
import { describe, expect, it } from "@jest/globals";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { emptySched, nextTick, type SchedInput, type SchedState, step } from "../../src/upssched/core.ts";
import { ageOf, isAnyRunning, ownStamp } from "../../src/upssched/event-order.ts";
import { TimerDaemon } from "../../src/upssched/timer-daemon.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { until } from "../sim/servers/nut-pair.ts";

const EVENT = { notifyType: "ONBATT", upsname: "a@h", message: "on battery" };
const start = (seconds: number, age?: number): SchedInput => ({
  kind: "start",
  name: "t",
  seconds,
  event: EVENT,
  shared: false,
  stamp: 1,
  ...(age !== undefined && { age }),
});
const CANCEL: SchedInput = { kind: "cancel", name: "t", otherwise: undefined, stamp: 2 };

/** When the timer runs that was ordered at 4,000 ms; orders come until `quiet`. */
function ranAt(order: SchedInput, quiet: number): number {
  let [state]: readonly [SchedState, unknown] = step(emptySched(0), order, 4000);
  for (let ticks = 0; ticks < 1000; ticks++) {
    const now = Math.max(4000, nextTick(state));
    const [next, effects] = step(state, { kind: "tick", coming: now < quiet }, now);
    if (effects.some(({ kind }) => kind === "run")) return now;
    state = next;
  }
  return Number.NaN;
}

describe("a timer", () => {
  it("counts from its event, and not from the order, which came four seconds later", () => {
    expect(ranAt(start(10, 4000), 0)).toBe(10_000);
    expect(ranAt(start(10), 0)).toBe(14_000);
  });

  it("whose seconds are over when its order comes runs at once", () => {
    expect(ranAt(start(3, 4000), 0)).toBe(4000);
  });

  it("waits for orders that are on their way, and no longer than its own has been", () => {
    const late = ranAt(start(3, 4000), 5000);
    expect(late).toBeGreaterThanOrEqual(5000);
    expect(late).toBeLessThan(5100);
    expect(ranAt(start(3, 4000), Number.POSITIVE_INFINITY)).toBe(7000);
    expect(ranAt(start(10), Number.POSITIVE_INFINITY)).toBe(14_000);
    expect(ranAt(start(0, 4000), Number.POSITIVE_INFINITY)).toBe(4000);
  });
});

describe("the timer daemon", () => {
  const daemonOf = (clock: VirtualClock, coming: () => boolean) => {
    const ran: number[] = [];
    const run = (): void => void ran.push(clock.now());
    const ageOfOrder = (): number => 4000;
    const parts = { clock, log: SILENT_LOG, run, onEnd: () => undefined, ageOf: ageOfOrder, isAnyRunning: coming };
    return { daemon: new TimerDaemon(parts), ran };
  };

  it("runs nothing that an order cancels which was on its way when the timer was over", async () => {
    const clock = new VirtualClock();
    let coming = true;
    const { daemon, ran } = daemonOf(clock, () => coming);
    daemon.input(start(3));
    await clock.advance(1000);
    daemon.input(CANCEL);
    coming = false;
    await clock.advance(10_000);
    expect(ran).toEqual([]);
    daemon.abandon();
  });

  it("looks for such orders only while a timer would wait for them", async () => {
    const clock = new VirtualClock();
    let looks = 0;
    const { daemon, ran } = daemonOf(clock, () => ++looks < 3);
    const begun = clock.now();
    daemon.input(start(10));
    await clock.advance(5900);
    expect(looks).toBe(0);
    await clock.advance(1000);
    expect([looks, ran.map((at) => at - begun)]).toEqual([3, [6100]]);
    daemon.abandon();
  });
});

describe("the age of an order", () => {
  it("is told by the start of the program that brings it", () => {
    expect(ageOf(1000, 1150, 800)).toBe(2300);
    expect(ageOf(1190, 1150, 800)).toBe(400);
  });

  it("is none without a stamp, from the future, or from before the machine slept", () => {
    expect(ageOf(undefined, 1150, 800)).toBe(0);
    expect(ageOf(1000, undefined, 800)).toBe(0);
    expect(ageOf(1500, 1150, 800)).toBe(0);
    expect(ageOf(1000, 9000, 800)).toBe(0);
  });

  const onLinux = ownStamp() === undefined ? it.skip : it;
  onLinux("is seen of processes that upsmon has started, of the same configuration, as long as they run", async () => {
    const env = { NUT_CONFPATH: `/nowhere/${process.pid}` };
    const event = { ...env, NOTIFYTYPE: "ONLINE", UPSNAME: "a@h" };
    expect(isAnyRunning(env)).toBe(false);
    const child = spawn("sleep", ["60"], { argv0: "upssched", env: { ...process.env, ...event }, stdio: "ignore" });
    try {
      await until(() => isAnyRunning(env));
      expect(isAnyRunning({ NUT_CONFPATH: "/elsewhere" })).toBe(false);
    } finally {
      child.kill("SIGKILL");
    }
    await until(() => !isAnyRunning(env));
  });
});
