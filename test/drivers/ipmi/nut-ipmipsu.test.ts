import { describe, expect, it } from "@jest/globals";
import type { FileOpener } from "../../../src/device/openers.ts";
import { NUT_IPMIPSU } from "../../../src/drivers/ipmi/nut-ipmipsu.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { driverBench } from "../../sim/bench/driver-bench.ts";
import { fruData } from "../../sim/bmc/fru-data.ts";
import { PlayedPrograms } from "../../sim/bmc/played-programs.ts";
import { fruLocator, measure, POWER_SUPPLY, states, TYPE } from "../../sim/bmc/sdr-data.ts";
import { FRU, NUMBERS, PRESENCE, SUPPLY, server } from "../../sim/bmc/server.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

const BAY = { id: POWER_SUPPLY, instance: 1 };

const filesOf = (nodes: readonly string[]): FileOpener => ({
  read: () => Promise.reject(new DeviceError("absent", "nothing is read")),
  modified: (path) => (nodes.includes(path) ? Promise.resolve(0) : Promise.reject(new DeviceError("absent", path))),
});

/** `nodes` of the controller in /dev. */
function machine(bmc = server(), port = "id2", nodes: readonly string[] = []) {
  const programs = new PlayedPrograms(bmc);
  const clock = new VirtualClock();
  const bench = driverBench({
    ...{ definition: NUT_IPMIPSU, clock, programs, files: filesOf(nodes) },
    ...{ options: { port }, stepMs: 10, longMs: 1000 },
  });
  const open = () => bench.driver.open(() => undefined);
  return { ...bench, programs, bmc, open };
}

const told = ({ vars }: Reading): Readonly<Record<string, unknown>> => Object.fromEntries(vars);

async function polled(bmc = server()): Promise<Reading> {
  const { driver, open } = machine(bmc);
  await open();
  return driver.poll("full");
}

const ALL = {
  "device.type": "psu",
  "device.mfr": "ACME POWER",
  "device.model": "SUPPLY 750W",
  "device.serial": "AP750-000123",
  "device.part": "P0750A02",
  "device.mfr.date": expect.stringMatching(/^01\/0[56]\/11 - \d\d:\d1:00$/),
  "ups.id": "2",
  "ups.realpower.nominal": "750",
  "input.voltage.minimum": "90",
  "input.voltage.maximum": "264",
  "input.frequency.low": "47",
  "input.frequency.high": "63",
  "ups.voltage": "12",
  "input.current": "0.20",
  "input.voltage": "236.00",
  "ambient.temperature": "31.00",
};

describe("nut-ipmipsu", () => {
  it("tells the inventory and the sensors of its power supply, and of no other part", async () => {
    const reading = await polled();
    expect(told(reading)).toEqual(ALL);
    expect([reading.status, reading.alarms]).toEqual([["OL"], []]);
  });

  it("does the same by FreeIPMI where there is no ipmitool", async () => {
    const { driver, open, programs } = machine();
    programs.installed = ["ipmi-raw"];
    await open();
    expect(told(await driver.poll("full"))).toEqual(ALL);
    expect(new Set(programs.started)).toEqual(new Set(["ipmi-raw"]));
  });

  it("is open after three runs of the program", async () => {
    const { open, programs } = machine();
    await open();
    expect(programs.started).toEqual(["ipmitool shell", "ipmitool shell", "ipmitool shell"]);
  });

  it("reads its sensors with one run of the program, four messages and no more", async () => {
    const { driver, open, programs, bmc } = machine();
    await open();
    [programs.started.length, bmc.asked.length] = [0, 0];
    await driver.poll("quick");
    expect(programs.started).toEqual(["ipmitool shell"]);
    expect(bmc.asked.map(({ cmd, data }) => [cmd, ...data])).toEqual(
      [NUMBERS.presence, NUMBERS.supply, NUMBERS.current, NUMBERS.voltage, NUMBERS.temperature].map((one) => [
        0x2d,
        one,
      ]),
    );
  });

  it.each([
    ["present with power", PRESENCE.present, SUPPLY.present, ["OL"], []],
    ["without its input", PRESENCE.present, SUPPLY.present | SUPPLY.inputLost, ["OFF"], []],
    ["failed", PRESENCE.present, SUPPLY.present | SUPPLY.failed, ["OL"], ["Power supply failure detected"]],
    ["about to fail", PRESENCE.present, SUPPLY.present | SUPPLY.failing, ["OL"], ["Power supply failure predicted"]],
    ["with an odd input", PRESENCE.present, SUPPLY.inputOdd, ["OL"], ["Power supply input lost or out of range"]],
    ["that only its own sensor knows", 0, SUPPLY.present, ["OL"], []],
  ])("a power supply %s", async (_name, presence, supply, status, alarms) => {
    const bmc = server();
    bmc.sensors.set(NUMBERS.presence, { states: presence });
    bmc.sensors.set(NUMBERS.supply, { states: supply });
    const reading = await polled(bmc);
    expect([reading.status, reading.alarms, reading.unexplained]).toEqual([status, alarms, undefined]);
  });

  it("a lost input counts whichever sensor stands first", async () => {
    const bmc = server();
    bmc.add(states({ number: 200, entity: BAY, name: "late" }, TYPE.presence, 3));
    bmc.sensors.set(200, { states: PRESENCE.present });
    bmc.sensors.set(NUMBERS.supply, { states: SUPPLY.present | SUPPLY.inputLost });
    expect((await polled(bmc)).status).toEqual(["OFF"]);
  });

  it.each([
    ["pulled out", PRESENCE.absent, SUPPLY.inputLost, "not in its bay"],
    ["of which nothing is known", 0, 0, "do not tell"],
  ])("has no data of a power supply %s", async (_name, presence, supply, why) => {
    const bmc = server();
    bmc.sensors.set(NUMBERS.presence, { states: presence });
    bmc.sensors.set(NUMBERS.supply, { states: supply });
    const { status, unexplained } = await polled(bmc);
    expect(status).toEqual([]);
    expect(unexplained).toEqual({ text: expect.stringContaining(why), reopen: "never" });
  });

  it("reads a power supply anew that was put in: it may be another one", async () => {
    const { driver, open, bmc } = machine();
    await open();
    bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.absent });
    await driver.poll("full");
    bmc.frus.set(2, fruData({ ...FRU, serial: "AP750-000999" }));
    bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.present });
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "lost" });
    expect(await open()).toMatchObject({ serial: "AP750-000999" });
    expect((await driver.poll("full")).status).toEqual(["OL"]);
  });

  it("has no data while a sensor is silent that told of the input before", async () => {
    const { driver, open, bmc } = machine();
    await open();
    await driver.poll("full");
    bmc.fault = ({ data }) => (data[0] === NUMBERS.supply ? Uint8Array.of(0xc0) : undefined);
    await expect(driver.poll("full")).rejects.toMatchObject({
      fault: "stale",
      message: expect.stringContaining("100"),
    });
    bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.absent });
    expect((await driver.poll("full")).unexplained?.text).toContain("not in its bay");
  });

  it("leaves out what a sensor does not read now, and tells it when it does", async () => {
    const { driver, open, bmc } = machine();
    bmc.sensors.set(NUMBERS.voltage, { unavailable: true });
    await open();
    expect((await driver.poll("full")).vars.has("input.voltage")).toBe(false);
    bmc.sensors.set(NUMBERS.voltage, { reading: 115 });
    expect((await driver.poll("full")).vars.get("input.voltage")).toBe("230.00");
  });

  it.each([
    ["in watts", 6, 5],
    ["of another controller", 5, 5],
  ])("takes no current %s", async (name, unit) => {
    const bmc = server();
    const record = [
      ...measure({ number: 201, entity: BAY, name: "x", ...(unit === 6 ? {} : { owner: 0x2c }) }, "current", { m: 1 }),
    ];
    if (unit === 6) record[19] = unit;
    bmc.add(record);
    bmc.sensors.set(201, { reading: 200 });
    expect([name, (await polled(bmc)).vars.get("input.current")]).toEqual([name, "0.20"]);
  });

  it("takes the sensors of a bay that its controller calls a group of parts", async () => {
    const bmc = server();
    bmc.add(measure({ number: 203, entity: { ...BAY, instance: 0x81 }, name: "x" }, "temperature", { m: 1 }));
    bmc.sensors.set(203, { reading: 44 });
    expect((await polled(bmc)).vars.get("ambient.temperature")).toBe("44.00");
  });

  it("asks sensors of another unit of the controller there", async () => {
    const bmc = server();
    bmc.add(
      measure({ number: 202, entity: BAY, name: "x", lun: 1 }, "temperature", { m: 1, b: -5, bExp: 1, signed: true }),
    );
    bmc.sensors.set(202, { reading: 0xff });
    expect((await polled(bmc)).vars.get("ambient.temperature")).toBe("-51.00");
    expect(bmc.asked.find(({ data }) => data[0] === 202)?.lun).toBe(1);
  });

  it.each([7, 100])("follows records that are numbered in steps of %i", async (stride) => {
    const bmc = server(FRU, stride);
    expect((await polled(bmc)).status).toEqual(["OL"]);
  });

  it("goes past records that are shorter than others", async () => {
    const bmc = server();
    bmc.add([0x51, 0xc0, 3, 1, 2, 3]);
    bmc.add(fruLocator(3, { id: POWER_SUPPLY, instance: 2 }, "PS2 FRU"));
    bmc.add(states({ number: 210, entity: { id: POWER_SUPPLY, instance: 2 }, name: "PS2" }, TYPE.supply));
    bmc.frus.set(3, fruData({ product: "OTHER" }));
    bmc.sensors.set(210, { states: SUPPLY.present });
    bmc.strict = true;
    const { driver, open } = machine(bmc, "id3");
    await open();
    expect(told(await driver.poll("full"))).toEqual({ "device.type": "psu", "device.model": "OTHER", "ups.id": "3" });
  });

  it("reads words that are packed in other ways, and the limits of a supply for direct current", async () => {
    const bmc = server({
      maker: { type: 2, bytes: [0x29, 0xdc, 0xa6] },
      serial: { type: 1, bytes: [0x12, 0x3b, 0x45] },
      part: { type: 0, bytes: [0xde, 0xad, 0x01] },
      supply: { capacity: 4095, range: [0x1_0000 - 7200, 0x1_0000 - 3650], frequency: [0, 0], voltage: 3 },
    });
    const { vars } = await polled(bmc);
    const names = ["device.mfr", "device.serial", "device.part", "input.voltage.minimum", "input.voltage.maximum"];
    expect(names.map((name) => vars.get(name))).toEqual(["IPMI", "123-45", "DEh ADh 01h", "-72", "-36"]);
  });

  it("reads the words of the product where there are none of the board", async () => {
    const { vars } = await polled(server({ maker: "AA", product: "BB", serial: "CC", part: "DD", asProduct: true }));
    const names = ["device.mfr", "device.model", "device.serial", "device.part", "device.mfr.date"];
    expect(names.map((name) => vars.get(name))).toEqual(["AA", "BB", "CC", "DD", undefined]);
  });

  it("goes on without an inventory that cannot be read, and says so", async () => {
    const bmc = server();
    bmc.frus.delete(2);
    const { driver, open, said } = machine(bmc);
    await open();
    expect((await driver.poll("full")).vars.get("device.mfr")).toBeUndefined();
    expect(said.join("\n")).toContain("inventory of FRU 2 cannot be read");
  });

  it.each(["id", "psu1", "id255", "id2@192.0.2.1", "id0x2", "auto"])("does not take %s for a port", (port) => {
    expect(() => machine(server(), port).driver).toThrow(/id0 to id254/);
  });

  it.each([
    ["id9", /no FRU 9: its power supplies are id2/],
    ["id0", /no sensor tells whether FRU 0 has power: its power supplies are id2/],
  ])("says what there is where %s is no power supply", async (port, words) => {
    await expect(machine(server(), port).open()).rejects.toThrow(words);
  });

  const CLOSED = "Could not open device at /dev/ipmi0 or /dev/ipmi/0 or /dev/ipmidev/0: No such file or directory";

  it.each([
    ["ipmitool", CLOSED, ["/dev/ipmi0"], "denied", /may not open \/dev\/ipmi0\. .*GROUP="nut"/],
    ["ipmitool", CLOSED, ["/dev/ipmi/0"], "denied", /may not open \/dev\/ipmi\/0/],
    ["ipmitool", CLOSED, [], "absent", /ipmi_si and ipmi_devintf/],
    ["ipmi-raw", "permission denied", ["/dev/ipmi0"], "denied", /root alone: install ipmitool/],
    ["ipmi-raw", "ipmi_cmd_raw: driver busy", [], "absent", /ipmi_si and ipmi_devintf/],
    ["ipmitool", "it does not end", ["/dev/ipmi0"], "stale", /it does not end/],
  ])("says what to do where %s says: %s", async (program, refusal, nodes, fault, words) => {
    const { open, programs } = machine(server(), "id2", nodes);
    programs.installed = [program];
    programs.refusal = refusal;
    await expect(open()).rejects.toMatchObject({ fault, message: expect.stringMatching(words) });
  });

  it("names the packages where no program is installed", async () => {
    const { open, programs } = machine();
    programs.installed = [];
    await expect(open()).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringContaining("install ipmitool"),
    });
  });

  it("has lost the device when that goes while it is read", async () => {
    const { driver, open, programs } = machine();
    await open();
    programs.refusal = "Could not open device at /dev/ipmi0: No such file or directory";
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "lost" });
    programs.refusal = "it does not end";
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
  });

  it.each([
    ["half an output", (text: string) => text.slice(0, text.length / 2)],
    ["nothing", () => ""],
    ["an answer too many", (text: string) => `ipmitool> \n${text}`],
  ])("takes nothing from %s", async (_name, change) => {
    const { driver, open, programs } = machine();
    await open();
    programs.change = change;
    await expect(driver.poll("full")).rejects.toMatchObject({ fault: "stale" });
  });

  it("switches nothing", async () => {
    const { driver, said } = machine();
    expect([await driver.setvar("ups.id", "3"), await driver.instcmd("load.off"), await driver.killpower()]).toEqual([
      "unknown",
      "unknown",
      "failed",
    ]);
    expect(said.join("\n")).toContain("shutdown not supported");
  });
});
