import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseCommandLine } from "../../src/cli/options.ts";
import { SCANNER } from "../../src/commands/scanner.ts";
import { parseUpsConf } from "../../src/conf/ups-conf.ts";
import type { UsbDevice } from "../../src/device/hid.ts";
import { json, parsable, sanityCheck, section, upsConf } from "../../src/scanner/display.ts";
import type { ScannedDevice } from "../../src/scanner/found.ts";
import { detailOf } from "../../src/scanner/local-searches.ts";
import { merge } from "../../src/scanner/merge.ts";
import { simulationScan } from "../../src/scanner/simulation-scan.ts";
import { usbScan } from "../../src/scanner/usb-scan.ts";

const device = (fields: Partial<UsbDevice>): UsbDevice => ({
  vendorId: 0x0463,
  productId: 0xffff,
  release: 0x0100,
  vendor: "EATON",
  product: "Ellipse PRO",
  serial: "000000000",
  bus: "001",
  address: "004",
  ports: [1, 3],
  hid: true,
  node: "/dev/bus/usb/001/004",
  ...fields,
});

const scan = (fields: Partial<UsbDevice> = {}, detail: 0 | 1 | 2 | 3 = 0): readonly ScannedDevice[] =>
  usbScan([device(fields)], detail);

describe("a device on the USB bus", () => {
  it("is printed as nut-scanner prints it: what matches, then as comments what does not last", () => {
    expect(upsConf(scan({ serial: "P123 " }))).toBe(
      [
        "[nutdev-usb1]",
        '\tdriver = "usbhid-ups"',
        '\tport = "auto"',
        '\tvendorid = "0463"',
        '\tproductid = "FFFF"',
        '\tproduct = "Ellipse PRO"',
        '\tserial = "P123"',
        '\tvendor = "EATON"',
        '\t# bus = "001"',
        '\t# device = "004"',
        '\t# busport = "003"',
        "",
      ].join("\n"),
    );
  });

  it("is shown in the detail that the options count", () => {
    const detail = (...argv: readonly string[]) => {
      const parsed = parseCommandLine(SCANNER.table, argv);
      return parsed.kind === "ok" ? detailOf(parsed.line) : parsed.text;
    };
    expect(
      [[], ["-U"], ["--usb_scan"], ["-UU"], ["-U", "--usb_scan"], ["-UUU"], ["-UUUU"], ["-UUUUU"]].map((argv) =>
        detail(...argv),
      ),
    ).toEqual([0, 0, 0, 1, 1, 2, 3, 3]);
  });

  it("shows bus and busport with -UU, device with -UUU, the release as a comment with -UUUU", () => {
    const lines = (detail: 0 | 1 | 2 | 3): readonly string[] => upsConf(scan({}, detail)).split("\n").slice(8);
    expect(lines(1)).toEqual(['\tbus = "001"', '\t# device = "004"', '\tbusport = "003"', ""]);
    expect(lines(2)).toEqual(['\tbus = "001"', '\tdevice = "004"', '\tbusport = "003"', ""]);
    expect(lines(3)).toEqual([
      '\tbus = "001"',
      '\tdevice = "004"',
      '\tbusport = "003"',
      '\t###NOTMATCHED-YET### bcdDevice = "0100"',
      "",
    ]);
  });

  it.each([
    [0x0463, 0xffff, "usbhid-ups"],
    [0x0764, 0x0601, "usbhid-ups"],
    [0x051d, 0x0002, "usbhid-ups"],
    [0x0665, 0x5161, "nutdrv_qx"],
  ])("%s:%s is for %s", (vendorId, productId, driver) => {
    expect(scan({ vendorId, productId })).toMatchObject([{ driver }]);
  });

  it("is left out when it is no power device", () => {
    expect(scan({ vendorId: 0x1d6b, productId: 2 })).toEqual([]);
  });

  it("names the other drivers that claim it", () => {
    expect(upsConf(scan({ vendorId: 0x0665, productId: 0x5161 }))).toContain(
      '\tdriver = "nutdrv_qx"\t# alternately: blazer_usb\n',
    );
  });

  it("cannot write lines of its own into ups.conf, whatever its strings say", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 40 }), (product) => {
        const text = upsConf(scan({ product }));
        const { sections, problems } = parseUpsConf(text, "ups.conf");
        expect(sections).toHaveLength(1);
        expect(problems.filter(({ severity }) => severity === "error")).toEqual([]);
      }),
    );
  });
});

describe("the other formats", () => {
  it("one line for each device, without what is only a comment", () => {
    expect(parsable(scan())).toBe(
      'USB:driver="usbhid-ups",port="auto",vendorid="0463",productid="FFFF",product="Ellipse PRO",serial="000000000",vendor="EATON"\n',
    );
  });

  it("JSON that scripts can read", () => {
    expect(JSON.parse(json(scan()))).toMatchObject([
      { name: "nutdev-usb1", driver: "usbhid-ups", serial: "000000000" },
    ]);
    expect(JSON.parse(json([]))).toEqual([]);
  });

  it("warnings about serials that tell nothing apart", () => {
    const both = usbScan([device({ serial: "A1" }), device({ serial: "A1" }), device({})], 0);
    expect(sanityCheck(both)).toBe(
      '\n# WARNING: several devices say that their serial is "A1": nutdev-usb1,nutdev-usb2; tell them apart by busport\n' +
        "\n# WARNING: the serial of nutdev-usb3 is nothing but 9 times '0': it tells no device from another\n",
    );
  });

  it("files for the dummy driver", () => {
    expect(simulationScan(["b.seq", "a.dev", "ups.conf"]).map(({ port, driver }) => [driver, port])).toEqual([
      ["dummy-ups", "a.dev"],
      ["dummy-ups", "b.seq"],
    ]);
  });
});

describe("--write", () => {
  const into = (text: string, all: readonly ScannedDevice[]) => merge(text, parseUpsConf(text, "ups.conf"), all);

  it("adds what is new under a name of its own and leaves every byte that was there", () => {
    const old = '# mine\nmaxretry = 3\n[rack]\n driver = usbhid-ups\n port = auto\n vendorid = 051d\n desc = "ИБП"';
    const { text, added, kept } = into(old, scan());
    expect(text.startsWith(`${old}\n\n[ellipse-pro]\n`)).toBe(true);
    expect([added, kept]).toEqual([["ellipse-pro"], 0]);
  });

  it("adds nothing for a device that a section describes already", () => {
    const old = "[e]\ndriver = usbhid-ups\nport = auto\nvendorid = 0463\nserial = 000000000\n";
    expect(into(old, scan())).toEqual({ text: old, added: [], kept: 1 });
    const any = "[e]\ndriver = usbhid-ups\nport = auto\n";
    expect(into(any, scan()).kept).toBe(1);
  });

  it("lets a section account for one device only: it drives no more", () => {
    const any = "[e]\ndriver = usbhid-ups\nport = auto\n";
    const two = usbScan([device({ serial: "A1" }), device({ serial: "B2" })], 0);
    expect(into(any, two)).toMatchObject({ added: ["ellipse-pro"], kept: 1 });
    const twins = usbScan([device({ serial: undefined }), device({ serial: undefined, ports: [1, 4] })], 0);
    const one = into("", twins.slice(0, 1)).text;
    const both = into(one, twins);
    expect(both).toMatchObject({ added: ["ellipse-pro-004"], kept: 1 });
    expect(into(both.text, twins)).toMatchObject({ added: [], kept: 2 });
    const second = `[p]\ndriver = usbhid-ups\nport = auto\nbusport = 004\n`;
    expect(into(second, twins).text).toContain('\tbusport = "003"');
  });

  it("knows a device by expressions, by older names of its driver and by the other drivers that read it", () => {
    const kept = (section: string): number => into(section, scan()).kept;
    expect(kept("[e]\ndriver = newhidups\nport = /dev/usb/hiddev0\nvendorid = 04.3\nproduct = ellipse.*\n")).toBe(1);
    expect(kept("[e]\ndriver = usbhid-ups\nport = auto\nproduct = Evolution.*\n")).toBe(0);
    expect(kept("[e]\ndriver = usbhid-ups\nport = auto\nproduct = (\n")).toBe(0);
    const qx = usbScan([device({ vendorId: 0x0665, productId: 0x5161 })], 0);
    expect(into("[q]\ndriver = blazer_usb\nport = auto\n", qx).kept).toBe(1);
    expect(into("[q]\ndriver = megatec_usb\nport = auto\n", qx).kept).toBe(1);
  });

  it("takes no section on a serial port for a device on USB", () => {
    const qx = usbScan([device({ vendorId: 0x0665, productId: 0x5161 })], 0);
    expect(into("[q]\ndriver = nutdrv_qx\nport = /dev/ttyS0\n", qx).kept).toBe(0);
    expect(into("[q]\ndriver = blazer_ser\nport = /dev/ttyS0\n", qx).kept).toBe(0);
    expect(into("[q]\ndriver = nutdrv_qx\nport = usb\nbus = 001\n", qx).kept).toBe(1);
  });

  it("gives two alike names that stay, from serial or port, and matches them by port where no serial tells", () => {
    const serials = usbScan([device({ serial: "AAA111" }), device({ serial: "BBB222" })], 0);
    expect(into("", serials).added).toEqual(["ellipse-pro", "ellipse-pro-bbb222"]);
    const twins = usbScan([device({ serial: undefined }), device({ serial: undefined, ports: [1, 4] })], 0);
    const { text, added } = into("", twins);
    expect(added).toEqual(["ellipse-pro", "ellipse-pro-004"]);
    expect(text.match(/^\tbusport = "00[34]"$/gm)).toHaveLength(2);
    expect(text).not.toMatch(/^\tbus = /m);
  });

  it("writes nothing twice", () => {
    const once = into("", scan()).text;
    expect(into(once, scan())).toEqual({ text: once, added: [], kept: 1 });
    expect(section(scan()[0] as ScannedDevice, "x")).toContain("[x]");
  });
});
