/** Orders are late by the start of the program that brings them: timers are not. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import type { ComingEvent } from "../../src/upssched/coming.ts";
import { emptySched, nextTick, type SchedInput, type SchedState, step } from "../../src/upssched/core.ts";
import { ageOf, comingEvents, ownStamp } from "../../src/upssched/event-order.ts";
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

/** An event of the same moment as the order, 4,000 ms of whose way are over when that comes. */
const LATER: ComingEvent = { stamp: 2, age: 4000 };

/** When the timer runs that was ordered at 4,000 ms; the orders of another event come at `quiet`. */
function ranAt(order: SchedInput, quiet: number, coming = LATER): number {
  let [state]: readonly [SchedState, unknown] = step(emptySched(0), order, 4000);
  for (let ticks = 0; ticks < 1000; ticks++) {
    const now = Math.max(4000, nextTick(state));
    const events = now < quiet ? [{ ...coming, age: coming.age + now - 4000 }] : [];
    const [next, effects] = step(state, { kind: "tick", coming: events }, now);
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

  it("waits for orders that are on their way, ten seconds at most", () => {
    const late = ranAt(start(3, 4000), 5000);
    expect(late).toBeGreaterThanOrEqual(5000);
    expect(late).toBeLessThan(5100);
    expect(ranAt(start(3, 4000), Number.POSITIVE_INFINITY)).toBe(13_000);
    expect(ranAt(start(10), Number.POSITIVE_INFINITY)).toBe(24_000);
  });

  it("waits as long as its own order was on the way, where that was longer", () => {
    expect(ranAt(start(15, 15_000), Number.POSITIVE_INFINITY, { stamp: 2, age: 15_000 })).toBe(19_000);
  });

  it("waits for no event that came before its own, or after its end", () => {
    expect(ranAt(start(3), Number.POSITIVE_INFINITY, { stamp: 1, age: 9000 })).toBe(7000);
    expect(ranAt(start(3), Number.POSITIVE_INFINITY, { stamp: 2, age: -3001 })).toBe(7000);
    expect(ranAt(start(3), Number.POSITIVE_INFINITY, { stamp: 2, age: -3000 })).toBe(17_000);
  });
});

describe("the timer daemon", () => {
  const daemonOf = (clock: VirtualClock, coming: () => readonly ComingEvent[]) => {
    const ran: number[] = [];
    const run = (): void => void ran.push(clock.now());
    const ageOfOrder = (): number => 4000;
    const parts = { clock, log: SILENT_LOG, run, onEnd: () => undefined, ageOf: ageOfOrder, coming };
    return { daemon: new TimerDaemon(parts), ran };
  };

  it("runs nothing that an order cancels which was on its way when the timer was over", async () => {
    const clock = new VirtualClock();
    let coming = [LATER];
    const { daemon, ran } = daemonOf(clock, () => coming);
    daemon.input(start(3));
    await clock.advance(1000);
    daemon.input(CANCEL);
    coming = [];
    await clock.advance(10_000);
    expect(ran).toEqual([]);
    daemon.abandon();
  });

  it("looks for such orders only while a timer would wait for them", async () => {
    const clock = new VirtualClock();
    let looks = 0;
    const { daemon, ran } = daemonOf(clock, () => (++looks < 3 ? [LATER] : []));
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
  const played = (argv0: string, words: readonly string[], env: Readonly<Record<string, string>>): number => {
    const options = { argv0, env: { ...process.env, ...env }, detached: true, stdio: "ignore" } as const;
    return spawn("/bin/sh", ["-c", ...words], options).pid ?? 0;
  };
  const eventIn = (folder: string) => ({ NUT_CONFPATH: folder, NOTIFYTYPE: "ONLINE", UPSNAME: "a@h" });
  const childrenOf = (pid: number): string => readFileSync(`/proc/${pid}/task/${pid}/children`, "utf8");

  onLinux("is seen of processes that upsmon has started, of the same configuration, as long as they run", async () => {
    const env = { NUT_CONFPATH: `/nowhere/${process.pid}` };
    expect(comingEvents(env)).toEqual([]);
    const pid = played("upssched", ["kill -STOP $$"], eventIn(env.NUT_CONFPATH));
    try {
      await until(() => comingEvents(env).length > 0);
      const [{ stamp = 0, age = -1 } = {}] = comingEvents(env);
      expect([stamp >= (ownStamp() ?? 0), age >= 0, age < 60_000]).toEqual([true, true, true]);
      expect(comingEvents({ NUT_CONFPATH: "/elsewhere" })).toEqual([]);
    } finally {
      process.kill(-pid, "SIGKILL");
    }
    await until(() => comingEvents(env).length === 0);
  });

  onLinux("is not seen of one that waits for its script", async () => {
    const env = { NUT_CONFPATH: `/nowhere/script/${process.pid}` };
    const pid = played("upssched", ["sleep 600 & wait"], eventIn(env.NUT_CONFPATH));
    try {
      await until(() => childrenOf(pid) !== "");
      await until(() => comingEvents(env).length === 0);
      process.kill(Number(childrenOf(pid)), "SIGKILL");
    } finally {
      process.kill(-pid, "SIGKILL");
    }
  });
});
