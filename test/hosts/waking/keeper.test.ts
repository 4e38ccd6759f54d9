import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { done, type Outcome } from "../../../src/hosts/host-kind.ts";
import { Keeper } from "../../../src/hosts/waking/keeper.ts";
import { powerOf } from "../../../src/hosts/waking/read-power.ts";
import { HostWorld, hostOf } from "../host-world.ts";

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());

it("a host is woken once mains are back, said to be back, and forgotten with its outage", async () => {
  let status = "OB";
  let ended = false;
  const reports: string[] = [];
  const base = hostOf("type = ssh\nssh = h\ncommand = x\nwake = command\nwake_command = x");
  const wake = (): Promise<Outcome> => {
    world.clock.after(20_000, () => {
      world.sight = "answers";
    });
    return Promise.resolve(done("sent"));
  };
  const host = { ...base, wake: base.wake && { ...base.wake, kind: { ...base.wake.kind, wake } } };
  await world.shutDown();
  const keeper = new Keeper(["ups@h"], {
    ...{ clock: world.clock, log: world.log, memory: world.memory, probe: world.probe },
    ...{ hosts: () => [host], rules: { after: 60, charge: 0 }, job: (seconds: number) => world.job(seconds) },
    read: () => Promise.resolve(powerOf(status, "40", "")),
    finish: () => Promise.reject(new Error("nobody was lost")),
    report: ({ charge }, hosts) => void reports.push(`${charge} % ${hosts.map(({ end }) => end?.kind).join()}`),
  });
  void keeper.ended.then(() => {
    ended = true;
  });
  await world.clock.advance(300_000);
  expect(world.lines.filter((line) => line.includes("told to wake"))).toEqual([]);
  status = "OL";
  await world.clock.advance(200_000);
  expect(world.lines).toEqual(["notice it is told to wake", "info it: sent", "notice it is back"]);
  expect([reports, world.memory.hosts(), world.memory.outages(), ended]).toEqual([["40 % back"], [], [], true]);
});

it("mains that a forced shutdown is about to take away do not count", () => {
  expect(powerOf("OL CHRG", "50", "x")).toEqual({ mains: true, charge: 50, runtime: undefined });
  expect(powerOf("OB LB FSD", "5", "60")).toEqual({ mains: false, charge: 5, runtime: 60 });
  for (const status of ["OL FSD", "OFF", "", "WAIT", "OL BYPASS"]) expect(powerOf(status, "", "")).toBeUndefined();
});
