/** Whatever a device says, and whatever was learned of it: estimates leave its status as it is without them. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { type BatteryMode, BatteryWatch } from "../../../src/driver-daemon/battery/battery-watch.ts";
import { type BatteryMemory, NO_MEMORY } from "../../../src/driver-daemon/battery/memory.ts";
import { ReadingPublisher } from "../../../src/driver-daemon/engine/reading-publisher.ts";
import type { Reading } from "../../../src/drivers/types.ts";
import { PublishedState } from "../../../src/sockproto/published-state.ts";
import { batteryRecords } from "../../sim/devices/battery-records.ts";

const LEARNED: BatteryMemory = {
  ...NO_MEMORY,
  discharges: batteryRecords()
    .slice(0, 2)
    .map(({ rows, lowAt }, began) => ({
      began,
      from: 100,
      lowAt,
      samples: rows.slice(0, 60).map(([at, voltage, load]) => ({ at, voltage, load })),
    })),
};

interface Poll {
  readonly seconds: number;
  readonly status: readonly string[];
  readonly vars: Readonly<Record<string, string>>;
  readonly full: boolean;
}

const number = (max: number): fc.Arbitrary<string> =>
  fc.oneof(
    { weight: 9, arbitrary: fc.integer({ min: 0, max }).map(String) },
    { weight: 1, arbitrary: fc.constantFrom("", "-1", "1e9", "NaN", "?") },
  );

const POLL: fc.Arbitrary<Poll> = fc.record({
  seconds: fc.integer({ min: 1, max: 400 }),
  status: fc.subarray(["OL", "OB", "LB", "CAL", "TEST", "CHRG", "DISCHRG", "RB", "FSD"]),
  vars: fc.record(
    {
      "battery.voltage": number(30),
      "ups.load": number(120),
      "battery.charge": number(110),
      "battery.runtime": number(9000),
    },
    { requiredKeys: [] },
  ),
  full: fc.boolean(),
});

/** `ups.status` after each poll. */
function statuses(mode: BatteryMode, memory: BatteryMemory, polls: readonly Poll[]): readonly (string | undefined)[] {
  const time = { now: 0 };
  const published = new PublishedState();
  published.fix("battery.charge.low", "90");
  published.fix("battery.runtime.low", "9000");
  const now = (): number => time.now;
  const publisher = new ReadingPublisher({
    published,
    defaults: new Map(),
    ignoreLb: false,
    now,
    warn: () => undefined,
  });
  const file = { read: () => memory, write: () => undefined };
  const watch = new BatteryWatch({ mode: () => mode, file, clock: { now, wall: now }, isSettled: () => false });
  return polls.map(({ seconds, status, vars, full }) => {
    time.now += seconds * 1000;
    const reading: Reading = { vars: new Map(Object.entries(vars)), status };
    publisher.publish(watch.complete(reading, full ? "full" : "quick"), full ? "full" : "quick");
    return published.state.value("ups.status");
  });
}

const isLow = (status: string | undefined): boolean => status?.split(" ").includes("LB") === true;

it("LB comes and goes with the device's own, whatever is estimated", () => {
  fc.assert(
    fc.property(fc.array(POLL, { maxLength: 8 }), fc.constantFrom(NO_MEMORY, LEARNED), (polls, memory) => {
      const told = statuses("estimate", memory, polls);
      expect(told.map(isLow)).toEqual(polls.map(({ status }) => status.includes("LB")));
    }),
    { numRuns: 20_000 },
  );
});

it("recording alone changes nothing at all of what is published as status", () => {
  fc.assert(
    fc.property(fc.array(POLL, { maxLength: 8 }), fc.constantFrom(NO_MEMORY, LEARNED), (polls, memory) => {
      expect(statuses("record", memory, polls)).toEqual(statuses("off", memory, polls));
    }),
    { numRuns: 4000 },
  );
});
