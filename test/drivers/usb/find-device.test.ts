import { describe, expect, it } from "@jest/globals";
import type { UsbDevice } from "../../../src/device/hid.ts";
import { findDevice, type Search, withNames } from "../../../src/drivers/usb/find-device.ts";
import { criteriaOf } from "../../../src/drivers/usb/match.ts";
import { settingsOf } from "../../sim/machine/settings.ts";

const device = (facts: Partial<UsbDevice> = {}): UsbDevice => ({
  vendorId: 0x0463,
  productId: 0xffff,
  release: 0x0100,
  vendor: "EATON",
  product: "Ellipse PRO",
  serial: undefined,
  bus: "004",
  address: "007",
  ports: [1, 4],
  hid: true,
  node: "/dev/bus/usb/004/007",
  ...facts,
});

const search = (section: Readonly<Record<string, string>>, more: Partial<Search> = {}): Search => ({
  criteria: criteriaOf(settingsOf(section)),
  takeAny: false,
  ...more,
});

const chosen = (devices: readonly UsbDevice[], wanted: Search): string => {
  const found = findDevice(devices, wanted);
  return found.kind === "found" ? found.device.node : found.kind;
};

describe("the options that pick a device", () => {
  it.each([
    [{ vendorid: "0463" }, true],
    [{ vendorid: "463" }, false],
    [{ vendorid: "04.*" }, true],
    [{ productid: "FFFF" }, true],
    [{ product: "ellipse.*" }, true],
    [{ product: "Ellipse" }, false],
    [{ product: "[[:alpha:]]+ PRO" }, true],
    [{ vendor: "(mge|eaton)" }, true],
    [{ serial: "" }, true],
    [{ serial: "G.*" }, false],
  ] as const)("%j match the whole value as regular expressions without regard to case: %s", (section, fits) => {
    expect(chosen([device()], search(section as Record<string, string>))).toBe(fits ? "/dev/bus/usb/004/007" : "none");
  });

  it("leave blanks around a string out of account", () => {
    expect(chosen([device({ product: " Ellipse PRO \n" })], search({ product: "Ellipse PRO" }))).not.toBe("none");
  });

  it("say which expression is broken", () => {
    expect(() => search({ product: "(" })).toThrow("invalid regular expression: product = (");
  });
});

describe("bus, device and busport", () => {
  // A published set-up: down after a reboot until somebody edited the file.
  const section = { vendorid: "0463", productid: "ffff", product: "Ellipse PRO", bus: "003" };

  it("are advice only: the one device that fits otherwise is taken, with the line to change", () => {
    const found = findDevice([device()], search(section));
    expect(found).toMatchObject({ kind: "found", warnings: [expect.stringContaining('"bus = 003" does not fit')] });
  });

  it("are told with what to write instead", () => {
    const port = { path: "/dev/hidraw7", place: undefined };
    const found = findDevice([device({ serial: "A1" })], search({ bus: "003", device: "002" }, { port }));
    expect(found).toMatchObject({
      warnings: [
        expect.stringMatching(
          /"port = \/dev\/hidraw7" does not lead to it: remove these lines and write port = auto and write serial = "A1"$/,
        ),
      ],
    });
  });

  it("still pick among several that fit otherwise", () => {
    const other = device({ bus: "003", node: "/dev/bus/usb/003/002" });
    expect(chosen([device(), other], search(section))).toBe("/dev/bus/usb/003/002");
  });

  it("do not choose between two that fit otherwise: both are named", () => {
    const found = findDevice([device(), device({ bus: "005", ports: [2], node: "x" })], search(section));
    expect(found).toMatchObject({
      kind: "several",
      text: expect.stringMatching(/bus 004 device 007.*bus 005 device 007/),
    });
  });
});

describe("a value as the scanner wrote it", () => {
  it("means itself, though it is no expression for it", () => {
    const named = device({ product: "UPS+ (2019)", serial: " 3B12 " });
    expect(chosen([named], search({ product: "UPS+ (2019)", serial: " 3B12" }))).toBe(named.node);
    expect(chosen([named], search({ product: "UPS+ (2020)" }))).toBe("none");
  });
});

describe("a port that names a node", () => {
  const at = (path: string, bus?: string, address = "007") => ({
    path,
    place: bus === undefined ? undefined : { bus, address },
  });

  it("picks the device behind it", () => {
    const two = [device(), device({ bus: "001", node: "other" })];
    expect(chosen(two, search({}, { port: at("/dev/hidraw1", "001") }))).toBe("other");
  });

  it("that has moved is advice only", () => {
    const found = findDevice([device()], search({}, { port: at("/dev/hidraw3") }));
    expect(found).toMatchObject({ kind: "found", warnings: [expect.stringContaining("write port = auto")] });
  });
});

describe("two that fit", () => {
  const two = [device({ serial: "A1" }), device({ serial: "B2", address: "008", node: "second" })];

  it("are refused, and both are named with a line that tells them apart", () => {
    const found = findDevice(two, search({}));
    expect(found).toMatchObject({ kind: "several", text: expect.stringMatching(/serial = "A1" or serial = "B2"/) });
  });

  it("are told apart by their ports where their serial numbers are the same", () => {
    const alike = two.map((one, n) => ({ ...one, serial: "000000", ports: [n + 1] }));
    expect(findDevice(alike, search({}))).toMatchObject({
      kind: "several",
      text: expect.stringMatching(/busport = 001 or busport = 002/),
    });
  });

  it("are told apart by a serial number", () => {
    expect(chosen(two, search({ serial: "B2" }))).toBe("second");
  });

  it("are both good with allow_duplicates", () => {
    expect(findDevice(two, search({}, { takeAny: true }))).toMatchObject({ kind: "found", others: [{ serial: "B2" }] });
  });
});

describe("a device that was open before", () => {
  const before = device({ serial: "A1" });

  it("is found by its serial number, wherever it is now", () => {
    const moved = device({ serial: "A1", bus: "001", address: "033", ports: [3], node: "moved" });
    const others = [device({ serial: "B2", node: "other" }), moved];
    expect(chosen(others, search({}, { known: { device: before, alone: true } }))).toBe("moved");
  });

  it("is never mistaken for another of its kind", () => {
    const other = device({ serial: "B2" });
    expect(chosen([other], search({}, { known: { device: before, alone: true } }))).toBe("none");
  });

  it("without a serial number is the one in its socket", () => {
    const two = [device({ ports: [2], node: "wrong" }), device({ address: "044", node: "right" })];
    expect(chosen(two, search({}, { known: { device: device(), alone: false } }))).toBe("right");
  });

  it("without a serial number may change its socket only if there was no second one", () => {
    const elsewhere = [device({ ports: [9], node: "elsewhere" })];
    expect(chosen(elsewhere, search({}, { known: { device: device(), alone: true } }))).toBe("elsewhere");
    expect(chosen(elsewhere, search({}, { known: { device: device(), alone: false } }))).toBe("none");
  });
});

describe("a device that comes back without its name", () => {
  const before = device({ serial: "G1", node: "before" });
  const known = { device: before, alone: true };
  const dazed = { vendor: undefined, product: undefined, serial: undefined, node: "dazed" } as const;
  const again = (facts: Partial<UsbDevice>) => chosen(withNames([device(facts)], known), search({}, { known }));

  it("is the one that was in the same socket, with the name of then", () => {
    expect(again(dazed)).toBe("dazed");
    expect(withNames([device({ ...dazed, product: "Ellipse PRO" })], known)).toMatchObject([
      { vendor: "EATON", product: "Ellipse PRO", serial: "G1", node: "dazed" },
    ]);
  });

  it.each([
    ["has other ids", { productId: 1 }],
    ["is in another socket", { ports: [1, 5] }],
    ["tells another name", { product: "5E" }],
    ["tells another serial number", { serial: "G2" }],
  ])("is another one where it %s", (_how, facts) => {
    expect(again({ ...dazed, ...facts })).toBe("none");
  });
});
