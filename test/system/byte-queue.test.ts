import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { ByteQueue } from "../../src/system/byte-queue.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const CR = 13;
const isCr = (byte: number): boolean => byte === CR;
const bytes = (text: string): Uint8Array => Buffer.from(text, "latin1");
const text = (data: Uint8Array): string => Buffer.from(data).toString("latin1");

describe("what a serial line brought", () => {
  it("is read up to the end mark, however it was cut on the way", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.string({ unit: "binary-ascii", maxLength: 5 })), async (pieces) => {
        const queue = new ByteQueue(new VirtualClock());
        const reading = queue.read(isCr, 1000);
        for (const piece of pieces) queue.push(bytes(piece.replaceAll("\r", "")));
        queue.push(bytes("\rrest"));
        expect(text(await reading)).toBe(`${pieces.join("").replaceAll("\r", "")}\r`);
      }),
    );
  });

  it("is handed over as far as it came when time is up", async () => {
    const clock = new VirtualClock();
    const queue = new ByteQueue(clock);
    const reading = queue.read(isCr, 1000);
    queue.push(bytes("(half"));
    await clock.advance(1000);
    expect(text(await reading)).toBe("(half");
  });

  it("keeps what follows the end mark for the next reader, until it is flushed", async () => {
    const queue = new ByteQueue(new VirtualClock());
    queue.push(bytes("one\rtwo\rthree\r"));
    expect(text(await queue.read(isCr, 10))).toBe("one\r");
    expect(text(await queue.read(isCr, 10))).toBe("two\r");
    queue.flush();
    queue.push(bytes("four\r"));
    expect(text(await queue.read(isCr, 10))).toBe("four\r");
  });

  it("goes to the listener only while nobody reads", async () => {
    const heard: string[] = [];
    const queue = new ByteQueue(new VirtualClock());
    queue.listen((byte) => heard.push(String.fromCharCode(byte)));
    queue.push(bytes("!"));
    const reading = queue.read(isCr, 10);
    queue.push(bytes("ok\r$"));
    expect(text(await reading)).toBe("ok\r");
    expect(heard).toEqual(["!", "$"]);
  });

  it("fails for the reader and all later ones when the line is gone", async () => {
    const queue = new ByteQueue(new VirtualClock());
    const reading = queue.read(isCr, 10);
    queue.fail(new Error("unplugged"));
    await expect(reading).rejects.toThrow("unplugged");
    await expect(queue.read(isCr, 10)).rejects.toThrow("unplugged");
  });

  it("does not grow without bound when nobody reads", async () => {
    const queue = new ByteQueue(new VirtualClock());
    for (let i = 0; i < 100; i++) queue.push(new Uint8Array(1000).fill(65));
    queue.push(bytes("\r"));
    expect((await queue.read(isCr, 10, 1e6)).length).toBeLessThanOrEqual(8192);
  });
});
