/** What goes over the line for a command and for a new value, checked on the C driver 2.8.5 where it is right. */
import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { OWN_RUNS } from "../../sim/bench/qx-runs.ts";
import type { Profile } from "../../sim/devices/question-device.ts";
import { dumpOf, type QxBench, qxBench } from "../../sim/devices/qx-device.ts";

const profileOf = (name: string): Profile => JSON.parse(readFileSync(`${OWN_RUNS}${name}.json`, "utf8")) as Profile;

async function opened(
  name: string,
  protocol: string,
  options: Readonly<Record<string, string>> = {},
): Promise<QxBench> {
  const bench = qxBench(profileOf(name), { protocol, ...options });
  await bench.driver.open();
  bench.device.asked.length = 0;
  return bench;
}

/** Commands one after the other, and what each sent; the result where it was not `handled`. */
async function sent({ driver, device }: QxBench, orders: readonly string[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const order of orders) {
    const [name = "", value] = order.split(/[= ]/);
    device.asked.length = 0;
    const result = order.includes("=") ? await driver.setvar(name, value ?? "") : await driver.instcmd(name, value);
    all.push(
      [...device.asked.map((text) => text.replace("\r", "")), ...(result === "handled" ? [] : [result])].join(" "),
    );
  }
  return all;
}

/** Orders, and what must be sent for each. */
const ORDERS: Readonly<Record<string, readonly (readonly [order: string, sent: string])[]>> = {
  "voltronic-p01-outlets voltronic": [
    ["load.off", "SOFF"],
    ["load.on", "SON"],
    ["shutdown.return", "S.5R0003"],
    ["shutdown.stayoff", "S.5R0000"],
    ["shutdown.stop", "CS"],
    ["test.battery.start", "T10"],
    ["test.battery.start 30", "T.5"],
    ["test.battery.start 5", "failed"],
    ["test.battery.start 600", "T10"],
    ["test.battery.start.deep", "TL"],
    ["test.battery.stop", "CT"],
    ["beeper.toggle", "BZOFF"],
    ["beeper.enable", "PEA"],
    ["beeper.on", "PEA"],
    ["outlet.1.load.off", "SKOFF1"],
    ["outlet.4.load.on", "invalid"],
    ["bypass.start", "PEE"],
    ["battery.packs=5", "BATGN05"],
    ["battery.packs=100", "invalid"],
    ["battery.voltage.low=22", "W0E22"],
    ["input.transfer.high=240", "HEH240"],
    ["input.transfer.high=260", "invalid"],
    ["input.frequency.low=45.5", "FREL45.5"],
    ["outlet.1.delay.shutdown=600", "PSK1010"],
    ["outlet.3.delay.shutdown=600", "unknown"],
    ["ups.start.auto=no", "PDR"],
    ["ups.start.auto=YES", ""],
    ["ups.delay.shutdown=45", ""],
    ["ups.delay.start=100", ""],
    ["shutdown.return", "S.7R0001"],
    ["ups.delay.start=0", ""],
    ["shutdown.return", "S.7"],
    ["ups.delay.shutdown=125", ""],
    ["shutdown.stayoff", "S02R0000"],
    ["ups.delay.shutdown=6", "invalid"],
    ["ups.delay.start=-5", "invalid"],
    ["ups.delay.start=abc", "invalid"],
    ["ups.delay.start=", "unknown"],
    ["nonsense", "invalid"],
    ["input.voltage=3", "unknown"],
  ],
  "voltronic-p31 voltronic": [["battery.type=AGM", "PBT02"]],
  "masterguard-a2000-19 masterguard": [
    ["load.off", "invalid"],
    // C sends 180, which is three hours.
    ["shutdown.return", "S.5R0003"],
    ["shutdown.stayoff", "S.5"],
    ["test.battery.start", "failed"],
    ["test.battery.start 10", "T"],
    ["test.battery.start 120", "T02"],
    ["test.battery.start.deep", "TUD,01"],
    ["beeper.enable", "SS---1,01"],
    ["clear.fault.record", "FCLR,01"],
    ["bypass.start", "FOFF"],
    ["bypass.stop", "FON"],
    // C sends the bare numbers of these two, without a line end.
    ["battery.packs=3", "SS--3-,01"],
    ["output.voltage.nominal=230", "PNV=230"],
    ["output.voltage.nominal=225", "invalid"],
    ["device.uptime=161550397", "SRC1869:19:06:37,01"],
    ["ups.id=7", "SS07--,01"],
  ],
  "bestups-axxium bestups": [
    ["load.off", "S00R0000"],
    ["shutdown.return", "S.5R0003"],
    ["shutdown.stayoff", "S.5"],
    ["battery.packs=3", "BP3"],
    ["test.battery.start 120", "T02"],
    ["beeper.toggle", "invalid"],
  ],
  "mecer-p98 mecer": [
    ["load.off", "S00R0000"],
    ["test.battery.start 12", "T.2"],
    ["test.battery.start 6000", "failed"],
    ["beeper.toggle", "Q"],
  ],
  "hunnox hunnox": [["shutdown.stayoff", "S01R0000"]],
  "ablerex-offline ablerex": [["load.off", "S.2"]],
  "qs-hex-t voltronic-qs-hex": [
    ["test.battery.start.quick", "T"],
    ["test.battery.start.deep", "invalid"],
    ["ups.delay.start=30", "invalid"],
  ],
  "axpert-p30 voltronic-axpert": [["input.voltage.nominal=220", "failed"]],
  "megatec-old-d megatec/old": [
    ["test.battery.start", "T10"],
    ["test.battery.start 59", "failed"],
    ["test.battery.start.quick", "T"],
    ["ups.delay.shutdown=600", ""],
    ["shutdown.return", "S10R0003"],
    ["ups.delay.shutdown=601", "invalid"],
  ],
};

describe.each(Object.entries(ORDERS))("%s", (device, orders) => {
  it("is told in its own words", async () => {
    const [name = "", protocol = ""] = device.split(" ");
    const bench = await opened(name, protocol);
    const said = await sent(
      bench,
      orders.map(([order]) => order),
    );
    expect(orders.map(([order], at) => `${order} -> ${said[at]}`)).toEqual(orders.map((one) => one.join(" -> ")));
  });
});

describe("the answer to a command", () => {
  it.each([
    ["megatec-old-d", "megatec/old", "", "handled"],
    ["megatec-old-d", "megatec/old", "ACK\r", "handled"],
    ["megatec-old-d", "megatec/old", "Q\r", "failed"],
    ["megatec-old-d", "megatec/old", "(NAK\r", "failed"],
    ["mecer-p98", "mecer", "", "failed"],
    ["mecer-p98", "mecer", "(ACK\r", "handled"],
    ["mecer-p98", "mecer", "(NAK\r", "failed"],
    ["hunnox", "hunnox", "UPS No Ack\r", "handled"],
    ["qs-hex-t", "voltronic-qs-hex", "N\r", "failed"],
  ])("of %s in %s: %j means %s", async (name, protocol, answer, result) => {
    const bench = await opened(name, protocol);
    bench.device.table.set("Q\r", answer);
    expect(await bench.driver.instcmd("beeper.toggle")).toBe(result);
  });

  it("makes the next poll a full one that reads again what is otherwise read once, and only then", async () => {
    const bench = await opened("voltronic-p01-outlets", "voltronic");
    await bench.driver.poll("quick");
    expect(bench.device.asked).toEqual(["QGS\r"]);
    await bench.driver.instcmd("beeper.disable");
    bench.device.asked.length = 0;
    await bench.driver.poll("quick");
    expect(bench.device.asked).toEqual(expect.arrayContaining(["QGS\r", "QFLAG\r", "QHE\r", "QSK1\r"]));
    bench.device.asked.length = 0;
    await bench.driver.poll("quick");
    expect(bench.device.asked).toEqual(["QGS\r"]);
  });

  it("shows a beeper that was disabled or muted as such, and toggles it accordingly", async () => {
    const bench = await opened("voltronic-p01-outlets", "voltronic");
    const beeper = async () => dumpOf(await bench.driver.poll("full")).vars.get("ups.beeper.status");
    expect(await beeper()).toBe("enabled");
    bench.device.table.set("QGS\r", "(234.9 50.0 229.8 50.0 000.0 000 369.1 ---.- 026.5 ---.- 018.8 100000000101\r");
    expect(await beeper()).toBe("muted");
    expect(await sent(bench, ["beeper.toggle"])).toEqual(["BZON"]);
    bench.device.table.set("QFLAG\r", "(EpshcjegrDabodflnqwv\r");
    expect(await beeper()).toBe("disabled");
    expect(await sent(bench, ["beeper.toggle"])).toEqual(["failed"]);
  });
});

describe("the end of a shutdown", () => {
  it("stops what is pending and then turns off with return, three tries each", async () => {
    const bench = await opened("megatec-old-d", "megatec/old");
    expect(await bench.driver.killpower()).toBe("handled");
    expect(bench.device.asked).toEqual(["C\r", "S.5R0003\r"]);
    bench.device.fault = () => "?\r";
    bench.device.asked.length = 0;
    expect(await bench.driver.killpower()).toBe("failed");
    expect(bench.device.asked).toEqual([...Array(3).fill("C\r"), ...Array(3).fill("S.5R0003\r")]);
  });

  it("stays off where the user wants that, with the user's delays", async () => {
    const options = { stayoff: "", offdelay: "125", ondelay: "600" };
    const bench = await opened("megatec-old-d", "megatec/old", options);
    expect(await bench.driver.killpower()).toBe("handled");
    expect(bench.device.asked).toEqual(["C\r", "S02R0000\r"]);
    expect(dumpOf(await bench.driver.poll("full")).vars.get("ups.delay.start")).toBe("600");
  });

  it.each([
    ["offdelay", "601"],
    ["offdelay", "soon"],
    ["ondelay", "-1"],
  ])("refuses %s = %s", async (option, value) => {
    await expect(opened("megatec-old-d", "megatec/old", { [option]: value })).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringContaining(`${option} = ${value} is out of range`),
    });
  });
});
