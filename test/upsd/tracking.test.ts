import { describe, expect, it } from "@jest/globals";
import { trackingAnswer } from "../../src/netproto/server/answer.ts";
import { TrackedRequests } from "../../src/upsd/tracking.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const HOUR = 3_600_000;

describe("tracking", () => {
  it.each([
    [-1, "pending", "PENDING"],
    [0, "success", "SUCCESS"],
    [1, "unknown", "ERR UNKNOWN"],
    [2, "invalid-argument", "ERR INVALID-ARGUMENT"],
    [3, "failed", "ERR FAILED"],
    [4, "invalid-argument", "ERR INVALID-ARGUMENT"],
    [99, "unknown", "ERR UNKNOWN"],
  ])("takes a driver's %d for %s, which is %s on the wire", (number, result, line) => {
    const tracking = new TrackedRequests(new VirtualClock(), HOUR);
    const id = tracking.open();
    expect(tracking.result(id)).toBe("pending");
    expect(tracking.close(id.toLowerCase(), number)).toBe(result);
    expect(tracking.result(id)).toBe(result);
    expect(trackingAnswer(tracking.result(id))).toBe(line);
  });

  it("knows nothing of ids that it did not give out", () => {
    const tracking = new TrackedRequests(new VirtualClock(), HOUR);
    expect(tracking.close("x", 0)).toBeUndefined();
    expect(tracking.result("x")).toBe("unknown");
  });

  it("forgets a result after TRACKINGDELAY", async () => {
    const clock = new VirtualClock();
    const tracking = new TrackedRequests(clock, HOUR);
    const id = tracking.open();
    tracking.close(id, 0);
    await clock.advance(HOUR);
    expect(tracking.result(id)).toBe("success");
    await clock.advance(1);
    expect(tracking.result(id)).toBe("unknown");
  });

  it("remembers the youngest ten thousand requests and no more", () => {
    const tracking = new TrackedRequests(new VirtualClock(), HOUR);
    const ids = Array.from({ length: 10_001 }, () => tracking.open());
    expect(tracking.result(ids[0] ?? "")).toBe("unknown");
    expect(tracking.result(ids[10_000] ?? "")).toBe("pending");
  });
});
