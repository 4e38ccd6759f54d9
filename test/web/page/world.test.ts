import { describe, expect, it } from "@jest/globals";
import type { Ups } from "../../../src/web/page/api/types.ts";
import { EMPTY, told, type World } from "../../../src/web/page/api/world.ts";

const ups = (more: Partial<Ups> = {}): Ups => ({
  id: "nas~3493~ups",
  name: "ups",
  server: "nas:3493",
  serverName: "nas",
  description: null,
  condition: "live",
  ageSeconds: 0,
  status: ["OL"],
  changedAt: null,
  clients: [],
  commands: [],
  variablesLeftOut: 0,
  variables: {
    "ups.status": { text: "OL", value: "OL" },
    "battery.charge": { text: "100", value: 100, unit: "%", description: "Charge" },
  },
  ...more,
});

const snapshot = { time: "", version: "1", protection: [], servers: [], upses: [ups()] };
const start = (): World => told(EMPTY, { event: "snapshot", data: snapshot }, 50_000);

const change = (values: Readonly<Record<string, { text: string; value: string } | null>>, more = {}) =>
  ({
    event: "change",
    data: { id: "nas~3493~ups", condition: "live", ageSeconds: 1, changedAt: null, values, ...more },
  }) as const;

describe("what the page knows", () => {
  it("is replaced by a snapshot", () => {
    const world = told({ ...start(), upses: [ups({ id: "gone" })] }, { event: "snapshot", data: snapshot }, 60_000);
    expect(world.upses.map(({ id }) => id)).toEqual(["nas~3493~ups"]);
    expect(world.freshAt).toEqual(new Map([["nas~3493~ups", 60_000]]));
  });

  it("follows a change of the status, and keeps what a value means", () => {
    const values = {
      "ups.status": { text: "OB  DISCHRG", value: "OB  DISCHRG" },
      "battery.charge": { text: "9", value: "9" },
    };
    const [now] = told(start(), change(values), 60_000).upses;
    expect(now?.status).toEqual(["OB", "DISCHRG"]);
    expect(now?.variables["battery.charge"]).toEqual({ text: "9", value: "9", unit: "%", description: "Charge" });
  });

  it("loses a variable that has gone, and its status with it", () => {
    const [now] = told(start(), change({ "ups.status": null, "battery.charge": null }), 60_000).upses;
    expect([now?.status, Object.keys(now?.variables ?? {})]).toEqual([[], []]);
  });

  it("knows how old its values are, and why, until they are live again", () => {
    const lost = told(start(), change({}, { condition: "lost", ageSeconds: 12, reason: "refused" }), 60_000);
    expect([lost.upses[0]?.condition, lost.upses[0]?.reason, lost.freshAt.get("nas~3493~ups")]).toEqual([
      "lost",
      "refused",
      48_000,
    ]);
    expect(told(lost, change({}), 61_000).upses[0]).not.toHaveProperty("reason");
    const aged = told(lost, { event: "ages", data: { ages: { "nas~3493~ups": 30 } } }, 78_000);
    expect(aged.freshAt.get("nas~3493~ups")).toBe(48_000);
  });

  it("adds a UPS that is new, and puts one that it knows in its place", () => {
    const two = told(start(), { event: "ups", data: ups({ id: "b" }) }, 0);
    const again = told(two, { event: "ups", data: ups({ clients: ["10.0.0.9"] }) }, 0);
    expect(again.upses.map(({ id, clients }) => [id, clients.length])).toEqual([
      ["nas~3493~ups", 1],
      ["b", 0],
    ]);
  });

  it("passes over a change of a UPS that it has never heard of", () => {
    expect(told(EMPTY, change({}), 0).upses).toEqual([]);
  });

  it("keeps no more news than anybody reads", () => {
    let world = EMPTY;
    for (let at = 0; at < 500; at++)
      world = told(world, { event: "news", data: { at, ups: "x", type: "ONBATT", text: "" } }, 0);
    expect([world.news.length, world.news[0]?.at]).toEqual([200, 499]);
  });
});
