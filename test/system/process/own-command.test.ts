import { mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { callsOwn, wasKilled } from "../../../src/system/process/own-command.ts";

let folder = "";
let self = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-own-"));
  self = join(folder, "run.js");
  writeFileSync(self, "");
  writeFileSync(join(folder, "other.js"), "");
  symlinkSync("run.js", join(folder, "upssched-cmd"));
  symlinkSync("run.js", join(folder, "upsmon"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const calls = (command: string): boolean => callsOwn(command.replaceAll("HERE", folder), ["upssched-cmd"], self);

describe("a command that calls a program of ours", () => {
  it.each([
    "nutts upssched-cmd",
    "/usr/bin/nutts upssched-cmd",
    "'/usr/bin/nutts' upssched-cmd -f /etc/nut/other.conf",
    "HERE/upssched-cmd",
    "/usr/bin/node HERE/run.js upssched-cmd",
  ])("is %s", (command) => {
    expect(calls(command)).toBe(true);
  });

  it.each([
    "/usr/bin/upssched-cmd",
    "upssched-cmd",
    "nutts",
    "nutts upssched",
    "HERE/upsmon",
    "/usr/bin/node HERE/other.js upssched-cmd",
    "/etc/nut/notify.sh",
    "/etc/nut/nutts-notify upssched-cmd",
    "",
  ])("is not %j", (command) => {
    expect(calls(command)).toBe(false);
  });

  it("says that it was killed by its signal, or as a shell does for it", () => {
    expect([wasKilled(null, "SIGKILL"), wasKilled(137, null)]).toEqual([true, true]);
    expect([wasKilled(null, "SIGTERM"), wasKilled(0, null), wasKilled(143, null)]).toEqual([false, false, false]);
  });
});
