/** nutdrv_qx over USB: which device, which bridge, what is shown of it, and what happens when it goes away. */
import { describe, expect, it } from "@jest/globals";
import { BRIDGE_IDS, bridgeOf } from "../../../src/drivers/qx/bridges/ids.ts";
import { meansUsb } from "../../../src/drivers/qx/usb-choice.ts";
import { packetChip, stringChip } from "../../sim/devices/chips.ts";
import { usbDevice } from "../../sim/devices/fake-pipe.ts";
import { dumpOf } from "../../sim/devices/qx-device.ts";
import { settingsOf } from "../../sim/machine/settings.ts";
import { bench, CYPRESS, cypress, MOUSE, open, PROFILE } from "./usb-bench.ts";

describe("a device on USB", () => {
  it("is an Ippon Back Basic 650S Euro as its owner configured it", async () => {
    const options = {
      "override.battery.voltage.nominal": "12.00",
      "default.battery.voltage.high": "13.60",
      "default.battery.voltage.low": "10.40",
    };
    const { driver } = cypress([CYPRESS], options);
    const identity = await driver.open(() => undefined);
    expect(identity.published?.get("ups.vendorid")).toBe("0665");
    expect(identity.published?.get("ups.productid")).toBe("5161");
    expect(identity.title).toMatch(/^0665:5161, at bus 001 device 004 port 2, bridge cypress \(Q1 0\.08\)$/);
    const { vars } = dumpOf(await driver.poll("full"), options);
    expect(vars.get("battery.charge")).toBe("100");
    expect(vars.get("battery.voltage")).toBe("13.60");
    expect(vars.get("ups.status")).toBe("OL");
  });

  it.each([
    [{ port: "auto" }, true],
    [{ port: "AUTO" }, true],
    [{ port: "/dev/ttyS0" }, false],
    [{ port: "/dev/ttyS0", vendorid: "0665" }, true],
    [{ port: "/dev/ttyS0", langid_fix: "0x409" }, true],
    [{ port: "/dev/ttyS0", protocol: "megatec" }, false],
  ])("%j means USB: %p", (options, usb) => {
    expect(meansUsb(settingsOf(options))).toBe(usb);
  });

  it("says that `port` is not used where other options mean USB", () => {
    const { said } = cypress([CYPRESS], { port: "/dev/ttyS0", vendorid: "0665" });
    expect(said).toEqual([expect.stringMatching(/^warning: port = \/dev\/ttyS0 is not used/)]);
  });

  it("is left alone where its ids are not known, and asked for where the user names the bridge", async () => {
    const unknown = usbDevice(0x1234, 0x5678);
    await expect(open(cypress([unknown, MOUSE]))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/1234:5678.*Logitech Mouse.*set vendorid, productid and subdriver/),
    });
    const named = cypress([unknown, MOUSE], { vendorid: "1234", productid: "5678", subdriver: "Cypress" });
    await open(named);
    expect(named.opened).toEqual([unknown]);
  });

  it.each([
    [{ subdriver: "cypress" }, "subdriver = cypress needs vendorid and productid"],
    [{ subdriver: "nonsense", vendorid: "0665", productid: "5161" }, "names no USB bridge; there are cypress, "],
  ])("refuses %j", async (options, message) => {
    await expect(open(cypress([CYPRESS], options))).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringContaining(message),
    });
  });

  it("asks which one is meant where several fit, and takes the one that the user names", async () => {
    const [one, two] = [
      usbDevice(0x0665, 0x5161, { serial: "A" }),
      usbDevice(0x0665, 0x5161, { serial: "B", ports: [3] }),
    ];
    await expect(open(cypress([one, two]))).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringMatching(/2 devices fit.*serial = "A" or serial = "B"/),
    });
    const named = cypress([one, two], { serial: "B" });
    await open(named);
    expect(named.opened).toEqual([two]);
  });

  it("names the serial port of an adapter that the system shows as one", async () => {
    await expect(open(cypress([usbDevice(0x1a86, 0x7523)]))).rejects.toMatchObject({
      message: expect.stringMatching(/1a86:7523 is a serial adapter: .*port = \/dev\/ttyUSB0/),
    });
  });

  it("is found again in another socket when it was pulled out", async () => {
    const all = bench([CYPRESS], {}, () => pipe);
    let { pipe } = packetChip(PROFILE);
    await open(all);
    pipe.unplugged = true;
    all.plugged = [MOUSE];
    await expect(all.driver.poll("full")).rejects.toMatchObject({ fault: "lost" });
    await all.driver.close();
    await expect(open(all)).rejects.toMatchObject({ fault: "absent", message: "0665:5161 is not plugged in" });
    const moved = usbDevice(0x0665, 0x5161, { address: "007", ports: [1, 4] });
    all.plugged = [moved, MOUSE];
    pipe = packetChip(PROFILE).pipe;
    await open(all);
    expect(all.opened.at(-1)).toEqual(moved);
    expect((await all.driver.poll("full")).status).toEqual(["OL"]);
  });

  it("takes silence after a command for consent, and a command that does not get through for a failure", async () => {
    const chip = packetChip(PROFILE);
    const all = bench([CYPRESS], {}, () => chip.pipe);
    await open(all);
    expect(await all.driver.instcmd("shutdown.return")).toBe("handled");
    expect(chip.asked.at(-1)).toBe("S.5R0003\r");
    chip.pipe.controlOut = () => Promise.resolve({ kind: "timeout" });
    expect(await all.driver.instcmd("shutdown.return")).toBe("failed");
  });
});

describe("langid_fix", () => {
  const chip = () => stringChip({ 3: "(228.0 227.4 228.0 028 50.1 13.6 25.0 00001001" });
  const device = usbDevice(0x0001, 0x0000);
  const krauler = (options: Readonly<Record<string, string>>) => {
    const { pipe, asked } = chip();
    return { ...bench([device], options, () => pipe), asked };
  };

  it("is the language of every descriptor, and the device's own is told", async () => {
    const all = krauler({ langid_fix: "0x4095" });
    await open(all);
    expect(all.asked.filter(([index]) => index === 3).every(([, language]) => language === 0x4095)).toBe(true);
    expect(all.said).toContain("debug: first supported language: 0x409");
  });

  it("is not looked for with noscanlangid", async () => {
    const all = krauler({ langid_fix: "0x409", noscanlangid: "" });
    await open(all);
    expect(all.asked.map(([index]) => index)).not.toContain(0);
  });

  it("is left out with a warning where it makes no sense", async () => {
    const all = krauler({ langid_fix: "english" });
    await open(all);
    expect(all.said[0]).toMatch(/^warning: langid_fix: "english" is no language number/);
  });
});

describe("the ids of USB bridges", () => {
  it.each([
    ["0001:0000 MEC MEC0003", usbDevice(0x0001, 0, { vendor: "MEC", product: "MEC0003" }), "fabula"],
    ["0001:0000 MEC0003", usbDevice(0x0001, 0, { product: "MEC0003" }), "hunnox"],
    ["0001:0000 in small letters", usbDevice(0x0001, 0, { vendor: "mec", product: "mec0003" }), "fabula"],
    ["0001:0000 ATCL", usbDevice(0x0001, 0, { vendor: "ATCL FOR UPS", product: "ATCL FOR UPS" }), "fuji"],
    ["0001:0000", usbDevice(0x0001, 0), "krauler"],
    [
      "06da:0002 Masterguard",
      usbDevice(0x06da, 2, { vendor: "Phoenixtec Power", product: "USB Cable (V2.00)" }),
      "phoenixtec",
    ],
    ["06da:0002", usbDevice(0x06da, 2), "cypress"],
    ["ffff:0000", usbDevice(0xffff, 0), "ablerex"],
    ["0925:1234", usbDevice(0x0925, 0x1234), "armac"],
    ["another product of a known maker", usbDevice(0x0665, 0x0001), undefined],
  ])("%s", (_, device, name) => {
    expect(bridgeOf(device)?.name).toBe(name);
  });

  it("are in the order in which the first that fits is the right one: those with strings come first", () => {
    const plain = BRIDGE_IDS.filter(({ vendor, product }) => vendor === undefined && product === undefined);
    for (const one of plain) {
      const later = BRIDGE_IDS.slice(BRIDGE_IDS.indexOf(one) + 1);
      expect(later.some((two) => two.vendorId === one.vendorId && two.productId === one.productId)).toBe(false);
    }
  });
});
