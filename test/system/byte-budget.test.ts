import { describe, expect, it } from "@jest/globals";
import { ByteBudget } from "../../src/system/byte-budget.ts";

describe("a budget of bytes", () => {
  it("names who was heard of longest ago, of the place that holds too much", () => {
    const budget = new ByteBudget<string>({ place: 100, all: 1000 });
    budget.hold("elsewhere", "B", 90);
    budget.hold("first", "A", 60);
    budget.hold("second", "A", 30);
    expect(budget.tooMuch("A")).toBeUndefined();
    budget.hold("first", "A", 80);
    expect(budget.tooMuch("A")).toBe("second");
    expect(budget.tooMuch("B")).toBeUndefined();
  });

  it("names who was heard of longest ago of all, when many places hold too much together", () => {
    const budget = new ByteBudget<number>({ place: 100, all: 200 });
    for (let i = 0; i < 5; i++) budget.hold(i, `place ${i}`, 50);
    expect(budget.tooMuch("place 4")).toBe(0);
    budget.release(0);
    expect(budget.tooMuch("place 4")).toBeUndefined();
    expect(budget.bytes).toBe(200);
  });

  it("forgets who holds nothing any more", () => {
    const budget = new ByteBudget<string>({ place: 10, all: 10 });
    budget.hold("one", "A", 11);
    budget.hold("one", "A", 0);
    expect(budget.tooMuch("A")).toBeUndefined();
    expect(budget.bytes).toBe(0);
  });
});
