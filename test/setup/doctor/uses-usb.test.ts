import { describe, expect, it } from "@jest/globals";
import { DRIVERS } from "../../../src/drivers/registry.ts";
import { usesUsb } from "../../../src/setup/doctor/rows/machine.ts";

describe("a section of ups.conf", () => {
  it("is one of a USB device with every driver that can be told which", async () => {
    const all: { readonly name: string; readonly options: readonly string[] }[] = [];
    for (const { name, load } of DRIVERS)
      all.push({ name, options: (await load(name)).options.map((option) => option.name) });
    const usb = all.filter(({ name, options }) => options.includes("vendorid") || name.endsWith("_usb"));
    expect(usb.length).toBeGreaterThan(5);
    expect(usb.filter(({ name }) => !usesUsb({ driver: name, port: "auto" }))).toEqual([]);
  });

  it.each([
    ["blazer_usb", "auto", true],
    ["megatec_usb", "auto", true],
    ["newhidups", "auto", true],
    ["nutdrv_qx", "/dev/ttyUSB0", false],
    ["blazer_ser", "/dev/ttyS0", false],
    ["snmp-ups", "pdu.lan", false],
    ["dummy-ups", "x.dev", false],
  ])("with driver = %s and port = %s: %s", (driver, port, usb) => {
    expect(usesUsb({ driver, port })).toBe(usb);
  });
});
