import { describe, expect, it } from "@jest/globals";
import type { HidRow, HidView } from "../../../src/drivers/usbhid/subdriver.ts";
import { POWERCOM } from "../../../src/drivers/usbhid/subdrivers/powercom.ts";

/** A view with nothing but options and variables; what is remembered stays. */
function viewOf(options: Readonly<Record<string, string>> = {}, known: Readonly<Record<string, string>> = {}): HidView {
  const memory = new Map<string, number | string>();
  return {
    device: {
      vendorId: 0x0d9f,
      productId: 0x0004,
      release: 0,
      vendor: undefined,
      product: undefined,
      serial: undefined,
    },
    known: (name) => known[name],
    note: () => undefined,
    holds: () => false,
    option: (name) => options[name],
    text: () => undefined,
    report: () => undefined,
    recall: (key) => memory.get(key),
    remember: (key, value) => void memory.set(key, value),
    forget: (key) => void memory.delete(key),
    wall: () => 0,
  };
}

const command = (name: string, path: string): HidRow | undefined =>
  POWERCOM.rows.find((row) => "cmd" in row && row.cmd === name && row.path.endsWith(path));

function sent(name: string, text: string, view = viewOf(), path = ".DelayBeforeShutdown"): number | undefined {
  const row = command(name, path);
  return row && "as" in row && "write" in row.as ? row.as.write(text, view) : undefined;
}

describe("the delays of PowerCOM", () => {
  it("go out as minutes and seconds in one word, with the wish to come back or to stay off", () => {
    expect(sent("shutdown.return", "90")).toBe(0x011e | 0x40);
    expect(sent("shutdown.stayoff", "90")).toBe(0x011e | 0x80);
    expect(sent("shutdown.return", "0")).toBe(0x0001 | 0x40);
  });

  it("go out the other way round where the old order is asked for", () => {
    const old = viewOf({ powercom_sdcmd_byte_order_fallback: "" });
    expect(sent("shutdown.return", "90", old)).toBe(0x1e01 | 0x4000);
    expect(sent("shutdown.stayoff", "90", old)).toBe(0x1e01 | 0x8000);
  });

  it("are steps of a list on Raptor and Smart King Pro", () => {
    const stepped = viewOf({ powercom_sdcmd_discrete_delay: "" });
    expect(["1", "12", "13", "60", "61", "540", "9999"].map((text) => sent("shutdown.return", text, stepped))).toEqual([
      1, 1, 2, 9, 10, 17, 18,
    ]);
  });

  it("take the parameter first, then ups.conf, then the variable, then a minute", () => {
    expect(sent("shutdown.return", "", viewOf({ offdelay: "120" }, { "ups.delay.shutdown": "180" }))).toBe(0x0240);
    expect(sent("shutdown.return", "", viewOf({}, { "ups.delay.shutdown": "180" }))).toBe(0x0340);
    expect(sent("shutdown.return", "")).toBe(0x0140);
  });

  it("start the load after whole minutes, bytes swapped", () => {
    expect(sent("load.on.delay", "180", viewOf(), ".DelayBeforeStartup")).toBe(0x0300);
    const stepped = viewOf({ powercom_sdcmd_discrete_delay: "" });
    expect(sent("load.on.delay", "180", stepped, ".DelayBeforeStartup")).toBe(3);
  });
});

describe("the battery voltage of PowerCOM", () => {
  const row = POWERCOM.rows.find((each) => "var" in each && each.var === "battery.voltage");
  const read = (view: HidView): string | undefined =>
    row && "as" in row && "read" in row.as ? row.as.read(1, view) : undefined;

  it("is text in a report of its own, and stays when that report says nothing", () => {
    const view = viewOf();
    const saying = (text: string): HidView => ({ ...view, report: () => Buffer.from(`\xa4${text}`, "latin1") });
    expect(read(view)).toBe("0.0");
    expect(read(saying(" 13.7 2"))).toBe("13.7");
    expect(read(saying("       "))).toBe("13.7");
  });
});
