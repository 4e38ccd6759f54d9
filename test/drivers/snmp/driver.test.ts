/** snmp-ups on agents in memory: settings, commands, and what goes wrong. */
import { describe, expect, it } from "@jest/globals";
import { unexplainedIn } from "../../../src/driver-daemon/control/unexplained.ts";
import { mibList } from "../../../src/drivers/snmp/mib-list.ts";
import { MIBS } from "../../../src/drivers/snmp/mibs/index.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { loadWalk, OWN_WALKS, SnmpWalk } from "../../sim/devices/snmp-walk.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { dumpOf, opened, snmpBench } from "./snmp-bench.ts";

const APC = "1.3.6.1.4.1.318.1.1.1";
const RFC = "1.3.6.1.2.1.33.1";
const MGE = "1.3.6.1.4.1.705.1";
const XUPS = "1.3.6.1.4.1.534.1";
const STATUS = `${APC}.4.1.1.0`;

const smart = () => loadWalk(OWN_WALKS, "own-apc-smart-ups");
const threePhase = () => loadWalk(OWN_WALKS, "own-rfc1628-three-phase");
const chain = () => loadWalk(OWN_WALKS, "own-eaton-epdu-chain");

const mge = (more: Readonly<Record<string, number | string>> = {}) =>
  SnmpWalk.of({
    "1.3.6.1.2.1.1.2.0": { type: "OBJECT IDENTIFIER", oid: MGE },
    [`${MGE}.1.1.0`]: "Pulsar 1500",
    [`${MGE}.7.3.0`]: 2,
    ...more,
  });

const failing = (call: Promise<unknown>) =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("finding the MIB", () => {
  it("takes that of the sysObjectID, and asks for no other", async () => {
    const { agent } = await opened(mge());
    expect(agent.asked[1]?.toSorted()).toEqual(["1.3.6.1.4.1.534.10.2.1.2.0", `${MGE}.1.1.0`]);
    expect(agent.asked.flat().filter((oid) => oid.startsWith("1.3.6.1.4.1.318"))).toEqual([]);
  });

  it("tries all of them for a device of unknown make, those of makers first", async () => {
    const { driver } = await opened(smart());
    expect(valueIn(await driver.poll("full"), "driver.version.data")).toBe("apcc MIB 1.61");
  });

  it("takes the one that ups.conf names, and no other", async () => {
    const { driver } = await opened(threePhase(), { mibs: "ietf" });
    expect(valueIn(await driver.poll("full"), "ups.model")).toBe("Triple 30");
    const other = snmpBench(threePhase(), { mibs: "mge" });
    expect(await failing(other.driver.open(() => undefined))).toMatchObject({ fault: "absent" });
    const none = snmpBench(threePhase(), { mibs: "mgee" });
    expect(await failing(none.driver.open(() => undefined))).toMatchObject({ fault: "configuration" });
  });

  it("says of an agent that is no UPS what it is", async () => {
    const walk = SnmpWalk.of({ "1.3.6.1.2.1.1.2.0": { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.9.1.5" } });
    const error = await failing(snmpBench(walk).driver.open(() => undefined));
    expect(String(error)).toMatch(
      /card\.example:161 answers, but no MIB describes it \(sysObjectID 1\.3\.6\.1\.4\.1\.9\.1\.5\)/,
    );
  });

  it("lists all of them for mibs = --list, under the names that it takes", () => {
    const list = mibList(settingsOf({ mibs: "--list" })) ?? "";
    expect(MIBS.filter(({ name }) => !list.includes(` ${name} `))).toEqual([]);
    expect(mibList(settingsOf({ mibs: "auto" }))).toBeUndefined();
  });
});

describe("the status", () => {
  it("is read with all the rest at the opening: the poll that follows asks for nothing, the next one does", async () => {
    const { driver, agent } = await opened(smart());
    const oids = agent.asked.splice(0).flat();
    expect(oids.filter((oid) => oid === STATUS)).toHaveLength(1);
    expect((await driver.poll("full")).status).toEqual(["OL", "TRIM", "RB"]);
    expect(agent.asked).toEqual([]);
    agent.walk.set(STATUS, 3);
    expect((await driver.poll("full")).status).toEqual(["OB", "RB"]);
  });

  it("is read in quick polls, alone", async () => {
    const { driver, agent } = await opened(smart());
    await driver.poll("full");
    await driver.poll("full");
    agent.asked.splice(0);
    agent.walk.set(STATUS, 3);
    const reading = await driver.poll("quick");
    expect(reading.status).toEqual(["OB", "RB"]);
    expect(agent.asked.flat().length).toBeLessThanOrEqual(4);
  });

  it("of a UPS that says nothing of mains and battery is none", async () => {
    const { driver, agent } = await opened(smart());
    agent.walk.set(STATUS, 1);
    agent.walk.set(`${APC}.2.2.4.0`, 1);
    await driver.poll("full");
    expect(unexplainedIn(await driver.poll("full"))).toMatchObject({ reopen: "later" });
  });

  it("of a PDU is empty by right", async () => {
    const walk = SnmpWalk.of({
      "1.3.6.1.2.1.1.2.0": { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.318.1.3.4.4" },
      "1.3.6.1.4.1.318.1.1.4.1.4.0": "AP7920",
    });
    const { driver } = await opened(walk);
    const reading = await driver.poll("full");
    expect(reading.status).toEqual([]);
    expect(unexplainedIn(reading)).toBeUndefined();
  });

  it("has the alarms that an Eaton card lists, and loses them with the list", async () => {
    const walk = SnmpWalk.of({
      "1.3.6.1.2.1.1.2.0": { type: "OBJECT IDENTIFIER", oid: XUPS },
      [`${XUPS}.1.2.0`]: "9PX",
      [`${XUPS}.4.5.0`]: 5,
      [`${XUPS}.7.1.0`]: 1,
      [`${XUPS}.7.2.1.2.1`]: { type: "OBJECT IDENTIFIER", oid: `${XUPS}.7.4` },
      [`${XUPS}.7.2.1.2.2`]: { type: "OBJECT IDENTIFIER", oid: `${XUPS}.7.33` },
    });
    const { driver, agent } = await opened(walk);
    await driver.poll("full");
    expect(await driver.poll("full")).toMatchObject({ status: ["OB", "LB"], alarms: ["Fan failure!"] });
    agent.walk.objects.delete(`${XUPS}.7.2.1.2.1`);
    agent.walk.objects.delete(`${XUPS}.7.2.1.2.2`);
    expect(await driver.poll("full")).toMatchObject({ status: ["OB"], alarms: [] });
  });
});

describe("setting a variable", () => {
  it("writes numbers and words in the type that the card has", async () => {
    const { driver, agent } = await opened(smart());
    expect(await driver.setvar("input.transfer.low", "196")).toBe("handled");
    expect(await driver.setvar("input.sensitivity", "low")).toBe("handled");
    expect(await driver.setvar("ups.delay.shutdown", "120")).toBe("handled");
    expect(await driver.setvar("ups.id", "cellar")).toBe("handled");
    expect(agent.sets).toEqual([
      [`${APC}.5.2.3.0`, { type: "INTEGER", number: 196 }],
      [`${APC}.5.2.7.0`, { type: "INTEGER", number: 2 }],
      [`${APC}.5.2.10.0`, { type: "TimeTicks", number: 12_000 }],
      [`${APC}.1.1.2.0`, { type: "OCTET STRING", bytes: Buffer.from("cellar") }],
    ]);
    const reading = await driver.poll("full");
    expect(valueIn(reading, "input.sensitivity")).toBe("low");
    expect(valueIn(reading, "ups.id")).toBe("cellar");
  });

  it("of one device in a chain goes to that device, whatever its letters' case", async () => {
    const { driver, agent } = await opened(chain());
    expect(await driver.setvar("device.2.outlet.3.desc", "Switch")).toBe("handled");
    expect(agent.sets.map(([oid]) => oid)).toEqual(["1.3.6.1.4.1.534.6.6.7.6.1.1.3.1.3"]);
  });

  it("fails where the object has no room for the number, or no place for its decimals", async () => {
    const { driver, agent } = await opened(smart());
    await driver.poll("full");
    const low = "input.transfer.low";
    const tries = [
      driver.setvar("ups.delay.shutdown", "-3"),
      driver.setvar("ups.delay.shutdown", "12.7"),
      driver.setvar(low, "99999999999"),
      driver.setvar(low, "199.5"),
    ];
    expect(await Promise.all(tries)).toEqual(["failed", "invalid", "failed", "failed"]);
    expect(agent.sets).toEqual([]);
  });

  it("fails where the card refuses, and where a word is none", async () => {
    const { driver, agent } = await opened(smart());
    expect(await driver.setvar("input.sensitivity", "very")).toBe("invalid");
    expect(await driver.setvar("ups.model", "other")).toBe("unknown");
    agent.readOnly = true;
    expect(await driver.setvar("ups.id", "cellar")).toBe("failed");
  });
});

describe("commands", () => {
  it("take a parameter in place of their own value", async () => {
    const { driver, agent } = await opened(threePhase());
    await driver.instcmd("load.off");
    await driver.instcmd("load.off", "30");
    expect(agent.sets.map(([, value]) => value)).toEqual([
      { type: "INTEGER", number: 0 },
      { type: "INTEGER", number: 30 },
    ]);
    expect(await driver.instcmd("load.off", "soon")).toBe("invalid");
    expect(await driver.instcmd("bypass.start")).toBe("unknown");
  });

  it("of two delays are a shutdown that returns, with the delays that the driver keeps", async () => {
    const walk = mge({ [`${RFC}.8.2.0`]: -1, [`${RFC}.8.3.0`]: -1 });
    const { driver, agent } = await opened(walk, { ondelay: "90", offdelay: "45" });
    const reading = await driver.poll("full");
    expect([valueIn(reading, "ups.delay.start"), valueIn(reading, "ups.delay.shutdown")]).toEqual(["90", "45"]);
    expect(agent.sets).toEqual([]);
    expect(await driver.setvar("ups.delay.shutdown", "60")).toBe("handled");
    expect(await driver.killpower()).toBe("handled");
    expect(agent.sets).toEqual([
      [`${RFC}.8.3.0`, { type: "INTEGER", number: 90 }],
      [`${RFC}.8.2.0`, { type: "INTEGER", number: 60 }],
    ]);
  });

  it("switch the outlets of a chain", async () => {
    const { driver, agent } = await opened(chain());
    expect((await driver.poll("full")).commands).toContain("device.2.outlet.3.load.off");
    expect(await driver.instcmd("device.2.outlet.3.load.off")).toBe("handled");
    expect(agent.sets).toEqual([["1.3.6.1.4.1.534.6.6.7.6.6.1.3.1.3", { type: "INTEGER", number: 0 }]]);
  });

  it("write ondelay and offdelay to a card that keeps them", async () => {
    const { agent } = await opened(smart(), { ondelay: "30", offdelay: "40" });
    expect(agent.sets).toEqual([
      [`${APC}.5.2.9.0`, { type: "TimeTicks", number: 3000 }],
      [`${APC}.5.2.10.0`, { type: "TimeTicks", number: 4000 }],
    ]);
  });
});

describe("options", () => {
  it("leave out the transfer voltages, or show them to neutral", async () => {
    const read = async (options: Readonly<Record<string, string>>): Promise<Reading> =>
      (await opened(smart(), options)).driver.poll("full");
    expect(valueIn(await read({ notransferoids: "" }), "input.transfer.low")).toBeUndefined();
    expect(valueIn(await read({ symmetrathreephase: "" }), "input.transfer.low")).toBe("147.06");
  });

  it("name the agent and who we are to it", async () => {
    const options = { port: "[2001:db8::5]:1161", snmp_version: "v3", secName: "ups", secLevel: "authPriv" };
    const secrets = { authPassword: "12345678", privPassword: "87654321", authProtocol: "SHA256", privProtocol: "AES" };
    const { agent } = await opened(smart(), { ...options, ...secrets, snmp_timeout: "3", snmp_retries: "2" });
    expect(agent.target).toEqual({
      host: "2001:db8::5",
      port: 1161,
      timeoutMs: 3000,
      retries: 2,
      access: {
        version: "v3",
        user: "ups",
        auth: { protocol: "SHA256", password: "12345678" },
        priv: { protocol: "AES", password: "87654321" },
      },
    });
  });

  it.each([
    [{ snmp_version: "v3" }, /needs secName/],
    [{ snmp_version: "v3", secName: "a", secLevel: "authNoPriv" }, /needs authPassword/],
    [{ snmp_version: "v3", secName: "a", secLevel: "authNoPriv", authPassword: "short" }, /shorter than the 8/],
    [{ snmp_version: "v4" }, /none of v1, v2c, v3/],
    [{ privProtocol: "3DES" }, /none of DES, AES, AES192, AES256/],
    [{ port: "card:99999" }, /is no host/],
    [{ port: "" }, /is no host/],
  ])("that cannot be used are named: %j", async (options, words) => {
    const error = await failing(snmpBench(smart(), options).driver.open(() => undefined));
    expect(error).toMatchObject({ fault: "configuration" });
    expect(String(error)).toMatch(words);
  });

  it("say how often what seldom changes is read", async () => {
    const { driver, agent } = await opened(smart(), { semistaticfreq: "3" });
    const asksForDate = async (): Promise<boolean> => {
      agent.asked.splice(0);
      await driver.poll("full");
      return agent.asked.flat().includes(`${APC}.7.2.4.0`);
    };
    await driver.poll("full");
    const rounds = [await asksForDate(), await asksForDate(), await asksForDate(), await asksForDate()];
    expect(rounds).toEqual([false, false, true, false]);
  });
});

describe("a card", () => {
  it("that does not answer is asked for what is usually wrong", async () => {
    const { driver, agent } = snmpBench(smart());
    agent.silent = true;
    const error = await failing(driver.open(() => undefined));
    expect(error).toMatchObject({ fault: "absent" });
    expect(String(error)).toContain(
      "card.example:161 does not answer: is it on, does it let this host ask with SNMP v1,",
    );
  });

  it("that answers an object with an error keeps the rest", async () => {
    const { driver, agent } = await opened(smart());
    await driver.poll("full");
    agent.faulty.add(`${APC}.2.2.1.0`);
    agent.walk.set(`${APC}.4.3.3.0`, 500);
    const reading = await driver.poll("full");
    expect([valueIn(reading, "ups.load"), valueIn(reading, "battery.charge")]).toEqual(["50", "100"]);
  });

  it.each([
    ["own-rfc1628-three-phase", 4],
    ["all-apc-pdu-1", 4],
  ])("of %s is found, counted and read in %d goes", async (walk, most) => {
    const { agent } = await opened(loadWalk(OWN_WALKS, walk));
    expect(agent.asked.filter(({ length }) => length > 0).length).toBeLessThanOrEqual(most);
  });

  it("that numbers its outlets from 0 has the first one, whatever it says of it", async () => {
    const outlets = "1.3.6.1.4.1.232.165.3.10";
    const walk = SnmpWalk.of({
      "1.3.6.1.4.1.232.165.3.1.2.0": "R1500",
      [`${outlets}.1.0`]: 2,
      ...Object.fromEntries([0, 1].flatMap((at) => [1, 2].map((column) => [`${outlets}.2.1.${column}.${at}`, 9]))),
    });
    const { driver } = await opened(walk, { mibs: "cpqpower" });
    const names = [...(await driver.poll("full")).vars.keys()].filter((name) => /^outlet\.\d/.test(name));
    expect(names).toEqual(["outlet.0.id", "outlet.1.id"]);
  });

  it("that tells the length of its chain as a number is believed", async () => {
    const walk = chain();
    walk.set("1.3.6.1.4.1.534.6.6.7.1.1.0", 2);
    expect(dumpOf(await (await opened(walk)).driver.poll("full")).vars.get("device.count")).toBe("2");
  });

  it("that counts tenths by the hundred million has them whole, as the C driver writes them", async () => {
    const walk = smart();
    walk.set(`${APC}.3.3.1.0`, 100_000_004);
    const { driver } = await opened(walk);
    expect(valueIn(await driver.poll("full"), "input.voltage")).toBe("10000000");
  });

  it("is not asked again for what it lacks", async () => {
    const { driver, agent } = await opened(smart());
    await driver.poll("full");
    await driver.poll("full");
    agent.asked.splice(0);
    await driver.poll("full");
    expect(agent.asked.flat().filter((oid) => agent.walk.get(oid) === undefined)).toEqual([]);
  });

  it("that is started again is stale, and then gives what it has", async () => {
    const { driver, agent } = await opened(smart());
    await driver.poll("full");
    agent.silent = true;
    expect(await failing(driver.poll("quick"))).toMatchObject({ fault: "stale" });
    agent.silent = false;
    agent.walk.set(STATUS, 2);
    expect(dumpOf(await driver.poll("full")).vars.get("ups.status")).toBe("OL RB");
  });

  it("that had no status when it started is read once it has one", async () => {
    const walk = smart();
    walk.objects.delete(STATUS);
    const { driver, agent } = await opened(walk);
    await driver.poll("full");
    agent.silent = true;
    await failing(driver.poll("full"));
    agent.silent = false;
    agent.walk.set(STATUS, 2);
    expect((await driver.poll("full")).status).toContain("OL");
  });
});
