/** What is peculiar to vendors of whom there is no capture. */
import { describe, expect, it } from "@jest/globals";
import { refusals } from "../../../src/drivers/usbhid/candidates.ts";
import { claimant, quirksOf } from "../../../src/drivers/usbhid/claim.ts";
import { commandOrders, setvarOrders } from "../../../src/drivers/usbhid/commands.ts";
import { BELKIN } from "../../../src/drivers/usbhid/subdrivers/belkin.ts";
import { DELTA_UPS } from "../../../src/drivers/usbhid/subdrivers/delta_ups.ts";
import { EVER } from "../../../src/drivers/usbhid/subdrivers/ever.ts";
import { IDOWELL } from "../../../src/drivers/usbhid/subdrivers/idowell.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { LEGRAND } from "../../../src/drivers/usbhid/subdrivers/legrand.ts";
import { LIEBERT } from "../../../src/drivers/usbhid/subdrivers/liebert.ts";
import { OPENUPS } from "../../../src/drivers/usbhid/subdrivers/openups.ts";
import { POWERVAR } from "../../../src/drivers/usbhid/subdrivers/powervar.ts";
import { SALICRU } from "../../../src/drivers/usbhid/subdrivers/salicru.ts";
import { fieldAt, MadeDevice } from "../../sim/devices/usb-made.ts";

const SUMMARY = "UPS.PowerSummary";
const STATUS = "UPS.PowerSummary.PresentStatus";

describe("Delta", () => {
  const typeOf = (value: number) =>
    new MadeDevice(DELTA_UPS, { values: { "UPS.DeltaCustom.[1].DeltaUPSType": value } }).var("ups.type");

  it("tells its kind in the low four bits", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7, 0x15].map(typeOf)).toEqual([
      "online",
      "offline",
      "line-interactive",
      "offline",
      "line-interactive",
      "3-phase",
      "split-phase",
      undefined,
      "3-phase",
    ]);
  });

  it("is named by a string of its own, and by its product where that is empty", () => {
    const device = (index: number) =>
      new MadeDevice(DELTA_UPS, {
        facts: { product: "Delta UPS" },
        strings: { 5: "Amplon R 3 kVA, a name with more than nineteen letters" },
        values: { "UPS.DeltaCustom.[1].DeltaModelName": index },
      });
    expect(device(5).var("ups.model")).toBe("Amplon R 3 kVA, a name with more than nineteen letters");
    expect(device(0).var("ups.model")).toBe("Delta UPS");
  });

  it("takes its settings as numbers", () => {
    const device = new MadeDevice(DELTA_UPS, {
      values: { "UPS.PowerConverter.Output.LowVoltageTransfer": 176, "UPS.DeltaCustom.[1].DeltaConfigSensitivity": 1 },
    });
    const { writables } = device.dump();
    expect(writables.get("input.transfer.low")).toEqual(["Type: NUMBER"]);
    expect(writables.get("input.sensitivity")).toEqual(["Type: NUMBER"]);
    expect(setvarOrders(device.mapper, "input.sensitivity", "low")).toMatchObject({ steps: [{ value: 2 }] });
  });

  it("takes an unused converter for a missing battery", () => {
    const device = new MadeDevice(DELTA_UPS, { values: { "UPS.PowerConverter.PresentStatus.Used": 0 } });
    expect(device.var("ups.alarm")).toBe("No battery installed!");
  });
});

describe("Legrand", () => {
  it("has units of its own in the Keor SP", () => {
    const device = new MadeDevice(LEGRAND, {
      values: {
        "UPS.PowerConverter.Input.Voltage": [2301, -6],
        "UPS.PowerConverter.Output.Voltage": [2302, -6],
        "UPS.PowerConverter.Output.HighVoltageTransfer": 26,
        "UPS.PowerSummary.Voltage": 137,
      },
    });
    expect(
      ["input.voltage", "output.voltage", "input.transfer.high", "battery.voltage"].map((v) => device.var(v)),
    ).toEqual(["230.1", "230.2", "260.0", "13.7"]);
  });

  it("silences the beeper with the number that mutes others", () => {
    const device = new MadeDevice(LEGRAND, { values: { [`${SUMMARY}.AudibleAlarmControl`]: 2 } });
    expect(commandOrders(device.mapper, "beeper.disable", undefined)).toMatchObject({ steps: [{ value: 3 }] });
    expect(quirksOf(LEGRAND, device.facts)).toEqual({ pollOnly: true });
  });
});

describe("Liebert", () => {
  it("answers for all devices with the ids of Phoenixtec but those of AEG", () => {
    const facts = new MadeDevice(LIEBERT, { facts: { vendor: "Phoenixtec" }, values: {} }).facts;
    expect(claimant(SUBDRIVERS, facts, false)?.name).toBe("Phoenixtec/Liebert HID 0.41");
    expect(claimant(SUBDRIVERS, { ...facts, product: "AEG PROTECT NAS" }, false)?.name).toBe("MGE HID 1.59");
    expect(claimant(SUBDRIVERS, { ...facts, vendor: "AEG" }, false)?.name).toBe("MGE HID 1.59");
  });

  it("leaves the battery packs of GoldenMate, known by their strings, to the table of iDowell", () => {
    const { facts } = new MadeDevice(LIEBERT, { facts: { vendor: "Phoenixtec" }, values: {} });
    const nameOf = (strings: Partial<typeof facts>) => claimant(SUBDRIVERS, { ...facts, ...strings }, false)?.name;
    expect(nameOf({ vendor: "-BMS-" })).toMatch(/^iDowell HID/);
    expect(nameOf({ vendor: undefined, product: "Smart-Battery" })).toMatch(/^iDowell HID/);
    expect(nameOf({ vendor: "-BMS-", productId: 0x0002 })).toBeUndefined();
    expect(nameOf({ vendor: undefined, product: undefined })).toMatch(/^Phoenixtec/);
    expect(nameOf({ product: "Liebert PSI5" })).toMatch(/^Phoenixtec/);
  });

  it("sends Phoenixtec's other products to the driver that speaks their protocol", () => {
    const { facts } = new MadeDevice(LIEBERT, { facts: { productId: 0x0002 }, values: {} });
    const device = { ...facts, bus: "001", address: "002", ports: [1], hid: true, node: "" };
    expect(refusals(SUBDRIVERS, [device])[0]).toMatch(/needs the driver nutdrv_qx/);
    expect(refusals(SUBDRIVERS, [{ ...device, productId: 0x1234 }])[0]).toMatch(/set productid = 1234/);
  });

  it("tells OFF from the bit Good, and offers a beeper that toggles", () => {
    const device = new MadeDevice(LIEBERT, {
      values: { [`${STATUS}.ACPresent`]: 1, [`${STATUS}.Good`]: 0, [`${SUMMARY}.AudibleAlarmControl`]: 2 },
    });
    expect(device.var("ups.status")).toBe("OL OFF");
    expect(device.dump().commands).toEqual(["beeper.toggle"]);
  });
});

describe("Salicru", () => {
  it("has its readings at either of two places", () => {
    const twin = new MadeDevice(SALICRU, {
      values: {
        "UPS.PowerConverter.Input.[1].Voltage": 229,
        [`${SUMMARY}.PercentLoad`]: 17,
        [`${STATUS}.Overload`]: 1,
      },
    });
    expect(["input.voltage", "ups.load", "ups.status"].map((name) => twin.var(name))).toEqual(["229.0", "17", "OVER"]);
    const home = new MadeDevice(SALICRU, { values: { "UPS.Input.Voltage": [2291, -1], "UPS.Output.PercentLoad": 18 } });
    expect(["input.voltage", "ups.load"].map((name) => home.var(name))).toEqual(["229.1", "18"]);
  });
});

describe("iDowell", () => {
  it("counts a battery as missing only where it says so", () => {
    const device = new MadeDevice(IDOWELL, { values: { [`${STATUS}.ACPresent`]: 1, [`${STATUS}.BatteryPresent`]: 0 } });
    expect(device.var("ups.status")).toBe("ALARM OL RB");
    expect(device.change({ [`${STATUS}.BatteryPresent`]: 1 }).var("ups.status")).toBe("OL");
  });

  it("takes the warning limit for the low one where that is all it has", () => {
    const device = new MadeDevice(IDOWELL, { values: { [`${SUMMARY}.WarningCapacityLimit`]: 20 } });
    expect(device.var("battery.charge.low")).toBe("20");
  });
});

describe("GoldenMate", () => {
  const field = (usage: number, size: number, max: number, broken: boolean) => ({
    ...fieldAt([0x00840004, usage], 2),
    kind: "input" as const,
    size,
    logicalMin: 0,
    logicalMax: max,
    assumedMax: broken,
  });
  const maxima = (broken: boolean) =>
    IDOWELL.fixDescriptor?.(
      {
        fields: [field(0x00850068, 32, 0xfeffffff, broken), field(0x00840030, 16, 0xfeffffff, broken)],
        lengths: new Map(),
        numbered: true,
      },
      new MadeDevice(IDOWELL, { values: {} }).facts,
    ).fields.map(({ logicalMax }) => logicalMax);

  it("has a maximum with its bytes the wrong way round, which the voltage behind it takes over", () => {
    expect(maxima(true)).toEqual([0x75ffffff, 0xffff]);
    expect(maxima(false)).toEqual([0xfeffffff, 0xfeffffff]);
  });
});

describe("Powervar", () => {
  it("is the second interface of its device", () => {
    const device = new MadeDevice(POWERVAR, { values: { [`${STATUS}.ACPresent`]: 0, [`${STATUS}.Discharging`]: 1 } });
    expect(quirksOf(POWERVAR, device.facts)).toEqual({ interface: 1 });
    expect(device.var("ups.status")).toBe("OB DISCHRG");
  });
});

describe("Belkin", () => {
  it("finds its serial number in a report where its descriptor names none", () => {
    const serial = "A serial number of more than nineteen letters";
    const values = { [`${SUMMARY}.iSerialNumber`]: 4 };
    const device = (own: string | undefined) =>
      new MadeDevice(BELKIN, { facts: { serial: own }, strings: { 4: serial }, values });
    expect(device(undefined).var("ups.serial")).toBe(serial);
    expect(device("3G1234").var("ups.serial")).toBe("3G1234");
  });
});

describe("Ever", () => {
  const counted = (...bytes: readonly number[]) => {
    const device = new MadeDevice(EVER, { values: { "UPS.EVER1.EVER77": 1 } });
    device.mapper.fileExtra(215, Uint8Array.of(215, ...bytes));
    return device.change({}).var("experimental.networkcard.send_packets");
  };

  it("counts packets in four bytes, and nothing in an answer that is too short", () => {
    expect(counted(1, 2, 0, 0)).toBe("513");
    expect(counted(1, 2, 3)).toBe("");
  });
});

describe("openUPS", () => {
  it("scales its readings as its maker's numbers multiply", () => {
    const device = new MadeDevice(OPENUPS, {
      facts: { productId: 0xd004 },
      values: { "UPS.PowerSummary.Input.Voltage": 1, "UPS.PowerSummary.Output.Voltage": 10 },
    });
    expect(["input.voltage", "output.voltage"].map((name) => device.var(name))).toEqual(["3.55", "25.71"]);
  });
});
