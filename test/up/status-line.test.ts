import { describe, expect, it } from "@jest/globals";
import { clockTime, duration, statusLine, statusWords } from "../../src/up/status-line.ts";

const ups = (values: Readonly<Record<string, string>>) => ({ value: (name: string) => values[name] });
const NOON = new Date(2026, 0, 1, 12, 3, 4).getTime();

describe("the line about a change of status", () => {
  it("says when, which UPS, its status as it is and in words, and how long it will last", () => {
    const state = ups({ "ups.status": "OB DISCHRG", "battery.charge": "83", "battery.runtime": "1990" });
    expect(statusLine(NOON, "demo", state)).toBe(
      "12:03:04  demo  OB DISCHRG      on battery, discharging; charge 83 %, runtime 33 min",
    );
  });

  it("leaves out what the UPS does not tell", () => {
    expect(statusLine(NOON, "ups1", ups({ "ups.status": "OL" }))).toBe("12:03:04  ups1  OL              on line power");
  });

  it("passes unknown tokens through", () => {
    expect(statusWords("OL VENDORMODE")).toBe("on line power, VENDORMODE");
  });

  it("gives short times in seconds", () => {
    expect([duration(95), duration(119.6), duration(120), duration(2400)]).toEqual([
      "95 s",
      "120 s",
      "2 min",
      "40 min",
    ]);
  });

  it("writes the time with two digits each", () => {
    expect(clockTime(NOON)).toBe("12:03:04");
  });
});
