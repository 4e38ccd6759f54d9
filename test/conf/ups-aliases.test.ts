import { describe, expect, it } from "@jest/globals";
import { formatProblem } from "../../src/conf/problem.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";

const DEVICE = "driver = usbhid-ups\nport = auto\n";

const problems = (text: string): readonly string[] => parseUpsConf(text).problems.map(formatProblem);
const aliases = (text: string): readonly (readonly [string, readonly string[]])[] =>
  parseUpsConf(text).sections.map((section) => [section.name, section.aliases]);

describe("aliases in ups.conf", () => {
  it.each(['"ups qnapups"', '"ups, qnapups"', "ups,qnapups", '" ups  ,qnapups "'])(
    "are parted by blanks or commas: %s",
    (value) => {
      const text = `[rack]\n${DEVICE}aliases = ${value}\n`;
      expect(aliases(text)).toEqual([["rack", ["ups", "qnapups"]]]);
      expect(problems(text)).toEqual([]);
    },
  );

  it("are none where the word does not stand", () => {
    expect(aliases(`[rack]\n${DEVICE}`)).toEqual([["rack", []]]);
  });

  it("may be written so that a C driver takes the section, too", () => {
    const text = `[rack]\n${DEVICE}override.experimental.nutts.aliases = "ups qnapups"\n`;
    expect(aliases(text)).toEqual([["rack", ["ups", "qnapups"]]]);
    expect(problems(text)).toEqual([]);
  });

  it("stay with the first of two sections that claim a name, and the second is told where", () => {
    const text = `[a]\n${DEVICE}aliases = ups\n[b]\n${DEVICE}  aliases = "UPS other"\n`;
    expect(aliases(text)).toEqual([
      ["a", ["ups"]],
      ["b", ["other"]],
    ]);
    expect(problems(text)).toEqual([
      "ups.conf:8:3: [b] is not served as UPS: line 4 gives this name to [a]; a name leads to one UPS: take it away from one of them",
    ]);
  });

  it("never take the name of a section, wherever that stands", () => {
    const text = `[a]\n${DEVICE}aliases = "Desk ups"\n[desk]\n${DEVICE}`;
    expect(aliases(text)).toEqual([
      ["a", ["ups"]],
      ["desk", []],
    ]);
    expect(problems(text)).toEqual([
      "ups.conf:4:1: [a] is not served as Desk: line 5 gives this name to [desk]; a name leads to one UPS: take it away from one of them",
    ]);
  });

  it("are asked about where one is the UPS's own name, or stands twice", () => {
    const text = `[a]\n${DEVICE}aliases = "A ups ups"\n`;
    expect(aliases(text)).toEqual([["a", ["ups"]]]);
    expect(problems(text)).toEqual([
      "ups.conf:4:1: [a] is called A already; leave the word out",
      "ups.conf:4:1: [a] is called ups already; leave the word out",
    ]);
  });

  it.each(["a@b", "a:b", "a/b"])("cannot be what no client can ask for: %s", (alias) => {
    const text = `[a]\n${DEVICE}aliases = ${alias}\n`;
    expect(aliases(text)).toEqual([["a", []]]);
    expect(problems(text)).toEqual([
      `ups.conf:4:1: clients cannot ask for a UPS called ${alias}; use letters, digits, - and _`,
    ]);
  });

  it("have no effect before the first section", () => {
    expect(problems(`aliases = ups\n[a]\n${DEVICE}`)).toEqual([
      "ups.conf:1:1: aliases has no effect before the first section; move it below the [name] of the UPS it is for",
    ]);
  });

  it("need a value", () => {
    expect(problems(`[a]\n${DEVICE}aliases = ","\n`)).toEqual(["ups.conf:4:1: aliases: the value is empty"]);
  });
});
