/** A card of Voltronic's, as the author of the C project's table describes that of a PowerShield Centurion RT 1000VA. */
import { describe, expect, it } from "@jest/globals";
import { SnmpWalk } from "../../sim/devices/snmp-walk.ts";
import { dumpOf, dumpWalk, opened } from "./snmp-bench.ts";

const VOLTRONIC = "1.3.6.1.4.1.43943.1.1";
const RFC = "1.3.6.1.2.1.33.1";

const card = (own: Readonly<Record<string, number | string>> = {}, rfc: Readonly<Record<string, number>> = {}) => {
  const objects = {
    ...{ "1.1.0": "", "1.3.0": "CERT1000", "1.4.0": "8370", "1.6.0": "VERFW:00001.15", "1.7.0": 2 },
    ...{ "2.1.0": 2400, "2.5.0": 10_000, "2.6.0": 9000, "2.7.0": 360, "4.4.0": 1, "5.6.0": 1, "6.2.0": 1 },
    ...{ "3.1.0": 2, "3.3.0": 31, "3.4.0": 100, "3.5.0": 409, "3.13.0": 251, "4.5.1.3.0": 2384, "5.1.0": 3 },
    ...{ "5.2.0": 500, "5.7.1.2.0": 2301, "5.7.1.3.0": 7, "5.7.1.5.0": 1620, "5.7.1.7.0": 18, "7.2.0": 6 },
    ...{ "8.1.0": -1, "8.3.0": -1, "8.4.0": 1, "11.3.0": 1, "11.12.0": 2, "11.21.0": 2640 },
    ...own,
  };
  const below = (root: string, all: Readonly<Record<string, number | string>>) =>
    Object.fromEntries(Object.entries(all).map(([end, value]) => [`${root}.${end}`, value]));
  return SnmpWalk.of({
    "1.3.6.1.2.1.1.2.0": { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.43943" },
    ...below(VOLTRONIC, objects),
    ...below(RFC, { "2.4.0": 99, "2.7.0": 24, "3.3.1.3.1": 238, ...rfc }),
  });
};

const statusOf = async (own: Readonly<Record<string, number>>): Promise<string | undefined> =>
  (await dumpWalk(card(own))).vars.get("ups.status");

describe("a card of Voltronic's", () => {
  it("is recognised, and its own objects are finer than those of RFC 1628", async () => {
    const { vars, commands } = await dumpWalk(card());
    expect(Object.fromEntries(vars)).toMatchObject({
      ...{ "ups.mfr": "Voltronic", "ups.model": "CERT1000", "ups.type": "online", "ups.status": "OL" },
      ...{
        "battery.charge": "100",
        "battery.runtime": "1860",
        "battery.voltage": "40.90",
        "battery.temperature": "25.10",
      },
      ...{ "input.voltage": "238.40", "input.voltage.nominal": "240", "output.voltage": "230.10", "ups.load": "18" },
      ...{ "ups.power.nominal": "1000", "ups.realpower.nominal": "900", "ups.realpower": "162" },
      ...{ "ups.beeper.status": "enabled", "ups.start.auto": "yes", "input.transfer.bypass.high": "264" },
    });
    expect(vars.has("output.current.nominal")).toBe(false);
    const own = ["beeper.disable", "beeper.enable", "load.off.delay", "load.on.delay", "shutdown.stop"];
    expect(commands).toEqual(expect.arrayContaining(own));
  });

  it("falls back on RFC 1628 where its own object says nothing", async () => {
    const { vars } = await dumpWalk(card({ "3.4.0": -1, "3.13.0": -1 }));
    expect([vars.get("battery.charge"), vars.get("battery.temperature")]).toEqual(["99", "24"]);
  });

  it.each([
    [{ "5.1.0": 4 }, "OL BYPASS"],
    [{ "5.1.0": 5 }, "OB"],
    [{ "5.1.0": 5, "3.1.0": 3 }, "OB LB"],
    [{ "5.1.0": 5, "3.1.0": 5 }, "OB"],
    [{ "5.1.0": 8 }, "OB TEST"],
    [{ "5.1.0": 3, "3.1.0": 7 }, "OL RB"],
    [{ "5.1.0": 6 }, "OL BOOST"],
    [{ "5.1.0": 9 }, "OFF"],
    [{ "5.1.0": 10 }, "OL"],
  ])("in state %j is %s", async (own, status) => {
    const tokens = (text: string | undefined) => text?.split(" ").toSorted();
    expect(tokens(await statusOf(own))).toEqual(tokens(status));
  });

  it("names its mode of high efficiency", async () => {
    const { driver } = await opened(card({ "5.1.0": 10 }));
    expect((await driver.poll("full")).buzzwords).toEqual(["vendor:voltronic:ECO"]);
  });

  it("is told when to start and when to go off at the end of a shutdown", async () => {
    const { driver, agent } = await opened(card());
    expect(dumpOf(await driver.poll("full")).vars.get("ups.timer.shutdown")).toBe("-1");
    expect(await driver.killpower()).toBe("handled");
    expect(agent.sets).toEqual([
      [`${VOLTRONIC}.8.3.0`, { type: "INTEGER", number: 30 }],
      [`${VOLTRONIC}.8.1.0`, { type: "INTEGER", number: 20 }],
    ]);
  });
});
