import { describe, expect, it } from "@jest/globals";
import { commonOptions, driverSettings, parseOverride, type UpsSettings } from "../../src/conf/driver-settings.ts";
import { parseUpsConf, type UpsConf } from "../../src/conf/ups-conf.ts";
import type { DriverSettings } from "../../src/drivers/types.ts";

const settingsOf = (conf: UpsConf, ...overrides: string[]): UpsSettings =>
  driverSettings({
    upsname: conf.sections[0]?.name ?? "",
    section: conf.sections[0]?.entries ?? [],
    overrides: overrides.map(parseOverride),
  });

const optionsOf = (text: string) => {
  const conf = parseUpsConf(text);
  return commonOptions(conf.globals, conf.sections[0]?.entries);
};

describe("the settings of a driver", () => {
  it("have the shape that drivers are handed", () => {
    const settings: DriverSettings = driverSettings({ upsname: "u", section: [] });
    expect(settings.port).toBe("");
  });

  it("come from the section in file order, with -x on top", () => {
    const conf = parseUpsConf("[u]\ndriver = d\nport = auto\nvendorid = 051d\npollonly\n");
    const settings = settingsOf(conf, "vendorid=0463", "explore");
    expect(settings.port).toBe("auto");
    expect(settings.entries()).toEqual([
      ["driver", "d"],
      ["port", "auto"],
      ["vendorid", "0463"],
      ["pollonly", ""],
      ["explore", ""],
    ]);
  });

  it("can be asked for in any case", () => {
    const settings = settingsOf(parseUpsConf("[u]\nVendorID = 051d\nflag\n"));
    expect(settings.get("vendorid")).toBe("051d");
    expect(settings.get("FLAG")).toBe("");
    expect(settings.has("other")).toBe(false);
  });

  it("take the last value of an option that stands twice", () => {
    expect(settingsOf(parseUpsConf("[u]\noffdelay = 20\noffdelay = 30\n")).get("offdelay")).toBe("30");
  });

  it("know overrides and defaults of variables", () => {
    const settings = settingsOf(
      parseUpsConf("[u]\noverride.battery.charge.low = 30\nDefault.input.voltage.nominal = 230\n"),
    );
    expect(settings.override("battery.charge.low")).toBe("30");
    expect(settings.fallback("input.voltage.nominal")).toBe("230");
    expect(settings.override("input.voltage.nominal")).toBeUndefined();
  });

  it("split -x at the first =", () => {
    expect(parseOverride("cmd=a=b")).toEqual({ name: "cmd", value: "a=b" });
    expect(parseOverride("explore")).toEqual({ name: "explore", value: undefined });
  });

  it("treat a flag that says no as not set", () => {
    const settings = settingsOf(parseUpsConf("[u]\nallow_killpower = 0\nignorelb = yes\n"));
    expect(settings.has("allow_killpower")).toBe(false);
    expect(settings.has("ignorelb")).toBe(true);
  });
});

describe("the common options", () => {
  it("have the defaults of the C programs", () => {
    expect(optionsOf("")).toMatchObject({
      pollinterval: 2,
      pollfreq: 30,
      maxretry: 1,
      retrydelay: 5,
      maxstartdelay: 75,
      sdorder: 0,
      synchronous: "auto",
      nowait: false,
      ignorelb: false,
      allowKillpower: false,
      statepath: undefined,
    });
  });

  it("come from the section before the globals", () => {
    const options = optionsOf("pollinterval = 5\nmaxretry = 3\nuser = nut\n[u]\npollinterval = 1\nuser = root\n");
    expect(options).toMatchObject({ pollinterval: 1, maxretry: 3, user: "root" });
  });

  it("take from the globals what only they may say", () => {
    const options = optionsOf("nowait\nSTATEPATH = /s\nchroot = /c\n[u]\nstatepath = /x\nnowait\n");
    expect(options).toMatchObject({ nowait: true, statepath: "/s", chroot: "/c" });
  });

  it("do not take from the globals what belongs to a section", () => {
    expect(optionsOf("ignorelb\nsdorder = 3\n[u]\n")).toMatchObject({ ignorelb: false, sdorder: 0 });
  });

  it("fall back to the global, then the default, where a value cannot be read", () => {
    expect(optionsOf("pollinterval = 7\n[u]\npollinterval = often\n").pollinterval).toBe(7);
    expect(optionsOf("pollinterval = 0\n").pollinterval).toBe(2);
  });

  it.each([
    ["yes", "yes"],
    ["auto", "auto"],
    ["no", "no"],
    ["1", "no"],
  ])("read synchronous = %s as %s, as the C drivers do", (word, meant) => {
    expect(optionsOf(`[u]\nsynchronous = ${word}\n`).synchronous).toBe(meant);
  });

  it("keep a negative sdorder, which leaves the UPS out of a shutdown", () => {
    expect(optionsOf("[u]\nsdorder = -2\n").sdorder).toBe(-2);
  });

  it("part sdcommands at commas", () => {
    expect(optionsOf('[u]\nsdcommands = "load.off, shutdown.default,"\n').sdcommands).toEqual([
      "load.off",
      "shutdown.default",
    ]);
  });

  it("take usb_set_altinterface as a flag and with a number", () => {
    expect(optionsOf("[u]\nusb_set_altinterface\n").usbSetAltinterface).toBe(true);
    expect(optionsOf("[u]\nusb_set_altinterface = 1\n").usbSetAltinterface).toBe(1);
    expect(optionsOf("[u]\n").usbSetAltinterface).toBeUndefined();
  });

  it("read the hexadecimal USB numbers", () => {
    expect(optionsOf("[u]\nusb_hid_desc_index = 0x1\nusb_hid_ep_in = 81\n")).toMatchObject({
      usbHidDescIndex: 1,
      usbHidEpIn: 0x81,
    });
  });

  it("take debug_min in any case and a wrong LIBUSB_DEBUG as 4", () => {
    expect(optionsOf("DEBUG_MIN = 2\nLIBUSB_DEBUG = much\n")).toMatchObject({ debugMin: 2, libusbDebug: 4 });
  });
});
