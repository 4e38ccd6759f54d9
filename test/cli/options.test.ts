import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { type OptionTable, parseCommandLine, usage } from "../../src/cli/options.ts";

const TABLE: OptionTable = {
  operands: "<ups>",
  options: [
    { short: "D", help: "debug" },
    { short: "u", arg: "user", help: "user" },
    { short: "j", long: "json", help: "JSON" },
    { long: "port", arg: "port", help: "port" },
    { short: "4", help: "IPv4" },
  ],
};

const parse = (...argv: readonly string[]) => {
  const parsed = parseCommandLine(TABLE, argv);
  if (parsed.kind === "error") throw new Error(parsed.text);
  return parsed.line;
};

const problem = (...argv: readonly string[]): string => {
  const parsed = parseCommandLine(TABLE, argv);
  return parsed.kind === "error" ? parsed.text : "none";
};

describe("a command line", () => {
  it("counts flags, alone and in clusters", () => {
    expect(parse("-D", "-DD", "-jD").count("D")).toBe(4);
    expect(parse("-jD").has("json")).toBe(true);
  });

  it("takes an argument attached or apart; the last one counts", () => {
    expect(parse("-uone").value("u")).toBe("one");
    expect(parse("-Du", "one", "-u", "two").value("u")).toBe("two");
    expect(parse("-u", "one", "-u", "two").all("u")).toEqual(["one", "two"]);
    expect(parse("--port=1").value("port")).toBe("1");
    expect(parse("--port", "a=b").value("port")).toBe("a=b");
  });

  it("ends the options at the first operand, so that -1 can be a value", () => {
    expect(parse("-D", "ups", "-1", "-D")).toMatchObject({ operands: ["ups", "-1", "-D"] });
    expect(parse("-D", "ups", "-D").count("D")).toBe(1);
    expect(parse("--", "-D").operands).toEqual(["-D"]);
    expect(parse("-", "-D").operands).toEqual(["-", "-D"]);
  });

  it("lets an argument look like an option", () => {
    expect(parse("-u", "-D").value("u")).toBe("-D");
  });

  it("keeps the order of options", () => {
    expect(parse("-j4", "--json", "-u", "x").given).toEqual(["j", "4", "j", "u"]);
  });

  it("words what is wrong as getopt does", () => {
    expect(problem("-x")).toBe("invalid option -- 'x'");
    expect(problem("-Du")).toBe("option requires an argument -- 'u'");
    expect(problem("--nope")).toBe("unrecognized option '--nope'");
    expect(problem("--port")).toBe("option '--port' requires an argument");
    expect(problem("--json=1")).toBe("option '--json' takes no argument");
  });

  it("never throws, whatever the words", () => {
    const word = fc.oneof(fc.string(), fc.stringMatching(/^-{0,2}[Duj4=port]{0,5}$/));
    fc.assert(fc.property(fc.array(word), (argv) => ["ok", "error"].includes(parseCommandLine(TABLE, argv).kind)));
  });

  it("is helped with every option, and notes", () => {
    const text = usage("prog", { ...TABLE, notes: ["A note."] });
    expect(text).toMatch(/^usage: prog \[OPTIONS\] <ups>\n/);
    expect(text).toContain("  -j, --json     JSON\n");
    expect(text).toMatch(/\n\nA note\.\n$/);
  });
});
