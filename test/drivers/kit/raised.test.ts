/** Words that rows raise and clear. */
import { expect, it } from "@jest/globals";
import { copyOf, nothingRaised, Words } from "../../../src/drivers/kit/raised.ts";

const ONE = { row: 1 };
const OTHER = { row: 2 };

it("hold as long as one of their rows says so", () => {
  const words = new Words<"LB">();
  words.put(ONE, "LB", true);
  words.put(OTHER, "LB", true);
  words.put(ONE, "LB", false);
  expect([words.all, words.has("LB"), words.by(ONE), words.by(OTHER)]).toEqual([["LB"], true, undefined, "LB"]);
});

it("that stand for themselves are cleared by whoever speaks last, and left by who says nothing", () => {
  const words = new Words<"LB">();
  words.put("LB", "LB", true);
  words.put("LB", "LB", undefined);
  expect(words.all).toEqual(["LB"]);
  words.put("LB", "LB", false);
  expect(words.all).toEqual([]);
});

it("of a copy do not change the first", () => {
  const raised = nothingRaised<"OL">();
  raised.tokens.put(ONE, "OL", true);
  const copy = copyOf(raised);
  copy.tokens.put(ONE, "OL", false);
  copy.alarms.put(ONE, "Fan failure!", true);
  expect([raised.tokens.all, raised.alarms.all, copy.tokens.all]).toEqual([["OL"], [], []]);
});
