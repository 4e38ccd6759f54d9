import { describe, expect, it } from "@jest/globals";
import { loadNutConf, loadUpsConf, loadUpsdConf, loadUpsdUsers, loadUpsmonConf } from "../../src/conf/load.ts";
import { formatProblem } from "../../src/conf/problem.ts";
import { loadUpsschedConf } from "../../src/conf/upssched/load.ts";
import type { Files } from "../../src/system/files/files.ts";

/** A folder of one file. */
const folderOf = (path: string, text: string, mode = 0o640): Files => ({
  read: (asked) => (asked === path ? text : undefined),
  replace: () => undefined,
  remove: () => undefined,
  mode: (asked) => (asked === path ? mode : undefined),
});

const saidOf = (loaded: ReturnType<typeof loadUpsConf>): readonly string[] =>
  loaded.kind === "read" ? loaded.problems.map(formatProblem) : [];

const WORLD = "everybody on this machine can read the passwords in this file";

describe("the configuration folder", () => {
  it("gives a file that is there, with its path in every problem", () => {
    const loaded = loadUpsConf("/etc/nut", folderOf("/etc/nut/ups.conf", "[u]\ndriver = d\n"));
    expect(loaded).toMatchObject({ kind: "read", path: "/etc/nut/ups.conf", conf: { sections: [{ name: "u" }] } });
    expect(saidOf(loaded)).toEqual(["/etc/nut/ups.conf:1:1: [u] has no port and is not served; add port = …"]);
  });

  it("tells a missing file from an empty one", () => {
    expect(loadUpsdConf("/c", folderOf("/c/upsd.conf", ""))).toMatchObject({ kind: "read", conf: { maxage: 15 } });
    expect(loadUpsdConf("/c", folderOf("/c/other", ""))).toEqual({ kind: "missing", path: "/c/upsd.conf" });
  });

  it("gives the system's reason for a file that cannot be read, and what to do", () => {
    const files: Files = {
      ...folderOf("", ""),
      read: () => {
        throw Object.assign(new Error("EACCES: permission denied, open '/c/upsd.users'"), { code: "EACCES" });
      },
    };
    expect(loadUpsdUsers("/c", files)).toEqual({
      kind: "unreadable",
      path: "/c/upsd.users",
      reason: "Permission denied; run this as root or as the user of NUT, or set NUT_CONFPATH to a folder of your own",
    });
  });

  it("warns of passwords that everybody can read", () => {
    const open = (name: string, text: string) => folderOf(`/c/${name}`, text, 0o644);
    const worldReadable = [
      loadUpsdUsers("/c", open("upsd.users", "")),
      loadUpsmonConf("/c", open("upsmon.conf", "")),
      loadUpsdConf("/c", open("upsd.conf", "CERTIDENT a b\n")),
      loadUpsConf("/c", open("ups.conf", "[u]\ncommunity = x\n")),
    ];
    for (const loaded of worldReadable) {
      expect(loaded.kind === "read" ? loaded.problems[0]?.text : undefined).toBe(WORLD);
    }
  });

  it("does not warn where there is no password or nobody else can read", () => {
    const fine = [
      loadUpsdUsers("/c", folderOf("/c/upsd.users", "[u]\npassword = x\n", 0o640)),
      loadUpsdConf("/c", folderOf("/c/upsd.conf", "MAXAGE 3\n", 0o644)),
      loadUpsConf("/c", folderOf("/c/ups.conf", "[u]\ndriver = d\nport = p\n", 0o644)),
      loadNutConf("/c", folderOf("/c/nut.conf", "MODE=none\n", 0o644)),
      loadUpsschedConf("/c", folderOf("/c/upssched.conf", "", 0o644)),
    ];
    for (const loaded of fine) expect(loaded).toMatchObject({ kind: "read", problems: [] });
  });
});
