import { describe, expect, it } from "@jest/globals";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const DAY = 86_400;

describe("thirty quiet days", () => {
  it("are a hundred thousand polls, without a word and without growth", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()], pollfreq: 20 });
    world.run(DAY);
    const size = (): number => JSON.stringify(host.state).length;
    const [day, timers] = [size(), world.pending];
    world.run(30 * DAY);
    expect(host.polls.length).toBeGreaterThan(129_000);
    expect([host.told, host.shutdowns]).toEqual([[], []]);
    // Times have more digits by now.
    expect(size() - day).toBeLessThan(100);
    expect(world.pending).toBeLessThanOrEqual(timers + 2);
  });
});

describe("five hundred UPSes on fifty servers", () => {
  it("are each asked in time, with a tenth of the servers hanging", () => {
    const world = new World();
    const systems = Array.from({ length: 500 }, (_, i) => `ups${i}@server${i % 50}`);
    for (const [i, system] of systems.entries()) if (i % 50 < 5) world.ups(system).mood = "hang";
    const late: number[] = [];
    const host = world.host({ monitors: systems.map((system) => monitor(system)), minsupplies: 1 });
    world.run(30);
    for (const { polling, monitor: line } of host.state.upses) {
      const since = polling.kind === "asked" ? polling.since : polling.next - 5000;
      if (world.ups(line.system).mood === "answers") late.push(30_000 - since);
    }
    expect(Math.max(...late)).toBeLessThanOrEqual(5000);
    expect(host.polls.length).toBeGreaterThan(450 * 6);
  });
});
