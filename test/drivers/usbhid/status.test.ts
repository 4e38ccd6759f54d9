import { describe, expect, it } from "@jest/globals";
import { type Condition, mark } from "../../../src/drivers/usbhid/conditions.ts";
import { DischargeNotice } from "../../../src/drivers/usbhid/discharge-notice.ts";
import { statusSettings } from "../../../src/drivers/usbhid/reading-builder.ts";
import { alarmsOf, type StatusMemory, type StatusSettings, statusOf } from "../../../src/drivers/usbhid/status.ts";
import { settingsOf } from "../../sim/machine/settings.ts";

const PLAIN: StatusSettings = {
  dischargeIsOnBattery: false,
  dischargeIsCalibration: false,
  lbrbDelay: 0,
  lbrbAlways: false,
};

const tell = (conditions: readonly Condition[], settings: Partial<StatusSettings> = {}, charge?: string): string =>
  statusOf(new Set(conditions), { ...PLAIN, ...settings }, {}, 0, charge).tokens.join(" ");

describe("ups.status", () => {
  it.each<[readonly Condition[], string]>([
    [["online"], "OL"],
    [["offline", "dischrg"], "OB DISCHRG"],
    [["dischrg"], "OB DISCHRG"],
    [[], ""],
    [["online", "dischrg"], "OL DISCHRG"],
    [["offline", "dischrg", "depleted"], "OB"],
    [["offline", "lowbatt"], "OB LB"],
    [["online", "timelimitexp"], "OL LB"],
    [["online", "shutdownimm"], "OL LB"],
    [["online", "nobattery"], "OL RB"],
    [["cal", "online", "dischrg"], "CAL OL DISCHRG"],
    [["online", "overload", "trim", "bypassman", "off"], "OL OVER TRIM BYPASS OFF"],
    [["online", "boost", "bypassauto"], "OL BOOST BYPASS"],
  ])("of %j is %s", (conditions, status) => {
    expect(tell(conditions)).toBe(status);
  });

  it("counts charging only while the battery is not full", () => {
    expect(tell(["online", "chrg", "notfullycharged"])).toBe("OL CHRG");
    expect(tell(["online", "chrg", "fullycharged"])).toBe("OL");
    expect(tell(["online", "chrg"], {}, "97")).toBe("OL CHRG");
    expect(tell(["online", "chrg"], {}, "100")).toBe("OL");
    expect(tell(["online", "chrg"])).toBe("OL");
  });

  it("takes discharging on line for what the settings say", () => {
    expect(tell(["online", "dischrg"], { dischargeIsOnBattery: true })).toBe("OB DISCHRG");
    expect(tell(["online", "dischrg"], { dischargeIsCalibration: true })).toBe("CAL DISCHRG");
  });

  it("waits with LB and RB while the device calibrates itself, but never on battery", () => {
    const settings = { ...PLAIN, lbrbDelay: 3000 };
    let memory: StatusMemory = {};
    const at = (now: number, ...conditions: Condition[]): string => {
      const result = statusOf(new Set(conditions), settings, memory, now, undefined);
      memory = result.memory;
      return result.tokens.join(" ");
    };
    expect(at(0, "cal", "online", "lowbatt", "replacebatt")).toBe("CAL OL");
    expect(at(2000, "cal", "online", "lowbatt", "replacebatt")).toBe("CAL OL");
    expect(at(3500, "cal", "online", "lowbatt", "replacebatt")).toBe("CAL OL LB RB");
    expect(at(4000, "online")).toBe("OL");
    expect(at(4100, "cal", "online", "lowbatt")).toBe("CAL OL");
    expect(at(4200, "cal", "offline", "lowbatt")).toBe("CAL OB LB");
  });

  it("waits with RB that comes without LB, and with the alarms of both, where the delay always holds", () => {
    const settings = { ...PLAIN, lbrbDelay: 4000, lbrbAlways: true };
    let memory: StatusMemory = {};
    const at = (now: number, ...conditions: Condition[]): readonly string[] => {
      const held = new Set(conditions);
      const result = statusOf(held, settings, memory, now, undefined);
      memory = result.memory;
      return [result.tokens.join(" "), ...alarmsOf(held, result.waiting)];
    };
    const texts = ["Replace battery!", "No battery installed!"];
    expect(at(0, "online", "replacebatt", "nobattery")).toEqual(["OL"]);
    expect(at(2000, "online", "replacebatt", "nobattery")).toEqual(["OL"]);
    expect(at(2200, "online")).toEqual(["OL"]);
    expect(at(4100, "online", "replacebatt", "nobattery")).toEqual(["OL"]);
    expect(at(8000, "online", "replacebatt", "nobattery", "lowbatt", "shutdownimm")).toEqual(["OL"]);
    expect(at(8200, "online", "replacebatt", "nobattery", "lowbatt", "shutdownimm")).toEqual(["OL RB", ...texts]);
    expect(at(12_100, "online", "lowbatt", "shutdownimm")).toEqual(["OL LB", "Shutdown imminent!"]);
    expect(at(12_200, "offline", "replacebatt")).toEqual(["OB RB", "Replace battery!"]);
  });

  it("names why the UPS went over to battery", () => {
    const reason = (condition: Condition) => statusOf(new Set([condition]), PLAIN, {}, 0, undefined).transferReason;
    expect(reason("vrange")).toBe("input voltage out of range");
    expect(reason("frange")).toBe("input frequency out of range");
    expect(reason("online")).toBeUndefined();
  });

  it("has alarms for what a person should look at", () => {
    expect(alarmsOf(new Set(["overheat", "replacebatt"]))).toEqual(["Replace battery!", "Temperature too high!"]);
  });
});

describe("conditions", () => {
  it("that exclude each other replace each other, unless only one is cleared", () => {
    const conditions = new Set<Condition>();
    mark(conditions, "online/offline", false);
    expect([...conditions]).toEqual(["offline"]);
    mark(conditions, "online", true);
    expect([...conditions]).toEqual(["online"]);
    mark(conditions, "online", false);
    expect([...conditions]).toEqual([]);
  });
});

describe("how long LB and RB are held back in a calibration (lbrb_log_delay_sec)", () => {
  it.each([
    ["nothing is set", {}, 0],
    ["seconds are set", { lbrb_log_delay_sec: "7" }, 7000],
    ["the setting is no number of seconds", { lbrb_log_delay_sec: "-1" }, 3000],
  ])("when %s", (_when, given, delay) => {
    expect(statusSettings(settingsOf(given)).lbrbDelay).toBe(delay);
  });
});

describe("the notice of discharging on line", () => {
  it("comes when the charge moves, not with every poll", () => {
    const notice = new DischargeNotice({ every: undefined, hoverCharge: 100 });
    expect(notice.say(true, "90", 0)).toContain("at 90 %");
    expect(notice.say(true, "90", 2000)).toBeUndefined();
    expect(notice.say(true, "89", 4000)).toContain("from 90 to 89 %");
    expect(notice.say(false, "89", 6000)).toBeUndefined();
    expect(notice.say(true, "89", 8000)).toContain("at 89 %");
  });

  it("does not come at a charge where the battery is only cared for", () => {
    const notice = new DischargeNotice({ every: undefined, hoverCharge: 95 });
    expect(notice.say(true, "97", 0)).toBeUndefined();
  });

  it("comes again after a time that is set", () => {
    const notice = new DischargeNotice({ every: 30_000, hoverCharge: 100 });
    expect(notice.say(true, undefined, 0)).toBeDefined();
    expect(notice.say(true, undefined, 29_000)).toBeUndefined();
    expect(notice.say(true, undefined, 30_000)).toBeDefined();
  });
});
