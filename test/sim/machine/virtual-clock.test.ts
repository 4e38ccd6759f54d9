import { describe, expect, it } from "@jest/globals";
import { sleep } from "../../../src/system/clock.ts";
import { VirtualClock } from "./virtual-clock.ts";

describe("the virtual clock", () => {
  it("runs timers in the order in which they are due", async () => {
    const clock = new VirtualClock();
    const seen: string[] = [];
    clock.after(20, () => seen.push("b"));
    clock.after(10, () => seen.push("a"));
    clock.after(20, () => seen.push("c"));
    await clock.advance(20);
    expect(seen).toEqual(["a", "b", "c"]);
    expect(clock.waiting).toBe(0);
  });

  it("lets promises go on between timers", async () => {
    const clock = new VirtualClock();
    const seen: number[] = [];
    void (async () => {
      for (;;) {
        await sleep(clock, 1000);
        seen.push(clock.now());
        if (seen.length === 3) return;
      }
    })();
    await clock.advance(10_000);
    expect(seen).toEqual([1000, 2000, 3000]);
  });

  it("does not run what was cancelled", async () => {
    const clock = new VirtualClock();
    let ran = false;
    clock
      .after(10, () => {
        ran = true;
      })
      .cancel();
    await clock.advance(100);
    expect(ran).toBe(false);
    expect(clock.wall() - Date.UTC(2026, 0, 1)).toBe(100);
  });
});
