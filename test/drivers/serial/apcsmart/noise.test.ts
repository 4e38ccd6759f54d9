/** Answers that nobody would send: never an exception, never growth, never a status out of noise. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DeviceError } from "../../../../src/drivers/types.ts";
import { type ApcBench, apcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { healthy } from "../../../sim/devices/serial-device.ts";
import { smartUps } from "./smart-ups.ts";

/** An answer spoilt: cut, a byte changed, something put in, or noise. */
const spoilt = fc.oneof(
  fc.nat(20).map((at) => (text: string) => text.slice(0, at)),
  fc.tuple(fc.nat(20), fc.nat(255)).map(
    ([at, byte]) =>
      (text: string) =>
        `${text.slice(0, at)}${String.fromCharCode(byte)}${text.slice(at + 1)}`,
  ),
  fc.tuple(fc.nat(20), fc.uint8Array({ maxLength: 9 })).map(
    ([at, bytes]) =>
      (text: string) =>
        `${text.slice(0, at)}${Buffer.from(bytes).toString("latin1")}${text.slice(at)}`,
  ),
  fc.uint8Array({ maxLength: 600 }).map((bytes) => () => Buffer.from(bytes).toString("latin1")),
);

type Spoil = typeof spoilt extends fc.Arbitrary<infer T> ? T : never;

/** Spoils one answer after the other, then none. */
function spoil({ device }: ApcBench, ways: readonly Spoil[]): void {
  const left = [...ways];
  device.fault = (_, answer) => {
    const way = left.shift();
    return [way ? { ...answer, text: way(answer.text) } : answer];
  };
}

const refused = async (call: Promise<unknown>): Promise<unknown> => {
  try {
    return await call;
  } catch (error) {
    if (error instanceof DeviceError) return undefined;
    throw error;
  }
};

describe("noise", () => {
  it("at the start is refused or read, and the UPS is found when it is over", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: 1, maxLength: 30 }), async (ways) => {
        const bench = await apcBench(smartUps());
        spoil(bench, ways);
        await refused(bench.open());
        await refused(bench.run(bench.driver.close()));
        bench.device.fault = healthy;
        expect((await bench.open()).title).toBe("APC Smart-UPS 1000 QS0123456789 on /dev/ttyTEST");
      }),
      { numRuns: 40 },
    );
  });

  it("in polls, commands and new values is forgotten when the UPS speaks again", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(spoilt, { minLength: 1, maxLength: 30 }), async (ways) => {
        const bench = await openApcBench(smartUps());
        spoil(bench, ways);
        for (let polls = 0; polls < 2; polls++) await refused(bench.run(bench.driver.poll("full")));
        await refused(bench.run(bench.driver.setvar("input.transfer.high", "280")));
        await refused(bench.run(bench.driver.instcmd("test.battery.start")));
        bench.device.fault = healthy;
        await bench.clock.advance(5000);
        const reading = await bench.run(bench.driver.poll("full"));
        expect(reading.status).toEqual(["OL"]);
        expect(reading.vars.size).toBeLessThan(60);
      }),
      { numRuns: 60 },
    );
  });

  it("without line ends is never a status", async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ minLength: 1, maxLength: 60 }), async (bytes) => {
        const bench = await openApcBench(smartUps());
        await bench.run(bench.driver.poll("full"));
        bench.device.fault = () => [
          { text: Buffer.from(bytes.filter((byte) => byte !== 10)).toString("latin1"), afterMs: 0 },
        ];
        await expect(bench.run(bench.driver.poll("full"))).rejects.toMatchObject({ fault: "stale" });
      }),
      { numRuns: 60 },
    );
  });
});
