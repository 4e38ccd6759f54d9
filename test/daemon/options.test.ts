import { describe, expect, it } from "@jest/globals";
import { type CommandLine, type Option, parseCommandLine } from "../../src/cli/options.ts";
import { daemonMode, daemonOptions, debugLevel, matchWord } from "../../src/daemon/run-daemon.ts";

const flag = (short: string): Option => ({ short, help: "" });
const value = (short: string): Option => ({ short, arg: "x", help: "" });
const OPTIONS = [..."DFBq"].map(flag).concat([..."ur"].map(value));

function line(...argv: readonly string[]): CommandLine {
  const parsed = parseCommandLine({ operands: "", options: OPTIONS }, argv);
  if (parsed.kind === "error") throw new Error(parsed.text);
  return parsed.line;
}

describe("where a daemon runs", () => {
  it.each([
    [[], "background"],
    [["-D"], "foreground"],
    [["-DDD"], "foreground"],
    [["-F"], "foreground"],
    [["-FF"], "foreground-pid"],
    [["-F", "-F"], "foreground-pid"],
    [["-B", "-D"], "background"],
    [["-D", "-B"], "background"],
    [["-F", "-B"], "background"],
    [["-B", "-F"], "foreground"],
    [["-F", "-B", "-F"], "foreground"],
    [["-B", "-FF"], "foreground-pid"],
  ] as const)("with %j is the %s", (argv, mode) => {
    expect(daemonMode(line(...argv))).toBe(mode);
  });
});

describe("the debug level", () => {
  it("counts -D", () => {
    expect(debugLevel(line("-D", "-DD"), {})).toBe(3);
  });

  it("comes from NUT_DEBUG_LEVEL without -D, which leaves the process in the background", () => {
    expect(debugLevel(line(), { NUT_DEBUG_LEVEL: "4" })).toBe(4);
    expect(daemonMode(line())).toBe("background");
  });

  it("is that of -D when both are given", () => {
    expect(debugLevel(line("-D"), { NUT_DEBUG_LEVEL: "4" })).toBe(1);
  });

  it("is 0 when NUT_DEBUG_LEVEL is no number", () => {
    expect(debugLevel(line(), { NUT_DEBUG_LEVEL: "lots" })).toBe(0);
  });
});

describe("the options all daemons share", () => {
  it("come from the command line", () => {
    const options = daemonOptions(
      line("-qq", "-u", "ups", "-r", "/jail"),
      {},
      { name: "upsd", pidFile: "/run/upsd.pid" },
    );
    expect(options).toMatchObject({ name: "upsd", user: "ups", chroot: "/jail", quiet: 2, mode: "background" });
  });
});

describe("a word after -c", () => {
  const words = ["reload-or-error", "reload-or-exit", "reload", "exit"] as const;

  it("is that word exactly, before any longer one", () => {
    expect(matchWord(words, "reload")).toBe("reload");
  });

  it("may be the beginning of one, the first in the table's order", () => {
    expect(matchWord(words, "rel")).toBe("reload-or-error");
    expect(matchWord(words, "reload-or-ex")).toBe("reload-or-exit");
  });

  it("is refused when it is nothing or something else", () => {
    expect(matchWord(words, "")).toBeUndefined();
    expect(matchWord(words, "reloaded")).toBeUndefined();
  });
});
