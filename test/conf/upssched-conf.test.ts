import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { formatUpsschedConf, parseUpsschedConf } from "../../src/conf/upssched-conf.ts";

const HEAD = "CMDSCRIPT /bin/upssched-cmd\nPIPEFN /run/nut/upssched.pipe\nLOCKFN /run/nut/upssched.lock\n";

const rows = (text: string) => parseUpsschedConf(HEAD + text).rows;
const problems = (text: string): readonly string[] => parseUpsschedConf(HEAD + text).problems.map(formatProblem);

describe("upssched.conf", () => {
  it("reads script, pipe, lock and debug level", () => {
    expect(parseUpsschedConf(`${HEAD}DEBUG_MIN 6\n`)).toMatchObject({
      cmdscript: "/bin/upssched-cmd",
      pipefn: "/run/nut/upssched.pipe",
      lockfn: "/run/nut/upssched.lock",
      debugMin: 6,
      rows: [],
      problems: [],
    });
  });

  it("reads every command of AT, in file order", () => {
    const text = `AT ONBATT * START-TIMER onbatt 30
AT onbatt ups@h START-TIMER-SHARED together 5
AT ONLINE * CANCEL-TIMER onbatt
AT ONLINE * CANCEL-TIMER onbatt online
AT ONLINE * CANCEL-TIMER-MATCHED together
AT COMMBAD ups@h EXECUTE "gone now"
`;
    expect(problems(text)).toEqual([]);
    expect(rows(text)).toEqual([
      { notifyType: "ONBATT", system: "*", command: { kind: "start-timer", timer: "onbatt", seconds: 30 } },
      { notifyType: "ONBATT", system: "ups@h", command: { kind: "start-timer-shared", timer: "together", seconds: 5 } },
      { notifyType: "ONLINE", system: "*", command: { kind: "cancel-timer", timer: "onbatt", otherwise: undefined } },
      { notifyType: "ONLINE", system: "*", command: { kind: "cancel-timer", timer: "onbatt", otherwise: "online" } },
      {
        notifyType: "ONLINE",
        system: "*",
        command: { kind: "cancel-timer-matched", timer: "together", otherwise: undefined },
      },
      { notifyType: "COMMBAD", system: "ups@h", command: { kind: "execute", name: "gone now" } },
    ]);
  });

  it("takes a delay that is no number as 0, as C does, and refuses a negative one", () => {
    expect(rows("AT ONBATT * START-TIMER a soon\n")).toMatchObject([{ command: { seconds: 0 } }]);
    expect(problems("AT ONBATT * START-TIMER a soon\n")).toEqual([expect.stringContaining("counts as 0")]);
    expect(rows("AT ONBATT * START-TIMER a -5\n")).toEqual([]);
    expect(problems("AT ONBATT * START-TIMER a -5\n")).toHaveLength(1);
  });

  it.each([
    ["AT ONBATT * START-TIMER a", "needs its seconds"],
    ["AT ONBATT * START-TIMR a 5", "did you mean START-TIMER?"],
    ["AT ONBATT * start-timer a 5", "did you mean START-TIMER?"],
    ["AT ONBATT *", "too few words"],
    ["CMDSCRIPTS /x", "did you mean CMDSCRIPT?"],
  ])("reports and leaves out %s", (line, why) => {
    expect(rows(`${line}\n`)).toEqual([]);
    expect(problems(`${line}\n`)).toEqual([expect.stringContaining(why)]);
  });

  it("keeps a row of a type that upsmon does not know, and says so", () => {
    expect(rows("AT boot * EXECUTE hello\n")).toMatchObject([{ notifyType: "BOOT" }]);
    expect(problems("AT ONBATTERY * EXECUTE x\n")).toEqual([
      "upssched.conf:4:1: AT: upsmon never says ONBATTERY; did you mean ONBATT?",
    ]);
    expect(problems("AT * * EXECUTE x\n")).toEqual([expect.stringContaining("only the UPS can be *")]);
  });

  it("reports an AT without what it needs, and one above it", () => {
    const texts = (text: string) => parseUpsschedConf(text).problems.map(formatProblem);
    expect(texts("AT CAL * EXECUTE x\n")).toEqual([
      "upssched.conf:1:1: AT needs CMDSCRIPT; write CMDSCRIPT above the first AT",
      "upssched.conf:1:1: AT needs PIPEFN; write PIPEFN above the first AT",
      "upssched.conf:1:1: AT needs LOCKFN; write LOCKFN above the first AT",
    ]);
    expect(texts(`AT CAL * EXECUTE x\n${HEAD}`)).toEqual([
      "upssched.conf:2:1: C upssched refuses a file with an AT above CMDSCRIPT; move it above the first AT",
      "upssched.conf:3:1: C upssched refuses a file with an AT above PIPEFN; move it above the first AT",
      "upssched.conf:4:1: C upssched refuses a file with an AT above LOCKFN; move it above the first AT",
    ]);
  });

  it("reads back what it writes", () => {
    const text = `${HEAD}AT ONBATT * START-TIMER "a b" 3\nAT X u@h CANCEL-TIMER t c\nAT CAL * EXECUTE e\n`;
    const { problems: _, ...conf } = parseUpsschedConf(text);
    const { problems: __, ...again } = parseUpsschedConf(formatUpsschedConf(conf));
    expect(again).toEqual(conf);
  });
});
