import { describe, expect, it } from "@jest/globals";
import { parseUpsschedConf } from "../../../src/conf/upssched/upssched-conf.ts";
import { playOutage } from "../../../src/setup/check/timers/play.ts";

describe("a mains failure by the rules of upssched.conf", () => {
  const rows = (text: string) => parseUpsschedConf(text).rows;
  const calls = (text: string, backAt: number, ups = "u@h") =>
    playOutage(rows(text), ups, backAt).map(({ name, second }) => `${name} ${second}`);

  it("calls a timer that nothing cancels", () => {
    expect(calls("AT ONBATT * START-TIMER a 10\n", 1)).toEqual(["a 10"]);
    expect(calls("AT ONBATT * START-TIMER a 10\nAT ONLINE * CANCEL-TIMER a\n", 1)).toEqual([]);
    expect(calls("AT ONBATT * START-TIMER a 10\nAT ONLINE other@h CANCEL-TIMER a\n", 1)).toEqual(["a 10"]);
  });

  it("calls a timer that is due before the mains are back", () => {
    expect(calls("AT ONBATT * START-TIMER a 10\nAT ONLINE * CANCEL-TIMER a\n", 11)).toEqual(["a 10"]);
    expect(calls("AT ONBATT * START-TIMER a 10\n", Number.POSITIVE_INFINITY)).toEqual(["a 10"]);
  });

  it("calls EXECUTE, and what CANCEL-TIMER has for a timer that does not run", () => {
    expect(calls("AT ONBATT * EXECUTE now\nAT ONLINE * CANCEL-TIMER a b\n", 1)).toEqual(["now 0", "b 1"]);
  });

  it("passes over rules for other UPSes and other types", () => {
    expect(calls("AT ONBATT x@h EXECUTE now\nAT LOWBATT * EXECUTE low\n", 1)).toEqual([]);
  });
});
