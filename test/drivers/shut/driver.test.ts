/** mge-shut on a line that behaves, and on one that does not. */
import { describe, expect, it } from "@jest/globals";
import { SYNC } from "../../../src/drivers/shut/frame.ts";
import { half, healthy, type ShutFault, silent, slow, spoilt, times } from "../../sim/shut-unit.ts";
import { openShutBench, shutBench, valueIn } from "./shut-bench.ts";

describe("opening", () => {
  it("speaks at 2400 bit/s with DTR low and RTS high, and tells the device to keep quiet", async () => {
    const { wire } = await openShutBench();
    expect(wire.opened).toEqual([{ baud: 2400 }]);
    expect(wire.lines).toEqual({ dtr: false, rts: true });
    expect(wire.unit.began).toEqual([SYNC.off]);
  });

  it("names the device, its serial number and its port", async () => {
    const { driver, run } = shutBench();
    const identity = await run(driver.open(() => undefined));
    expect(identity.title).toBe("EATON Ellipse PRO (0463:ffff), serial G355000000, on /dev/ttyTEST");
    expect(identity.serial).toBe("G355000000");
    expect(identity.published?.get("driver.version.data")).toBe("MGE HID 1.58");
  });

  it("gives up on a silent line after six seconds, and says what to look at", async () => {
    const { driver, wire, run, clock } = shutBench();
    wire.unit.fault = silent;
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/^\/dev\/ttyTEST: no SHUT device answers\. Check that the UPS is on/),
    });
    expect(clock.now()).toBe(6000);
  });
});

describe("a poll", () => {
  it("reads the same as over USB", async () => {
    const { driver, run } = await openShutBench();
    const reading = await run(driver.poll("full"));
    expect(reading.status).toEqual(["OL"]);
    expect(valueIn(reading, "ups.model")).toBe("Ellipse PRO 650");
    expect(valueIn(reading, "ups.firmware")).toBe("02.08.0010");
  });

  const FAULTS: readonly (readonly [what: string, fault: () => ShutFault])[] = [
    ["a wrong checksum", () => times(3, spoilt, 4)],
    ["half a frame", () => times(3, half, 4)],
    ["slow answers", () => slow(1500)],
    ["a lost answer", () => times(1, silent, 4)],
    ["a lost acknowledgement", () => times(1, silent)],
  ];
  it.each(FAULTS)("bears %s", async (_, fault) => {
    const { driver, wire, run } = await openShutBench();
    wire.unit.device.put(0x06, Uint8Array.of(0x06, 0, 0, 0, 0, 0));
    const before = wire.unit.device.asked.length;
    await run(driver.poll("full"));
    wire.unit.fault = fault();
    const reading = await run(driver.poll("full"));
    expect(reading.status).toEqual(["OL"]);
    wire.unit.fault = healthy;
    expect(wire.unit.device.asked.length).toBeGreaterThan(before);
  });
});
