/** COMLI in what a C driver beside ours cannot show. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { Frames, xorOf } from "../../../src/drivers/kit/line/frames.ts";
import { dataIn, FRAMING, isTaken, order, question } from "../../../src/drivers/serial/al175/comli.ts";
import { openBench, shownBy } from "../../sim/bench/family-bench.ts";
import { AL175 } from "../../sim/families/al175.ts";

const sealed = (told: readonly number[]): Uint8Array => Uint8Array.of(0x02, ...told, 0x03, xorOf([...told, 0x03]));
const latin1 = (text: string): readonly number[] => [...Buffer.from(text, "latin1")];

/** Two bytes from register 4048 on; 01 and 80 in reverse. */
const REPLY = sealed([...latin1("0010404802"), 0x80, 0x01]);
const TAKEN = sealed([...latin1("0011"), 0x06]);

function framesIn(bytes: Uint8Array): readonly Uint8Array[] {
  const frames = new Frames(FRAMING);
  const found: Uint8Array[] = [];
  for (const byte of bytes) {
    const frame = frames.push(byte);
    if (frame) found.push(frame);
  }
  for (let last = frames.pause(); last; last = frames.pause()) found.push(last);
  return found;
}

describe("COMLI", () => {
  it("asks and orders with the bits of its data in reverse", () => {
    expect(Buffer.from(question(0x4000, 9)).toString("latin1")).toBe("\x021412400009\x03\x08");
    expect([...order(0x83, 0x80)].slice(11, 14)).toEqual([0xc1, 0x01, 0x04]);
  });

  it("has an answer to a question, and none to another", () => {
    expect([...(dataIn(REPLY, 0x4048, 2) ?? [])]).toEqual([0x01, 0x80]);
    expect([dataIn(REPLY, 0x4050, 2), dataIn(REPLY, 0x4048, 1), dataIn(TAKEN, 0x4048, 2)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });

  it("takes an order that is confirmed, and no other", () => {
    const refused = sealed([...latin1("0011"), 0x15]);
    expect([TAKEN, refused, REPLY].map(isTaken)).toEqual([true, false, false]);
  });

  it("finds answers behind anything, and none in what has another byte in it", () => {
    const damaged = fc.tuple(fc.nat({ max: REPLY.length - 1 }), fc.integer({ min: 1, max: 255 }), fc.uint8Array());
    fc.assert(
      fc.property(damaged, ([at, change, noise]) => {
        const wrong = Uint8Array.from(REPLY);
        wrong[at] = (wrong[at] ?? 0) ^ change;
        const found = framesIn(Buffer.concat([noise, wrong, TAKEN]));
        return found.some(isTaken) && found.every((frame) => dataIn(frame, 0x4048, 2) === undefined);
      }),
      { numRuns: 100_000 },
    );
  });
});

describe("al175", () => {
  it("asks once more where it was not answered", async () => {
    const bench = await openBench(AL175);
    let spoilt = 0;
    bench.device.spoil = (bytes) => (spoilt++ === 0 ? new Uint8Array() : bytes);
    expect(shownBy(await bench.run(bench.driver.poll("full"))).status).toBe("OL");
  });

  it("gives an order once, and fails where that is not confirmed", async () => {
    const bench = await openBench(AL175);
    bench.sent();
    bench.device.spoil = () => new Uint8Array();
    expect(await bench.run(bench.driver.instcmd("test.battery.stop"))).toBe("failed");
    expect(bench.sent()).toBe(Buffer.from(order(0x83, 0x80)).toString("hex"));
  });

  it("shows a test from its order to its end", async () => {
    const bench = await openBench(AL175);
    const status = async (): Promise<string> => shownBy(await bench.run(bench.driver.poll("quick"))).status;
    const seen = [await status()];
    for (const command of ["test.battery.start", "test.battery.stop"]) {
      await bench.run(bench.driver.instcmd(command));
      seen.push(await status());
    }
    expect(seen).toEqual(["OL", "TEST OL", "OL"]);
  });
});
