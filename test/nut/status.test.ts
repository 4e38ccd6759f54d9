import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import {
  composeAlarm,
  composeStatus,
  formatStatus,
  guessCharging,
  isStatusToken,
  parseStatus,
} from "../../src/nut/status.ts";

describe("the value of ups.status", () => {
  /** What dummy-ups of NUT 2.8.5 served for a definition file with this status line and these ALARM lines. */
  it.each([
    [["OL CHRG"], [], "OL CHRG"],
    [["OL", "OL", "CHRG", "OL"], [], "OL CHRG"],
    [["OL", "ol"], [], "OL ol"],
    [["OL", "ALARM", "CHRG"], [], "ALARM OL CHRG"],
    [["OL", "alarm"], [], "ALARM OL"],
    [["ALARM"], [], "ALARM"],
    [["OL"], ["too warm", "[too cold]"], "ALARM OL"],
    [["OL"], [""], "OL"],
    [["OB  LB", "DISCHRG"], [], "OB LB DISCHRG"],
    [["OL", "=", "CHRG"], [], "OL = CHRG"],
    [[], [], ""],
    [[], ["hot"], "ALARM"],
  ])("makes of tokens %j and alarms %j %j, as the C driver does", (tokens, alarms, expected) => {
    expect(composeStatus({ tokens, alarms })).toBe(expected);
  });

  it("leaves out a token that no longer fits into 255 bytes, and takes a later one that does", () => {
    const long = Array.from({ length: 20 }, (_, i) => `T${i}${"x".repeat(20)}`);
    const value = composeStatus({ tokens: ["OL", ...long, "ZZ"] });
    expect(parseStatus(value)).toEqual(["OL", ...long.slice(0, 10), "ZZ"]);
  });

  it("never grows beyond 255 bytes and never repeats a token", () => {
    fc.assert(
      fc.property(fc.array(fc.string()), fc.array(fc.string()), (tokens, alarms) => {
        const value = composeStatus({ tokens, alarms });
        expect(Buffer.byteLength(value)).toBeLessThanOrEqual(255);
        const served = parseStatus(value);
        expect(new Set(served).size).toBe(served.length);
      }),
    );
  });
});

describe("ignorelb", () => {
  const battery = { charge: "10", chargeLow: "20" };

  it("drops the device's LB and raises it by the charge", () => {
    expect(composeStatus({ tokens: ["OB", "lb"], ignoreLb: true, battery })).toBe("OB LB");
    expect(composeStatus({ tokens: ["OB", "LB"], ignoreLb: true, battery: { ...battery, charge: "20" } })).toBe("OB");
  });

  it("raises LB by the runtime too, counting whole numbers only", () => {
    const runtime = { runtime: "119.9", runtimeLow: "120" };
    expect(composeStatus({ tokens: ["OB"], ignoreLb: true, battery: runtime })).toBe("OB LB");
    expect(composeStatus({ tokens: ["OB"], ignoreLb: true, battery: { runtime: "120.9", runtimeLow: "120.99" } })).toBe(
      "OB",
    );
  });

  it("changes nothing where it is not set", () => {
    expect(composeStatus({ tokens: ["OB"], battery })).toBe("OB");
    expect(composeStatus({ tokens: ["OL", "LB"], battery })).toBe("OL LB");
  });
});

describe("a battery whose charge moves", () => {
  const moving = (tokens: readonly string[], previousCharge: number | undefined, charge: string): string =>
    composeStatus({ tokens, battery: { charge, previousCharge } });

  it("is said to charge or discharge when the device is silent about it", () => {
    expect(moving(["OL"], 50, "51")).toBe("OL CHRG");
    expect(moving(["OB"], 50, "49.5")).toBe("OB DISCHRG");
  });

  it("is left alone without a former charge, at rest, full, and with what is no number", () => {
    expect(moving(["OL"], undefined, "51")).toBe("OL");
    expect(moving(["OL"], 50, "050.0")).toBe("OL");
    expect(moving(["OL"], 99, "100")).toBe("OL");
    expect(moving(["OL"], 50, "51%")).toBe("OL");
  });

  it("gets the right token beside the wrong one, and a warning is due", () => {
    expect(moving(["OL", "DISCHRG"], 50, "51")).toBe("OL DISCHRG CHRG");
    expect(guessCharging(["OL", "DISCHRG"], { charge: "51", previousCharge: 50 })).toEqual({
      token: "CHRG",
      contradicts: true,
    });
    expect(guessCharging(["OL", "CHRG"], { charge: "51", previousCharge: 50 })).toBeUndefined();
  });
});

describe("the value of ups.alarm", () => {
  it("joins the texts and goes away with the last of them", () => {
    expect(composeAlarm(["too warm", "[too cold]"])).toBe("too warm [too cold]");
    expect(composeAlarm([])).toBeUndefined();
    expect(composeAlarm([""])).toBeUndefined();
  });

  it("is cut at 255 bytes between characters", () => {
    expect(composeAlarm(["y".repeat(300)])).toHaveLength(255);
    const umlauts = composeAlarm(["ü".repeat(200)]);
    expect(umlauts).toBe("ü".repeat(127));
  });
});

describe("status tokens", () => {
  it("are parted by blanks and joined once each", () => {
    expect(parseStatus("  OL   CHRG ")).toEqual(["OL", "CHRG"]);
    expect(formatStatus(["OB", "LB", "OB"])).toBe("OB LB");
  });

  it("are known or not", () => {
    expect(isStatusToken("DISCHRG")).toBe(true);
    expect(isStatusToken("ol")).toBe(false);
  });
});
