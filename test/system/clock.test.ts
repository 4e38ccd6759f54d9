import { afterEach, describe, expect, it, jest } from "@jest/globals";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";

afterEach(() => {
  jest.restoreAllMocks();
});

const AT_ONCE = 0;

/** What the clock says from now on: the first time, and after that. */
function clockSays(first: number, later: number): void {
  let said = false;
  jest.spyOn(process, "hrtime").mockImplementation(() => {
    const seconds = said ? later : first;
    said = true;
    return [seconds, 0];
  });
}

/** Runs timers that are due together, and says in which order they and what comes meanwhile were seen. */
function orderOf(start: (seen: (what: string) => void) => void): Promise<readonly string[]> {
  const order: string[] = [];
  setTimeout(() => setImmediate(() => order.push("answer")), AT_ONCE);
  return new Promise((resolve) => {
    start((what) => {
      order.push(what);
      if (what === "last") setImmediate(() => resolve(order));
    });
  });
}

describe("a timer", () => {
  it("that is in time runs at once", async () => {
    clockSays(5, 5);
    expect(await orderOf((seen) => void SYSTEM_CLOCK.after(AT_ONCE, () => seen("last")))).toEqual(["last", "answer"]);
  });

  it("that a stall has made late lets what has come meanwhile go first", async () => {
    clockSays(5, 6);
    expect(await orderOf((seen) => void SYSTEM_CLOCK.after(AT_ONCE, () => seen("last")))).toEqual(["answer", "last"]);
  });

  it("that is not late stays behind one that is", async () => {
    clockSays(5, 6);
    const order = await orderOf((seen) => {
      SYSTEM_CLOCK.after(AT_ONCE, () => seen("first"));
      SYSTEM_CLOCK.after(AT_ONCE, () => seen("last"));
    });
    expect(order).toEqual(["answer", "first", "last"]);
  });

  it("that was cancelled in time never runs, late or not", async () => {
    clockSays(5, 6);
    const order = await orderOf((seen) => {
      const late = SYSTEM_CLOCK.after(AT_ONCE, () => seen("cancelled"));
      SYSTEM_CLOCK.after(AT_ONCE, () => seen("last"));
      setTimeout(() => setImmediate(() => late.cancel()), AT_ONCE);
    });
    expect(order).toEqual(["answer", "last"]);
    clockSays(7, 7);
    expect(await orderOf((seen) => void SYSTEM_CLOCK.after(AT_ONCE, () => seen("last")))).toEqual(["last", "answer"]);
  });
});
