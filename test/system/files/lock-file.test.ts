import {
  chmodSync,
  existsSync,
  fstatSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { adoptLock, lockStands, takeLock } from "../../../src/system/files/lock-file.ts";
import { identityLives, identityOf } from "../../../src/system/process/process-identity.ts";

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

  it.each(["ENOSPC", "EDQUOT", "EFBIG"])(
    "that cannot be signed (%s) holds all the same, says why and leaks no descriptor",
    (code) => {
      let fd = -1;
      const full = (opened: number): number => {
        fd = opened;
        throw Object.assign(new Error(code), { code });
      };
      const lock = takeLock(path, undefined, full);
      expect(lock).toMatchObject({ kind: "held", unsigned: expect.stringMatching(/No space|quota|too large/) });
      expect(() => fstatSync(fd)).toThrow("EBADF");
      expect(lockStands(path)).toBe(true);
      if (lock.kind === "held") lock.release();
      expect(existsSync(path)).toBe(false);
    },
  );

  it("of which a part was written names nobody else: it is emptied", () => {
    expect(takeLock(path, undefined, (fd, text) => writeSync(fd, text.slice(0, 2)))).toMatchObject({ kind: "held" });
    expect(readFileSync(path, "utf8")).toBe("");
  });

  it("is handed to another process, and stands as long as that one runs", () => {
    const lock = takeLock(path);
    if (lock.kind === "held") lock.handTo(1);
    expect(readFileSync(path, "utf8")).toBe(identityOf(1));
    expect(lockStands(path)).toBe(true);
    writeFileSync(path, NOBODY);
    expect(lockStands(path)).toBe(false);
    expect(lockStands(join(folder, "none"))).toBe(false);
  });

  it("that was handed to this process, by name or without one, is its own", () => {
    for (const left of [identityOf(process.pid), ""]) {
      writeFileSync(path, left);
      expect(adoptLock(path, 1000).kind).toBe("held");
    }
    writeFileSync(path, identityOf(1));
    expect(adoptLock(path, 60_000).kind).toBe("taken");
  });

  it("of the C program, empty and with no right to read it, is a lock as any other", () => {
    writeFileSync(path, "");
    chmodSync(path, 0);
    expect(takeLock(path).kind).toBe("taken");
    const past = Date.now() / 1000 - 60;
    utimesSync(path, past, past);
    expect(takeLock(path).kind).toBe("held");
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
