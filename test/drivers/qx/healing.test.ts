/** A USB bridge that hangs, refuses, or is pulled: what is done about it, and what is remembered. */
import { describe, expect, it } from "@jest/globals";
import type { Driver } from "../../../src/drivers/types.ts";
import { packetChip } from "../../sim/devices/chips.ts";
import { STALL, TIMEOUT, usbDevice } from "../../sim/devices/fake-pipe.ts";
import { type Bench, bench, CYPRESS, cypress, MOUSE, open, PROFILE } from "./usb-bench.ts";

const faultOf = async (driver: Driver): Promise<string> => {
  try {
    await driver.poll("quick");
    return "none";
  } catch (error) {
    return (error as { fault?: string }).fault ?? String(error);
  }
};

const faults = async (driver: Driver, polls: number): Promise<readonly string[]> => {
  const all: string[] = [];
  for (let count = 0; count < polls; count++) all.push(await faultOf(driver));
  return all;
};

/** A device whose chip says nothing until it is reset. */
function hanging(): Bench & { readonly chip: ReturnType<typeof packetChip> } {
  const chip = packetChip(PROFILE);
  const all = bench([CYPRESS], {}, () => {
    chip.pipe.closed = false;
    return chip.pipe;
  });
  return { ...all, chip };
}

describe("a bridge that does not answer", () => {
  it("is reset with the fifth silent poll, and read in the next", async () => {
    const { chip, ...all } = hanging();
    await open(all);
    const { read } = chip.pipe;
    chip.pipe.read = () => Promise.resolve(TIMEOUT);
    chip.pipe.onReset = () => {
      chip.pipe.read = read;
    };
    expect(await faults(all.driver, 5)).toEqual(["none", "none", "stale", "stale", "stale"]);
    expect(chip.pipe.transfers).toContain("reset");
    expect(all.said.at(-1)).toMatch(/^notice: resetting 0665:5161, at bus 001 .*for it does not answer$/);
    expect(await faults(all.driver, 1)).toEqual(["none"]);
  });

  it("is reset ever more seldom, with a line in the log each time", async () => {
    const { chip, ...all } = hanging();
    await open(all);
    chip.pipe.read = () => Promise.resolve(STALL);
    await faults(all.driver, 1000);
    expect(chip.pipe.transfers.filter((one) => one === "reset").length).toBe(9);
    expect(all.said.filter((line) => line.startsWith("notice: resetting")).length).toBe(9);
    expect(all.said.length).toBeLessThan(15);
  });

  it("costs a quick poll one question, whatever the bridge", async () => {
    const { chip, ...all } = hanging();
    await open(all);
    chip.pipe.read = () => Promise.resolve(TIMEOUT);
    chip.asked.length = 0;
    await faults(all.driver, 3);
    expect(chip.asked).toEqual(["Q1\r", "Q1\r", "Q1\r"]);
  });
});

describe("a device that comes back", () => {
  it("is spoken to in its protocol at once, and keeps what somebody set", async () => {
    let chip = packetChip(PROFILE);
    const all = bench([CYPRESS], { offdelay: "60" }, () => chip.pipe);
    await open(all);
    expect(await all.driver.setvar("ups.delay.shutdown", "120")).toBe("handled");
    chip.pipe.unplugged = true;
    expect(await faultOf(all.driver)).toBe("lost");
    await all.driver.close();
    chip = packetChip(PROFILE);
    await open(all);
    const { vars } = await all.driver.poll("full");
    expect(vars.get("ups.delay.shutdown")).toMatchObject({ value: "120" });
  });

  it("is not taken for another device while it is still silent", async () => {
    let chip = packetChip(PROFILE);
    const all = bench([CYPRESS], { protocol: undefined as unknown as string }, () => chip.pipe);
    await all.driver.open(() => undefined);
    await all.driver.close();
    chip = packetChip({ exchanges: [] });
    await expect(open(all)).rejects.toMatchObject({ fault: "absent" });
    const asked = new Set(chip.asked);
    expect([...asked]).toEqual(["Q1\r"]);
    expect(chip.asked.length).toBeLessThanOrEqual(3);
  });

  it("is noticed when it is plugged in", async () => {
    const all = cypress([]);
    let arrivals = 0;
    const stop = all.driver.watch?.(() => arrivals++);
    await all.clock.advance(2000);
    all.plugged = [MOUSE];
    await all.clock.advance(2000);
    expect(arrivals).toBe(1);
    stop?.();
    all.plugged = [MOUSE, CYPRESS];
    await all.clock.advance(2000);
    expect(arrivals).toBe(1);
  });
});

describe("allow_duplicates", () => {
  const [one, two] = [usbDevice(0x0665, 0x5161), usbDevice(0x0665, 0x5161, { address: "005", ports: [3] })];

  it("takes the first of several", async () => {
    const all = cypress([one, two], { allow_duplicates: "" });
    await open(all);
    expect(all.opened).toEqual([one]);
  });

  it("takes the next where the first is taken, and says so where all are", async () => {
    const all = cypress([one, two], { allow_duplicates: "" });
    all.taken.push(one);
    await open(all);
    expect(all.opened).toEqual([two]);
    const none = cypress([one, two], { allow_duplicates: "" });
    none.taken.push(one, two);
    await expect(open(none)).rejects.toMatchObject({ fault: "busy" });
  });
});
