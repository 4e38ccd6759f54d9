import { describe, expect, it } from "@jest/globals";
import { claimOf, quirksOf } from "../../../src/drivers/usbhid/claim.ts";
import { commandOrders, setvarOrders } from "../../../src/drivers/usbhid/commands.ts";
import type { Field, ReportDescriptor } from "../../../src/drivers/usbhid/report/report-descriptor.ts";
import type { UsbFacts } from "../../../src/drivers/usbhid/subdriver.ts";
import { APC } from "../../../src/drivers/usbhid/subdrivers/apc.ts";
import { POWER_USAGES } from "../../../src/drivers/usbhid/tables/power-usages.ts";
import { fieldAt, MadeDevice } from "../../sim/devices/usb-made.ts";

const SUMMARY = "UPS.PowerSummary";
const named = (product: string, productId = 2): UsbFacts => new MadeDevice(APC, factsOf(product, productId)).facts;
const factsOf = (product: string | undefined, productId = 2) => ({ facts: { product, productId }, values: {} });
const identity = (product: string | undefined) => {
  const device = new MadeDevice(APC, factsOf(product));
  return ["ups.model", "ups.firmware", "ups.firmware.aux"].map((name) => device.var(name));
};

describe("the product string of APC", () => {
  it("is the model, the firmware and the firmware of the USB part", () => {
    expect(identity("Back-UPS ES 700 FW:829.A5 .D USB FW:A5")).toEqual(["Back-UPS ES 700", "829.A5 .D", "A5"]);
  });

  it("may do without one or both firmwares", () => {
    expect(identity("Back-UPS BX1600MI FW:295202G -302202G ")).toEqual([
      "Back-UPS BX1600MI",
      "295202G -302202G ",
      undefined,
    ]);
    expect(identity("Smart-UPS 1500")).toEqual(["Smart-UPS 1500", undefined, undefined]);
    expect(identity(undefined)).toEqual(["unknown", undefined, undefined]);
  });

  it("is cut after 63 characters before it is taken apart", () => {
    expect(identity(`${"x".repeat(60)} FW:1`)).toEqual([`${"x".repeat(60)} FW`, undefined, undefined]);
  });
});

describe("quirks of APC", () => {
  it("ask for more than was promised where a model sends more", () => {
    expect(quirksOf(APC, named("Back-UPS CS 650 FW:817.v7.I"))).toEqual({ maxReport: true });
    expect(quirksOf(APC, named("Back-UPS ES 525 FW:1"))).toEqual({ maxReport: true });
    expect(quirksOf(APC, named("Back-UPS ES 725 FW:1"))).toEqual({});
    expect(quirksOf(APC, named("Back-UPS CS 650", 5))).toEqual({});
  });

  it("leave the interrupt endpoint of the fifth generation alone", () => {
    expect(quirksOf(APC, named("Smart-UPS", 3))).toEqual({ pollOnly: true });
    expect(quirksOf(APC, named("Smart-UPS", 4))).toEqual({ pollOnly: true });
  });

  it("know an unknown product by its vendor only", () => {
    expect(claimOf(APC, named("", 0x0099))).toBe("likely");
  });
});

describe("the variables of APC", () => {
  it("have the date of the battery digit by digit, of either century", () => {
    const dateOf = (packed: number) =>
      new MadeDevice(APC, { values: { "UPS.Battery.APCBattReplaceDate": packed } }).var("battery.date");
    expect([0, 0x102202, 0x092501, 0x123199].map(dateOf)).toEqual([
      "not set",
      "2002/10/22",
      "2001/09/25",
      "1999/12/31",
    ]);
  });

  it("take a date for the battery, packed as the class has it", () => {
    const device = new MadeDevice(APC, { values: { "UPS.Battery.ManufacturerDate": 0x5a31 } });
    expect(device.var("battery.mfr.date")).toBe("2025/01/17");
    expect(setvarOrders(device.mapper, "battery.mfr.date", "2024/05/17")).toMatchObject({
      steps: [{ kind: "write", value: 44 * 512 + 5 * 32 + 17 }],
    });
    expect(setvarOrders(device.mapper, "battery.mfr.date", "soon")).toEqual({
      kind: "refused",
      why: "conversion-failed",
    });
  });

  it("say why the battery was needed, and forget it when the device does", () => {
    const device = new MadeDevice(APC, { values: { "UPS.Input.APCLineFailCause": 2 } });
    expect(device.var("input.transfer.reason")).toBe("input voltage out of range");
    expect(device.change({ "UPS.Input.APCLineFailCause": 0 }).var("input.transfer.reason")).toBeUndefined();
    expect(device.change({ "UPS.Input.APCLineFailCause": 7 }).var("input.transfer.reason")).toBe(
      "input frequency out of range",
    );
    // A self test says nothing of the line.
    expect(device.change({ "UPS.Input.APCLineFailCause": 5 }).var("input.transfer.reason")).toBe(
      "input frequency out of range",
    );
  });

  it("tell OFF of a Back-UPS LS 500 from its flag", () => {
    const device = new MadeDevice(APC, { values: { [`${SUMMARY}.APCStatusFlag`]: 0, [`${SUMMARY}.ACPresent`]: 1 } });
    expect(device.var("ups.status")).toBe("OL OFF");
    expect(device.change({ [`${SUMMARY}.APCStatusFlag`]: 16 }).var("ups.status")).toBe("OL");
  });

  it("take the sensitivity by its word", () => {
    const device = new MadeDevice(APC, { values: { "UPS.Input.APCSensitivity": 2 } });
    expect(device.var("input.sensitivity")).toBe("high");
    expect(setvarOrders(device.mapper, "input.sensitivity", "medium")).toMatchObject({ steps: [{ value: 1 }] });
  });
});

describe("the commands of APC", () => {
  it("restart a Back-UPS CS by its own delay", () => {
    const device = new MadeDevice(APC, { values: { "UPS.Output.APCDelayBeforeReboot": 0 } });
    expect(device.dump().commands).toEqual(["shutdown.return"]);
    expect(commandOrders(device.mapper, "shutdown.return", undefined)).toMatchObject({ steps: [{ value: 1 }] });
  });

  it("order a Back-UPS BX or XS by 1, for it takes 10 and does nothing", () => {
    const device = new MadeDevice(APC, { values: { "UPS.APCGeneralCollection.APCDelayBeforeReboot": 0 } });
    expect(device.dump().commands).toEqual(["shutdown.reboot", "shutdown.return"]);
    expect(commandOrders(device.mapper, "shutdown.return", undefined)).toMatchObject({ steps: [{ value: 1 }] });
    expect(commandOrders(device.mapper, "shutdown.reboot", undefined)).toMatchObject({ steps: [{ value: 10 }] });
  });

  it("use the first place where a series has its delays", () => {
    const device = new MadeDevice(APC, {
      values: { "UPS.APCGeneralCollection.APCDelayBeforeShutdown": -1, "UPS.Output.DelayBeforeShutdown": -2 },
    });
    expect(device.var("ups.timer.shutdown")).toBe("-2");
    expect(commandOrders(device.mapper, "load.off.delay", "45")).toMatchObject({
      steps: [{ value: 45, field: { report: 2 } }],
    });
  });
});

describe("the limits of a Back-UPS XS 1400U", () => {
  const { UPS, Input } = POWER_USAGES;
  const at = (usage: number, report: number, logicalMax: number): Field => ({
    ...fieldAt([UPS, Input, usage], report),
    logicalMin: 0,
    logicalMax,
  });
  const descriptor = (voltage: number, nominal: number, transfer: number): ReportDescriptor => ({
    fields: [
      at(POWER_USAGES.ConfigVoltage, 0x30, nominal),
      at(POWER_USAGES.Voltage, 0x31, voltage),
      at(POWER_USAGES.HighVoltageTransfer, 0x33, transfer),
    ],
    lengths: new Map(),
    numbered: true,
  });
  const fixed = (given: ReportDescriptor, productId = 2) =>
    APC.fixDescriptor?.(given, named("Back-UPS", productId)).fields.map(({ logicalMax }) => logicalMax);

  it("grow where the transfer voltage shows them to be those of another country", () => {
    expect(fixed(descriptor(150, 120, 280))).toEqual([255, 560, 280]);
  });

  it("stay where they are right, and with other products", () => {
    expect(fixed(descriptor(400, 255, 280))).toEqual([255, 400, 280]);
    expect(fixed(descriptor(150, 120, 280), 3)).toEqual([120, 150, 280]);
  });
});
