/** The history as it is asked for. */
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import type { FakeUps } from "../../sim/servers/nut-server.ts";
import { Sites, type SiteUnderTest } from "../site-under-test.ts";

const sites = new Sites();
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-history-"));
});
afterEach(async () => {
  await sites.end();
  rmSync(folder, { recursive: true, force: true });
});

const ups = (status: string, charge = "100"): FakeUps => ({
  vars: { "ups.status": status, "battery.charge": charge, "ups.load": "25", "ups.realpower": "360" },
});

interface World {
  readonly upses: Record<string, FakeUps>;
  readonly site: SiteUnderTest;
}

async function begun(): Promise<World> {
  const upses: Record<string, FakeUps> = { rack: ups("OL") };
  return { upses, site: await sites.site([await sites.serving(upses)], { history: folder }) };
}

/** So many seconds, in which the server is asked again and again. */
async function pass({ site }: World, seconds: number): Promise<void> {
  for (let at = 0; at < seconds; at += 2) await site.polled();
}

describe("the history", () => {
  it("has the curves of what was, a point for each stretch", async () => {
    const world = await begun();
    await pass(world, 60);
    const answer = (await world.site.json(
      "/api/v1/history/curves?ups=rack&variables=ups.load,battery.charge&points=2000",
    )) as {
      step: number;
      times: readonly number[];
      series: Readonly<Record<string, { mean: readonly (number | null)[] }>>;
    };
    const load = answer.series["ups.load"]?.mean ?? [];
    expect(load.filter((value) => value === 25).length).toBeGreaterThan(0);
    expect(load).toHaveLength(answer.times.length);
    const csv = await world.site.text("/api/v1/history/curves.csv?ups=rack&variables=ups.load&points=2000");
    expect(csv).toMatch(/^time,ups\.load\r\n/);
    expect(csv).toMatch(/,25\r\n/);
  });

  it("tells what has happened, the newest first, and the outage with its depth", async () => {
    const world = await begun();
    world.upses.rack = ups("OB DISCHRG", "80");
    await pass(world, 4);
    world.upses.rack = ups("OB DISCHRG", "60");
    await pass(world, 4);
    world.upses.rack = ups("OL CHRG", "61");
    await pass(world, 4);
    const events = (await world.site.json("/api/v1/history/events?ups=rack")) as { type: string; text: string }[];
    expect(events.map(({ type }) => type)).toEqual(["ONLINE", "ONBATT"]);
    expect(await world.site.json("/api/v1/history/outages")).toMatchObject([
      { kind: "outage", end: expect.any(String), lowestCharge: 60, load: 25 },
    ]);
  });

  it("counts energy that never falls, over a restart too", async () => {
    const world = await begun();
    await pass(world, 310);
    const energy = async (site: SiteUnderTest) =>
      (await site.json("/api/v1/history/energy?ups=rack")) as { kwh: number };
    const first = await energy(world.site);
    expect(first.kwh).toBeGreaterThan(0.025);
    expect(first.kwh).toBeLessThan(0.035);
    const servers = world.site.site.fleet.servers.map(({ watched }) => watched);
    await world.site.site.close();
    const next = await sites.site([], { history: folder, servers });
    expect((await energy(next)).kwh).toBeGreaterThanOrEqual(first.kwh);
  });

  it("keeps events, curves and an outage that lasts over a restart", async () => {
    const world = await begun();
    world.upses.rack = ups("OB", "50");
    await pass(world, 30);
    const servers = world.site.site.fleet.servers.map(({ watched }) => watched);
    await world.site.site.close();
    const next = { ...world, site: await sites.site([], { history: folder, servers }) };
    next.upses.rack = ups("OL", "51");
    await pass(next, 4);
    const outages = (await next.site.json("/api/v1/history/outages")) as object[];
    expect(outages).toMatchObject([{ lowestCharge: 50, end: expect.any(String) }]);
    expect(await next.site.json("/api/v1/history/events")).toMatchObject([{ type: "ONLINE" }, { type: "ONBATT" }]);
    expect(await next.site.text("/api/v1/history/curves?ups=rack&variables=battery.charge&points=2000")).toContain(
      "50",
    );
  });

  it("is told live, too", async () => {
    const world = await begun();
    const stream = await world.site.fetch("/api/v1/events");
    const reader = stream.body?.getReader();
    await reader?.read();
    world.upses.rack = ups("OB");
    await pass(world, 2);
    let text = "";
    while (!text.includes("event: news")) text += Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(text).toContain('"type":"ONBATT","text":"rack runs on battery"');
    await reader?.cancel();
  });

  it.each([
    ["curves?ups=nope", 404],
    ["curves?ups=rack&variables=ups.mfr", 400],
    ["curves?ups=rack&from=2026-01-02&to=2026-01-01", 400],
    ["curves?ups=rack&from=x", 400],
    ["curves?ups=rack&points=0", 400],
    ["curves?ups=rack&from=0&to=99999999999", 200],
    ["events?limit=-1", 400],
    ["events?ups=nope", 404],
    ["energy", 404],
    ["outages?from=x", 200],
  ])("answers %s with %d", async (path, status) => {
    const { site } = await begun();
    expect((await site.fetch(`/api/v1/history/${path}`)).status).toBe(status);
  });

  it("is kept by one process: another one on the same folder has none, and says so", async () => {
    const world = await begun();
    const other = await sites.site([], { history: folder });
    expect((await other.fetch("/api/v1/history/events")).status).toBe(404);
    expect((await world.site.fetch("/api/v1/history/events")).status).toBe(200);
    await world.site.site.close();
    const next = await sites.site([], { history: folder });
    expect((await next.fetch("/api/v1/history/events")).status).toBe(200);
  });

  it("says that there is none where none is kept", async () => {
    const site = await sites.site([await sites.serving({ rack: ups("OL") })]);
    const answer = await site.fetch("/api/v1/history/events");
    expect([answer.status, await answer.text()]).toEqual([404, expect.stringContaining("--history")]);
  });

  it("that cannot be written costs nothing else", async () => {
    for (const name of ["events.json", "energy.json", "outages.json"]) mkdirSync(join(folder, name));
    const world = await begun();
    world.upses.rack = ups("OB");
    await pass(world, 310);
    expect(await world.site.text("/api/v1/devices/rack")).toContain('"ups.status":"OB"');
    expect(await world.site.json("/api/v1/history/events")).toMatchObject([{ type: "ONBATT" }]);
  });
});
