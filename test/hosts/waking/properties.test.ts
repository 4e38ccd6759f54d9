/** Whatever mains, hosts and processes do: nobody is woken without power, nobody is forgotten, nobody else is woken. */
import { expect, it } from "@jest/globals";
import fc from "fast-check";
import { House, TICK_S } from "./house.ts";

const AFTER = 60;

type Happening =
  | { readonly kind: "battery" | "mains" | "lost" | "restart" }
  | { readonly kind: "shut-down"; readonly host: number }
  | { readonly kind: "by-hand"; readonly host: number };

const host = fc.record({
  order: fc.nat(3),
  delay: fc.constantFrom(0, 30, 200),
  limit: fc.constantFrom(100, 600),
  boots: fc.constantFrom(undefined, 10, 50, 400),
  wakes: fc.boolean(),
});
const happening: fc.Arbitrary<Happening> = fc.oneof(
  fc.record({ kind: fc.constantFrom("battery" as const, "mains" as const, "lost" as const, "restart" as const) }),
  fc.record({ kind: fc.constantFrom("shut-down" as const, "by-hand" as const), host: fc.nat(3) }),
);
const timeline = fc.array(fc.tuple(fc.integer({ min: 1, max: 60 }), happening), { maxLength: 25 });

it("over random outages, restarts and hosts", () => {
  fc.assert(
    fc.property(fc.array(host, { minLength: 1, maxLength: 4 }), timeline, (hosts, events) => {
      const house = new House({ after: AFTER, charge: 0 });
      hosts.forEach(({ boots, ...plan }, i) => {
        house.machines.set(`h${i}`, { plan: { seen: true, settle: 120, ...plan }, up: true, boots });
      });
      let onBattery = false;
      let mainsSince = 0;
      const shutDown = new Set<string>();
      house.mains();
      const step = (ticks: number): void => {
        for (let i = 0; i < ticks; i++) {
          const before = house.wakes.length;
          if (house.exited) house.restart();
          house.run(TICK_S);
          for (const wake of house.wakes.slice(before)) {
            const [name = "", at] = wake.split("@");
            expect(shutDown.has(name)).toBe(true);
            expect(onBattery).toBe(false);
            expect(Number(at) - mainsSince).toBeGreaterThanOrEqual(AFTER);
          }
        }
      };
      for (const [ticks, event] of events) {
        switch (event.kind) {
          case "battery":
            onBattery = true;
            house.battery();
            break;
          case "mains":
            if (onBattery || house.power.get("ups@h") === undefined) mainsSince = house.second;
            onBattery = false;
            house.mains();
            break;
          case "lost":
            house.power.set("ups@h", undefined);
            break;
          case "restart":
            house.restart();
            break;
          case "shut-down":
          case "by-hand": {
            const name = `h${event.host}`;
            const machine = house.machines.get(name);
            if (!machine) break;
            if (event.kind === "by-hand") machine.up = true;
            else if (onBattery) {
              shutDown.add(name);
              delete machine.answersAt;
              house.shutDown(name);
            }
          }
        }
        step(ticks);
      }
      if (onBattery || house.power.get("ups@h") === undefined) mainsSince = house.second;
      onBattery = false;
      house.mains();
      step(1200);
      expect([...house.disk.keys()]).toEqual([]);
      expect([...house.outages.keys()]).toEqual([]);
      const told = new Set(house.reports.flatMap(({ hosts: each }) => each.map(({ name }) => name)));
      expect(told).toEqual(shutDown);
    }),
    { numRuns: 300 },
  );
}, 120_000);
