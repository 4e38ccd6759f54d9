/** mge-shut on a line that behaves, and on one that does not. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { MGE_SHUT } from "../../../src/drivers/shut/definition.ts";
import { SYNC } from "../../../src/drivers/shut/frame.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { valueIn } from "../../sim/bench/driver-bench.ts";
import {
  garbage,
  half,
  healthy,
  noiseBefore,
  type ShutFault,
  silent,
  slow,
  spoilt,
  times,
} from "../../sim/devices/shut-unit.ts";
import { openShutBench, type ShutBench, shutBench } from "./shut-bench.ts";

/** The report with the mains gone. */
const ON_BATTERY = [0x04, 0x84, 0x00] as const;

const open = (driver: ShutBench["driver"]) => driver.open(() => undefined);

describe("opening", () => {
  it("speaks at 2400 bit/s with DTR low and RTS high, and tells the device to keep quiet", async () => {
    const { wire } = await openShutBench();
    expect(wire.opened).toEqual([{ baud: 2400 }]);
    expect(wire.lines).toEqual({ dtr: false, rts: true });
    expect(wire.unit.began).toEqual([SYNC.off]);
  });

  it.each([
    ["1", SYNC.off],
    ["2", SYNC.light],
    ["3", SYNC.complete],
  ])("begins as notification = %s wants it", async (notification, token) => {
    const { wire } = await openShutBench({ notification });
    expect(wire.unit.began).toEqual([token]);
  });

  it("refuses a notification that is none of the three", () => {
    const option = MGE_SHUT.options.find(({ name }) => name === "notification");
    expect(option?.check?.("4")).toBe('"4" is not 1, 2 or 3');
    expect(option?.check?.("2")).toBeUndefined();
  });

  it("begins with complete notifications where the device answers to nothing else", async () => {
    const { driver, wire, run } = shutBench();
    wire.unit.fault = (bytes) => (bytes[0] === SYNC.off ? silent(bytes) : healthy(bytes));
    await run(open(driver));
    expect(wire.unit.level).toBe(SYNC.complete);
  });

  it("names the device, its serial number and its port", async () => {
    const { driver, run } = shutBench();
    const identity = await run(open(driver));
    expect(identity.title).toBe("EATON Ellipse PRO (0463:ffff), serial G355000000, on /dev/ttyTEST");
    expect(identity.serial).toBe("G355000000");
    expect(identity.published?.get("driver.version.data")).toBe("MGE HID 1.59");
    expect(identity.published?.has("driver.version.usb")).toBe(false);
  });

  it("does without strings that the device refuses, asking four times and no more", async () => {
    const { driver, wire, run } = shutBench();
    wire.unit.refusesStrings = true;
    wire.unit.device.serial = undefined;
    await run(open(driver));
    const reading = await run(driver.poll("full"));
    expect(valueIn(reading, "ups.serial")).toBe("unknown");
    expect(Math.max(...[...counts(wire.unit.asked).values()])).toBeLessThanOrEqual(4);
  });

  it("asks again for a serial number that is longer than usual", async () => {
    const { driver, wire, run } = shutBench();
    wire.unit.device.serial = "G355K12345678901234567890";
    expect((await run(open(driver))).serial).toBe("G355K12345678901234567890");
  });

  it("gives up on a silent line after six seconds, says what to look at, and lets the port go", async () => {
    const { driver, wire, run, clock } = shutBench();
    wire.unit.fault = silent;
    await expect(run(open(driver))).rejects.toMatchObject({
      fault: "absent",
      message: expect.stringMatching(/^\/dev\/ttyTEST: no SHUT device answers\. Check that the UPS is on/),
    });
    expect(clock.now()).toBe(6000);
    wire.unit.fault = healthy;
    await run(open(driver));
  });

  it("takes a line that gives back what is sent for no device", async () => {
    const { driver, wire, run } = shutBench();
    wire.echo = true;
    wire.unit.fault = silent;
    await expect(run(open(driver))).rejects.toMatchObject({ fault: "absent" });
  });

  it("passes on why the port cannot be had", async () => {
    const { driver, wire, run } = shutBench();
    wire.refusal = new DeviceError("busy", "/dev/ttyTEST is in use by process 7");
    await expect(run(open(driver))).rejects.toMatchObject({ fault: "busy" });
  });
});

const counts = (words: readonly string[]): ReadonlyMap<string, number> => {
  const found = new Map<string, number>();
  for (const one of words) found.set(one, (found.get(one) ?? 0) + 1);
  return found;
};

/** Faults that a poll gets over without anybody noticing. */
const BORNE: readonly (readonly [what: string, fault: () => ShutFault])[] = [
  ["wrong checksums", () => times(3, spoilt, 4)],
  ["half frames", () => times(3, half, 4)],
  ["noise instead of frames", () => times(3, garbage, 4)],
  ["noise before an answer", () => times(3, noiseBefore)],
  ["slow answers", () => slow(1400)],
  ["a lost answer", () => times(1, silent, 4)],
  ["a lost acknowledgement", () => times(1, silent)],
];

describe.each(BORNE)("%s", (_, fault) => {
  it("cost time and nothing else", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.device.put(0x04, Uint8Array.from(ON_BATTERY));
    wire.unit.fault = fault();
    const reading = await run(driver.poll("full"));
    expect(reading.status).toContain("OB");
    expect(valueIn(reading, "ups.model")).toBe("Ellipse PRO 650");
  });
});

describe("a report", () => {
  it("that the device refuses keeps its value, and is asked for four times a poll", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.device.stalled.add(0x06);
    wire.unit.asked.length = 0;
    const reading = await run(driver.poll("full"));
    expect(valueIn(reading, "battery.charge")).toBe("100");
    expect([...counts(wire.unit.asked).values()].filter((count) => count > 1)).toEqual([4]);
  });

  it("that never comes is left alone for a while, and the others come", async () => {
    const { driver, wire, run, time } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.device.hung.add(0x31);
    wire.unit.device.put(0x04, Uint8Array.from(ON_BATTERY));
    expect((await run(driver.poll("full"))).status).toContain("OB");
    expect(await time(driver.poll("full"))).toBe(0);
  });
});

describe("an answer that comes after it was given up", () => {
  it("is not taken for that to another question", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.fault = times(1, slow(8000), 4);
    const reading = await run(driver.poll("full"));
    expect(reading.status).toEqual(["OL"]);
    expect(valueIn(reading, "battery.charge")).toBe("100");
    expect(valueIn(await run(driver.poll("full")), "input.transfer.low")).toBe("165");
  });
});

describe("notifications", () => {
  const listening = async (notification: string): Promise<ShutBench> => {
    const bench = await openShutBench({ notification });
    await bench.run(bench.driver.poll("full"));
    return bench;
  };

  it("tell at once that the mains are lost", async () => {
    const { driver, wire, run, wakes } = await listening("3");
    const before = wire.unit.asked.length;
    wire.unit.notify(...ON_BATTERY);
    await run(Promise.resolve());
    expect(wakes()).toBe(1);
    expect((await run(driver.poll("quick"))).status).toContain("OB");
    const asked = wire.unit.asked.slice(before);
    expect(asked.some((setup) => setup.startsWith("a10104"))).toBe(false);
  });

  it("are read in the middle of an answer too", async () => {
    const { driver, wire, run } = await listening("2");
    const polled = driver.poll("full");
    wire.unit.notify(...ON_BATTERY);
    await run(polled);
    wire.unit.device.put(0x04, Uint8Array.from(ON_BATTERY));
    expect((await run(driver.poll("quick"))).status).toContain("OB");
  });

  it("that are spoilt are asked for again", async () => {
    const { wire, run, clock, wakes } = await listening("3");
    wire.unit.fault = times(1, spoilt, 4);
    wire.unit.notify(...ON_BATTERY);
    await clock.advance(1000);
    await run(Promise.resolve());
    expect(wakes()).toBe(1);
  });

  it("are not sent where nobody wants them, and not heeded with pollonly", async () => {
    const quiet = await listening("1");
    quiet.wire.unit.notify(...ON_BATTERY);
    const deaf = await openShutBench({ notification: "3", pollonly: "" });
    deaf.wire.unit.notify(...ON_BATTERY);
    await quiet.run(Promise.resolve());
    await deaf.run(Promise.resolve());
    expect([quiet.wakes(), deaf.wakes()]).toEqual([0, 0]);
  });
});

describe("a device that falls silent", () => {
  it("makes data stale at the cost of its time-outs, less and less", async () => {
    const { driver, wire, run, time } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.fault = silent;
    const stale = (): Promise<unknown> => expect(driver.poll("quick")).rejects.toMatchObject({ fault: "stale" });
    // A question, three tries to begin anew; for the second report two tries.
    expect(await time(stale())).toBe(3000 + 3000 + 2000);
    expect(await time(stale())).toBeLessThanOrEqual(4000);
  });

  it("is read again as soon as it speaks", async () => {
    const { driver, wire, run, clock } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.fault = silent;
    await run(driver.poll("quick").catch(() => undefined));
    wire.unit.fault = healthy;
    wire.unit.device.put(0x04, Uint8Array.from(ON_BATTERY));
    await clock.advance(10_000);
    const reading = await run(driver.poll("full"));
    expect(reading.status).toContain("OB");
  });

  it("is opened anew in the third poll, and says little about it", async () => {
    const { driver, wire, run, said } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.fault = silent;
    const faults: unknown[] = [];
    for (let i = 0; i < 3; i++)
      await run(driver.poll("full").catch((error: unknown) => faults.push((error as DeviceError).fault)));
    expect(faults).toEqual(["stale", "stale", "lost"]);
    expect(said.filter((line) => line.includes("resetting"))).toHaveLength(1);
  });

  it("that was switched off and on is greeted before it is asked", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.noise(SYNC.off);
    await run(Promise.resolve());
    await run(driver.poll("full"));
    expect(wire.unit.began).toEqual([SYNC.off, SYNC.off]);
  });
});

describe("an adapter that is pulled", () => {
  it("is lost at once, in a poll and between two", async () => {
    const { driver, wire, run, wakes } = await openShutBench({ notification: "3" });
    await run(driver.poll("full"));
    wire.unplug();
    await run(Promise.resolve());
    expect(wakes()).toBe(1);
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
  });

  it("is absent until it is back, then everything is there again", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    await run(driver.setvar("ups.delay.shutdown", "45"));
    wire.unplug();
    await expect(run(driver.poll("full"))).rejects.toMatchObject({ fault: "lost" });
    await expect(run(open(driver))).rejects.toMatchObject({ fault: "absent" });
    wire.plugged = true;
    await run(open(driver));
    expect(valueIn(await run(driver.poll("full")), "ups.delay.shutdown")).toBe("45");
  });
});

describe("orders", () => {
  /** What mge-shut 2.8.5 writes to the same device. */
  const ORDERS: readonly (readonly [order: string, param: string | undefined, written: readonly string[]])[] = [
    ["load.off.delay", "90", ["085a00ffff"]],
    ["shutdown.stop", undefined, ["08ffffffff"]],
    ["beeper.mute", undefined, ["0903"]],
    ["shutdown.return", undefined, ["08ffff1e00", "0814001e00"]],
    ["shutdown.stayoff", undefined, ["08ffffffff", "081400ffff"]],
  ];
  it.each(ORDERS)("%s %s writes what the C driver writes", async (command, param, written) => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    expect(await run(driver.instcmd(command, param))).toBe("handled");
    expect(wire.unit.device.written.map(({ hex }) => hex)).toEqual(written);
  });

  it("set a variable of the device, which shows in the next poll", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    expect(await run(driver.setvar("input.transfer.low", "190"))).toBe("handled");
    expect(wire.unit.device.written).toEqual([{ id: 0x42, hex: "42be001d01" }]);
    expect(valueIn(await run(driver.poll("quick")), "input.transfer.low")).toBe("190");
  });

  it("fail where the device refuses them", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.device.stalled.add(0x42);
    expect(await run(driver.setvar("input.transfer.low", "190"))).toBe("failed");
  });

  it("are given again when a frame was refused", async () => {
    const { driver, wire, run } = await openShutBench();
    await run(driver.poll("full"));
    wire.unit.refusals = 2;
    expect(await run(driver.instcmd("beeper.mute"))).toBe("handled");
    expect(wire.unit.device.written).toHaveLength(1);
  });

  it("turn the load off at the end of a shutdown, with the delays of ups.conf", async () => {
    const { driver, wire, run } = await openShutBench({ offdelay: "60", ondelay: "90" });
    expect(await run(driver.killpower())).toBe("handled");
    expect(wire.unit.device.written.map(({ hex }) => hex)).toEqual(["08ffff5a00", "083c005a00"]);
  });
});

describe("whatever the line brings", () => {
  it("ends in a reading or in DeviceError, and is forgotten when the device speaks again", async () => {
    const fault = fc.oneof(
      fc.constantFrom(silent, garbage, half, spoilt, noiseBefore, slow(2000), slow(5000)),
      fc.uint8Array({ maxLength: 24 }).map(
        (bytes): ShutFault =>
          () => [{ bytes, afterMs: 0 }],
      ),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(fault, { minLength: 1, maxLength: 8 }), async (faults) => {
        const { driver, wire, run } = await openShutBench({ notification: "3" });
        await run(driver.poll("full"));
        let turn = 0;
        wire.unit.fault = (bytes) =>
          turn++ % 3 === 0 ? (faults[turn % faults.length] ?? healthy)(bytes) : healthy(bytes);
        for (const depth of ["quick", "full"] as const)
          await run(driver.poll(depth)).catch((error: unknown) => expect(error).toBeInstanceOf(DeviceError));
        wire.unit.fault = healthy;
        await run(open(driver));
        const reading = await run(driver.poll("full"));
        expect(reading.status?.[0]).toBe("OL");
      }),
      { numRuns: 15 },
    );
  });
});
