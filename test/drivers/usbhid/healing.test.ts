/** A link that heals itself: what fails, what stays, and how the device is found again. */
import { describe, expect, it } from "@jest/globals";
import { DeviceError } from "../../../src/drivers/types.ts";
import { UsageNames } from "../../../src/drivers/usbhid/report/usage-path.ts";
import { MGE } from "../../../src/drivers/usbhid/subdrivers/mge/mge.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import type { SimUsbDevice } from "../../sim/devices/usb-machine.ts";
import { type Bench, benchOf, plugged } from "./driver-bench.ts";

const LOAD = 0x13;
const STATUS = 0x0b;

async function faultOf({ finish }: Bench, call: Promise<unknown>): Promise<string> {
  try {
    await finish(call);
    return "none";
  } catch (error) {
    return error instanceof DeviceError ? error.fault : String(error);
  }
}

/** The report in which a usage path stands. */
function fieldNamed(device: SimUsbDevice, path: string): number {
  const usages = new UsageNames(MGE.usages).parse(path)?.join();
  return device.captured.descriptor.fields.find((field) => field.path.join() === usages)?.report ?? 0;
}

describe("an interrupt endpoint that fails", () => {
  it("costs nothing where the device can be polled: it is said once, and tried again later", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    for (let times = 0; times < 3; times++) {
      device.falterInterrupts();
      expect(device.listening).toBe(false);
      expect((await bench.driver.poll("full")).status).toEqual(["OL"]);
      await bench.clock.advance(30_000);
      expect(device.listening).toBe(true);
    }
    expect(device.opened).toBe(1);
    expect(bench.said.filter((line) => line.includes("interrupt reports fail"))).toEqual([
      "warning: interrupt reports fail: the device is polled until they come again",
    ]);
    device.falterInterrupts();
    await bench.driver.close();
    await bench.clock.advance(30_000);
    expect(device.listening).toBe(false);
  });

  it("is the loss of a device that only listens", async () => {
    const device = plugged();
    const bench = benchOf([device], { interruptonly: "" });
    await bench.driver.open(bench.wake);
    device.falterInterrupts();
    expect(await faultOf(bench, bench.driver.poll("quick"))).toBe("lost");
  });
});

describe("one report that fails", () => {
  it.each(["stalled", "hung"] as const)("costs nothing but itself when it is %s", async (how) => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device[how].add(LOAD);
    device.put(0x12, Uint8Array.of(0x12, 221, 0));
    const reading = await bench.finish(bench.driver.poll("full"));
    expect(valueIn(reading, "ups.load")).toBe("14");
    expect(valueIn(reading, "output.voltage")).toBe("221.0");
  });

  it("is not waited for again and again when it is silent", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.hung.add(LOAD);
    await bench.finish(bench.driver.poll("full"));
    device.asked.length = 0;
    await bench.finish(bench.driver.poll("full"));
    expect(device.asked).not.toContain(LOAD);
    await bench.clock.advance(20_000);
    device.hung.clear();
    device.put(LOAD, Uint8Array.of(LOAD, 33));
    expect(valueIn(await bench.finish(bench.driver.poll("full")), "ups.load")).toBe("33");
  });

  it("at the start is read as soon as it comes, with its commands", async () => {
    const device = plugged();
    device.stalled.add(0x0c);
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    const before = await bench.driver.poll("full");
    expect([valueIn(before, "ups.beeper.status"), before.commands?.includes("beeper.mute")]).toEqual([
      undefined,
      false,
    ]);
    device.stalled.clear();
    const after = await bench.driver.poll("full");
    expect([valueIn(after, "ups.beeper.status"), after.commands?.includes("beeper.mute")]).toEqual(["enabled", true]);
  });

  it("at the start is read with its string, though that is asked for only once", async () => {
    const device = plugged("own-eaton-ellipse-pro-650");
    const version = fieldNamed(device, "UPS.PowerSummary.iVersion");
    device.stalled.add(version);
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    const before = await bench.driver.poll("full");
    expect(valueIn(before, "ups.firmware")).toBeUndefined();
    device.stalled.clear();
    await bench.driver.poll("full");
    expect(valueIn(await bench.driver.poll("full"), "ups.firmware")).toBe("02.08.0010");
  });

  it("and is short leaves what it does not tell as it was", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.short.set(0x08, 2);
    device.put(0x08, Uint8Array.of(0x08, 55, 0, 0, 0, 0));
    const reading = await bench.driver.poll("full");
    expect([valueIn(reading, "battery.charge"), valueIn(reading, "battery.runtime")]).toEqual(["55", "3120"]);
  });
});

describe("a device that falls silent", () => {
  it("is stale, reset after three polls, and read again in the next", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.hung.add("all");
    device.onReset = () => {
      device.hung.clear();
      device.address++;
    };
    const faults: string[] = [];
    for (let i = 0; i < 3; i++) faults.push(await faultOf(bench, bench.driver.poll("full")));
    expect(faults).toEqual(["stale", "stale", "stale"]);
    expect([device.resets, device.opened]).toEqual([1, 2]);
    expect((await bench.driver.poll("full")).status).toEqual(["OL"]);
    device.interrupt(STATUS, 0x04);
    expect(bench.wakes()).toBe(1);
  });

  it("is reset ever more seldom when that does not help, and read as soon as it answers", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.stalled.add("all");
    for (let i = 0; i < 30; i++) expect(await faultOf(bench, bench.driver.poll("full"))).toBe("stale");
    expect(device.resets).toBeLessThanOrEqual(4);
    device.stalled.clear();
    expect((await bench.finish(bench.driver.poll("full"))).status).toEqual(["OL"]);
  });

  it("and is gone after its reset is lost, to be waited for", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.stalled.add("all");
    device.onReset = () => {
      device.plugged = false;
    };
    const faults: string[] = [];
    for (let i = 0; i < 3; i++) faults.push(await faultOf(bench, bench.driver.poll("full")));
    expect(faults).toEqual(["stale", "stale", "lost"]);
  });

  it("does not hold a poll for the sum of all timeouts", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.hung.add("all");
    const before = bench.clock.now();
    await faultOf(bench, bench.driver.poll("full"));
    expect(bench.clock.now() - before).toBeLessThan(10_000);
  });

  it("is taken up again without a reset when it comes back in time", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.stalled.add("all");
    expect(await faultOf(bench, bench.driver.poll("full"))).toBe("stale");
    device.stalled.clear();
    expect((await bench.driver.poll("full")).status).toEqual(["OL"]);
    expect(device.opened).toBe(1);
  });
});

describe("a cable that is pulled", () => {
  it("loses the link at once, without waiting for the next poll", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.unplug();
    expect(bench.wakes()).toBe(1);
    expect(await faultOf(bench, bench.driver.poll("quick"))).toBe("lost");
  });

  it("and put into another socket on another bus brings the same device back, settings kept", async () => {
    const device = plugged();
    const bench = benchOf([device], { bus: "001" });
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    await bench.driver.setvar("ups.delay.shutdown", "99");
    device.unplug();
    await bench.driver.close();
    expect(await faultOf(bench, bench.driver.open(bench.wake))).toBe("absent");
    device.plug({ bus: 7, port: 3 });
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    const reading = await bench.driver.poll("full");
    expect(valueIn(reading, "ups.delay.shutdown")).toBe("99");
    expect(reading.status).toEqual(["OL"]);
  });

  it("is noticed when it is back, without udev", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.unplug();
    await bench.driver.close();
    let arrivals = 0;
    const stop = bench.driver.watch(() => {
      arrivals++;
    });
    await bench.clock.advance(60_000);
    expect(arrivals).toBe(0);
    device.plug({ port: 2 });
    await bench.clock.advance(600);
    expect(arrivals).toBe(1);
    stop();
    device.unplug();
    await bench.clock.advance(5000);
    expect(bench.clock.waiting).toBe(0);
  });

  it("does not make another of its kind its heir", async () => {
    const device = plugged();
    const other = plugged();
    device.serial = "A1";
    other.serial = "B2";
    other.bus = 2;
    const bench = benchOf([device, other], { serial: "A1" });
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    device.unplug();
    await bench.driver.close();
    expect(await faultOf(bench, bench.driver.open(bench.wake))).toBe("absent");
    expect(other.opened).toBe(0);
  });

  it("fifty times over comes back fifty times", async () => {
    const device = plugged();
    const bench = benchOf([device]);
    for (let cycle = 0; cycle < 50; cycle++) {
      await bench.driver.open(bench.wake);
      await bench.driver.poll("full");
      expect((await bench.driver.poll("full")).status).toEqual(["OL"]);
      device.unplug();
      expect(await faultOf(bench, bench.driver.poll("quick"))).toBe("lost");
      await bench.driver.close();
      device.plug({ port: 1 + (cycle % 4) });
    }
    expect(device.opened).toBe(50);
    expect(bench.clock.waiting).toBe(0);
  });
});

describe("what stands in ups.conf about the place", () => {
  it("is advice: a renumbered hidraw node is named, and the only UPS taken", async () => {
    const bench = benchOf([plugged()], { port: "/dev/hidraw2" });
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    expect(bench.said.join("\n")).toMatch(
      /warning: taking CPS CP1600EPFCLCD.*"port = \/dev\/hidraw2" does not lead to it/,
    );
  });

  it("picks the device behind a hidraw node", async () => {
    const [first, second] = [plugged(), plugged()];
    second.bus = 2;
    const bench = benchOf([first, second], { port: "/dev/hidraw1" });
    bench.machine.nodes.set("/dev/hidraw1", second);
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    expect([first.opened, second.opened]).toEqual([0, 1]);
  });

  it("cannot choose between two: both are named", async () => {
    const [first, second] = [plugged(), plugged()];
    second.bus = 2;
    const bench = benchOf([first, second], { bus: "009" });
    await expect(bench.driver.open(bench.wake)).rejects.toThrow(/2 devices fit:.*bus 001.*bus 002/);
  });

  it("may leave it to chance with allow_duplicates", async () => {
    const [first, second] = [plugged(), plugged()];
    second.bus = 2;
    first.refusal = new DeviceError("busy", "in use");
    const bench = benchOf([first, second], { allow_duplicates: "" });
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    expect(second.opened).toBe(1);
  });
});

describe("a device that cannot be opened", () => {
  it.each(["denied", "busy"] as const)("says why: %s", async (fault) => {
    const device = plugged();
    device.refusal = new DeviceError(fault, "the reason");
    const bench = benchOf([device]);
    expect(await faultOf(bench, bench.driver.open(bench.wake))).toBe(fault);
  });

  it("says so too where no table knows the device: asked for, or among what is here", async () => {
    const device = plugged();
    Object.assign(device.captured, { facts: { ...device.captured.facts, vendorId: 0x1234 } });
    device.refusal = new DeviceError("busy", "in use by process 4711");
    const asked = benchOf([device], { vendorid: "1234" });
    expect(await faultOf(asked, asked.driver.open(asked.wake))).toBe("busy");
    const any = benchOf([device]);
    await expect(any.driver.open(any.wake)).rejects.toThrow(/no UPS found\. in use by process 4711\. HID devices here/);
  });

  it("because it answers nothing is reset and closed again", async () => {
    const device = plugged();
    device.stalled.add("all");
    const bench = benchOf([device]);
    expect(await faultOf(bench, bench.driver.open(bench.wake))).toBe("stale");
    expect(device.resets).toBe(1);
    device.stalled.clear();
    await bench.driver.open(bench.wake);
    await bench.driver.poll("full");
    expect((await bench.driver.poll("quick")).status).toEqual(["OL"]);
    expect(device.asked).toContain(STATUS);
  });
});
