import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "@jest/globals";
import { Spool } from "../../src/notify/spool.ts";

describe("the queue of root in a folder that others may write to", () => {
  const asRoot = process.geteuid?.() === 0 ? it : it.skip;
  asRoot("puts nothing behind a link that they have planted", () => {
    const shared = mkdtempSync(join(tmpdir(), "nutts-spool-"));
    const elsewhere = join(shared, "elsewhere");
    mkdirSync(join(shared, "queue"));
    mkdirSync(elsewhere);
    chmodSync(shared, 0o777);
    symlinkSync(elsewhere, join(shared, "queue", "phone"));
    const notice = { id: "000000000000001-1", at: 1, type: "ONBATT", upsname: "", subject: "", text: "" };
    expect(() => new Spool(join(shared, "queue")).put("phone", notice)).toThrow("is a link in a folder that others");
    expect(readdirSync(elsewhere)).toEqual([]);
    rmSync(shared, { recursive: true });
  });
});
