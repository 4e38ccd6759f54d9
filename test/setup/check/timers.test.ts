import { describe, expect, it } from "@jest/globals";
import { parseUpsschedConf } from "../../../src/conf/upssched/upssched-conf.ts";
import { playOutage } from "../../../src/setup/check/timers/play.ts";
import { caseOf, isCatchAll, namesIn, scriptCases } from "../../../src/setup/check/timers/script-cases.ts";

describe("the case of a script", () => {
  const SAMPLE = `#! /bin/sh
# what upssched calls: case $1 in nothing) ;; esac
NAME="$1"
case "$NAME" in
  onbatt | "on battery")
    if [ "$X" = y ]; then logger 'a;; b'; fi
    ;;
  (upsgone) logger gone;;      # parenthesis in front
  replbatt*)
    case $UPSNAME in
      a*) upsmon -c fsd ;;
      *) : ;;
    esac
    ;;
  *)
    logger "Unrecognized command: $1"
    ;;
esac
case $2 in other) ;; esac
`;

  it("has a branch for each pattern, with what it does", () => {
    const cases = scriptCases(SAMPLE) ?? [];
    expect(cases.map(({ patterns }) => patterns)).toEqual([
      ["onbatt", "on battery"],
      ["upsgone"],
      ["replbatt*"],
      ["*"],
    ]);
    expect(namesIn(cases)).toEqual(["onbatt", "on battery", "upsgone"]);
    expect(caseOf(cases, "upsgone")?.body).toContain("logger gone");
    expect(caseOf(cases, "replbatt-now")?.body).toContain("upsmon -c fsd");
    const other = caseOf(cases, "whatever");
    expect(other && isCatchAll(other)).toBe(true);
  });

  it("is that of bash as well, all on one line", () => {
    const cases = scriptCases("case $1 in onbatt) shutdown -h now;; online) : ;; esac") ?? [];
    expect(cases.map(({ patterns }) => patterns)).toEqual([["onbatt"], ["online"]]);
  });

  it("is that over a variable that is the first argument, and over nothing that was made out of it", () => {
    expect(scriptCases('name=$1\ncase "$name" in a) ;; esac\n')).toHaveLength(1);
    expect(scriptCases('local name="$1"; case $name in a) ;; esac\n'.replace("; ", "\n"))).toHaveLength(1);
    expect(scriptCases('name=$(basename $1)\ncase "$name" in a) ;; esac\n')).toBeUndefined();
  });

  it("knows no name where its dollar sign means nothing", () => {
    expect(scriptCases("#!/bin/sh\ncase \\$1 in\n  onbatt) ;;\nesac\n")).toEqual([]);
  });

  it("is none where a script has none", () => {
    expect(scriptCases('#!/bin/sh\nif [ "$1" = onbatt ]; then shutdown; fi\n')).toBeUndefined();
    expect(scriptCases("")).toBeUndefined();
  });
});

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
