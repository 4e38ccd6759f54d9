/** Values that no UPS would have, in all that is answered. */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FakeUps } from "../sim/servers/nut-server.ts";
import { Sites } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

const NASTY: readonly (readonly [string, string])[] = [
  ["markup", '<script>alert(1)</script><img src=x onerror="x">'],
  ["quotes", `"'\\"\\\\`],
  ["control characters", "a\u0001\u001b[31m\u007f\tb"],
  ["line ends in words", "a\\nb\\r\\ndata: x"],
  ["lone surrogates and beyond", "\ud800 \u2028\u2029 \u{1f50b} ü"],
  ["60 kB", "x".repeat(60_000)],
  ["numbers that are none", "1e999"],
  ["a prototype", "__proto__"],
];

describe("a hostile value", () => {
  it.each(NASTY)("(%s) stays a value in every answer", async (_what, value) => {
    const vars = { "ups.status": "OL", "ups.id": value, ["__proto__"]: "polluted" };
    const upses: Record<string, FakeUps> = { ups: { vars, desc: value, cmds: { "load.off": value } } };
    const site = await sites.site([await sites.serving(upses)]);
    const device = (await site.json("/api/v1/devices/ups")) as Record<string, string>;
    expect(typeof device["ups.id"]).toBe("string");
    expect(Object.hasOwn(device, "ups.status")).toBe(true);
    const snapshot = (await site.json("/api/v1/snapshot")) as { upses: { variables: object }[] };
    expect(snapshot.upses).toHaveLength(1);
    const metrics = await site.text("/metrics?scheme=network_ups_tools,nut,ups");
    for (const line of metrics.trimEnd().split("\n"))
      expect(line).toMatch(/^(# (HELP|TYPE) \w+ |\w+(\{.*\})? -?[\d.e+-]+$)/s);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  it("is never answered as a page", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: { "ups.id": "<b>" } } })]);
    const answer = await site.fetch("/api/v1/devices/ups/var/ups.id?raw");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    expect(answer.headers.get("content-security-policy")).toContain("default-src 'none'");
  });

  it("in an event does not begin another", async () => {
    const upses: Record<string, FakeUps> = { ups: { vars: { "ups.status": "OL", "ups.id": "a" } } };
    const site = await sites.site([await sites.serving(upses)]);
    const stream = await site.fetch("/api/v1/events");
    const reader = stream.body?.getReader();
    await reader?.read();
    upses.ups = { vars: { "ups.status": "OL", "ups.id": "x\\n\\nevent: evil\\ndata: 1" } };
    await site.polled();
    const text = Buffer.from((await reader?.read())?.value ?? []).toString();
    expect(text.split("\n").filter((line) => line.startsWith("event: "))).toEqual(["event: change"]);
    await reader?.cancel();
  });
});

describe("a server that makes up names and values", () => {
  it("a value of 100 kB, longer than a line may be, costs the servers of others nothing", async () => {
    const long = { vars: { "ups.id": "x".repeat(100_000) } };
    const good = await sites.serving({ good: { vars: { "ups.status": "OL" } } });
    const site = await sites.site([await sites.serving({ long }), good]);
    expect(await site.text("/api/v1/devices/good")).toBe('{"ups.status":"OL"}');
    expect(await site.text("/api/v1/devices/long")).toContain("Device Unreachable");
  });

  it("as many as fit are shown up to a bound, and counted", async () => {
    const vars = Object.fromEntries(Array.from({ length: 5000 }, (_, i) => [`x${i}.name`, "v"]));
    const site = await sites.site([await sites.serving({ ups: { vars } })]);
    const { upses } = (await site.json("/api/v1/snapshot")) as {
      upses: { variables: object; variablesLeftOut: number }[];
    };
    expect([Object.keys(upses[0]?.variables ?? {}).length, upses[0]?.variablesLeftOut]).toEqual([2000, 3000]);
  });
});
