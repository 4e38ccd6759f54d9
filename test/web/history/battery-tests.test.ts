/** What upsmon keeps of its battery tests, as the pages get it. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { Sites } from "../site-under-test.ts";

const sites = new Sites();
let folder = "";
let path = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-tests-"));
  path = join(folder, "upsmon.batterytests");
});
afterEach(async () => {
  await sites.end();
  rmSync(folder, { recursive: true, force: true });
});

const rack = { rack: { vars: { "ups.status": "OL" } }, other: { vars: { "ups.status": "OL" } } };

describe("the battery tests of the API", () => {
  it("are those that upsmon has made, with health, and when the next is due", async () => {
    const server = await sites.serving(rack);
    const result = { at: 1000, test: "quick", verdict: "passed", text: "Done", seconds: 60, fell: 5, load: 20 };
    const health = { percent: 88, confidence: 70 };
    const record = { since: 0, outage: 0, last: {}, next: { quick: 86_400_000 }, results: [{ ...result, health }] };
    writeFileSync(path, JSON.stringify({ [`rack@localhost:${server.port}`]: record }));
    const site = await sites.site([server], { batteryTests: path });
    const expected = {
      ups: `127.0.0.1~${server.port}~rack`,
      next: { quick: "1970-01-02T00:00:00.000Z", deep: null },
      results: [{ ...result, at: "1970-01-01T00:00:01.000Z", health }],
    };
    expect(await site.json("/api/v1/history/battery-tests?ups=rack")).toEqual([expected]);
    expect(await site.json("/api/v1/history/battery-tests")).toEqual([expected]);
    expect(await site.json("/api/v1/history/battery-tests?ups=other")).toEqual([]);
    expect((await site.fetch("/api/v1/history/battery-tests?ups=nope")).status).toBe(404);
  });

  it.each(["", "{", "[]", "7"])("are none where the file holds %j", async (text) => {
    writeFileSync(path, text);
    const site = await sites.site([await sites.serving(rack)], { batteryTests: path });
    expect(await site.json("/api/v1/history/battery-tests")).toEqual([]);
  });

  it("are none where upsmon has made none", async () => {
    const site = await sites.site([await sites.serving(rack)], { batteryTests: join(folder, "none") });
    expect(await site.json("/api/v1/history/battery-tests")).toEqual([]);
  });
});
