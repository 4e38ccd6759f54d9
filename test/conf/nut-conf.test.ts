import { describe, expect, it } from "@jest/globals";
import { formatNutConf, parseNutConf } from "../../src/conf/nut-conf.ts";
import { formatProblem } from "../../src/conf/problem.ts";

const problems = (text: string): readonly string[] => parseNutConf(text).problems.map(formatProblem);

describe("nut.conf", () => {
  it("has defaults", () => {
    expect(parseNutConf("")).toMatchObject({
      mode: "none",
      upsdOptions: "",
      upsmonOptions: "",
      poweroffWait: undefined,
      poweroffQuiet: false,
      allowNoDevice: undefined,
      allowNotAllListeners: undefined,
      problems: [],
    });
  });

  it("reads a file as Debian ships it", () => {
    const text = `# a comment
MODE=netserver   # serve the LAN

UPSD_OPTIONS=""
UPSMON_OPTIONS='-D -p'
POWEROFF_WAIT=15m
ALLOW_NO_DEVICE=true
export ALLOW_NO_DEVICE
export NUT_DEBUG_LEVEL=2
`;
    const conf = parseNutConf(text);
    expect(conf).toMatchObject({
      mode: "netserver",
      upsdOptions: "",
      upsmonOptions: "-D -p",
      poweroffWait: "15m",
      allowNoDevice: true,
      problems: [],
    });
    expect([...conf.environment]).toEqual([["NUT_DEBUG_LEVEL", "2"]]);
  });

  it.each([
    ['A="x y"', "x y"],
    ["A='x $y \"z\"'", 'x $y "z"'],
    ['A="a\\"b\\\\c\\d"', 'a"b\\c\\d'],
    ["A=a\\ b", "a b"],
    ["A=a'b'\"c\"", "abc"],
    ['A="one\\\ntwo"', "onetwo"],
    ["A=x=y", "x=y"],
    ["A=x#y", "x#y"],
    ["A=", ""],
    ["A=Привет", "Привет"],
  ])("takes %s as a shell does", (line, value) => {
    expect(parseNutConf(`${line}\n`).environment.get("A")).toBe(value);
  });

  it("reads several assignments of a line and CRLF line ends", () => {
    const conf = parseNutConf("MODE=standalone; A=1\r\nB=2 C=3\r\n");
    expect(conf.mode).toBe("standalone");
    expect([...conf.environment]).toEqual([
      ["A", "1"],
      ["B", "2"],
      ["C", "3"],
    ]);
  });

  it("takes the last of two assignments", () => {
    expect(parseNutConf("MODE=none\nMODE=netclient\n").mode).toBe("netclient");
  });

  it("reports blanks around the = and ignores the line", () => {
    expect(parseNutConf("MODE = standalone\n").mode).toBe("none");
    expect(problems("MODE = standalone\n")).toEqual([
      "nut.conf:1:1: this is not an assignment and has no effect; write no blanks around the =",
    ]);
  });

  it.each([
    ["MODE=server\n", 'MODE: "server" is not known here'],
    ["MODE=standalone extra\n", "this is not an assignment"],
    ["if true; then\n", "this is not an assignment"],
    ['UPSD_OPTIONS="-D\n', "the quote opened here is not closed"],
    ["START_UPSD=yes\n", "START_UPSD is obsolete"],
    ["MODUS=none\n", "did you mean MODE?"],
    ["NUT_DEBUG_LEVL=1\n", "did you mean NUT_DEBUG_LEVEL?"],
    ["UPSD_OPTIONS=$X\n", "nothing is expanded"],
  ])("reports %j", (text, why) => {
    expect(problems(text).join("\n")).toContain(why);
  });

  it("reads back what it writes", () => {
    const { problems: _, ...conf } = parseNutConf("MODE=netclient\nUPSMON_OPTIONS='a \"b\" $c `d` \\\\'\nNUT_X=1\n");
    const { problems: __, ...again } = parseNutConf(formatNutConf(conf));
    expect(again).toEqual(conf);
  });
});
