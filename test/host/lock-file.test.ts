import { mkdtempSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { takeLock } from "../../src/host/lock-file.ts";
import { identityLives, identityOf } from "../../src/host/process-identity.ts";

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-lock-"));
  path = join(folder, "lock");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** The highest process number of Linux, which is in nobody's use. */
const NOBODY = "4194303";

describe("a lock", () => {
  it("is held by one, until it is let go", () => {
    const first = takeLock(path);
    expect(first.kind).toBe("held");
    expect(takeLock(path).kind).toBe("taken");
    if (first.kind === "held") first.release();
    expect(takeLock(path).kind).toBe("held");
  });

  it.each([
    ["of a process that is gone", NOBODY],
    ["of an earlier boot, though its number is in use again", `${process.pid} another-boot 1`],
    ["of a process before us that had our number", identityOf(process.pid).replace(/\d+$/, "1")],
  ])("%s is taken over", (_, holder) => {
    writeFileSync(path, holder);
    expect(takeLock(path).kind).toBe("held");
    expect(readFileSync(path, "utf8")).toBe(identityOf(process.pid));
  });

  it.each(["root:x:0:0::/root:/bin/sh\n", "x", "12 apples", `1${"0".repeat(300)}`])(
    "is never made of somebody else's file (%j), which is left alone",
    (text) => {
      writeFileSync(path, text);
      expect(takeLock(path, -1)).toEqual({ kind: "failed", reason: "what lies there is no lock, and is left alone" });
      expect(readFileSync(path, "utf8")).toBe(text);
    },
  );

  it("whose holder has not yet written who it is stands, but not for long", () => {
    writeFileSync(path, "");
    expect(takeLock(path).kind).toBe("taken");
    const past = Date.now() / 1000 - 60;
    utimesSync(path, past, past);
    expect(takeLock(path).kind).toBe("held");
  });

  it("that is older than it may be is taken over", () => {
    takeLock(path);
    expect(takeLock(path, -1).kind).toBe("held");
  });

  it("in a folder that is not there cannot be made", () => {
    expect(takeLock(join(folder, "none", "lock")).kind).toBe("failed");
  });
});

describe("the identity of a process", () => {
  it("is its own as long as it runs", () => {
    expect(identityLives(identityOf(process.pid))).toBe(true);
    expect(identityLives(String(process.pid))).toBe(true);
    expect(identityLives(identityOf(1))).toBe(true);
    expect([NOBODY, "", "0", "-1"].map(identityLives)).toEqual([false, false, false, false]);
  });
});
