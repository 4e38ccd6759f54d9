/** Cards as users of the C driver have reported them, and what should become of them. */
import { describe, expect, it } from "@jest/globals";
import { loadWalk, OWN_WALKS, SnmpWalk } from "../../sim/devices/snmp-walk.ts";
import { dumpOf, dumpWalk, opened } from "./snmp-bench.ts";

const RFC = "1.3.6.1.2.1.33.1";
const oid = (text: string) => ({ type: "OBJECT IDENTIFIER", oid: text }) as const;
const below = (root: string, objects: Readonly<Record<string, Parameters<typeof SnmpWalk.of>[0][string]>>) =>
  Object.fromEntries(Object.entries(objects).map(([end, value]) => [`${root}.${end}`, value]));

const walkOf = (sysOid: string, ...objects: readonly Parameters<typeof SnmpWalk.of>[0][]) =>
  SnmpWalk.of(Object.assign({ "1.3.6.1.2.1.1.2.0": oid(sysOid) }, ...objects));

const statusOf = async (walk: SnmpWalk): Promise<string | undefined> => (await dumpWalk(walk)).vars.get("ups.status");

describe("a NetAgent card on a line-interactive UPS", () => {
  const XPPC = "1.3.6.1.4.1.935.1.1.1";
  const psi = (output: number, battery = 2) =>
    walkOf(XPPC, below(XPPC, { "1.1.1.0": "Intelligent LiebertPSI", "2.1.1.0": battery, "4.1.1.0": output }));

  it("says standby of the inverter while the mains feed the load (#3512, #2608)", async () => {
    expect(await statusOf(psi(8))).toBe("OL");
  });

  it("tells of the outage all the same", async () => {
    expect(await statusOf(psi(3, 3))).toBe("LB OB");
    expect(await statusOf(psi(5))).toBe("OFF");
  });
});

describe("a card that keeps to RFC 1628", () => {
  const card = (test: string, result: number, source = 3, battery = 2) =>
    walkOf(
      RFC.slice(0, -2),
      below(RFC, { "1.2.0": "UPS", "2.1.0": battery, "4.1.0": source, "7.1.0": oid(`${RFC}.7.7.${test}`) }),
      below(RFC, { "7.3.0": result }),
    );

  it("keeps the name of the last test: it is over with a result (#2416)", async () => {
    for (const test of ["3", "4", "5"])
      for (const result of [1, 2, 3, 4, 6]) expect(await statusOf(card(test, result))).toBe("OL");
  });

  it("shows a test that runs", async () => {
    expect(await statusOf(card("4", 5))).toBe("OL TEST");
    expect(await statusOf(card("5", 5))).toBe("OL CAL");
  });

  it("is on battery and low without CAL, which would keep hosts up, when the last test was a calibration", async () => {
    expect(await statusOf(card("5", 1, 5, 3))).toBe("LB OB");
  });

  it("ends the test in quick polls", async () => {
    const { driver, agent } = await opened(card("4", 5));
    await driver.poll("full");
    agent.walk.set(`${RFC}.7.3.0`, 1);
    expect(dumpOf(await driver.poll("quick")).vars.get("ups.status")).toBe("OL");
  });

  it("shows a test where nothing tells whether it runs", async () => {
    const walk = card("4", 5);
    walk.objects.delete(`${RFC}.7.3.0`);
    expect(await statusOf(walk)).toBe("OL TEST");
  });
});

describe("low batteries that no alarm of the card tells of (#2619)", () => {
  const XUPS = "1.3.6.1.4.1.534.1";
  const m3 = (objects: Parameters<typeof SnmpWalk.of>[0]) =>
    walkOf(XUPS, below(XUPS, { "1.2.0": "Eaton 5PX 3000 RT2U G2", "4.5.0": 5, "2.5.0": 2, "7.1.0": 0 }), objects);

  it.each([
    ["Network-M3, by its own object", m3(below(XUPS, { "2.10.0": 1 })), "OB LB DISCHRG"],
    ["Network-M3, by the standard one", m3({ [`${RFC}.2.1.0`]: 3 }), "OB LB DISCHRG"],
    ["Network-M3 with time left", m3({ ...below(XUPS, { "2.10.0": 2 }), [`${RFC}.2.1.0`]: 2 }), "OB DISCHRG"],
    ["Network-M3 with an aged battery", m3(below(XUPS, { "2.9.0": 1 })), "OB RB DISCHRG"],
  ])("%s", async (_, walk, status) => {
    expect(await statusOf(walk)).toBe(status);
  });

  it.each([
    ["cpqpower", "1.3.6.1.4.1.232.165.3", { "1.2.0": "R5500", "4.5.0": 5 }],
    ["delta_ups", "1.3.6.1.4.1.2254.2.4", { "1.2.0": "UPS203HH", "5.1.0": 1 }],
    ["vertiv", "1.3.6.1.4.1.476.1.42", { "2.4.2.1.4.1": "IS-UNITY-DP", "3.9.30.1.20.1.2.1.4872": 5 }],
    ["bestpower", "1.3.6.1.4.1.2947.1.1.2.0", {}],
  ])("%s, which has no object for it", async (mib, sysOid, objects) => {
    const own =
      mib === "bestpower" ? below("1.3.6.1.4.1.2947.1", { "1.2.0": "Fortress", "2.1.0": 2 }) : below(sysOid, objects);
    for (const [told, low] of [
      [2, false],
      [3, true],
      [4, true],
    ] as const) {
      const status = await statusOf(walkOf(sysOid, own, { [`${RFC}.2.1.0`]: told }));
      expect(status?.split(" ").toSorted()).toEqual(low ? ["LB", "OB"] : ["OB"]);
    }
  });

  it("huawei, which has no object for it", async () => {
    const HUAWEI = "1.3.6.1.4.1.2011.6.174.1.2";
    const ups = below(HUAWEI, { "100.1.2.1": "UPS5000", "101.1.1.1": 4 });
    expect(await statusOf(walkOf("1.3.6.1.4.1.8072.3.2.10", ups, { [`${RFC}.2.1.0`]: 3 }))).toBe("OB LB");
  });
});

describe("a Delta UPS (#2912)", () => {
  const DELTA = "1.3.6.1.4.1.2254.2.4";
  const ultron = (objects: Parameters<typeof SnmpWalk.of>[0]) =>
    walkOf(
      "1.3.6.1.4.1.2254.2.5",
      below(DELTA, { "1.2.0": "UPS203HH330N035", "1.9.0": 500, "1.11.0": 600, "5.1.0": 1, "7.3.0": 3, ...objects }),
    );

  it("has 50 hertz where it tells 500, or 50", async () => {
    const { vars } = await dumpWalk(ultron({ "1.11.0": 60 }));
    expect([vars.get("output.frequency.nominal"), vars.get("input.frequency.nominal")]).toEqual(["50", "60"]);
  });

  it("tells of its battery", async () => {
    const { vars } = await dumpWalk(
      ultron({ "7.1.0": 2, "7.2.0": 1, "7.5.0": 12, "7.6.0": 2715, "7.8.0": 38, "7.9.0": 27 }),
    );
    expect(Object.fromEntries(vars)).toMatchObject({
      "battery.charge": "38",
      "battery.runtime": "720",
      "battery.temperature": "27",
      "battery.voltage": "271.50",
      "ups.status": "OB RB LB DISCHRG",
    });
  });
});

describe("a card of MGE", () => {
  const MGE = "1.3.6.1.4.1.705.1";
  const pulsar = (onBattery: number, utilityOff: number, source: number) =>
    walkOf(MGE, below(MGE, { "1.1.0": "5PX", "7.3.0": onBattery, "7.7.0": utilityOff }), { [`${RFC}.4.1.0`]: source });

  it("says utility off in an outage, and is not switched off (#2278, #2292)", async () => {
    expect(await statusOf(pulsar(1, 1, 5))).toBe("OB");
  });

  it("is off where it is not on battery", async () => {
    expect(await statusOf(pulsar(2, 1, 2))).toBe("OL OFF");
  });
});

it("text of a card is one line, without the zeros behind it (#2608)", async () => {
  const XPPC = "1.3.6.1.4.1.935.1.1.1";
  const system = below("1.3.6.1.2.1.1", { "4.0": "Administrator\n", "6.0": "My Office\r\nRoom 2\n" });
  const ups = below(XPPC, { "1.1.1.0": "Senoid  32\0\0", "4.1.1.0": 2 });
  const { vars } = await dumpWalk(walkOf(XPPC, system, ups));
  expect([vars.get("device.contact"), vars.get("device.location"), vars.get("device.model")]).toEqual([
    "Administrator",
    "My Office Room 2",
    "Senoid  32",
  ]);
});

it("an Eaton card without upsControlToShutdown is switched off by its delays (#1571)", async () => {
  const XUPS = "1.3.6.1.4.1.534.1";
  const card = below(XUPS, { "1.2.0": "Eaton 5PX 1500", "4.5.0": 5, "9.1.0": -1, "9.2.0": -1 });
  const { driver, agent } = await opened(walkOf(XUPS, card));
  expect(await driver.killpower()).toBe("handled");
  expect(agent.sets).toEqual([
    [`${XUPS}.9.2.0`, { type: "INTEGER", number: 30 }],
    [`${XUPS}.9.1.0`, { type: "INTEGER", number: 20 }],
  ]);
});

it("an APC card takes no shutdown.return once the mains are back: the load is restarted, not left off (#953, #1956)", async () => {
  const CONTROL = "1.3.6.1.4.1.318.1.1.1.6";
  const walk = loadWalk(OWN_WALKS, "own-apc-smart-ups");
  walk.set(`${CONTROL}.2.2.0`, 1);
  const { driver, agent } = await opened(walk);
  agent.unwritable.add(`${CONTROL}.1.1.0`);
  expect(await driver.killpower()).toBe("handled");
  expect(agent.sets).toEqual([[`${CONTROL}.2.2.0`, { type: "INTEGER", number: 3 }]]);
  agent.sets.splice(0);
  agent.unwritable.clear();
  expect(await driver.killpower()).toBe("handled");
  expect(agent.sets).toEqual([[`${CONTROL}.1.1.0`, { type: "INTEGER", number: 2 }]]);
});
