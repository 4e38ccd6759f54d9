/** Inventories, sensor records and outputs of programs as nobody meant them. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { IpmiCarrier, type IpmiRequest } from "../../../src/drivers/ipmi/carrier.ts";
import { inventoryIn } from "../../../src/drivers/ipmi/fru.ts";
import { factsOf, NUT_IPMIPSU } from "../../../src/drivers/ipmi/nut-ipmipsu.ts";
import { measured, recordIn, scaleIn } from "../../../src/drivers/ipmi/sensor-record.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { driverBench } from "../../sim/bench/driver-bench.ts";
import { fruData } from "../../sim/bmc/fru-data.ts";
import { PlayedPrograms } from "../../sim/bmc/played-programs.ts";
import { FRU, NUMBERS, PRESENCE, SUPPLY, server } from "../../sim/bmc/server.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { MemoryFiles } from "../dummy/bench.ts";

const MANY = { numRuns: 100_000 };
const bytes = fc.uint8Array({ maxLength: 300 }).map((told) => [1, ...told]);
/** A good inventory in which some bytes are others. */
const damaged = fc.array(fc.tuple(fc.nat(127), fc.nat(255)), { minLength: 1, maxLength: 12 }).map((changes) => {
  const good = [...fruData(FRU, 128)];
  for (const [at, byte] of changes) good[at] = byte;
  return good;
});

/** Single expectations would take most of the time. */
const isTidy = (text: string): boolean => text.length < 256 && !/\p{Cc}/u.test(text);

describe("foreign bytes", () => {
  it("of an inventory make printable words and numbers within bounds, or nothing", () => {
    fc.assert(
      fc.property(fc.oneof(bytes, damaged), (told) => {
        const inventory = inventoryIn(told);
        const { capacity = 0, maxVoltage = 0 } = inventory.supply ?? {};
        return [...factsOf(2, inventory).values()].every(isTidy) && Math.max(capacity, maxVoltage) < 4096;
      }),
      MANY,
    );
  });

  it("of a sensor record make finite values, or none", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.nat(255), (told, raw) => {
        // Volts, so that the rest is looked at.
        if (told.length > 21) told[21] = 4;
        recordIn([...told]);
        const scale = scaleIn([...told], "voltage");
        return Number.isFinite((scale && measured(raw, scale)) ?? 0);
      }),
      MANY,
    );
  });

  it("printed by a program are as many answers as there were questions, or none at all", async () => {
    const asked: IpmiRequest[] = [1, 2, 3].map((cmd) => ({ netFn: 4, cmd, data: [] }));
    const part = fc.constantFrom(
      "ipmitool> ",
      "rcvd: ",
      "raw 0x04",
      "\n",
      " ",
      "00",
      "c0 ff",
      "2D",
      "exit",
      "\u0000",
      "é",
    );
    const text = fc.oneof(
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join("")),
      fc.string(),
    );
    await fc.assert(
      fc.asyncProperty(text, fc.constantFrom("ipmitool", "ipmi-raw"), async (printed, installed) => {
        const run = (program: string) =>
          program === installed ? Promise.resolve(printed) : Promise.reject(new DeviceError("absent", "none"));
        const told = await new IpmiCarrier({ programs: { run }, files: { modified: () => Promise.resolve(0) } })
          .ask(asked)
          .catch((error: unknown) => error);
        if (told instanceof DeviceError) return expect(told.fault).toBe("stale");
        const answers = told as readonly (readonly number[] | undefined)[];
        expect(answers).toHaveLength(3);
        expect(Math.max(0, ...answers.flatMap((one) => one ?? []))).toBeLessThan(256);
      }),
      { numRuns: 20_000 },
    );
  });

  it("of a controller that lies never make a supply without input one with it", async () => {
    const answer = fc.uint8Array({ minLength: 1, maxLength: 24 });
    const lies = fc.array(fc.tuple(fc.nat(40), answer), { maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(lies, async (told) => {
        const bmc = server();
        bmc.sensors.set(NUMBERS.presence, { states: PRESENCE.present });
        bmc.sensors.set(NUMBERS.supply, { states: SUPPLY.present | SUPPLY.inputLost });
        const programs = new PlayedPrograms(bmc);
        const clock = new VirtualClock();
        const { driver } = driverBench({
          definition: NUT_IPMIPSU,
          clock,
          programs,
          files: new MemoryFiles(),
          options: { port: "id2" },
          stepMs: 10,
          longMs: 1000,
        });
        const lie = new Map(told);
        let count = 0;
        // Readings are true: what is looked at is how sensors are found and what is kept of them.
        bmc.fault = ({ netFn }) => (netFn === 4 ? undefined : lie.get(count++));
        const read = async (): Promise<Reading | undefined> => {
          await driver.open(() => undefined);
          return driver.poll("full");
        };
        const reading = await read().catch((error: unknown) => {
          if (!(error instanceof DeviceError)) throw error;
          return undefined;
        });
        if (bmc.asked.some(({ netFn, data }) => netFn === 4 && data[0] === NUMBERS.supply))
          expect(reading?.status).not.toContain("OL");
      }),
      { numRuns: 500 },
    );
  });
});
