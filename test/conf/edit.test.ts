import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { removeLine, replaceWord, setAssignment, setDirective, setOption } from "../../src/conf/edit.ts";
import { parseNutConf } from "../../src/conf/nut-conf.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";

describe("a directive", () => {
  it("is changed where it stands, with its comment", () => {
    expect(setDirective("# ours\n  DEADTIME 15   # seconds\nPOLLFREQ 5\n", "DEADTIME", ["25"])).toBe(
      "# ours\n  DEADTIME 25   # seconds\nPOLLFREQ 5\n",
    );
  });

  it("is changed in its last line, which is the one that counts", () => {
    expect(setDirective("FINALDELAY 1\nFINALDELAY 0\n", "FINALDELAY", ["5"])).toBe("FINALDELAY 1\nFINALDELAY 5\n");
  });

  it("is quoted where it must be", () => {
    expect(setDirective('SHUTDOWNCMD "poweroff \\"now\\""\n', "SHUTDOWNCMD", ["/sbin/shutdown -h +0"])).toBe(
      'SHUTDOWNCMD "/sbin/shutdown -h +0"\n',
    );
  });

  it("is added behind the example of the file", () => {
    expect(
      setDirective("# POWERDOWNFLAG - what it is\n#\n# POWERDOWNFLAG /x\n\nPOLLFREQ 5\n", "POWERDOWNFLAG", [
        "/etc/killpower",
      ]),
    ).toBe("# POWERDOWNFLAG - what it is\n#\n# POWERDOWNFLAG /x\nPOWERDOWNFLAG /etc/killpower\n\nPOLLFREQ 5\n");
  });

  it("is added at the end, also where the last line has no end", () => {
    expect(setDirective("POLLFREQ 5", "DEADTIME", ["15"])).toBe("POLLFREQ 5\nDEADTIME 15\n");
    expect(setDirective("", "DEADTIME", ["15"])).toBe("DEADTIME 15\n");
  });

  it("keeps the line ends of Windows and a byte order mark", () => {
    expect(setDirective("\ufeffDEADTIME 15\r\nPOLLFREQ 5\r\n", "DEADTIME", ["20"])).toBe(
      "\ufeffDEADTIME 20\r\nPOLLFREQ 5\r\n",
    );
    expect(setDirective("POLLFREQ 5\r\n", "DEADTIME", ["20"])).toBe("POLLFREQ 5\r\nDEADTIME 20\r\n");
  });
});

describe("a word", () => {
  it("is replaced, whatever stands around it", () => {
    const text = 'MONITOR ups@host 1 "a b" p\\#q master # old\n';
    expect(replaceWord(text, { line: 1, column: 31 }, "primary")).toBe(
      'MONITOR ups@host 1 "a b" p\\#q primary # old\n',
    );
    expect(replaceWord(text, { line: 1, column: 20 }, "c")).toBe("MONITOR ups@host 1 c p\\#q master # old\n");
  });
});

describe("an option of a section", () => {
  const text = "[a]\n  driver = usbhid-ups\n  port = auto   # USB\n\n[b]\n\tdriver = dummy-ups\n";

  it("is changed in its own section", () => {
    expect(setOption(text, "a", "port", "/dev/x")).toBe(text.replace("auto", "/dev/x"));
    expect(setOption(text, "b", "driver", "clone")).toBe(text.replace("dummy-ups", "clone"));
  });

  it("is added behind the others, as they are indented", () => {
    expect(setOption(text, "a", "desc", "In the cellar")).toBe(
      text.replace("# USB\n", '# USB\n  desc = "In the cellar"\n'),
    );
    expect(setOption(text, "b", "ignorelb")).toBe(`${text}\tignorelb\n`);
    expect(setOption("[c]\n", "c", "port", "auto")).toBe("[c]\n\tport = auto\n");
  });

  it("comes with a section where there is none", () => {
    expect(setOption("[a]\n\tport = auto\n", "b", "port", "x")).toBe("[a]\n\tport = auto\n\n[b]\n\tport = x\n");
    expect(setOption("", "b", "port", "x")).toBe("[b]\n\tport = x\n");
  });
});

it("a line goes with all that belongs to it", () => {
  expect(removeLine("A 1\nB \\\n  2 # two\nC 3\n", 2)).toBe("A 1\nC 3\n");
  expect(removeLine("A 1\nB 2", 2)).toBe("A 1\n");
  expect(removeLine("# A\nB 2\n", 1)).toBe("# A\nB 2\n");
});

describe("a variable of nut.conf", () => {
  it("is changed where it stands", () => {
    expect(setAssignment("# MODE=x\nMODE=none # nothing\n", "MODE", "standalone")).toBe(
      "# MODE=x\nMODE=standalone # nothing\n",
    );
    expect(setAssignment("export UPSD_OPTIONS='-4 -D'; MODE=none\n", "UPSD_OPTIONS", "-6")).toBe(
      "export UPSD_OPTIONS=-6; MODE=none\n",
    );
  });

  it("is added behind the example", () => {
    expect(setAssignment("#MODE=none\n# end\n", "MODE", "netserver")).toBe("#MODE=none\nMODE=netserver\n# end\n");
  });
});

describe("whatever the file holds", () => {
  const word = fc.string({
    unit: fc.constantFrom("a", "B", "9", " ", '"', "\\", "=", "-", "é"),
    minLength: 1,
    maxLength: 8,
  });
  const lines = fc.array(
    fc.constantFrom(
      "# DEADTIME 3",
      "",
      "POLLFREQ 5",
      "  DEADTIME 7 # x",
      'NOTIFYCMD "a \\" b"',
      "MONITOR u@h 1 a b master",
    ),
    { maxLength: 8 },
  );

  it("a directive that is set reads back, and no other line changes", () => {
    fc.assert(
      fc.property(lines, word, (all, value) => {
        const text = all.map((line) => `${line}\n`).join("");
        const changed = setDirective(text, "NOTIFYCMD", [value]);
        expect(parseUpsmonConf(changed).notifycmd).toBe(value);
        const others = (from: string) => from.split("\n").filter((line) => !line.startsWith("NOTIFYCMD"));
        expect(others(changed)).toEqual(others(text));
      }),
    );
  });

  it("an option that is set reads back", () => {
    fc.assert(
      fc.property(word, word, (first, second) => {
        const text = setOption(setOption("# top\n", "u", "desc", first), "u", "port", second);
        const [ups] = parseUpsConf(setOption(text, "u", "desc", second)).sections;
        expect([ups?.desc, ups?.port]).toEqual([second, second]);
      }),
    );
  });

  it("a variable that is set reads back", () => {
    fc.assert(
      fc.property(word, word, (first, second) => {
        const text = setAssignment(setAssignment("MODE=none\n", "UPSD_OPTIONS", first), "UPSD_OPTIONS", second);
        expect(parseNutConf(text)).toMatchObject({ mode: "none", upsdOptions: second });
      }),
    );
  });
});
