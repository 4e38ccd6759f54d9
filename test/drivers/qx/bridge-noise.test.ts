/** Bridges on devices gone mad: any bytes, any outcome of any transfer. Nothing throws but a lost link, nothing grows. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { UsbAnswer } from "../../../src/device/usb-pipe.ts";
import { BRIDGES } from "../../../src/drivers/qx/bridges/ids.ts";
import { DeviceError } from "../../../src/drivers/types.ts";
import { asciiBytes, FakePipe, STALL, TIMEOUT } from "../../sim/devices/fake-pipe.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { bench, CYPRESS, finish, open } from "./usb-bench.ts";

const QUESTIONS = [
  ...["Q1", "QS", "QGS", "D", "F", "I", "FW?", "M", "QPI", "BL", "Q5", "At", "TR", "WH", "GS,00", "Q6", "WA", "Q4"],
  ...["T", "TL", "T05", "CT", "C", "Q", "S.5R0003", "S01", "S.2", "S00R0000", "PSK1010", "", "S", "SxRy"],
];

const answer: fc.Arbitrary<UsbAnswer> = fc.oneof(
  { weight: 6, arbitrary: fc.uint8Array({ maxLength: 130 }).map((bytes) => ({ kind: "data" as const, bytes })) },
  {
    weight: 2,
    arbitrary: fc.uint8Array({ minLength: 8, maxLength: 8 }).map((bytes) => ({ kind: "data" as const, bytes })),
  },
  {
    weight: 2,
    arbitrary: fc.string({ maxLength: 60 }).map((text) => {
      const bytes = Uint8Array.of(text.length * 2 + 2, 3, ...Buffer.from(text, "utf16le"));
      return { kind: "data" as const, bytes };
    }),
  },
  { weight: 1, arbitrary: fc.constantFrom(TIMEOUT, STALL, { kind: "error" as const, text: "errno 75: overflow" }) },
);

/** A device that answers every transfer with the next of `answers`, round and round. */
function madDevice(answers: readonly UsbAnswer[], large: boolean): FakePipe {
  let turn = 0;
  const next = (length: number): UsbAnswer => {
    const one = answers[turn++ % answers.length] ?? TIMEOUT;
    return one.kind === "data" ? { kind: "data", bytes: one.bytes.subarray(0, length) } : one;
  };
  const endpoints = (large ? [0x82, 0x02] : [0x81]).map((address) => ({ address, interrupt: true, packetSize: 64 }));
  return new FakePipe({
    endpoints,
    controlOut: () => (turn % 7 === 3 ? next(0) : { kind: "data", bytes: new Uint8Array() }),
    controlIn: (_, length) => next(length),
    read: (_, length) => next(length),
    write: () => (turn % 7 === 3 ? next(0) : { kind: "data", bytes: new Uint8Array() }),
  });
}

/** What one question may cost at the most, in transfers and in waiting. */
const MOST_TRANSFERS = 700;
const MOST_MS = 20_000;

describe.each(BRIDGES.map((bridge) => [bridge.name, bridge] as const))("noise from %s", (_, bridge) => {
  it("ends in an answer of bounded length or a lost link, and in bounded time", async () => {
    const answers = fc.array(answer, { minLength: 1, maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(
        answers,
        fc.boolean(),
        fc.array(fc.constantFrom(...QUESTIONS), { minLength: 1, maxLength: 5 }),
        async (noise, large, asked) => {
          const pipe = madDevice(noise, large);
          const clock = new VirtualClock();
          const exchange = bridge.create({ pipe, clock, language: large ? 0x409 : undefined, option: () => undefined });
          for (const question of asked) {
            pipe.transfers.length = 0;
            let answered: Uint8Array | undefined | Error | "nothing" = "nothing";
            exchange(asciiBytes(`${question}\r`)).then(
              (bytes) => {
                answered = bytes;
              },
              (error: Error) => {
                answered = error;
              },
            );
            await clock.advance(MOST_MS);
            expect(answered).not.toBe("nothing");
            if ((answered as unknown) instanceof Error) expect(answered).toBeInstanceOf(DeviceError);
            else expect((answered as unknown as Uint8Array | undefined)?.length ?? 0).toBeLessThan(700);
            expect(pipe.transfers.length).toBeLessThan(MOST_TRANSFERS);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it("opens no device and logs little", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 16 }), { minLength: 1, maxLength: 5 }), async (noise) => {
        const pipe = madDevice(
          noise.map((bytes) => ({ kind: "data", bytes })),
          false,
        );
        const options = { vendorid: "0665", productid: "5161", subdriver: bridge.name, protocol: "megatec" };
        const all = bench([CYPRESS], options, () => pipe);
        await expect(finish(all, open(all))).rejects.toBeInstanceOf(DeviceError);
        expect(pipe.closed).toBe(true);
        expect(all.said.length).toBeLessThan(3);
      }),
      { numRuns: 10 },
    );
  });
});

describe("a dead bridge", () => {
  it.each(BRIDGES.map(({ name }) => name))("costs %s its time-outs and nothing else", async (name) => {
    const pipe = new FakePipe({});
    const options = { vendorid: "0665", productid: "5161", subdriver: name, protocol: "megatec" };
    const all = bench([CYPRESS], options, () => pipe);
    await expect(finish(all, open(all))).rejects.toMatchObject({ fault: "absent" });
    // Three tries of one question; a chip may need some transfers for each.
    expect(pipe.transfers.length).toBeLessThanOrEqual(3 * 5);
    expect(all.said).toEqual([]);
  });
});
