/** nutdrv_qx on a serial line that behaves, and on one that does not. */
import { describe, expect, it } from "@jest/globals";
import { NUTDRV_QX } from "../../../src/drivers/qx/definition.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { openSerialBench, type SerialBench, serialBench } from "../../sim/bench/qx-serial.ts";
import type { Profile } from "../../sim/devices/answer-table.ts";
import { echo, type Fault, garbage, half, healthy, silent, slow, trailed } from "../../sim/devices/serial-device.ts";

const STATUS = "(226.0 195.0 226.0 014 49.0 27.5 30.0 00001000";

const MEGATEC: Profile = {
  exchanges: [
    { send: "Q1\r", recv: `${STATUS}\r` },
    { send: "F\r", recv: "#220.0 000 024.0 50.0\r" },
    { send: "I\r", recv: "#MegaTecabcedfhi k130v12345 v3.400000 \r" },
  ],
};

const OPTIONS = { protocol: "megatec", norating: "", novendor: "" };

const value = ({ vars }: Reading, name: string): string | undefined => {
  const found = vars.get(name);
  return typeof found === "string" ? found : found?.value;
};

const open = (fault: Fault = healthy): Promise<SerialBench> =>
  openSerialBench(MEGATEC, OPTIONS).then((bench) => {
    bench.device.fault = fault;
    return bench;
  });

const poll = ({ driver, run }: SerialBench, depth: "full" | "quick" = "full"): Promise<Reading> =>
  run(driver.poll(depth));

describe("looking for the protocol of a silent device", () => {
  it.each([
    ["at the port", 500],
    ["at a question", 5000],
  ])("ends within two seconds when it is given up %s", async (_, ms) => {
    const { driver, device, clock, time } = serialBench({ exchanges: [] });
    const opening = driver.open(() => undefined);
    await clock.advance(ms);
    driver.giveUp?.();
    const took = await time(opening);
    await expect(opening).rejects.toThrow(DeviceError);
    expect(took).toBeLessThan(2000);
    expect(device.closed).toBe(true);
  });
});

describe("a question over a serial line", () => {
  it("feeds the cable by DTR, waits until it has power, and takes DTR back at the end", async () => {
    const { device, driver, clock, run } = await open();
    expect(clock.now()).toBeGreaterThanOrEqual(800);
    expect(device.lines).toEqual({ dtr: true, rts: false });
    await run(driver.close());
    expect(device.lines.dtr).toBe(false);
    expect(device.closed).toBe(true);
  });

  it.each([
    ["reverse", { dtr: false, rts: true }],
    ["BOTH", { dtr: true, rts: true }],
    ["none", { dtr: false, rts: false }],
  ])("sets the lines for cablepower = %s", async (cablepower, lines) => {
    expect((await openSerialBench(MEGATEC, { ...OPTIONS, cablepower })).device.lines).toEqual(lines);
  });

  it("refuses a cablepower that it does not know, naming those it knows", async () => {
    const { driver, run } = serialBench(MEGATEC, { ...OPTIONS, cablepower: "toString" });
    const wrong = /cablepower = toString is not known; known are normal, reverse, both, none/;
    await expect(run(driver.open(() => undefined))).rejects.toThrow(wrong);
    const option = NUTDRV_QX.options.find(({ name }) => name === "cablepower");
    expect(option?.check?.("toString")).toMatch(wrong);
  });

  it("takes an answer without its carriage return, when a second has passed", async () => {
    const bench = await open(half(STATUS.length));
    bench.device.table.set("Q1\r", `${STATUS.replace("226.0", "231.0")}\r`);
    expect(await bench.time(bench.driver.poll("full"))).toBe(1000);
    expect(value(await poll(bench), "input.voltage")).toBe("231.0");
  });

  it("leaves what stands behind the carriage return, and drops it before the next question", async () => {
    const bench = await open(trailed("999.9 999.9\r(999.9"));
    expect(value(await poll(bench), "input.voltage")).toBe("226.0");
    expect(value(await poll(bench), "input.voltage")).toBe("226.0");
  });

  it("drops what came unasked before a question", async () => {
    const bench = await open();
    bench.device.say("(111.0 111.0 111.0 011 11.0 11.1 11.0 10001000\r");
    expect((await poll(bench)).status).toEqual(["OL"]);
  });

  it("takes a slow answer within its second", async () => {
    const bench = await open(slow(950));
    bench.device.table.set("Q1\r", `${STATUS.replace("226.0", "231.0")}\r`);
    expect(value(await poll(bench), "input.voltage")).toBe("231.0");
  });
});

/** Answers that are none: the reading before stays. */
const USELESS: readonly (readonly [what: string, fault: Fault])[] = [
  ["silence", silent],
  ["noise", garbage],
  ["half an answer", half(20)],
  ["an echo", echo],
  ["a NUL in the middle", (_, { text, afterMs }) => [{ text: text.replace("195", "\0\0\0"), afterMs }]],
  ["status bits that are no bits", (_, { text, afterMs }) => [{ text: text.replace(" 00001", " 0?001"), afterMs }]],
  ["another leading character", (_, { text, afterMs }) => [{ text: text.replace("(", "#"), afterMs }]],
];

describe.each(USELESS)("%s instead of an answer", (_, fault) => {
  it("passes unnoticed twice, then the data are stale, then the device is there again", async () => {
    const bench = await open();
    await poll(bench);
    bench.device.fault = fault;
    expect((await poll(bench, "quick")).status).toEqual(["OL"]);
    expect(value(await poll(bench, "full"), "input.voltage")).toBe("226.0");
    for (let i = 0; i < 3; i++) await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
    bench.device.fault = healthy;
    await bench.clock.advance(2000);
    expect((await poll(bench)).status).toEqual(["OL"]);
  });
});

describe("a line that is dead", () => {
  it("costs a poll one question and its second, in full and quick polls alike", async () => {
    const bench = await open();
    bench.device.fault = silent;
    bench.device.asked.length = 0;
    expect(await bench.time(bench.driver.poll("full").catch(() => undefined))).toBe(1000);
    expect(await bench.time(bench.driver.poll("quick").catch(() => undefined))).toBe(1000);
    expect(bench.device.asked).toEqual(["Q1\r", "Q1\r"]);
  });

  it("is given up at the start after three tries of each question, none of them asked again", async () => {
    const { driver, device, run, clock } = serialBench({ exchanges: [] });
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({ fault: "absent" });
    const counts = new Map<string, number>();
    for (const question of device.asked) counts.set(question, (counts.get(question) ?? 0) + 1);
    expect([...counts.values()].every((count) => count === 3)).toBe(true);
    expect(clock.now()).toBe(800 + device.asked.length * 1000);
    expect(device.closed).toBe(true);
  });

  it("throws `lost` when the adapter is pulled, so that it is opened again", async () => {
    const bench = await open();
    bench.device.unplug();
    await expect(poll(bench)).rejects.toThrow(DeviceError);
    await expect(poll(bench)).rejects.toMatchObject({ fault: "lost" });
  });

  it("says little: nothing at all for a hundred lost polls", async () => {
    const bench = await open(silent);
    for (let i = 0; i < 100; i++) await poll(bench).catch(() => undefined);
    expect(bench.said).toEqual([]);
  });
});

describe("detection", () => {
  it("asks first in the protocol that was spoken before, when the device comes back", async () => {
    const bench = await openSerialBench(MEGATEC);
    await bench.run(bench.driver.close());
    bench.device.asked.length = 0;
    await bench.run(bench.driver.open(() => undefined));
    expect(bench.device.asked[0]).toBe("Q1\r");
    expect(bench.device.asked.length).toBeLessThan(7);
  });

  it("names the protocols that it tried when there is no answer", async () => {
    const { driver, run } = serialBench({ exchanges: [] }, { protocol: "Q1" });
    await expect(run(driver.open(() => undefined))).rejects.toThrow(/protocols tried \(q1\).*cable and port/);
  });

  it("refuses a protocol that it does not know, naming those it knows", async () => {
    const { driver, run } = serialBench(MEGATEC, { protocol: "nonsense" });
    await expect(run(driver.open(() => undefined))).rejects.toMatchObject({
      fault: "configuration",
      message: expect.stringMatching(/protocol = nonsense is not known; known are omron, .* q1$/),
    });
  });
});
