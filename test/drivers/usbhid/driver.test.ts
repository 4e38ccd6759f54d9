import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/drivers/types.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import { APC, benchOf, plugged } from "./driver-bench.ts";

/** Report 0x0b of the CyberPower: ACPresent, Charging, Discharging, BelowLimit, FullyCharged, TimeLimitExpired. */
const ON_LINE = 0x11;
const ON_BATTERY = 0x04;
const STATUS = 0x0b;
/** RemainingCapacity, RunTimeToEmpty. */
const CAPACITY = 0x08;
const BEEPER = 0x0c;

const faultOf = (call: Promise<unknown>): Promise<string> =>
  call.then(
    () => "none",
    (error: unknown) => (error instanceof DeviceError ? `${error.fault}: ${error.message}` : String(error)),
  );

describe("usbhid-ups on a device that behaves", () => {
  it("finds it, says what it is, and reads it", async () => {
    const { driver, wake, said } = benchOf([plugged()]);
    const identity = await driver.open(wake);
    expect(identity.title).toBe("CPS CP1600EPFCLCD (0764:0601), serial 000000000000, at bus 001 device 004 port 1");
    expect(identity.published?.get("driver.version.data")).toBe("CyberPower HID 0.85");
    expect(identity.published?.get("driver.parameter.pollfreq")).toBe("12");
    const reading = await driver.poll("full");
    expect(reading.status).toEqual(["OL"]);
    expect(valueIn(reading, "battery.voltage")).toBe("27.4");
    expect(said).toContain("info: Using subdriver: CyberPower HID 0.85");
  });

  it("asks for each report once in a full poll", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.asked.length = 0;
    await driver.poll("full");
    expect(device.asked).toEqual([...new Set(device.asked)]);
    expect(device.asked.length).toBeGreaterThan(10);
  });

  it("does not ask twice at the start: the first poll tells what the opening has read", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    const title = (await driver.open(wake)).title;
    const asked = device.asked.length;
    const reading = await driver.poll("full");
    expect([title !== "", device.asked.length]).toEqual([true, asked]);
    expect(reading.status).toEqual(["OL"]);
  });

  it("asks in a quick poll only for what tells mains, battery and timers", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.asked.length = 0;
    await driver.poll("quick");
    expect(device.asked).toEqual([0x16, 0x15, STATUS]);
  });

  it("makes a full poll of a quick one when pollfreq is over", async () => {
    const device = plugged();
    const { driver, wake, clock } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.put(0x13, Uint8Array.of(0x13, 55));
    await clock.advance(11_000);
    expect(valueIn(await driver.poll("quick"), "ups.load")).toBe("14");
    await clock.advance(1000);
    expect(valueIn(await driver.poll("quick"), "ups.load")).toBe("55");
  });

  it("sets ondelay, offdelay and lowbatt over what the device has", async () => {
    const { driver, wake } = benchOf([plugged()], { ondelay: "180", offdelay: "90", lowbatt: "33" });
    await driver.open(wake);
    await driver.poll("full");
    const reading = await driver.poll("full");
    expect(
      ["ups.delay.start", "ups.delay.shutdown", "battery.charge.low"].map((name) => valueIn(reading, name)),
    ).toEqual(["180", "90", "33"]);
  });
});

describe("interrupt reports", () => {
  it("wake the poll loop and show before the feature report follows", async () => {
    const device = plugged();
    const { driver, wake, wakes } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.interrupt(STATUS, ON_BATTERY);
    expect(wakes()).toBe(1);
    const reading = await driver.poll("quick");
    expect(reading.status).toEqual(["OB", "DISCHRG"]);
  });

  it("show in the next quick poll, even what only full polls ask for", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.interrupt(CAPACITY, 55, 0x40, 0x01);
    const reading = await driver.poll("quick");
    expect(["battery.charge", "battery.runtime"].map((name) => valueIn(reading, name))).toEqual(["55", "320"]);
  });

  it("that say nothing new wake nobody", async () => {
    const device = plugged();
    const { driver, wake, wakes } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    for (let i = 0; i < 5; i++) device.interrupt(STATUS, ON_LINE);
    device.interrupt(0x77, 1, 2, 3);
    expect(wakes()).toBe(1);
  });

  it("give way to the feature report once they are old", async () => {
    const device = plugged();
    const { driver, wake, clock } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.interrupt(STATUS, ON_BATTERY);
    await clock.advance(2500);
    expect((await driver.poll("quick")).status).toEqual(["OL"]);
  });

  it("are not listened to with pollonly", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device], { pollonly: "" });
    await driver.open(wake);
    await driver.poll("full");
    expect(device.listening).toBe(false);
  });

  it("are all there is with interruptonly", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device], { interruptonly: "" });
    await driver.open(wake);
    await driver.poll("full");
    device.interrupt(STATUS, ON_BATTERY);
    device.interrupt(CAPACITY, 64, 0x2c, 0x01);
    const reading = await driver.poll("full");
    expect(device.asked).toEqual([]);
    expect(reading.status).toEqual(["OB", "DISCHRG"]);
    expect([valueIn(reading, "battery.charge"), valueIn(reading, "battery.runtime")]).toEqual(["64", "300"]);
  });

  it("are what a command is written with where there is nothing else", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device], { interruptonly: "" });
    await driver.open(wake);
    device.interrupt(BEEPER, 2);
    await driver.poll("full");
    expect(await driver.instcmd("beeper.disable")).toBe("handled");
    expect(device.asked).toEqual([]);
    expect(device.written).toEqual([{ id: BEEPER, hex: "0c01" }]);
  });

  it("that stay out for too many polls lose the link, where a limit is set", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device], { interrupt_pipe_no_events_tolerance: "2" });
    await driver.open(wake);
    await driver.poll("full");
    for (let i = 0; i < 2; i++) await driver.poll("quick");
    expect(await faultOf(driver.poll("quick"))).toMatch(/^lost: no interrupt report in 3 polls/);
  });
});

describe("commands and settings", () => {
  it("write the right report", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    expect(await driver.instcmd("beeper.disable")).toBe("handled");
    expect(await driver.instcmd("load.off.delay", "90")).toBe("handled");
    expect(await driver.instcmd("shutdown.stop")).toBe("handled");
    expect(device.written).toEqual([
      { id: 0x0c, hex: "0c01" },
      { id: 0x15, hex: "155a00" },
      { id: 0x15, hex: "15ffff" },
    ]);
  });

  it("leave the other fields of the report as they are", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    expect(await driver.setvar("input.transfer.high", "265")).toBe("handled");
    // LowVoltageTransfer 170 stands in the same report.
    expect(device.written).toEqual([{ id: 0x10, hex: "10aa000901" }]);
    expect(valueIn(await driver.poll("quick"), "input.transfer.high")).toBe("265");
  });

  it("understand the old names of the beeper commands", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    await driver.instcmd("beeper.on");
    await driver.instcmd("beeper.off");
    expect(device.written.map(({ hex }) => hex)).toEqual(["0c02", "0c01"]);
  });

  it("shut down with the delays that are set: start timer, a pause, shutdown timer", async () => {
    const device = plugged();
    const { driver, wake, finish, clock } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    await driver.setvar("ups.delay.shutdown", "75");
    const before = clock.now();
    expect(await finish(driver.instcmd("shutdown.return"))).toBe("handled");
    expect(device.written.map(({ hex }) => hex)).toEqual(["167800", "154b00"]);
    expect(clock.now() - before).toBeGreaterThanOrEqual(125);
  });

  it("stay off with the start timer switched off", async () => {
    const device = plugged();
    const { driver, wake, finish } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    expect(await finish(driver.instcmd("shutdown.stayoff"))).toBe("handled");
    expect(device.written.map(({ hex }) => hex)).toEqual(["16ffff", "153c00"]);
  });

  it("refuse what there is not, and what is no value", async () => {
    const { driver, wake } = benchOf([plugged()]);
    await driver.open(wake);
    await driver.poll("full");
    expect(await driver.instcmd("bypass.start")).toBe("unknown");
    expect(await driver.instcmd("load.off.delay", "soon")).toBe("conversion-failed");
    expect(await driver.instcmd("battery.charge")).toBe("invalid");
    expect(await driver.setvar("ups.load", "3")).toBe("unknown");
    expect(await driver.setvar("battery.charge.low", "low")).toBe("conversion-failed");
    expect(await driver.setvar("ups.delay.shutdown", "soon")).toBe("invalid");
  });

  it("fail when the device refuses the report", async () => {
    const device = plugged();
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    device.stalled.add(0x0c);
    expect(await driver.instcmd("beeper.enable")).toBe("failed");
  });

  it("turn the load off at the end of a shutdown with the first command that works", async () => {
    const device = plugged();
    const { driver, wake, finish } = benchOf([device]);
    await driver.open(wake);
    await driver.poll("full");
    expect(await finish(driver.killpower())).toBe("handled");
    expect(device.written.map(({ hex }) => hex)).toEqual(["167800", "153c00"]);
  });
});

describe("a device without a table", () => {
  const unknown = () => {
    const device = plugged(APC);
    Object.assign(device.captured.facts, { vendorId: 0x1234, productId: 0x5678 });
    return device;
  };

  it("is read by the rules of its class, with an invitation", async () => {
    const { driver, wake, said } = benchOf([unknown()]);
    await driver.open(wake);
    await driver.poll("full");
    const reading = await driver.poll("full");
    expect(reading.status).toEqual(["OL"]);
    expect(valueIn(reading, "battery.charge")).toBe("100");
    expect(valueIn(reading, "battery.voltage")).toBe("13.6");
    expect(valueIn(reading, "input.voltage")).toBe("234.0");
    expect(reading.commands).toEqual(expect.arrayContaining(["beeper.mute", "test.battery.start.quick", "load.off"]));
    expect(said.join("\n")).toContain("A capture of it is welcome");
  });

  it("is read through the interface that says what it is, where the first one is a keyboard", async () => {
    const device = unknown();
    device.face = 1;
    const { driver, wake } = benchOf([device]);
    await driver.open(wake);
    expect(device.setup.interface).toBe(1);
  });

  it("is opened by explore only when its vendor is named", async () => {
    expect(await faultOf(benchOf([unknown()], { explore: "" }).driver.open(() => undefined))).toMatch(
      /^configuration: explore/,
    );
    const { driver, wake, said } = benchOf([unknown()], { explore: "", vendorid: "1234" });
    expect((await driver.open(wake)).published?.get("driver.version.data")).toBe("EXPLORE HID 0.2");
    expect(said).toContain(
      "debug: Path: UPS.PowerSummary.RemainingCapacity, Type: Feature, ReportID: 0x0c, Offset: 0, Size: 8, Value: 100",
    );
  });

  it("is read with another's table when that is asked for", async () => {
    const { driver, wake } = benchOf([unknown()], { subdriver: "apc", vendorid: "1234", productid: "5678" });
    expect((await driver.open(wake)).published?.get("driver.version.data")).toMatch(/^APC HID/);
  });

  it("is not guessed at: a table without vendorid and productid is refused, and so is a table that is none", async () => {
    expect(await faultOf(benchOf([unknown()], { subdriver: "apc" }).driver.open(() => undefined))).toMatch(
      /^configuration: subdriver = apc needs vendorid and productid/,
    );
    expect(await faultOf(benchOf([unknown()], { subdriver: "acme" }).driver.open(() => undefined))).toMatch(
      /^configuration: subdriver = acme names no table/,
    );
  });
});

describe("a machine without the device", () => {
  it("is told which devices are there instead", async () => {
    const { driver } = benchOf([plugged()], { vendorid: "0463" });
    expect(await faultOf(driver.open(() => undefined))).toMatch(
      /^absent: no UPS fits vendorid = 0463. HID devices here: CPS CP1600EPFCLCD \(0764:0601\), serial/,
    );
  });

  it("is told when only the product of a known maker is not known", async () => {
    const device = plugged();
    Object.assign(device.captured.facts, { productId: 0x0999 });
    device.captured.descriptorBytes.fill(0);
    const { driver } = benchOf([device]);
    expect(await faultOf(driver.open(() => undefined))).toMatch(
      /is of CyberPower, but not known as a UPS.*productid = 0999/,
    );
  });
});
