/** failover on drivers in memory. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { FAILOVER } from "../../../src/drivers/failover/driver.ts";
import { type Candidate, type ElectionRules, elect, priorityOf } from "../../../src/drivers/failover/election.ts";
import { rulesOf } from "../../../src/drivers/failover/options.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { type DriverBench, driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { OtherDrivers, OtherUps } from "../../sim/devices/other-ups.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

interface FailoverBench extends DriverBench {
  readonly a: OtherUps;
  readonly b: OtherUps;
  poll(): Promise<Reading>;
  /** Status, or why there is none. */
  shows(): Promise<string>;
}

async function opened(options: Readonly<Record<string, string>> = {}): Promise<FailoverBench> {
  const clock = new VirtualClock();
  const [a, b] = [new OtherUps(), new OtherUps()];
  const drivers = new OtherDrivers({ "usb-a": a, "usb-b": b });
  const settings = { port: "usb-a,usb-b", ...options };
  const bench = driverBench({ definition: FAILOVER, clock, drivers, options: settings, stepMs: 500, longMs: 10_000 });
  await bench.run(bench.driver.open(() => undefined));
  const poll = (): Promise<Reading> => bench.run(bench.driver.poll("full"));
  const shows = (): Promise<string> =>
    poll().then(
      ({ status = [], alarms = [] }) => [...alarms, ...status].join(" "),
      (error: unknown) => String(error),
    );
  return { ...bench, a, b, poll, shows };
}

const primaryOf = (reading: Reading): string | undefined => valueIn(reading, "driver.primary.socketname");

const UPS: Candidate = {
  complete: true,
  fresh: true,
  tokens: ["OL"],
  runtime: undefined,
  runtimeLow: undefined,
  forcedUntil: undefined,
  ignoredUntil: undefined,
};
const FILTERS = { haveAny: [], haveAll: [], notHaveAny: [], notHaveAll: [] };
const RULES: ElectionRules = { filters: FILTERS, strict: false, checkRuntime: 1 };

describe("the priority of a UPS", () => {
  it.each([
    ["that is online", {}, 2],
    ["on battery", { tokens: ["OB"] }, 3],
    ["with stale data", { fresh: false }, 4],
    ["that has not told everything", { complete: false }, undefined],
    ["that is forced", { tokens: ["OB"], forcedUntil: "always" as const }, 0],
    ["that was forced until a moment ago", { forcedUntil: 99 }, 2],
    ["that is forced and ignored", { forcedUntil: 200, ignoredUntil: 200 }, undefined],
    ["that was ignored until a moment ago", { ignoredUntil: 99 }, 2],
  ])("%s", (_, more, priority) => {
    expect(priorityOf({ ...UPS, ...more }, 100, RULES)).toBe(priority);
  });

  it.each([
    [{ haveAny: ["OB", "OL"] }, ["OL"], 1],
    [{ haveAny: ["OB"] }, ["OL"], 2],
    [{ haveAll: ["OL", "CHRG"] }, ["OL", "CHRG"], 1],
    [{ haveAll: ["OL", "CHRG"] }, ["OL"], 2],
    [{ notHaveAny: ["ALARM"] }, ["ALARM", "OL"], 2],
    [{ notHaveAll: ["OB", "LB"] }, ["OB"], 1],
    [{ notHaveAll: ["OB", "LB"] }, ["OB", "LB"], 3],
    [{ haveAny: ["OL"], notHaveAny: ["RB"] }, ["OL", "RB"], 2],
    [{ haveAny: ["OL"] }, [], 3],
  ])("by the filters %j, of the status %j, is %d", (filters, tokens, priority) => {
    expect(priorityOf({ ...UPS, tokens }, 0, { ...RULES, filters: { ...FILTERS, ...filters } })).toBe(priority);
  });

  it("is that of the filters or none where they are strict", () => {
    const rules = { ...RULES, strict: true, filters: { ...FILTERS, haveAny: ["CHRG"] } };
    expect(priorityOf(UPS, 0, rules)).toBeUndefined();
  });
});

describe("among equals", () => {
  const battery = (runtime?: number, runtimeLow?: number): Candidate => ({
    ...UPS,
    tokens: ["OB"],
    runtime,
    runtimeLow,
  });
  it.each([
    [0, [battery(10, 1), battery(20, 2)], 0],
    [1, [battery(10, 1), battery(20, 0)], 1],
    [1, [battery(10), battery()], 0],
    [2, [battery(20, 1), battery(10, 2)], 1],
    [3, [battery(10, 1), battery(20, 1)], 0],
    [3, [battery(10, 1), battery(20, 2)], 1],
    [
      1,
      [
        { ...UPS, runtime: 10 },
        { ...UPS, runtime: 20 },
      ],
      0,
    ],
  ])("checkruntime = %d decides on battery", (checkRuntime, upses, at) => {
    expect(elect(upses, 0, { ...RULES, checkRuntime }).elected).toBe(at);
  });

  it("nobody is elected that has a better one beside it", () => {
    const candidate = fc.record({
      complete: fc.boolean(),
      fresh: fc.boolean(),
      tokens: fc.subarray(["OL", "OB", "LB"]),
      runtime: fc.option(fc.nat(100), { nil: undefined }),
      runtimeLow: fc.option(fc.nat(100), { nil: undefined }),
      forcedUntil: fc.option(fc.nat(100), { nil: undefined }),
      ignoredUntil: fc.option(fc.nat(100), { nil: undefined }),
    });
    fc.assert(
      fc.property(fc.array(candidate, { maxLength: 6 }), fc.nat(100), (upses, now) => {
        const { elected, priorities } = elect(upses, now, RULES);
        const possible = priorities.flatMap((priority) => priority ?? []);
        if (elected === undefined) expect(possible).toEqual([]);
        else expect(priorities[elected]).toBe(Math.min(...possible));
      }),
    );
  });
});

describe("failover", () => {
  it("waits for its first primary, and shows it with its own names for the driver's", async () => {
    const { a, shows, poll } = await opened();
    expect(await shows()).toBe("WAIT");
    a.tell({ "ups.status": "OL CHRG", "battery.charge": "90", "driver.name": "usbhid-ups", "ups.alarm": "Fan!" });
    a.state.apply({ kind: "add-cmd", name: "load.off" });
    const reading = await poll();
    expect(reading).toMatchObject({ status: ["OL", "CHRG"], alarms: ["Fan!"] });
    expect(valueIn(reading, "upstream.driver.name")).toBe("usbhid-ups");
    expect(valueIn(reading, "driver.name")).toBeUndefined();
    expect(valueIn(reading, "driver.stats.alive_drivers")).toBe("1");
    expect(valueIn(reading, "driver.primary.priority")).toBe("2");
    expect(reading.commands).toEqual([
      "upstream.load.off",
      "usb-a.force.ignore",
      "usb-a.force.primary",
      "usb-b.force.ignore",
      "usb-b.force.primary",
    ]);
  });

  it("goes over to the better one, and back", async () => {
    const { a, b, poll } = await opened();
    a.tell({ "ups.status": "OL", "ups.id": "a", "input.voltage": "230" });
    b.tell({ "ups.status": "OL", "ups.id": "b" });
    expect(primaryOf(await poll())).toBe("usb-a");
    a.tell({ "ups.status": "OB" });
    const reading = await poll();
    expect([primaryOf(reading), valueIn(reading, "ups.id"), valueIn(reading, "input.voltage")]).toEqual([
      "usb-b",
      "b",
      undefined,
    ]);
    a.tell({ "ups.status": "OL" });
    expect(primaryOf(await poll())).toBe("usb-a");
    a.is("gone");
    expect(primaryOf(await poll())).toBe("usb-b");
  });

  it("obeys the administrator, for as long as he says", async () => {
    const { a, b, poll, driver, clock } = await opened();
    a.tell({ "ups.status": "OL" });
    b.tell({ "ups.status": "OB" });
    expect(await driver.instcmd("usb-b.force.primary", "60")).toBe("handled");
    expect(primaryOf(await poll())).toBe("usb-b");
    await clock.advance(61_000);
    expect(primaryOf(await poll())).toBe("usb-a");
    await driver.instcmd("usb-a.force.ignore", "-1");
    await clock.advance(3_600_000);
    expect(primaryOf(await poll())).toBe("usb-b");
    await driver.instcmd("usb-a.force.ignore");
    expect(primaryOf(await poll())).toBe("usb-a");
    expect(await driver.instcmd("usb-a.force.ignore", "soon")).toBe("conversion-failed");
  });

  it("passes settings and commands on to the primary, with its result", async () => {
    const { a, poll, driver } = await opened();
    expect(await driver.setvar("ups.id", "x")).toBe("failed");
    a.tell({ "ups.status": "OL", "ups.id": "a", "driver.debug": "0" });
    a.state.apply({ kind: "add-cmd", name: "load.off" });
    await poll();
    expect(await driver.setvar("ups.id", "x")).toBe("handled");
    expect(await driver.setvar("upstream.driver.debug", "1")).toBe("handled");
    expect(await driver.setvar("ups.nothing", "x")).toBe("unknown");
    expect(await driver.instcmd("upstream.load.off", "5")).toBe("handled");
    expect(await driver.instcmd("load.off")).toBe("unknown");
    a.outcome = "invalid";
    expect(await driver.setvar("ups.id", "y")).toBe("invalid");
    expect(a.heard).toEqual(["SET ups.id x", "SET driver.debug 1", "INSTCMD load.off 5", "SET ups.id y"]);
  });
});

describe("without a primary", () => {
  async function alone(fsdmode: string): Promise<FailoverBench> {
    const one = await opened({ fsdmode, noprimarytime: "10" });
    one.a.tell({ "ups.status": "OL", "battery.charge": "90" });
    await one.poll();
    one.a.is("gone");
    return one;
  }

  it.each([
    ["0", "OL", /can be primary/, /can be primary/],
    ["1", "", /^No suitable primaries for failover$/, /can be primary/],
    ["2", "", /^No suitable primaries for failover FSD$/, /^No suitable primaries for failover FSD$/],
  ])("fsdmode = %s: %j at first, then %s, in the end %s", async (mode, first, then, end) => {
    const { shows, clock, a } = await alone(mode);
    expect(await shows()).toBe(first);
    await clock.advance(10_000);
    expect(await shows()).toBe(first);
    await clock.advance(1000);
    expect(await shows()).toMatch(then);
    await clock.advance(15_000);
    expect(await shows()).toMatch(end);
    a.tell({ "ups.status": "OL" });
    expect(await shows()).toBe("OL");
  });

  it("a driver that has fallen silent counts as dead, one with stale data is the last choice and makes ours stale", async () => {
    const one = await opened({ fsdmode: "2", noprimarytime: "0" });
    one.a.tell({ "ups.status": "OL" });
    await one.poll();
    one.a.is("stale");
    expect(await one.shows()).toMatch(/usb-a is the best there is, and has no fresh data/);
    one.a.is("silent");
    await one.clock.advance(1000);
    expect(await one.shows()).toMatch(/FSD/);
  });

  it("from the start, the time of the start is waited for before", async () => {
    const { shows, clock } = await opened({ inittime: "20", noprimarytime: "10", fsdmode: "2" });
    await clock.advance(30_000);
    expect(await shows()).toBe("WAIT");
    await clock.advance(1000);
    expect(await shows()).toMatch(/FSD/);
  });
});

it.each([
  [{ port: " , " }, /names no drivers: write DRIVER-UPSNAME,DRIVER-UPSNAME/],
  [{ fsdmode: "3" }, /"3" is more than 2/],
  [{ inittime: "long" }, /"long" is not a whole number/],
])("failover does not start with %j", async (options, words) => {
  await expect(opened(options)).rejects.toThrow(words);
});

it.each([
  [{}, { complainMs: 300_000, maxFails: Number.POSITIVE_INFINITY, coolOffMs: 15_000 }],
  [
    { relogtime: "5", maxconnfails: "3", coolofftime: "60" },
    { complainMs: 5000, maxFails: 3, coolOffMs: 60_000 },
  ],
])("with %j drivers that are away are tried again by %j", (options, retries) => {
  expect(rulesOf(settingsOf({ port: "a,b", ...options })).retries).toEqual(retries);
});
