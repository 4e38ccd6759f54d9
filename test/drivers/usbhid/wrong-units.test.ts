/** Devices whose descriptors lie about width, unit or exponent of what their reports hold. */
import { describe, expect, it } from "@jest/globals";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import type { CapturedDevice, CaptureFile } from "../../sim/devices/usb-capture.ts";
import { VOLT, WATT, type WrittenField, written } from "../../sim/machine/hid-written.ts";
import { benchOf, pluggedIn } from "./driver-bench.ts";

const KEOR_PDU: Partial<CaptureFile["usb"]> = { vendorId: "1cb0", productId: "0038" };
const KEOR_SP: Partial<CaptureFile["usb"]> = { vendorId: "1cb0", productId: "0032" };
const CPS: Partial<CaptureFile["usb"]> = { vendorId: "0764", productId: "0501" };
const NOBODY: Partial<CaptureFile["usb"]> = { vendorId: "1209", productId: "7e57" };

const ON_LINE: WrittenField = { path: "UPS.PowerSummary.PresentStatus.ACPresent", value: 1, bits: 1, max: 1 };

const volts = (path: string, value: number, exponent: number, max?: number): WrittenField => ({
  path,
  value,
  unit: VOLT,
  exponent,
  ...(max === undefined ? {} : { max }),
});

async function read(device: CapturedDevice, names: readonly string[], section: Record<string, string> = {}) {
  const { driver, wake } = benchOf([pluggedIn(device)], section);
  await driver.open(wake);
  const reading = await driver.poll("full");
  await driver.close();
  return names.map((name) => valueIn(reading, name));
}

describe("a field of 16 bits with the maximum of a byte", () => {
  it("keeps its upper byte on a Keor PDU, unless the descriptor is to be left as it is", async () => {
    const device = written(KEOR_PDU, [
      ON_LINE,
      volts("UPS.Input.Voltage", 2327, 6),
      volts("UPS.Output.Voltage", 2327, 6, 255),
      { path: "UPS.PowerSummary.RunTimeToEmpty", value: 3600, max: 255 },
    ]);
    const names = ["input.voltage", "output.voltage", "battery.runtime"];
    expect(await read(device, names)).toEqual(["233", "233", "3600"]);
    expect(await read(device, names, { disable_fix_report_desc: "" })).toEqual(["233", "2", "16"]);
  });

  it.each([
    [2408, "240.8"],
    [2264, "226.4"],
    [2388, "238.8"],
    [2347, "234.7"],
    [1000, "100.0"],
  ])("keeps it on a Keor SP, which has %d tenths of a volt", async (tenths, shown) => {
    const device = written(KEOR_SP, [
      ON_LINE,
      volts("UPS.PowerConverter.Input.Voltage", tenths, 1, 255),
      volts("UPS.PowerConverter.Output.Voltage", tenths, 1, 255),
      volts("UPS.BatterySystem.Battery.Voltage", 273, 1, 255),
      { path: "UPS.PowerConverter.Output.HighVoltageTransfer", value: 280, max: 255 },
    ]);
    const names = ["input.voltage", "output.voltage", "battery.voltage", "input.transfer.high"];
    expect(await read(device, names)).toEqual([shown, shown, "27.3", "280.0"]);
  });

  it("keeps it for any maker where a byte could not hold what is measured", async () => {
    const device = written(CPS, [
      ON_LINE,
      volts("UPS.Output.Voltage", 2301, 6, 255),
      { path: "UPS.Input.Frequency", value: 499, exponent: -1, max: 255, unit: 0xf001 },
    ]);
    expect(await read(device, ["output.voltage", "input.frequency"])).toEqual(["230.1", "49.9"]);
  });

  it("keeps it for the battery of a CyberPower, and what its 70 V of mains would cut", async () => {
    const device = written({ ...CPS, productId: "0601" }, [
      ON_LINE,
      { path: "UPS.Input.ConfigVoltage", value: 230, bits: 8, max: 70 },
      volts("UPS.Input.Voltage", 225, 7, 70),
      volts("UPS.PowerSummary.ConfigVoltage", 480, 6, 255),
      volts("UPS.PowerSummary.Voltage", 535, 6, 255),
      volts("UPS.Output.Voltage", 2460, 6, 255),
    ]);
    const names = ["input.voltage.nominal", "input.voltage", "battery.voltage.nominal", "battery.voltage"];
    expect(await read(device, [...names, "output.voltage"])).toEqual(["230", "225.0", "48", "53.5", "246.0"]);
    const clipped = ["70", "70.0", "22", "2.3", "15.6"];
    expect(await read(device, [...names, "output.voltage"], { disable_fix_report_desc: "" })).toEqual(clipped);
  });

  it("loses what stands above the bits that are needed", async () => {
    const device = written(KEOR_PDU, [ON_LINE, volts("UPS.Output.Voltage", 0x8000 + 230, 7, 255)]);
    expect(await read(device, ["output.voltage"])).toEqual(["230"]);
  });
});

describe("the battery of a CyberPower of 0764:0501", () => {
  it.each([
    ["at 3/2 of its voltage, cut at the maximum of the field before (DX800E)", 204, 6, 100, "13.6"],
    ["at 3/2 of its voltage", 205, 6, 500, "13.7"],
    ["in tenths without the exponent that says so (UT850EG-FR)", 137, 7, 500, "13.7"],
    ["as it is", 137, 6, 500, "13.7"],
  ])("is told %s", async (_how, value, exponent, max, shown) => {
    const device = written(CPS, [
      ON_LINE,
      volts("UPS.PowerSummary.ConfigVoltage", 12, 7),
      volts("UPS.PowerSummary.Voltage", value, exponent, max),
    ]);
    expect(await read(device, ["battery.voltage"])).toEqual([shown]);
  });
});

describe("a unit without its exponent", () => {
  it("is read as it was meant, where no table knows the device", async () => {
    const device = written({ ...NOBODY, vendorId: "0665", productId: "5161" }, [
      ON_LINE,
      volts("UPS.Output.Voltage", 230, 0),
      volts("UPS.BatterySystem.Battery.Voltage", 820, -1),
      { path: "UPS.Output.ActivePower", value: 660, unit: WATT },
      { path: "UPS.Output.Frequency", value: 50, unit: 0xf001 },
    ]);
    expect(await read(device, ["output.voltage", "battery.voltage", "ups.realpower", "output.frequency"])).toEqual([
      "230.0",
      "82.0",
      "660",
      "50.0",
    ]);
  });

  it("is read as it was meant by a maker's table", async () => {
    const device = written(CPS, [ON_LINE, volts("UPS.Output.Voltage", 231, 0)]);
    expect(await read(device, ["output.voltage"])).toEqual(["231.0"]);
  });

  it("leaves out what makes no sense either way, and shows a true zero", async () => {
    const device = written(NOBODY, [
      ON_LINE,
      volts("UPS.Output.Voltage", 23_000, 3),
      volts("UPS.Input.Voltage", 0, 0),
      volts("UPS.PowerSummary.Voltage", 9, -7),
      { path: "UPS.PowerSummary.RemainingCapacity", value: 5100 },
      { path: "UPS.PowerSummary.Temperature", value: 2981 },
    ]);
    const names = ["output.voltage", "input.voltage", "battery.voltage", "battery.charge", "ups.temperature"];
    expect(await read(device, names)).toEqual(["2.3", "0.0", undefined, undefined, undefined]);
  });

  it("is not the unit that is missing where the exponent is there", async () => {
    const device = written(NOBODY, [ON_LINE, { path: "UPS.Output.Voltage", value: 230, exponent: 7 }]);
    expect(await read(device, ["output.voltage"])).toEqual(["230.0"]);
  });
});

it.each([
  [100, "100"],
  [101, "100"],
  [255, undefined],
])("of a charge of %d %% it shows %p", async (value, shown) => {
  const apc = { vendorId: "051d", productId: "0002" };
  const device = written(apc, [ON_LINE, { path: "UPS.PowerSummary.RemainingCapacity", value, bits: 8 }]);
  expect(await read(device, ["battery.charge"])).toEqual([shown]);
});

it("reads a flag as a flag, whatever unit the field before it has left over", async () => {
  const device = written(NOBODY, [
    { path: "UPS.PowerSummary.RunTimeToEmpty", value: 900, unit: 0x1001, exponent: -2 },
    { ...ON_LINE, unit: 0x1001, exponent: -2 },
  ]);
  const { driver, wake } = benchOf([pluggedIn(device)]);
  await driver.open(wake);
  expect((await driver.poll("full")).status).toEqual(["OL"]);
});
