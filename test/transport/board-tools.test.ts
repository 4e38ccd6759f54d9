/** What i2cget, gpioget and their like print, and how they are called. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { ProgramUse } from "../../src/device/programs.ts";
import type { RunOptions, RunResult } from "../../src/system/process/process-runner.ts";
import { gpioOpener, levelsIn, majorIn } from "../../src/transport/gpio/gpiod-tools.ts";
import { bytesIn, i2cOpener, wordIn } from "../../src/transport/i2c/i2c-tools.ts";
import { programOpener } from "../../src/transport/programs.ts";

/** A program that prints one text whatever it is asked. */
function printing(...texts: readonly string[]) {
  const asked: string[] = [];
  const left = [...texts];
  const run = (program: string, args: readonly string[]): Promise<string> => {
    asked.push([program, ...args].join(" "));
    return Promise.resolve(left.length > 1 ? (left.shift() ?? "") : (left[0] ?? ""));
  };
  return { run, asked };
}

describe("programs", () => {
  const played = (result: RunResult, asked: RunOptions[] = []) =>
    programOpener(
      {
        run: (_program, _args, options = {}) => {
          asked.push(options);
          return Promise.resolve(result);
        },
      },
      { PATH: "/usr/bin", HOME: "/root" },
    );
  const failing = (result: RunResult, use?: ProgramUse) => played(result).run("i2cget", ["-y"], use);

  it("are found in the folders of root's tools, speak English, and have limits", async () => {
    const asked: RunOptions[] = [];
    const result: RunResult = { kind: "exited", status: 0, stdout: "0x01\n", stderr: "" };
    expect(await played(result, asked).run("i2cget", [], { timeoutMs: 5000, maxOutput: 1024 })).toBe("0x01\n");
    const env = { PATH: "/usr/bin:/usr/local/sbin:/usr/sbin:/sbin", HOME: "/root", LC_ALL: "C" };
    expect(asked).toEqual([{ env, timeoutMs: 5000, maxOutput: 1024 }]);
  });

  it.each<[RunResult, string, string]>([
    [{ kind: "not-started", reason: "spawn i2cget ENOENT" }, "absent", "Install the package i2c-tools"],
    [{ kind: "timeout", stdout: "", stderr: "" }, "stale", "i2cget: it does not end"],
    [{ kind: "exited", status: 2, stdout: "", stderr: "Error: Read failed\n" }, "stale", "i2cget: Error: Read failed"],
    [{ kind: "exited", status: 1, stdout: "", stderr: "" }, "stale", "i2cget: it failed"],
    [{ kind: "killed", signal: "SIGSEGV", stdout: "", stderr: "" }, "stale", "i2cget: ended by SIGSEGV"],
  ])("that fail say why: %j", async (result, fault, message) => {
    const expected = { fault, message: expect.stringContaining(message) };
    await expect(failing(result, { package: "i2c-tools" })).rejects.toMatchObject(expected);
  });

  it("run without a shell, for real", async () => {
    expect(await programOpener().run("printf", ["%s", "$(id) ; `id`"])).toBe("$(id) ; `id`");
    await expect(programOpener().run("no-such-program-here", [], { package: "it" })).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringContaining("Install the package it"),
    });
  });
});

describe("i2c-tools", () => {
  it("are asked for bytes, words and blocks, and told words", async () => {
    const programs = printing("0x84 0x7b\n", "0x00c0\n", "0x41 0x53 0x45 0x4d\n", "");
    const bus = await i2cOpener(programs).open("/dev/i2c-7");
    expect([...(await bus.bytes(0x14, 0x40, 2))]).toEqual([0x84, 0x7b]);
    expect(await bus.word(0x0b, 0x16)).toBe(0x00c0);
    expect(Buffer.from(await bus.block(0x0b, 0x20)).toString()).toBe("ASEM");
    await bus.setWord(0x0b, 3, 0x0001);
    expect(programs.asked).toEqual([
      "i2cget -y 7 0x14 0x40 i 2",
      "i2cget -y 7 0x0b 0x16 w",
      "i2cget -y 7 0x0b 0x20 s",
      "i2cset -y 7 0x0b 0x03 0x0001 w",
    ]);
  });

  it.each(["", "auto", "/dev/ttyS0", "-1", "/dev/i2c-1 -f", "/dev/i2c-12345"])("know no bus %j", async (port) => {
    const expected = { fault: "configuration", message: expect.stringContaining("i2cdetect -l") };
    await expect(i2cOpener(printing("")).open(port)).rejects.toMatchObject(expected);
  });

  it.each([" 0x1", "0x1 0x2", "0x84, 0x7b", "84 7b", "0x84 0x7b 0x00", "Error", ""])(
    "that print %j have told nothing",
    async (text) => {
      const bus = await i2cOpener(printing(text)).open("1");
      await expect(bus.bytes(0x14, 0x40, 2)).rejects.toMatchObject({ fault: "stale", message: /printed no value/ });
      await expect(bus.word(0x14, 0x40)).rejects.toMatchObject({ fault: "stale" });
    },
  );

  it("may print anything: it is bytes or a word, or nothing", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.stringMatching(/^(0x[\da-f]{1,5} ?){0,40}\n?$/)), (text) => {
        const bytes = bytesIn(text);
        if (bytes) expect(text.trim().split(" ")).toHaveLength(bytes.length);
        expect(bytes === undefined || bytes.length <= 32).toBe(true);
        const word = wordIn(text);
        expect(word === undefined || (word >= 0 && word <= 0xffff)).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("gpioget", () => {
  it.each([
    ["gpioget (libgpiod) v1.6.3\nCopyright\n", "gpioget -- gpiochip0 3 1 6"],
    ["gpioget (libgpiod) v2.2.1\nCopyright\n", "gpioget --numeric --chip=gpiochip0 3 1 6"],
    ["gpioget v2.3 (libgpiod v1)\nCopyright\n", "gpioget --numeric --chip=gpiochip0 3 1 6"],
  ])("of %j is called as it wants to be", async (version, call) => {
    const programs = printing(version, "0 1 1\n");
    const lines = await gpioOpener(programs).open("gpiochip0", [3, 1, 6]);
    expect(await lines.read()).toEqual([false, true, true]);
    expect(programs.asked).toEqual(["gpioget --version", call]);
  });

  it.each(["0 1\n", "0 1 1 0\n", "0 1 2\n", '"3"=inactive "1"=active "6"=active\n', ""])(
    "that prints %j has told nothing",
    async (text) => {
      const lines = await gpioOpener(printing("gpioget (libgpiod) v1.6.3\n", text)).open("gpiochip0", [3, 1, 6]);
      await expect(lines.read()).rejects.toMatchObject({ fault: "stale", message: /printed no 3 levels/ });
    },
  );

  it("of no version is none", async () => {
    for (const text of ["", "gpioget\n", "busybox v1.36.1", "gpioget (libgpiod) vX\n"])
      await expect(gpioOpener(printing(text)).open("gpiochip0", [1])).rejects.toMatchObject({ fault: "absent" });
  });

  it("is not asked about what is no chip, or for more lines than it can", async () => {
    const programs = printing("gpioget (libgpiod) v1.6.3\n");
    const many = Array.from({ length: 65 }, (_, line) => line);
    for (const [chip, lines] of [
      ["--help", [1]],
      ["gpiochip0 1", [1]],
      ["/etc/passwd", [1]],
      ["gpiochip0", many],
    ] as const)
      await expect(gpioOpener(programs).open(chip, lines)).rejects.toMatchObject({ fault: "configuration" });
    expect(programs.asked).toEqual([]);
  });

  it("may print anything: it is as many levels as were asked for, or nothing", () => {
    const printed = fc.oneof(fc.string(), fc.stringMatching(/^([012] ?){0,70}\n?$/));
    fc.assert(
      fc.property(printed, fc.integer({ min: 1, max: 64 }), (text, count) => {
        const levels = levelsIn(text, count);
        if (levels) expect(levels).toHaveLength(count);
        const major = majorIn(text);
        expect(major === undefined || Number.isInteger(major)).toBe(true);
      }),
      { numRuns: 100_000 },
    );
  });
});
