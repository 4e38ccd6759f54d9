import { describe, expect, it } from "@jest/globals";
import { Tracking } from "../../src/upsd/tracking.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const HOUR = 3_600_000;

describe("tracking", () => {
  it.each([
    [-1, "PENDING"],
    [0, "SUCCESS"],
    [1, "ERR UNKNOWN"],
    [2, "ERR INVALID-ARGUMENT"],
    [3, "ERR FAILED"],
    [4, "ERR INVALID-ARGUMENT"],
    [99, "ERR UNKNOWN"],
  ])("takes a driver's %d for %s", (result, word) => {
    const tracking = new Tracking(new VirtualClock(), HOUR);
    const id = tracking.open();
    expect(tracking.result(id)).toBe("PENDING");
    expect(tracking.close(id.toLowerCase(), result)).toBe(word);
    expect(tracking.result(id)).toBe(word);
  });

  it("knows nothing of ids that it did not give out", () => {
    const tracking = new Tracking(new VirtualClock(), HOUR);
    expect(tracking.close("x", 0)).toBeUndefined();
    expect(tracking.result("x")).toBe("ERR UNKNOWN");
  });

  it("forgets a result after TRACKINGDELAY", async () => {
    const clock = new VirtualClock();
    const tracking = new Tracking(clock, HOUR);
    const id = tracking.open();
    tracking.close(id, 0);
    await clock.advance(HOUR);
    expect(tracking.result(id)).toBe("SUCCESS");
    await clock.advance(1);
    expect(tracking.result(id)).toBe("ERR UNKNOWN");
  });

  it("remembers the youngest ten thousand requests and no more", () => {
    const tracking = new Tracking(new VirtualClock(), HOUR);
    const ids = Array.from({ length: 10_001 }, () => tracking.open());
    expect(tracking.result(ids[0] ?? "")).toBe("ERR UNKNOWN");
    expect(tracking.result(ids[10_000] ?? "")).toBe("PENDING");
  });
});
