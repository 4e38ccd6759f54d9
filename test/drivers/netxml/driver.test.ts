/** netxml-ups on cards in memory. */
import { describe, expect, it } from "@jest/globals";
import { unexplainedIn } from "../../../src/driver-daemon/control/unexplained.ts";
import { NETXML_UPS } from "../../../src/drivers/netxml/driver.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { XML } from "../../../src/transport/http/xml.ts";
import { type DriverBench, driverBench, valueIn } from "../../sim/bench/driver-bench.ts";
import { MemoryHttp } from "../../sim/devices/memory-http.ts";
import { MemoryTcp } from "../../sim/devices/memory-tcp.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { NetxmlCard, TOWER } from "../../sim/servers/netxml-card.ts";

const PRESENT = "UPS.PowerSummary.PresentStatus";

interface CardBench extends DriverBench {
  readonly card: NetxmlCard;
  readonly http: MemoryHttp;
  readonly tcp: MemoryTcp;
  poll(depth?: "full" | "quick"): Promise<Reading>;
  set(objects: Readonly<Record<string, string>>): void;
}

function bench(options: Readonly<Record<string, string>> = {}, objects = TOWER): CardBench {
  const clock = new VirtualClock();
  const card = new NetxmlCard(objects);
  const http = new MemoryHttp(card.handle);
  const tcp = new MemoryTcp(card.serveCalls, clock);
  const setup = { definition: NETXML_UPS, clock, http, xml: XML, tcp, stepMs: 1000, longMs: 600_000 };
  const one = driverBench({ ...setup, options: { port: "http://card.example", ...options } });
  return {
    ...one,
    card,
    http,
    tcp,
    poll: (depth = "full") => one.run(one.driver.poll(depth)),
    set: (more) => {
      for (const [name, value] of Object.entries(more)) card.set(name, value);
    },
  };
}

async function opened(...parts: Parameters<typeof bench>): Promise<CardBench> {
  const one = bench(...parts);
  await one.run(one.driver.open(() => undefined));
  return one;
}

const failing = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => undefined,
    (error: unknown) => error,
  );

describe("a card", () => {
  it("tells its objects as variables", async () => {
    const { poll } = await opened();
    const reading = await poll();
    const values = Object.fromEntries([...reading.vars.keys()].map((name) => [name, valueIn(reading, name)]));
    expect(values).toMatchObject({
      "ups.mfr": "EXAMPLE",
      "ups.model": "Tower",
      "ups.serial": "T0042",
      "ups.date": "2026/02/03",
      "ups.time": "01:02:03",
      "ups.type": "online",
      "ups.firmware.aux": "Network Management Card/Minislot/EC",
      "ups.test.result": "done and passed",
      "battery.capacity": "9.00",
      "battery.charge": "97",
      "device.location": "Cellar & attic",
      "input.phases": "3",
      "input.L2.current": "68",
      "output.powerfactor": "0.93",
      "outlet.1.switchable": "yes",
      "outlet.1.status": "on",
      "ambient.contacts.1.status": "closed",
    });
    expect(valueIn(reading, "output.L1-L2.voltage")).toBeUndefined();
    expect(valueIn(reading, "ambient.humidity.maximum")).toBeUndefined();
    expect(reading).toMatchObject({ status: ["OL", "CHRG"], alarms: [] });
  });

  it("of an older kind tells tenths where the user says so, and warns of its sensor", async () => {
    const one = bench({ do_convert_deci: "" });
    one.card.product = { name: "Network Management Card", type: "Transverse", version: "GB (SN 49EX000001)" };
    one.card.objects.delete("UPS.PowerSummary.iSerialNumber");
    await one.run(one.driver.open(() => undefined));
    const reading = await one.poll();
    expect(valueIn(reading, "input.L1.current")).toBe("7.1");
    expect(valueIn(reading, "ambient.humidity.maximum")).toBe("0");
    expect(valueIn(reading, "ups.serial")).toBe("49EX000001");
    expect(valueIn(reading, "ups.firmware.aux")).toBe("Network Management Card/Transverse/GB");
  });

  it("is looked for where cards of each age have their page", async () => {
    const one = bench();
    one.card.productPage = "/ws/product.xml";
    await one.run(one.driver.open(() => undefined));
    expect(one.card.heard).toEqual(["GET /mgeups/product.xml", "GET /product.xml", "GET /ws/product.xml"]);
  });

  it("that is a power strip has no status", async () => {
    const one = bench({}, { "PDU.OutletSystem.Outlet[7].iName": "Switch", "PDU.OutletSystem.Outlet[7].Current": "2" });
    one.card.product = { name: "Monitored ePDU", type: "Monitored ePDU", version: "1" };
    await one.run(one.driver.open(() => undefined));
    const reading = await one.poll();
    expect(valueIn(reading, "outlet.7.desc")).toBe("Switch");
    expect(valueIn(reading, "device.type")).toBe("pdu");
    expect(unexplainedIn(reading)).toBeUndefined();
  });
});

describe("the status", () => {
  it.each([
    [{ ACPresent: "0", Discharging: "1" }, ["OB", "DISCHRG"]],
    [{ ACPresent: "0", Discharging: "1", Charging: "1", BelowRemainingCapacityLimit: "1" }, ["OB", "DISCHRG", "LB"]],
    [{ Charging: "0", Overload: "1", NeedReplacement: "1" }, ["OL", "OVER", "RB"]],
    [{ Charging: "0", Good: "0" }, ["OL", "OFF"]],
  ])("of %j is %j", async (bits, tokens) => {
    const one = await opened();
    one.set(Object.fromEntries(Object.entries(bits).map(([name, value]) => [`${PRESENT}.${name}`, value])));
    expect((await one.poll()).status).toEqual(tokens);
  });

  it("is a forced shutdown when the card's timer runs out within the time of a shutdown, not before", async () => {
    const one = await opened({ shutdown_duration: "60" });
    one.set({ "UPS.PowerSummary.DelayBeforeShutdown": "61" });
    expect((await one.poll()).status).toEqual(["OL", "CHRG"]);
    one.set({ "UPS.PowerSummary.DelayBeforeShutdown": "60" });
    expect(await one.poll()).toMatchObject({ status: ["OL", "CHRG", "FSD"], alarms: ["Shutdown imminent!"] });
    one.set({ "UPS.PowerSummary.DelayBeforeShutdown": "-1", "System.RunTimeToShutdown": "0" });
    expect((await one.poll()).status).toContain("FSD");
    one.set({ "System.RunTimeToShutdown": "NONE" });
    expect((await one.poll()).status).not.toContain("FSD");
  });

  it("of a card that does not say whether there is mains is none, where the C driver says OB", async () => {
    const one = await opened();
    one.card.objects.delete(`${PRESENT}.ACPresent`);
    expect(unexplainedIn(await one.poll())).toBeDefined();
  });

  it("comes from the short page in quick polls", async () => {
    const one = await opened();
    await one.poll();
    one.card.heard.splice(0);
    one.set({ [`${PRESENT}.ACPresent`]: "0" });
    expect((await one.poll("quick")).status).toEqual(["OB", "CHRG"]);
    expect(one.card.heard).toEqual(["GET /upsprop.xml"]);
  });

  it("comes from both pages where the short one does not tell it", async () => {
    const one = await opened();
    one.card.summary = ["UPS.PowerSummary.RemainingCapacity"];
    await one.poll();
    one.set({ [`${PRESENT}.ACPresent`]: "0" });
    expect((await one.poll("quick")).status).toEqual(["OB", "CHRG"]);
  });
});

describe("what is sent to a card", () => {
  it("is a form with the new value, in which nothing can end the element", async () => {
    const one = await opened();
    expect(await one.driver.setvar("device.location", 'Room <7> & "8"</OBJECT>')).toBe("handled");
    expect(one.card.sent[0]?.body).toContain(
      '<OBJECT name="System.Location">Room &lt;7&gt; &amp; &quot;8&quot;&lt;/OBJECT&gt;</OBJECT>',
    );
    expect(await one.driver.setvar("ambient.humidity.high", "75")).toBe("handled");
    expect(valueIn(await one.poll(), "ambient.humidity.high")).toBe("75");
    expect(await one.driver.setvar("ups.model", "x")).toBe("unknown");
  });

  it("can be refused, and the user is told what to look at", async () => {
    const one = await opened();
    one.card.fault = (_, answer) => ({ ...answer, status: 401 });
    expect(await one.driver.setvar("device.contact", "me")).toBe("failed");
    expect(one.said.join()).toMatch(/does not take System\.Contact \(HTTP 401\): check login and password/);
  });

  it("ends a shutdown: no battery lasts longer than the limit", async () => {
    const one = await opened();
    expect(await one.driver.killpower()).toBe("handled");
    expect(one.card.objects.get("System.RunTimeToEmptyLimit")).toBe("999999999");
  });
});

describe("a card that calls", () => {
  async function subscribed(): Promise<CardBench & { readonly wakes: () => number }> {
    const one = bench({ subscribe: "", shutdown_timer: "300" });
    one.card.callPort = 4000;
    let wakes = 0;
    await one.run(
      one.driver.open(() => {
        wakes++;
      }),
    );
    await one.poll();
    return { ...one, wakes: () => wakes };
  }

  it("makes us poll at once", async () => {
    const { card, clock, wakes, tcp } = await subscribed();
    expect(card.sent[0]?.body).toMatch(/<ShutdownDuration>120<.*<ShutdownTimer>300</s);
    expect(tcp.targets).toEqual([{ host: "card.example", port: 4000 }]);
    card.call(`${PRESENT}.ACPresent`, "0");
    await clock.settle();
    expect(wakes()).toBe(1);
  });

  it("is asked anew when the connection ends, and when it is silent for three minutes", async () => {
    const { card, clock, poll, tcp } = await subscribed();
    for (const end of card.subscribers) end.destroy();
    await clock.settle();
    await poll();
    expect(card.subscribers.size).toBe(1);
    await clock.advance(181_000);
    expect(tcp.live).toBe(0);
    await poll();
    expect(card.subscribers.size).toBe(1);
  });

  it("and does not want to is polled all the same", async () => {
    const one = await opened({ subscribe: "" });
    expect((await one.poll()).status).toEqual(["OL", "CHRG"]);
  });

  it("is left when the driver closes", async () => {
    const { driver, clock, tcp, http } = await subscribed();
    await driver.close();
    await clock.settle();
    expect([tcp.live, http.live]).toEqual([0, 0]);
  });
});

describe("what goes wrong", () => {
  it.each([
    [{ port: "card.example" }, /is no address of a web server: write http:/],
    [{ port: "ftp://card.example" }, /is no address of a web server/],
    [{ timeout: "0" }, /"0" is not a whole number above 0/],
    [{ shutdown_duration: "-1" }, /"-1" is not a whole number/],
  ])("in ups.conf is named: %j", async (options, words) => {
    const one = bench(options);
    const error = await failing(one.run(one.driver.open(() => undefined)));
    expect(error).toMatchObject({ fault: "configuration" });
    expect(String(error)).toMatch(words);
  });

  it("at the start says what to look at", async () => {
    const one = bench();
    one.http.present = false;
    expect(String(await failing(one.run(one.driver.open(() => undefined))))).toMatch(/no answer in time: check port/);
    const other = bench();
    other.card.productPage = "/elsewhere";
    const error = await failing(other.run(other.driver.open(() => undefined)));
    expect(error).toMatchObject({ fault: "absent" });
    expect(String(error)).toMatch(/is no card that speaks XML: \/mgeups\/product\.xml \(HTTP 404\).*try snmp-ups/);
  });

  it("with a card of version 4 is that we do not know it", async () => {
    const one = bench();
    one.card.product = { name: "PDU", type: "SCOB", version: "2", protocol: "XML.V4" };
    expect(await failing(one.run(one.driver.open(() => undefined)))).toMatchObject({ fault: "configuration" });
  });

  it.each([
    ["", "nothing"],
    ["<SUMMARY><OBJECT", "half a page"],
    ["<html><body>Please log in</body></html>", "a page for people"],
    ["\u0000\u0001\u0002", "bytes"],
  ])("in a poll makes the data stale: %j, %s", async (body) => {
    const one = await opened();
    one.card.fault = (_, answer) => ({ ...answer, body });
    expect(await failing(one.poll())).toMatchObject({ fault: "stale" });
  });

  it("does not open the card again and again without closing it", async () => {
    const one = await opened();
    await one.run(one.driver.open(() => undefined));
    expect(one.http.live).toBe(1);
  });
});
