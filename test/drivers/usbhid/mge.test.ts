import { describe, expect, it } from "@jest/globals";
import { refusals } from "../../../src/drivers/usbhid/candidates.ts";
import { claimOf, quirksOf } from "../../../src/drivers/usbhid/claim.ts";
import { commandOrders, setvarOrders } from "../../../src/drivers/usbhid/commands.ts";
import { MGE } from "../../../src/drivers/usbhid/subdrivers/mge/mge.ts";
import { MadeDevice } from "../../sim/devices/usb-made.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";
const CHARGER = "UPS.BatterySystem.Charger";
const FLOW = "UPS.Flow.[4]";

/** A device of this family and model, with these values. */
const model = (product: string | undefined, name: string, values: Readonly<Record<string, number>> = {}): MadeDevice =>
  new MadeDevice(MGE, { facts: { product }, strings: { 4: name }, values: { [`${SUMMARY}.iModel`]: 4, ...values } });

describe("the model names of Eaton", () => {
  it.each([
    ["Ellipse PRO", "650", "Ellipse PRO 650"],
    ["Ellipse PRO", "1200 ", "Eaton 5S1200"],
    ["Protection Station", "800", "Protection Station 800"],
    ["ellipse", "PR650", "ellipse premium 650"],
    ["ELLIPSE", "500", "ellipse 500"],
    ["ELLIPSE", "600", "Ellipse 600"],
    ["PROTECTIONCENTER", "675", "Protection Center 675"],
    ["Evolution", "1100", "Pulsar Evolution 1100"],
    ["Evolution", "3000XL", "Pulsar Evolution 3000 XL"],
    ["Evolution", "S 1250", "Evolution S 1250"],
    ["Eaton 5P", "850", "5P 850"],
    ["Eaton 9E", "3000ixlau", "9E3000ixlau"],
    ["Eaton 9PX", "1500irtm", "9px1500irtm"],
    ["PULSAR", "MX4000", "Pulsar MX 4000 RT"],
    ["EX", "11RT31", "EX 11 RT 3:1"],
    ["EX", "3000 XL", "EX 3000 XL"],
    ["EXtreme", "1500CCLA", "Pulsar EXtreme 1500C CLA"],
    ["NOVA AVR", "625", "Nova 625 AVR"],
    ["GALAXY", "3000_30", "Galaxy 3000 30 kVA"],
    [undefined, "2000", "9E2000i (presumed)"],
    [
      "Something new",
      "with a name of more than nineteen letters",
      "Something new with a name of more than nineteen letters",
    ],
  ])("make of %s and %s: %s", (product, name, expected) => {
    expect(model(product, name).var("ups.model")).toBe(expected);
  });

  it("may be longer than the strings of other reports", () => {
    const name = "with a name of forty and more letters, as no UPS that was ever seen has one";
    expect(model("Something new", name).var("ups.model")).toBe(`Something new ${name}`);
  });

  it("take the rated power where there is no model string", () => {
    const device = (index: number) =>
      model("Ellipse PRO", "", { [`${SUMMARY}.iModel`]: index, [`${FLOW}.ConfigApparentPower`]: 1600 });
    expect(device(0).var("ups.model")).toBe("Ellipse PRO 1600");
    expect(device(4).var("ups.model")).toBe("Ellipse PRO 1600");
  });

  it("are the product alone where there is neither, and always with Dell", () => {
    expect(new MadeDevice(MGE, { facts: { product: "Odd" }, values: {} }).var("ups.model")).toBe("Odd");
    const dell = new MadeDevice(MGE, {
      facts: { vendorId: 0x047c, productId: 0xffff, product: "Dell UPS Rack 1000W" },
      strings: { 4: "1000" },
      values: { [`${SUMMARY}.iModel`]: 4 },
    });
    expect(dell.var("ups.model")).toBe("Dell UPS Rack 1000W");
  });
});

describe("the battery voltage in the summary", () => {
  const values = { [`${SUMMARY}.Voltage`]: 27, [`${SUMMARY}.ConfigVoltage`]: 24 };
  const voltages = (device: MadeDevice) => [device.var("battery.voltage"), device.var("battery.voltage.nominal")];

  it("counts in some series only", () => {
    expect(voltages(model("Eaton 5PX", "1500", values))).toEqual(["27.0", "24"]);
    expect(voltages(model("PULSAR M", "2200", values))).toEqual(["27.0", "24"]);
    expect(voltages(model("Eaton 9SX", "1000i", values))).toEqual(["27.0", "24"]);
    expect(voltages(model("Ellipse PRO", "650", values))).toEqual([undefined, undefined]);
  });

  it("is nominally 12 V in an Evolution 650, whatever it says", () => {
    expect(voltages(model("Evolution", "650", values))).toEqual(["27.0", "12"]);
    expect(voltages(model("Evolution", "850", values))).toEqual(["27.0", "24"]);
  });

  it("stands behind that of the battery system", () => {
    const device = model("Eaton 5P", "850", { ...values, "UPS.BatterySystem.Voltage": 26 });
    expect(device.var("battery.voltage")).toBe("26.0");
  });
});

it("does not take a full battery that is held, as the 5E does, for one that charges", () => {
  const values = { [`${STATUS}.ACPresent`]: 1, [`${STATUS}.Charging`]: 1, [`${STATUS}.FullyCharged`]: 0 };
  const device = new MadeDevice(MGE, { values: { [`${SUMMARY}.RemainingCapacity`]: 100, ...values } });
  expect(device.mapper.conditions.has("chrg")).toBe(false);
  expect(device.change({ [`${SUMMARY}.RemainingCapacity`]: 99 }).var("ups.status")).toBe("OL CHRG");
});

describe("the battery management ABM", () => {
  const device = (values: Readonly<Record<string, number>>) =>
    new MadeDevice(MGE, {
      values: {
        [`${SUMMARY}.RemainingCapacity`]: 60,
        [`${STATUS}.ACPresent`]: 1,
        [`${STATUS}.Charging`]: 1,
        [`${STATUS}.Discharging`]: 0,
        ...values,
      },
    });
  const told = (one: MadeDevice) => [one.var("battery.charger.status"), one.var("ups.status")];

  it("tells what the charger does, and whether it charges", () => {
    const abm = device({ [`${CHARGER}.ABMEnable`]: 1, [`${CHARGER}.Mode`]: 1 });
    expect(told(abm)).toEqual(["charging", "OL CHRG"]);
    expect(told(abm.change({ [`${CHARGER}.Mode`]: 3 }, "quick"))).toEqual(["floating", "OL CHRG"]);
    expect(told(abm.change({ [`${CHARGER}.Mode`]: 4 }, "quick"))).toEqual(["resting", "OL"]);
    expect(told(abm.change({ [`${CHARGER}.Mode`]: 6 }, "quick"))).toEqual(["off", "OL"]);
    expect(told(abm.change({ [`${CHARGER}.Mode`]: 2, [`${STATUS}.ACPresent`]: 0 }, "quick"))).toEqual([
      "discharging",
      "OB DISCHRG",
    ]);
  });

  it("has other codes at the other place", () => {
    const abm = device({ [`${CHARGER}.ABMEnable`]: 1, [`${CHARGER}.Status`]: 2 });
    expect(told(abm)).toEqual(["floating", "OL CHRG"]);
    expect(told(abm.change({ [`${CHARGER}.Status`]: 3 }))).toEqual(["resting", "OL"]);
    expect(told(abm.change({ [`${CHARGER}.Status`]: 4 }))).toEqual(["discharging", "OL DISCHRG"]);
  });

  it("forgets what was while the device has no bits for it", () => {
    const abm = new MadeDevice(MGE, {
      values: { [`${STATUS}.ACPresent`]: 1, [`${CHARGER}.ABMEnable`]: 1, [`${CHARGER}.Mode`]: 2 },
    });
    expect(told(abm)).toEqual(["discharging", "OL DISCHRG"]);
    expect(told(abm.change({ [`${CHARGER}.Mode`]: 4 }))).toEqual(["resting", "OL"]);
  });

  it("says nothing while it is off; the plain bits count then", () => {
    const off = device({ [`${CHARGER}.ABMEnable`]: 0, [`${CHARGER}.Mode`]: 2 });
    expect(told(off)).toEqual([undefined, "OL CHRG"]);
    expect(told(off.change({ [`${CHARGER}.ABMEnable`]: 1 }))).toEqual(["discharging", "OL DISCHRG"]);
    expect(told(off.change({ [`${CHARGER}.ABMEnable`]: 0 }))).toEqual([undefined, "OL CHRG"]);
  });
});

describe("outlets that follow the load of the main one", () => {
  const values = {
    "UPS.OutletSystem.Outlet.[1].ConfigApparentPower": 25,
    "UPS.OutletSystem.Outlet.[1].ApparentPower": 40,
    "UPS.OutletSystem.Outlet.[3].PresentStatus.Switchable": 1,
  };

  it("can be set where the series has them", () => {
    const station = model("Protection Station", "650", values);
    expect(station.var("outlet.power")).toBe("25");
    expect(station.dump().writables.get("outlet.power")).toEqual([
      "Type: ENUM STRING",
      "Maximum length: 6",
      'Option: "10"',
      'Option: "25"',
      'Option: "60"',
    ]);
    expect(station.dump().writables.get("outlet.2.switchable")).toEqual(["Type: STRING", "Maximum length: 3"]);
    expect(setvarOrders(station.mapper, "outlet.2.switchable", "no")).toMatchObject({ steps: [{ value: 0 }] });
    expect(setvarOrders(station.mapper, "outlet.power", "60")).toMatchObject({ steps: [{ value: 60 }] });
  });

  it("are a measurement and a plain fact elsewhere", () => {
    const ellipse = model("Ellipse PRO", "650", values);
    expect(ellipse.var("outlet.power")).toBe("40");
    expect(ellipse.var("outlet.2.switchable")).toBe("yes");
    expect(ellipse.dump().writables.size).toBe(0);
  });
});

describe("the nominal output voltage", () => {
  const PATH = `${FLOW}.ConfigVoltage`;
  const choices = (device: MadeDevice) =>
    (device.dump().writables.get("output.voltage.nominal") ?? []).flatMap(
      (line) => /Option: "(\d+)"/.exec(line)?.[1] ?? [],
    );
  const HIGH = ["220", "230", "240"];
  const ALL_HIGH = ["200", "208", ...HIGH];
  const LOW = ["100", "110", "120", "127"];

  it("can be changed within its half of the world, and over both high halves with regulation", () => {
    expect(choices(model("ELLIPSE", "600", { [PATH]: 230 }))).toEqual(HIGH);
    expect(choices(model("ELLIPSE", "600", { [PATH]: 208 }))).toEqual(["200", "208"]);
    expect(choices(model("Evolution", "850", { [PATH]: 230 }))).toEqual(ALL_HIGH);
    expect(choices(model("Evolution", "850", { [PATH]: 200 }))).toEqual(ALL_HIGH);
    expect(choices(model("Evolution", "850", { [PATH]: 120 }))).toEqual(LOW);
  });

  it("may be anything where the device starts with an odd one", () => {
    const odd = model("Evolution", "850", { [PATH]: 115 });
    expect(odd.var("output.voltage.nominal")).toBe("115");
    expect(choices(odd)).toEqual([...ALL_HIGH, ...LOW]);
  });

  it("stays what it was when the device says something impossible", () => {
    const device = model("ELLIPSE", "600", { [PATH]: 230 });
    expect(device.change({ [PATH]: 120 }, "changed").var("output.voltage.nominal")).toBe("230");
    expect(device.change({ [PATH]: 240 }, "changed").var("output.voltage.nominal")).toBe("240");
  });
});

describe("the estimate of real power", () => {
  const values = { [`${SUMMARY}.PercentLoad`]: 17, [`${FLOW}.ConfigApparentPower`]: 850 };

  it("comes from load and rating, with 0.8 as power factor or the device's own", () => {
    expect(new MadeDevice(MGE, { values }).var("ups.realpower")).toBe("116");
    const own = new MadeDevice(MGE, { values: { ...values, "UPS.PowerConverter.Output.PowerFactor": 90 } });
    expect(own.change({}).var("ups.realpower")).toBe("130");
  });

  it("gives way to a measurement", () => {
    const measured = new MadeDevice(MGE, { values: { ...values, "UPS.PowerConverter.Output.ActivePower": 99 } });
    expect(measured.var("ups.realpower")).toBe("99");
  });
});

describe("the clock of the device", () => {
  const noon = Math.trunc(new Date(2024, 1, 29, 12, 34, 56).getTime() / 1000);
  const device = () => new MadeDevice(MGE, { values: { [`${SUMMARY}.Time`]: noon } });

  it("is shown as local date and time", () => {
    expect([device().var("ups.date"), device().var("ups.time")]).toEqual(["2024/02/29", "12:34:56"]);
  });

  it("is set half by half", () => {
    const { mapper } = device();
    expect(setvarOrders(mapper, "ups.time", "12:34:50")).toMatchObject({ steps: [{ value: noon - 6 }] });
    const nextDay = Math.trunc(new Date(2024, 2, 1, 12, 34, 56).getTime() / 1000);
    expect(setvarOrders(mapper, "ups.date", "2024/03/01")).toMatchObject({ steps: [{ value: nextDay }] });
    expect(setvarOrders(mapper, "ups.date", "today")).toEqual({ kind: "refused", why: "conversion-failed" });
    expect(setvarOrders(mapper, "ups.time", "25:00:00")).toEqual({ kind: "refused", why: "conversion-failed" });
  });
});

describe("the states of Eaton", () => {
  const INPUT = "UPS.PowerConverter.Input";

  it("do not call the mains lost because the output is off", () => {
    const off = new MadeDevice(MGE, {
      values: { [`${STATUS}.ACPresent`]: 1, [`${STATUS}.Good`]: 0, [`${INPUT}.[1].PresentStatus.Used`]: 0 },
    });
    expect(off.var("ups.status")).toBe("OL OFF");
    expect(off.change({ [`${STATUS}.Good`]: 1 }).var("ups.status")).toBe("");
  });

  it("have alarms of their own beside those of all", () => {
    const device = new MadeDevice(MGE, {
      values: { [`${INPUT}.[1].PresentStatus.WiringFault`]: 1, [`${STATUS}.NeedReplacement`]: 1 },
    });
    expect(device.var("ups.alarm")).toBe("Wiring fault! Replace battery!");
    expect(device.change({ [`${INPUT}.[1].PresentStatus.WiringFault`]: 0 }).var("ups.alarm")).toBe("Replace battery!");
  });
});

describe("the high-efficiency modes", () => {
  const CHOICE = "UPS.PowerConverter.Input.[5].Switchable";
  const online = (values: Readonly<Record<string, number>> = {}) =>
    new MadeDevice(MGE, {
      values: {
        [CHOICE]: 1,
        "UPS.PowerConverter.Input.[2].SwitchOnControl": 0,
        "UPS.PowerConverter.Input.[2].SwitchOffControl": 0,
        "UPS.PowerConverter.Input.[2].Voltage": 231,
        "UPS.PowerConverter.Input.[2].Frequency": 50,
        [`${FLOW}.ConfigVoltage`]: 230,
        [`${FLOW}.ConfigFrequency`]: 50,
        ...values,
      },
    });
  const told = (device: MadeDevice) => [device.var("input.eco.switchable"), ...device.mapper.buzzwords];

  it("are ECO while the bypass line is within 5 % of what is meant", () => {
    expect(told(online())).toEqual(["ECO", "vendor:mge-hid:ECO"]);
    expect(told(online({ "UPS.PowerConverter.Input.[2].Voltage": 243 }))).toEqual(["normal", "vendor:mge-hid:normal"]);
    expect(told(online({ "UPS.PowerConverter.Input.[2].Frequency": 53 }))).toEqual(["normal", "vendor:mge-hid:normal"]);
  });

  it("follow the device's own limits where it has them", () => {
    const limits = {
      "UPS.PowerConverter.Output.LowVoltageEcoTransfer": 200,
      "UPS.PowerConverter.Output.HighVoltageEcoTransfer": 250,
      "UPS.PowerConverter.Output.FrequencyRangeEcoTransfer": 8,
    };
    const wide = online({ ...limits, "UPS.PowerConverter.Input.[2].Voltage": 243 });
    expect(told(wide)).toEqual(["ECO", "vendor:mge-hid:ECO"]);
    expect(told(wide.change({ "UPS.PowerConverter.Input.[2].Frequency": 54 }))).toEqual(["ECO", "vendor:mge-hid:ECO"]);
    expect(told(wide.change({ "UPS.PowerConverter.Input.[2].Voltage": 199 }))).toEqual([
      "normal",
      "vendor:mge-hid:normal",
    ]);
  });

  it("are ESS, or normal, as the device says, and normal where it does not tell of the line", () => {
    expect(told(online({ [CHOICE]: 2 }))).toEqual(["ESS", "vendor:mge-hid:ESS"]);
    expect(told(online({ [CHOICE]: 0 }))).toEqual(["normal"]);
    expect(told(new MadeDevice(MGE, { values: { [CHOICE]: 1 } }))).toEqual(["normal"]);
  });

  it("are set by word, the maker's too", () => {
    const { mapper } = online();
    const sent = (text: string) => setvarOrders(mapper, "input.eco.switchable", text);
    expect(sent("ECO")).toMatchObject({ steps: [{ value: 1 }] });
    expect(sent("vendor:mge-hid:ESS")).toMatchObject({ steps: [{ value: 2 }] });
    expect(sent("toString")).toEqual({ kind: "refused", why: "conversion-failed" });
  });

  it("start from normal, and end with the bypass left first", () => {
    const start = "experimental.bypass.ecomode.start";
    const stop = "experimental.bypass.ecomode.stop";
    const refused = { kind: "refused", why: "conversion-failed" };
    expect(commandOrders(online({ [CHOICE]: 0 }).mapper, start, undefined)).toMatchObject({ steps: [{ value: 1 }] });
    expect(commandOrders(online().mapper, start, undefined)).toEqual(refused);
    expect(commandOrders(online().mapper, stop, undefined)).toMatchObject({
      steps: [
        { kind: "set", name: "input.bypass.switch.off", value: "off" },
        { kind: "write", value: 0 },
      ],
    });
    expect(commandOrders(online({ [CHOICE]: 0 }).mapper, stop, undefined)).toEqual(refused);
  });

  it("show the way to bypass only while the line allows it", () => {
    const on = "UPS.PowerConverter.Input.[2].SwitchOnControl";
    expect(online().var("input.bypass.switch.on")).toBe("disabled");
    expect(
      online()
        .change({ [on]: 1 })
        .var("input.bypass.switch.on"),
    ).toBe("on");
    const far = online({ "UPS.PowerConverter.Input.[2].Voltage": 100 });
    expect(far.change({ [on]: 1 }).var("input.bypass.switch.on")).toBe("disabled");
  });
});

describe("the claims of Eaton's table", () => {
  const { facts } = new MadeDevice(MGE, { values: {} });
  const claim = (change: Partial<typeof facts>) => claimOf(MGE, { ...facts, ...change });

  it("take makers of many things by their products only", () => {
    expect(claim({ vendorId: 0x0463, productId: 0xffff })).toBe("yes");
    expect(claim({ vendorId: 0x03f0, productId: 0x1fe8 })).toBe("yes");
    expect(claim({ vendorId: 0x03f0, productId: 0x0024 })).toBe("likely");
  });

  it("take Phoenixtec's for AEG only, and KSTAR's by their name", () => {
    expect(claim({ vendorId: 0x06da, productId: 0xffff })).toBe("no");
    expect(claim({ vendorId: 0x06da, productId: 0xffff, vendor: "AEG" })).toBe("yes");
    expect(claim({ vendorId: 0x09d6, productId: 0x0001 })).toBe("no");
    expect(claim({ vendorId: 0x09d6, productId: 0x0001, vendor: "KSTAR" })).toBe("yes");
  });

  it("are silent about keyboards of HP, and helpful about unknown products of Eaton", () => {
    const listed = { ...facts, bus: "001", address: "002", ports: [1], hid: true, node: "" };
    expect(refusals([MGE], [{ ...listed, vendorId: 0x03f0, productId: 0x0024 }])).toEqual([]);
    expect(refusals([MGE], [{ ...listed, productId: 0x0002 }])[0]).toMatch(/set productid = 0002/);
  });
});

describe("release 2.02 of Eaton", () => {
  it("is read by its second report descriptor, for the first is not the whole one", () => {
    const { facts } = new MadeDevice(MGE, { facts: { release: 0x0202 }, values: {} });
    expect(quirksOf(MGE, facts)).toEqual({ descriptorIndex: 1 });
    expect(quirksOf(MGE, { ...facts, release: 0x0203 })).toEqual({});
    expect(quirksOf(MGE, { ...facts, vendorId: 0x047c })).toEqual({});
  });
});

it("declares the version of the USB part a string, though it cannot be written", () => {
  const device = new MadeDevice(MGE, { strings: { 6: "1.10" }, values: { "UPS.System.USB.iVersion": 6 } });
  expect(device.mapper.vars.get("device.usb.version")).toEqual({
    value: "1.10",
    rw: false,
    type: { kind: "string", max: 20 },
  });
});
