import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { executableComplaint, noexecMount } from "../../../src/system/process/executable.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-executable-"));
  path = join(folder, "cmd");
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = (text: string, mode = 0o755): void => {
  writeFileSync(path, text);
  chmodSync(path, mode);
};
const complaint = (): string | undefined => executableComplaint(path, process.env);

describe("a program that cannot be executed", () => {
  it.each([
    ["#!/bin/sh\necho\n", 0o755],
    ["#!/usr/bin/env -S sh -e\n", 0o755],
    ["echo without a first line\n", 0o755],
    ["\u007fELF", 0o711],
  ])("is not %j", (text, mode) => {
    program(text, mode);
    expect(complaint()).toBeUndefined();
  });

  it("is one that is not there, or a link that leads nowhere", () => {
    expect(complaint()).toBe("it does not exist; correct the path");
    symlinkSync(join(folder, "gone"), path);
    expect(complaint()).toBe("it is a link to a file that is not there; correct the link");
  });

  it("is one in a folder that is not there, or below a file", () => {
    expect(executableComplaint(join(folder, "none/cmd"), {})).toContain(`the folder ${folder}/none does not exist`);
    program("");
    expect(executableComplaint(join(path, "cmd"), {})).toContain(`${path} is no folder`);
  });

  it("is one without the right, or a folder", () => {
    program("#!/bin/sh\n", 0o644);
    expect(complaint()).toBe(`it lacks the right to be executed; chmod +x ${path}`);
    rmSync(path);
    mkdirSync(path);
    expect(complaint()).toBe("it is not a file; name a program");
  });

  it.each([
    ["#!/bin/sh\r\necho\r\n", /lines end as on Windows \(CRLF\).*sed -i 's\/\\r\$\/\/' /],
    ["\ufeff#!/bin/sh\n", /byte order mark/],
    ["#!/opt/none/bash\n", /its interpreter \/opt\/none\/bash .* the folder \/opt\/none does not exist/],
    ["#!/bin/no-such-shell\n", /its interpreter \/bin\/no-such-shell .* does not exist/],
    ["#! bash\n", /its interpreter bash/],
    ["#!/usr/bin/env no-such-shell\n", /asks for no-such-shell: there is no program no-such-shell in/],
  ])("is one whose first line names no interpreter: %j", (text, why) => {
    program(text);
    expect(complaint()).toMatch(why);
  });

  it("is a name that is nowhere on the PATH", () => {
    expect(executableComplaint("no-such-program", { PATH: "/bin:/usr/bin" })).toBe(
      "there is no program no-such-program in /bin:/usr/bin; write its whole path",
    );
    expect(executableComplaint("sh", { PATH: "/bin:/usr/bin" })).toBeUndefined();
  });
});

describe("a file system that is mounted noexec", () => {
  const MOUNTS = [
    "22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw",
    "30 22 0:26 / /srv rw,nosuid,noexec shared:2 - tmpfs tmpfs rw",
    "31 30 0:27 / /srv/bin rw - tmpfs tmpfs rw",
  ].join("\n");

  it("is the nearest one above the path", () => {
    expect(noexecMount("/srv/cmd", MOUNTS)).toBe("/srv");
    expect(noexecMount("/srv/bin/cmd", MOUNTS)).toBeUndefined();
    expect(noexecMount("/srvother/cmd", MOUNTS)).toBeUndefined();
    expect(noexecMount("/srv/cmd", "")).toBeUndefined();
  });
});
