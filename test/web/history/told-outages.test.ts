/** Outages with their hosts: what is followed here joined with what upssched-cmd remembers. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { HostRecord } from "../../../src/hosts/memory/host-record.ts";
import { keepReport } from "../../../src/hosts/memory/outage-reports.ts";
import type { Outage } from "../../../src/web/history/outages.ts";
import { type ReportOf, withReports } from "../../../src/web/history/told-outages.ts";
import { backOf, secondsBetween } from "../../../src/web/page/text/left-hosts.ts";
import { Sites } from "../site-under-test.ts";

const MINUTE = 60_000;
const at = (minutes: number): number => 1_000_000_000_000 + minutes * MINUTE;

const seen = (start: number, end?: number, more: Partial<Outage> = {}): Outage => ({
  ...{ ups: "u", kind: "outage", start: at(start), samples: 1 },
  ...(end !== undefined && { end: at(end) }),
  ...more,
});
const host = (name: string, minutes: number): HostRecord => ({
  ...{ name, ups: "u@h", why: "ONBATT", at: at(minutes), before: "on" },
});
const report = (since: number, until: number, ...hosts: readonly HostRecord[]): ReportOf => ({
  id: "u",
  outage: { ups: "u@h", since: at(since), until: at(until), charge: 33, runtime: 400 },
  hosts,
});

describe("outages with the hosts that left in them", () => {
  it("have them in the order in which they left, and the depth of whoever saw deeper", () => {
    const [told] = withReports([seen(0, 10, { lowestCharge: 50 })], [report(0.05, 10.1, host("b", 5), host("a", 2))]);
    expect(told).toMatchObject({ start: at(0), lowestCharge: 33, lowestRuntime: 400 });
    expect(told?.hosts.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  it("have a host where it left, when mains came and went within one report", () => {
    const told = withReports([seen(0, 4), seen(6, 9)], [report(0, 9, host("a", 2), host("b", 7))]);
    expect(told.map(({ hosts }) => hosts.map(({ name }) => name))).toEqual([["a"], ["b"]]);
  });

  it("are there also where nobody followed them from here", () => {
    const told = withReports([seen(100, 101)], [report(0, 9, host("a", 2))]);
    expect(told.map(({ start, end, hosts }) => [start, end, hosts.length])).toEqual([
      [at(0), at(9), 1],
      [at(100), at(101), 0],
    ]);
  });

  it("are no battery tests, nor those of another UPS", () => {
    const told = withReports([seen(0, 9, { kind: "test" }), seen(0, 9, { ups: "v" })], [report(0, 9, host("a", 2))]);
    expect(told.map(({ ups, kind, hosts }) => [ups, kind, hosts.length])).toEqual([
      ["u", "test", 0],
      ["v", "outage", 0],
      ["u", "outage", 1],
    ]);
  });
});

describe("what the page says of a host", () => {
  const outage = { start: "2026-11-30T01:00:00Z", end: "2026-11-30T01:10:00Z" };
  const left = { name: "nas", left: outage.start, down: null, back: null, end: null };
  it.each([
    [left, { key: "hostAway", since: undefined }],
    [
      { ...left, end: "back" as const, back: "2026-11-30T01:12:00Z" },
      { key: "hostBack", since: 120 },
    ],
    [
      { ...left, end: "given-up" as const },
      { key: "hostNotBack", since: undefined },
    ],
    [
      { ...left, end: "stayed" as const },
      { key: "hostStayed", since: undefined },
    ],
    [
      { ...left, end: "woken" as const },
      { key: "hostWoken", since: undefined },
    ],
  ])("of %j is %j", (each, expected) => {
    expect(backOf(each, outage)).toEqual(expected);
  });

  it("is never before it", () => {
    expect(secondsBetween(outage.end, outage.start)).toBe(0);
  });
});

describe("the outages of the API", () => {
  const sites = new Sites();
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-told-"));
  });
  afterEach(async () => {
    await sites.end();
    rmSync(folder, { recursive: true, force: true });
  });

  const rack = { rack: { vars: { "ups.status": "OL", "battery.charge": "100" } } };

  it("have who left and who came back, found by the name that upsmon.conf has for the UPS", async () => {
    const server = await sites.serving(rack);
    const back = { ...host("nas", 2), downAt: at(3), end: { kind: "back" as const, at: at(12) } };
    const of = (ups: string) => ({ outage: { ups, since: at(0), until: at(10), charge: 40 }, hosts: [back] });
    keepReport(folder, of(`rack@localhost:${server.port}`));
    keepReport(folder, of("elsewhere@other"));
    const site = await sites.site([server], { history: join(folder, "history"), outages: folder });
    const outages = (await site.json("/api/v1/history/outages")) as readonly object[];
    expect(outages).toHaveLength(2);
    const iso = (minutes: number): string => new Date(at(minutes)).toISOString();
    const nas = { name: "nas", why: "ONBATT", left: iso(2), down: iso(3), back: iso(12), end: "back" };
    expect(await site.json("/api/v1/history/outages?ups=rack")).toEqual([
      {
        ...{ ups: `127.0.0.1~${server.port}~rack`, kind: "outage", start: iso(0), end: iso(10), seconds: 600 },
        ...{ lowestCharge: 40, lowestRuntime: null, load: null, hosts: [nas] },
      },
    ]);
    expect(outages).toMatchObject([{}, { ups: "elsewhere@other", hosts: [nas] }]);
  });

  it("are there without hosts where what is remembered cannot be read", async () => {
    const site = await sites.site([await sites.serving(rack)], { history: folder, outages: join(folder, "lock") });
    expect(await site.json("/api/v1/history/outages")).toEqual([]);
  });
});
