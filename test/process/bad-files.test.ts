/** Every program, with every kind of thing in place of every file that it reads: one clear line, no stack, no wait. */
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import { RUN_JS } from "./daemon.ts";

/** What lies in place of the file, and how the system or we call it. */
const FAULTS: readonly (readonly [string, (path: string) => void, RegExp])[] = [
  ["links in a circle", (path) => symlinkSync(path, path), /symbolic links/],
  ["a folder", (path) => mkdirSync(path), /[Ii]s a directory/],
  ["a pipe that nobody feeds", (path) => void spawnSync("mkfifo", [path]), /pipe that nobody writes/],
  ["a device without end", (path) => symlinkSync("/dev/zero", path), /a device and not a file/],
  ["a file larger than any of NUT", (path) => writeFileSync(path, Buffer.alloc(2 ** 21, "#")), /larger than 1 MiB/],
];

/** A program, the file that it reads first, and its exit status in C's place. */
const PROGRAMS: readonly (readonly [readonly string[], string, number])[] = [
  [["upsd", "-F"], "upsd.conf", 1],
  [["upsd", "-F"], "ups.conf", 1],
  [["upsmon", "-F", "-p"], "upsmon.conf", 1],
  [["upsmon", "-K"], "upsmon.conf", 1],
  [["upssched"], "upssched.conf", 1],
  [["upssched-cmd", "name"], "upssched-cmd.conf", 1],
  [["notify", "test"], "notify.conf", 1],
  [["notify", "queue"], "notify.conf", 1],
  [["driver", "list"], "ups.conf", 1],
  [["up"], "upsmon.conf", 1],
  [["scanner", "-n", "--write"], "ups.conf", 1],
];

describe.each(FAULTS)("with %s", (_, make, reason) => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-bad-"));
    chmodSync(folder, 0o755); // `up` leaves root
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.each(PROGRAMS.map(([args, file, status]) => [args.join(" "), file, status] as const))(
    "for its file, %s (%s) says so in one line",
    (args, file, status) => {
      const path = join(folder, file);
      rmSync(path, { recursive: true, force: true });
      for (const other of ["upsd.conf", "ups.conf"]) {
        rmSync(join(folder, other), { recursive: true, force: true });
        if (other !== file) writeFileSync(join(folder, other), "", { mode: 0o644 });
      }
      make(path);
      const places = ["NUT_CONFPATH", "NUT_STATEPATH", "NUT_ALTPIDPATH", "NUT_PIDPATH"].map((name) => [name, folder]);
      const env = { ...process.env, ...Object.fromEntries(places) };
      const alone = { ...env, UPSNAME: "u@h", NOTIFYTYPE: args.startsWith("upssched") ? "ONBATT" : undefined };
      const ran = spawnSync(process.execPath, [RUN_JS, ...args.split(" ")], {
        env: alone,
        encoding: "utf8",
        timeout: 120_000,
      });
      const said = `${ran.stderr}${ran.stdout}`;
      const lines = said.split("\n").filter((line) => reason.test(line));
      expect(lines).toEqual([expect.stringContaining(path)]);
      expect(said).not.toMatch(/^\s+at |node:fs/m);
      expect([ran.status, ran.signal]).toEqual([status, null]);
    },
  );
});
