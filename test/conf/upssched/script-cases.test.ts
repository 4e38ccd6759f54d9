import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { caseOf, isCatchAll, namesIn, scriptCases } from "../../../src/conf/upssched/script-cases.ts";
import { scriptDeed as deedOf, type ScriptDeed } from "../../../src/conf/upssched/script-deed.ts";

const scriptDeed = (text: string, name: string): ScriptDeed | undefined => {
  const cases = scriptCases(text);
  return cases && deedOf(cases, name);
};

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

  it("may stand behind other commands", () => {
    const cases =
      scriptCases('name="$1"; case $name in a) b ;; esac\nif [ "$1" ]; then case $1 in c) ;; esac; fi\n') ?? [];
    expect(cases.map(({ patterns }) => patterns)).toEqual([["a"]]);
    expect(namesIn(scriptCases('if [ "$1" ]; then case "$1" in c) ;; esac; fi\n') ?? [])).toEqual(["c"]);
  });

  it("knows no name where its dollar sign means nothing", () => {
    expect(scriptCases("#!/bin/sh\ncase \\$1 in\n  onbatt) ;;\nesac\n")).toEqual([]);
  });

  it("is none where a script has none", () => {
    expect(scriptCases('#!/bin/sh\nif [ "$1" = onbatt ]; then shutdown; fi\n')).toBeUndefined();
    expect(scriptCases("")).toBeUndefined();
  });
});

const SCRIPT = `#!/bin/sh
# case $1 in commented) upsmon -c fsd;; esac
case "$1" in
  onbatt|online)
    logger -t ups "shutdown may follow: $1"
    echo poweroff | mail -s "upsmon -c fsd" root
    ;;
  "early")
    # upsmon stops everything
    [ -x /sbin/upsmon ] && /sbin/upsmon -c fsd
    ;;
  nas*) ssh root@nas poweroff ;;
  now) sudo /sbin/shutdown -h +0 "battery is low" ;;
  cancel) /sbin/shutdown -c ;;
  *) logger "what is $1?" ;;
esac
`;

describe("what a script does with a name", () => {
  it.each([
    ["early", { kind: "fsd" }],
    ["now", { kind: "shutdown", command: '/sbin/shutdown -h +0 "battery is low"' }],
    ["onbatt", { kind: "other" }],
    ["online", { kind: "other" }],
    ["nas-down", { kind: "other" }],
    ["cancel", { kind: "other" }],
    ["unheard-of", { kind: "other" }],
  ])("%s: %j", (name, deed) => {
    expect(scriptDeed(SCRIPT, name)).toEqual(deed);
  });

  it("is nothing where no branch is for it", () => {
    expect(scriptDeed('case "$1" in a) b;; esac', "c")).toEqual({ kind: "none" });
    expect(scriptCases("#!/bin/sh\nupsmon -c fsd\n")).toBeUndefined();
  });

  it("is found out, or not, in any text", () => {
    fc.assert(fc.property(fc.string(), fc.string(), (text, name) => void scriptDeed(`case $1 in ${text} esac`, name)));
  });
});
