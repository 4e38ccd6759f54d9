/** Readings that say nothing of mains and battery, on the whole way from the device to what is published. */
import { describe, expect, it } from "@jest/globals";
import type { DriverDefinition } from "../../../src/drivers/types.ts";
import { USBHID_UPS } from "../../../src/drivers/usbhid/definition.ts";
import { config, rig } from "../../driver-daemon/engine/rig.ts";
import type { SimDevice } from "../../sim/devices/device.ts";
import { CapturedDevice } from "../../sim/devices/usb-capture.ts";
import { SimUsbDevice, SimUsbMachine } from "../../sim/devices/usb-machine.ts";
import { type WrittenField, written } from "../../sim/machine/hid-written.ts";
import { NO_OPENERS } from "../../sim/machine/no-openers.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { CYBERPOWER, plugged } from "./driver-bench.ts";

const definition: DriverDefinition = USBHID_UPS;

async function running(device: SimUsbDevice, section: Record<string, string> = {}) {
  const clock = new VirtualClock();
  const machine = new SimUsbMachine(clock, device);
  const openers = { ...NO_OPENERS, hid: machine };
  const started = await rig({ definition } as unknown as SimDevice, config({ port: "auto", ...section }), {
    clock,
    openers: openers as typeof NO_OPENERS,
  });
  await clock.advance(0);
  return { ...started, clock };
}

/** The report descriptor of another reading: eight bytes that are none of it where the first page stood, a part … */
function misread(device: SimUsbDevice, change: (bytes: Uint8Array) => Uint8Array): { heal(): void } {
  const good = device.captured.descriptorBytes;
  Object.assign(device.captured, { descriptorBytes: change(good) });
  return { heal: () => void Object.assign(device.captured, { descriptorBytes: good }) };
}

const garbageInFront = (bytes: Uint8Array): Uint8Array => {
  const wrong = Uint8Array.from(bytes);
  wrong.set([0, 0, 0, 0, 0, 0, 0, 0xa1]);
  return wrong;
};
const firstPart = (bytes: Uint8Array): Uint8Array => bytes.subarray(0, 60);
const otherFirst = (bytes: Uint8Array): Uint8Array => Uint8Array.from([0x09, 0x04, 0xa1, 0x01, 0xa1, 0x02, ...bytes]);

const ON_LINE: WrittenField = { path: "UPS.PowerSummary.PresentStatus.ACPresent", value: 1, bits: 1, max: 1 };
const CHARGE: WrittenField = { path: "UPS.PowerSummary.RemainingCapacity", value: 97, bits: 8, max: 100 };
const SALICRU = { vendorId: "2e66", productId: "0101", product: "ADV RT" };
const tunnel = (): SimUsbDevice =>
  new SimUsbDevice(
    new CapturedDevice({
      usb: { ...SALICRU, bcdDevice: "0100", manufacturer: "Salicru", serial: "1" },
      reportDescriptor: "0600ff0901a1010902150026ff007508950881020902750895089102c0",
      reports: {},
    }),
  );

describe("a report descriptor that was misread", () => {
  it.each([
    ["garbage in front of it", garbageInFront],
    ["cut off", firstPart],
    ["shifted into another collection", otherFirst],
  ])("with %s is no reading: it is reset and read again, stale meanwhile", async (_, change) => {
    const device = plugged(CYBERPOWER);
    const fault = misread(device, change);
    const { handle, lines, value, clock } = await running(device);
    await clock.advance(1000);
    expect(handle.published.stale).toBe(true);
    expect(value("ups.status")).toBeUndefined();
    expect(await handle.settled).toMatchObject({ outcome: "waiting" });
    fault.heal();
    await clock.advance(6000);
    expect([handle.published.stale, value("ups.status"), device.resets]).toEqual([false, "OL", 1]);
    expect(lines.filter((line) => line.startsWith("warning: no data"))).toHaveLength(1);
    expect(lines.at(-1)).toBe("notice: the device answers again");
  });

  it("for good is read ever less often, and said once", async () => {
    const device = plugged(CYBERPOWER);
    misread(device, garbageInFront);
    const { handle, lines, clock } = await running(device);
    await clock.advance(3_600_000);
    expect(handle.published.stale).toBe(true);
    expect(device.opened).toBeGreaterThan(100);
    expect(device.opened).toBeLessThan(160);
    expect(device.resets).toBeLessThan(10);
    expect(lines.filter((line) => /ACPresent/.test(line))).toHaveLength(1);
    expect(lines.filter((line) => line.includes("found "))).toHaveLength(1);
  });

  it("after a good one leaves the machine stale, not on a status of before", async () => {
    const device = plugged(CYBERPOWER);
    const { handle, value, clock } = await running(device, { pollinterval: "2" });
    expect(value("ups.status")).toBe("OL");
    const fault = misread(device, garbageInFront);
    device.unplug();
    await clock.advance(1000);
    device.plug();
    await clock.advance(10_000);
    expect([handle.published.stale, value("ups.status")]).toEqual([true, undefined]);
    fault.heal();
    await clock.advance(30_000);
    expect([handle.published.stale, value("ups.status")]).toEqual([false, "OL"]);
  });
});

describe("an interface without usages of the power pages", () => {
  it("is a tunnel of the maker's own: it is named once, and its data are stale", async () => {
    const device = tunnel();
    const { handle, lines, value, clock } = await running(device);
    await clock.advance(600_000);
    expect([handle.published.stale, value("ups.status"), value("ups.mfr")]).toEqual([true, undefined, "Salicru"]);
    expect(
      lines.filter((line) => /tunnel of the maker's own, without usages of the power pages/.test(line)),
    ).toHaveLength(1);
  });
});

describe("a device whose mains bit is there", () => {
  it("is kept open while that report fails, and is data as soon as it comes", async () => {
    const device = plugged(CYBERPOWER);
    device.stalled.add(0x0b);
    const { handle, lines, value, clock } = await running(device);
    await clock.advance(3000);
    expect([handle.published.stale, device.opened]).toEqual([true, 1]);
    expect(lines).toContainEqual(expect.stringMatching(/what tells of the mains \(report 0x0b\) does not come/));
    device.stalled.clear();
    await clock.advance(2000);
    expect([handle.published.stale, value("ups.status"), device.opened, device.resets]).toEqual([false, "OL", 1, 0]);
  });

  it("is opened afresh where that report fails for half a minute", async () => {
    const device = plugged(CYBERPOWER);
    device.stalled.add(0x0b);
    device.onReset = () => device.stalled.clear();
    const { handle, clock } = await running(device);
    await clock.advance(60_000);
    expect([handle.published.stale, device.resets]).toEqual([false, 1]);
  });

  it("stays data when that report fails later", async () => {
    const device = plugged(CYBERPOWER);
    const { handle, value, clock } = await running(device);
    device.stalled.add(0x0b);
    await clock.advance(120_000);
    expect([handle.published.stale, value("ups.status"), device.opened]).toEqual([false, "OL", 1]);
  });

  it("but tells of it by interrupt alone is waited for without a reset", async () => {
    const device = new SimUsbDevice(
      written({ vendorId: "0764", productId: "0501" }, [{ ...ON_LINE, kind: "input" }, CHARGE]),
    );
    const { handle, value, clock } = await running(device);
    await clock.advance(300_000);
    expect([handle.published.stale, device.opened, device.resets]).toEqual([true, 1, 0]);
    device.interrupt(1, 0);
    await clock.advance(2000);
    expect([handle.published.stale, value("ups.status")]).toEqual([false, "OB"]);
    device.interrupt(1, 1);
    await clock.advance(2000);
    expect(value("ups.status")).toBe("OL");
  });

  it("says it by Discharging where it has no ACPresent", async () => {
    const discharging: WrittenField = { ...ON_LINE, path: "UPS.PowerSummary.PresentStatus.Discharging", value: 0 };
    const device = new SimUsbDevice(written({}, [discharging, CHARGE]));
    const { handle, value, clock } = await running(device);
    expect([handle.published.stale, value("ups.status")]).toEqual([false, "OL"]);
    device.put(1, Uint8Array.of(1, 1));
    await clock.advance(4000);
    expect([handle.published.stale, value("ups.status")]).toEqual([false, "OB DISCHRG"]);
  });
});
