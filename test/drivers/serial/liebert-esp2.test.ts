/** ESP-II: an answer that is for another question, a state that is told once, words that are not there. */
import { describe, expect, it } from "@jest/globals";
import { type FamilyBench, openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { healthy, type Spoil } from "../../sim/devices/played-line.ts";
import { LIEBERT_ESP2, type LiebertEsp2Unit } from "../../sim/families/liebert-esp2.ts";

const poll = (bench: FamilyBench, depth: "full" | "quick" = "full") => bench.run(bench.driver.poll(depth));
const statusOf = async (bench: FamilyBench): Promise<string> => shownBy(await poll(bench, "quick")).status;

/** The sum is made right again. */
const sealed = (bytes: Uint8Array): Uint8Array => {
  const inside = bytes.subarray(0, -1);
  return Uint8Array.of(
    ...inside,
    inside.reduce((sum, byte) => sum + byte, 0),
  );
};
const [GROUP, LENGTH, ONE, NUMBER, HIGH] = [1, 2, 3, 4, 5];
const FLAGS = 148;
const isSupply = (bytes: Uint8Array): boolean => bytes[GROUP] === FLAGS && bytes[NUMBER] === 1;
const withByte = (bytes: Uint8Array, at: number, byte: number): Uint8Array => {
  const copy = Uint8Array.from(bytes);
  copy[at] = byte;
  return sealed(copy);
};

describe("a state", () => {
  it("is believed once two answers in succession have it", async () => {
    const bench = await openBench(LIEBERT_ESP2);
    await poll(bench);
    let times = 0;
    const once: Spoil = (bytes) => (isSupply(bytes) && times++ === 0 ? withByte(bytes, HIGH, 1) : bytes);
    bench.device.spoil = once;
    expect(await statusOf(bench)).toBe("OL CHRG");
    expect(times).toBe(3);
    bench.device.spoil = (bytes) => (isSupply(bytes) ? withByte(bytes, HIGH, 1) : bytes);
    expect(await statusOf(bench)).toBe("OB CHRG");
  });

  it("is none where each answer has another", async () => {
    const bench = await openBench(LIEBERT_ESP2);
    await poll(bench);
    let times = 0;
    bench.device.spoil = (bytes) => (isSupply(bytes) ? withByte(bytes, HIGH, 2 + times++) : bytes);
    await expect(poll(bench)).rejects.toMatchObject({ fault: "stale", message: expect.stringContaining("another") });
    bench.device.spoil = healthy;
    expect(await statusOf(bench)).toBe("OL CHRG");
  });

  it.each([
    ["number", NUMBER, 2],
    ["group", GROUP, 149],
    ["form", ONE, 2],
  ])("is not taken from an answer of another %s, whose sum is right", async (_, at, byte) => {
    const bench = await openBench(LIEBERT_ESP2);
    await poll(bench);
    bench.device.spoil = (bytes) => (isSupply(bytes) ? withByte(withByte(bytes, HIGH, 1), at, byte) : bytes);
    await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
  });
});

describe("a UPS", () => {
  it("without a serial number shows none, and its other texts", async () => {
    const bench = await openBench(LIEBERT_ESP2, (unit) => (unit as LiebertEsp2Unit).lose("136.27", "136.28"));
    const { vars } = shownBy(await poll(bench));
    expect([vars["ups.serial"], vars["ups.mfr.date"]]).toEqual([undefined, "12/02/07"]);
  });

  it("that does not say how many phases it has counts as one of one phase", async () => {
    const bench = await openBench(LIEBERT_ESP2, (unit) => (unit as LiebertEsp2Unit).lose("136.1"));
    const { vars } = shownBy(await poll(bench));
    expect([vars["input.phases"], vars["input.voltage"]]).toEqual([undefined, "231.4"]);
  });

  it("shows no value that is not plausible", async () => {
    const bench = await openBench(LIEBERT_ESP2, (unit) =>
      (unit as LiebertEsp2Unit).put({ "149.1": 0xffff, "149.8": 32_000, "144.1": 20_000 }),
    );
    const { vars } = shownBy(await poll(bench));
    expect([vars["battery.runtime"], vars["input.frequency"], vars["input.voltage"]]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("goes off with its key, and not without", async () => {
    const bench = await openBench(LIEBERT_ESP2);
    expect(await bench.run(bench.driver.killpower())).toBe("handled");
    expect((bench.device.unit as LiebertEsp2Unit).countdown).toBe(12);
    bench.device.spoil = (bytes) => (bytes[LENGTH] === 4 && bytes[NUMBER] === 136 ? bytes.subarray(0, 3) : bytes);
    expect(await bench.run(bench.driver.killpower())).toBe("failed");
  });
});

it("says what is wrong with a speed that there is not", async () => {
  const opened = openBench({ ...LIEBERT_ESP2, options: { baudrate: "300" } });
  await expect(opened).rejects.toMatchObject({
    fault: "configuration",
    message: expect.stringContaining("none of 1200"),
  });
});
