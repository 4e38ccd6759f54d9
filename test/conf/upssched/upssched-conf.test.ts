import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../../src/conf/problem.ts";
import { formatUpsschedConf, parseUpsschedConf } from "../../../src/conf/upssched/upssched-conf.ts";

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

  it("warns of a CANCEL-TIMER whose second word is a timer, at that word", () => {
    const text = "AT ONBATT * START-TIMER a-long 900\nAT LOWBATT * START-TIMER-SHARED b-short 30\n";
    expect(problems(`${text}AT ONLINE * CANCEL-TIMER b-short a-long\n`)).toEqual([
      "upssched.conf:6:34: CANCEL-TIMER: a-long is a timer of this file; here it is the word that CMDSCRIPT gets when b-short does not run; to cancel two timers write two lines",
    ]);
    expect(problems(`AT ONLINE * CANCEL-TIMER-MATCHED b-short b-short\n${text}`)).toEqual([
      expect.stringMatching(/^upssched\.conf:4:42: CANCEL-TIMER-MATCHED: b-short is a timer of this file/),
    ]);
    expect(problems(`${text}AT ONLINE * CANCEL-TIMER b-short power-back\n`)).toEqual([]);
  });

  it("asks about a CANCEL-TIMER of a name that no line starts, where a like one is started", () => {
    const start = "AT ONBATT * START-TIMER shutdown-onbatt 900\n";
    expect(problems(`${start}AT ONLINE * CANCEL-TIMER shutdown-onbat\n`)).toEqual([
      "upssched.conf:5:26: CANCEL-TIMER: no line starts a timer shutdown-onbat; did you mean shutdown-onbatt?",
    ]);
    expect(problems(`${start}AT ONLINE * CANCEL-TIMER quite-another\n`)).toEqual([]);
  });

  it("takes of several words the first as the program, blanks and all, and the others as its arguments", () => {
    const script = (words: string) => parseUpsschedConf(`CMDSCRIPT ${words}\n`).cmdscript;
    expect(script('"/usr/bin/nutts upssched-cmd"')).toBe("/usr/bin/nutts upssched-cmd");
    expect(script('"/opt/my tools/cmd" -v "it\'s"')).toBe("'/opt/my tools/cmd' -v 'it'\\''s'");
    expect(script("/bin/sh /etc/nut/cmd")).toBe("/bin/sh /etc/nut/cmd");
    expect(parseUpsschedConf('CMDSCRIPT "" x\n').problems).toHaveLength(1);
  });

  it("reads back what it writes", () => {
    const text = `${HEAD}AT ONBATT * START-TIMER "a b" 3\nAT X u@h CANCEL-TIMER t c\nAT CAL * EXECUTE e\n`;
    const { problems: _, ...conf } = parseUpsschedConf(text);
    const { problems: __, ...again } = parseUpsschedConf(formatUpsschedConf(conf));
    expect(again).toEqual(conf);
  });
});
