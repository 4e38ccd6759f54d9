import { describe, expect, it } from "@jest/globals";
import { type Queue, Turns, type Worker } from "../../src/system/turns.ts";

const settle = async (rounds = 1): Promise<void> => {
  for (let i = 0; i < rounds; i++) await new Promise((resolve) => setImmediate(resolve));
};

/** Workers that each want some turns of a virtual time, and the order in which they had them. */
function rig() {
  let now = 0;
  const order: string[] = [];
  const turns = new Turns({ now: () => now });
  const worker = (name: string, wanted: number, ms = 0, queue: Queue = "rest"): Worker => {
    let left = wanted;
    const self: Worker = {
      turn: () => {
        order.push(name);
        now += ms;
        left--;
        if (left > 0) turns.join(self, queue);
      },
    };
    return self;
  };
  return { turns, order, worker };
}

describe("turns", () => {
  it("go round among those who have much", async () => {
    const { turns, order, worker } = rig();
    turns.join(worker("a", 3), "rest");
    turns.join(worker("b", 2), "rest");
    await settle();
    expect(order).toEqual(["a", "b", "a", "b", "a"]);
  });

  it("end a slice after some milliseconds, and let others be heard before the next one", async () => {
    const { turns, order, worker } = rig();
    turns.join(worker("greedy", 1000, 2), "rest");
    await settle();
    expect(order.length).toBeLessThan(6);
    expect(turns.idle).toBe(false);
  });

  it("come first for those who have little, but never keep the others from one turn in a slice", async () => {
    const { turns, order, worker } = rig();
    turns.join(worker("greedy", 1000, 2), "rest");
    for (let i = 0; i < 4; i++) turns.join(worker("little", 1000, 2, "first"), "first");
    await settle();
    expect(order.slice(0, 2)).toEqual(["greedy", "little"]);
    expect(order.filter((name) => name === "greedy")).toHaveLength(1);
  });

  it("are one in a slice where they are heavy", async () => {
    const { turns, order, worker } = rig();
    for (const name of ["a", "b", "c"]) turns.join(worker(name, 1), "heavy");
    await settle();
    expect(order).toEqual(["a"]);
    await settle(2);
    expect(order).toEqual(["a", "b", "c"]);
  });

  it("are not given to those who have left", async () => {
    const { turns, order, worker } = rig();
    const gone = worker("gone", 1);
    turns.join(gone, "first");
    turns.leave(gone);
    await settle();
    expect(order).toEqual([]);
    expect(turns.idle).toBe(true);
  });

  it("are few while new connections wait", async () => {
    const { turns, order, worker } = rig();
    turns.join(worker("greedy", 1000), "rest");
    await settle();
    const before = order.length;
    for (let i = 0; i < 8; i++) {
      turns.welcome();
      await settle();
    }
    expect(before).toBeGreaterThan(100);
    expect(order.length - before).toBeLessThan(3);
  });
});
