import { statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { callName } from "../../src/cli/call-name.ts";
import { findDemoPort, greeting } from "../../src/up/demo.ts";
import { makeDemoFolder } from "../../src/up/demo-folder.ts";

const looking =
  (...busy: readonly number[]) =>
  (_host: string, port: number) =>
    Promise.resolve(busy.includes(port) ? ("busy" as const) : ("free" as const));

describe("the demo's port", () => {
  it("is NUT's own when that is free", async () => {
    expect(await findDemoPort(undefined, looking())).toEqual({ port: 3493, taken: [] });
  });

  it("is the next free one otherwise, or the one asked for", async () => {
    expect((await findDemoPort(undefined, looking(3493, 3494))).port).toBe(3495);
    expect((await findDemoPort("12000", looking(3493))).port).toBe(12_000);
  });

  it.each(["0", "65536", "nut", "3493.5", "-1", ""])("cannot be %j", async (port) => {
    await expect(findDemoPort(port, looking())).rejects.toThrow("a port is a number from 1 to 65535");
  });
});

describe("what the demo says first", () => {
  it("is the address and four commands to copy", () => {
    const text = greeting({ port: 3493, taken: [] }, "npx nutts");
    expect(text).toContain("127.0.0.1 port 3493");
    expect(text.match(/^ {2}npx nutts .*demo@localhost:3493.*$/gm)).toHaveLength(4);
    expect(text).toContain("\n  npx nutts drill demo@localhost:3493\n");
    expect(text).not.toContain("in use");
  });

  it("names the ports that were taken", () => {
    expect(greeting({ port: 3494, taken: [3493] }, "nutts")).toMatch(/^Port 3493 is in use .* port 3494\.\n/);
    expect(greeting({ port: 3495, taken: [3493, 3494] }, "nutts")).toMatch(/^Ports 3493 to 3494 are in use /);
  });
});

describe("the name to call us by", () => {
  it.each([
    [{ NUTTS_CALLED_AS: "npx nutts" }, "/clone/bin/run.js", "npx nutts"],
    [{ npm_command: "exec" }, "/clone/node_modules/.bin/nutts", "npx nutts"],
    [{}, "/usr/local/bin/nutts", "nutts"],
    [{}, "/clone/bin/run.js", "node /clone/bin/run.js"],
    [{}, undefined, "nutts"],
  ] as const)("with %j and %s is %s", (env, script, expected) => {
    expect(callName(env, script)).toBe(expected);
  });
});

describe("the demo's folder", () => {
  it("is ours alone, and gone when it is removed", () => {
    const folder = makeDemoFolder("127.0.0.1", 3493, { HOME: "/home/me" });
    const bits = (name: string) => statSync(join(folder.path, name)).mode & 0o777;
    expect([bits("."), bits("upsd.users"), bits("ups.conf")]).toEqual([0o700, 0o600, 0o600]);
    expect(folder.env).toMatchObject({ HOME: "/home/me", NUT_CONFPATH: folder.path });
    folder.remove();
    expect(statSync(folder.path, { throwIfNoEntry: false })).toBeUndefined();
  });
});
