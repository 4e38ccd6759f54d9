import { describe, expect, it } from "@jest/globals";
import { BRIDGE_IDS } from "../../../src/drivers/qx/bridges/ids.ts";
import { SUBDRIVERS } from "../../../src/drivers/usbhid/subdrivers/index.ts";
import { nodeComplaint, pluggedIn } from "../../../src/setup/service/udev/plugged-in.ts";
import { udevRules } from "../../../src/setup/service/udev/rules.ts";
import { fakeTree } from "../../sim/machine/fake-tree.ts";
import { udevComplaints } from "./udev-grammar.ts";

const RULES = udevRules("nut");

const four = (value: number): string => value.toString(16).padStart(4, "0");

/** Whether a line of the rules gives this device to the group. */
function given(vendorId: number, productId: number): boolean {
  return RULES.split("\n").some((line) => {
    const [, vendor, products = ""] =
      /idVendor\}=="(....)", ATTR\{idProduct\}=="([^"]*)", MODE="0660", GROUP="nut"$/.exec(line) ?? [];
    return vendor === four(vendorId) && products.split("|").includes(four(productId));
  });
}

describe("the udev rules", () => {
  it("follow the grammar of udev", () => {
    expect(udevComplaints(RULES)).toEqual([]);
  });

  it("give every USB device that a driver knows to its group", () => {
    const ids = [...SUBDRIVERS.flatMap((one) => one.ids), ...BRIDGE_IDS];
    expect(ids.length).toBeGreaterThan(50);
    expect(ids.filter(({ vendorId, productId }) => !given(vendorId, productId))).toEqual([]);
  });

  it.each([
    ["riello_usb", 0x04b4, 0x5500],
    ["richcomm_usb", 0x0925, 0x1234],
    ["nutdrv_atcl_usb", 0x0001, 0x0000],
    ["powervar_cx_usb", 0x4234, 0x0001],
    ["powervar_cx_usb", 0x4234, 0x0002],
    ["bcmxcp_usb", 0x0592, 0x0002],
    ["bcmxcp_usb", 0x06da, 0x0002],
    ["bcmxcp_usb", 0x03f0, 0x1f01],
    ["tripplite_usb", 0x09ae, 0x0001],
  ])("give the devices of %s to its group, too", (_, vendorId, productId) => {
    expect(given(vendorId, productId)).toBe(true);
  });

  it("give away nothing else", () => {
    expect(given(0x1d6b, 0x0002)).toBe(false);
    expect(given(0x1a86, 0x7523)).toBe(false);
  });
});

describe("the grammar that holds the rules", () => {
  it.each([
    ['SUBSYSTEM="usb", MODE="0660"\n', "takes no ="],
    ['ATTR{idVendor}=="051d", MODE=="0660"\n', "takes no =="],
    ['ATTR=="051d"\n', "braces"],
    ['MODE="0990"\n', "MODE 0990"],
    ['ACTION=="remove", GOTO="end"\n', "leads nowhere"],
    ['GRUOP="nut"\n', "no such key"],
    ['GROUP="nut"', "cut off"],
  ])("refuses %s", (text, why) => {
    expect(udevComplaints(text).join()).toContain(why);
  });
});

const SYS = "/sys/bus/usb/devices";
const device = (name: string, vendor: string, product: string, number: string) => ({
  [`${SYS}/${name}/idVendor`]: `${vendor}\n`,
  [`${SYS}/${name}/idProduct`]: `${product}\n`,
  [`${SYS}/${name}/busnum`]: "1\n",
  [`${SYS}/${name}/devnum`]: `${number}\n`,
});

describe("a UPS that is plugged in", () => {
  const files = { ...device("1-1", "051d", "0002", "4"), ...device("usb1", "1d6b", "0002", "1") };
  const ups = { folder: `${SYS}/1-1`, id: "051d:0002", node: "/dev/bus/usb/001/004" };

  it("is told from other devices", () => {
    expect(pluggedIn(fakeTree(files))).toEqual([ups]);
  });

  it("obeys where the group may read and write its node", () => {
    const node = (mode: number, gid: number) => fakeTree({ [ups.node]: { kind: "other", mode, gid } });
    expect(nodeComplaint(node(0o660, 115), ups, 115)).toBeUndefined();
    expect(nodeComplaint(node(0o664, 0), ups, 115)).toContain("mode 664 and group 0");
    expect(nodeComplaint(node(0o640, 115), ups, 115)).toContain("plug it in again");
    expect(nodeComplaint(fakeTree({}), ups, 115)).toContain("there is no /dev/bus/usb/001/004");
  });
});
