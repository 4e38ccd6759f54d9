import { describe, expect, it } from "@jest/globals";
import { fewAtOnce } from "../../src/system/few-at-once.ts";
import { Paced } from "../../src/system/paced.ts";
import { Throttle } from "../../src/system/throttle.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

describe("a line in which thousands wait to begin", () => {
  it("lets 64 begin at once, and as many again every 20 ms, in the order in which they came", async () => {
    const clock = new VirtualClock();
    const line = new Paced(clock);
    const begun: number[] = [];
    for (let i = 0; i < 150; i++) line.begin(() => begun.push(i));
    expect(begun).toHaveLength(64);
    await clock.advance(20);
    expect(begun).toHaveLength(128);
    await clock.advance(20);
    expect(begun).toEqual(Array.from({ length: 150 }, (_, i) => i));
    await clock.advance(60);
    expect(clock.waiting).toBe(0);
  });

  it("passes over who has left it", async () => {
    const clock = new VirtualClock();
    const line = new Paced(clock);
    const begun: number[] = [];
    const leave = Array.from({ length: 70 }, (_, i) => line.begin(() => begun.push(i)));
    leave[66]?.();
    await clock.advance(1000);
    expect(begun).not.toContain(66);
    expect(begun).toHaveLength(69);
  });

  it("lets somebody begin at once who comes when nobody waits", async () => {
    const clock = new VirtualClock();
    const line = new Paced(clock);
    for (let i = 0; i < 70; i++) line.begin(() => undefined);
    await clock.advance(1000);
    let begun = false;
    line.begin(() => {
      begun = true;
    });
    expect(begun).toBe(true);
  });
});

describe("work for thousands", () => {
  it("is under way for 64 of them at the same time, and done for all in the end", async () => {
    let now = 0;
    let most = 0;
    const done: number[] = [];
    const items = Array.from({ length: 1000 }, (_, i) => i);
    await fewAtOnce(items, async (item) => {
      most = Math.max(most, ++now);
      await new Promise((resolve) => setImmediate(resolve));
      now--;
      done.push(item);
    });
    expect(most).toBe(64);
    expect(done).toEqual(items);
  });

  it("is begun for no more of them once it is enough", async () => {
    const enough = new AbortController();
    let begun = 0;
    await fewAtOnce(
      Array.from({ length: 1000 }, (_, i) => i),
      async () => {
        if (++begun === 100) enough.abort();
        await new Promise((resolve) => setImmediate(resolve));
      },
      enough.signal,
    );
    expect(begun).toBe(100);
  });

  it("fails as one of them fails", async () => {
    await expect(
      fewAtOnce([1, 2, 3], (item) => (item === 2 ? Promise.reject(new Error("two")) : Promise.resolve())),
    ).rejects.toThrow("two");
  });
});

describe("what costs the more the more there are", () => {
  it("is done at each change of few, and once a second for many", async () => {
    const clock = new VirtualClock();
    let done = 0;
    const changes = new Throttle(clock, () => done++);
    changes.ask(false);
    changes.ask(false);
    expect(done).toBe(2);
    for (let i = 0; i < 1000; i++) changes.ask(true);
    expect(done).toBe(2);
    await clock.advance(1000);
    expect(done).toBe(3);
    changes.ask(true);
    changes.ask(false);
    await clock.advance(2000);
    expect(done).toBe(4);
  });
});
