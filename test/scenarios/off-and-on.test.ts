/** UPS off and on again: `shutdown.return` through the driver that runs, before the machine goes down. */
import { describe, expect, it } from "@jest/globals";
import type { UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { returnDelay } from "../../src/upsmon/core/return-delay.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";
const B = "ups2@server";
const WANTED: Partial<UpsmonConf> = {
  monitors: [monitor(A)],
  shutdownreturn: true,
  restartcmd: "reboot",
  finaldelay: 2,
  hostsync: 10,
};

function begin(settings: Partial<UpsmonConf> = {}) {
  const world = new World();
  const ups = world.ups(A);
  const host = world.host({ ...WANTED, ...settings });
  const said = (text: string): readonly string[] => host.log.filter((line) => line.includes(text));
  return { world, ups, host, said };
}

describe("a UPS that goes off and on again", () => {
  it("is armed after FINALDELAY and before SHUTDOWNCMD, with the time of an unknown machine", () => {
    const { world, ups, host, said } = begin();
    world.at(10, () => (ups.status = "OB LB")).run(60);
    expect(ups.goesOffAfter).toBe(120);
    expect(said("goes off in 120 s, and on again when power is back")).toHaveLength(1);
    expect([host.shutdowns.length, host.restarts, host.exit]).toEqual([1, false, 0]);
    expect(host.types).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN"]);
  });

  it("is left alone where nobody asked for it", () => {
    const { world, ups, host } = begin({ shutdownreturn: false });
    world.at(10, () => (ups.status = "OB LB")).run(60);
    expect([ups.goesOffAfter, host.shutdowns.length]).toEqual([undefined, 1]);
  });

  it("is left alone by a secondary", () => {
    const { world, ups, host } = begin({ monitors: [monitor(A, { role: "secondary" })] });
    ups.latched = true;
    world.run(60);
    expect([ups.goesOffAfter, host.shutdowns.length]).toEqual([undefined, 1]);
  });

  it("is armed only when the secondaries have left", () => {
    const { world, ups, host } = begin();
    ups.logins.add("nas");
    world.at(10, () => (ups.status = "OB LB")).run(14);
    expect([ups.goesOffAfter, host.shutdowns.length]).toEqual([undefined, 0]);
    world.at(16, () => void ups.logins.delete("nas")).run(40);
    expect([ups.goesOffAfter, host.shutdowns.length]).toEqual([120, 1]);
    expect(host.shutdowns[0]).toBeGreaterThan(16);
  });

  it("is armed, as are all that this machine is primary of, and no others", () => {
    const world = new World();
    const third = "ups3@server";
    for (const name of [A, B, third]) world.ups(name).status = "OL";
    const monitors = [monitor(A), monitor(B), monitor(third, { role: "secondary" })];
    const host = world.host({ ...WANTED, monitors, minsupplies: 3 });
    world.at(10, () => (world.ups(A).status = "OB LB")).run(60);
    expect([A, B, third].map((name) => world.ups(name).goesOffAfter)).toEqual([120, 120, undefined]);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("is armed all the same when power comes back after the decision: it restarts the machine", () => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.status = "OL CHRG")).run(60);
    expect([ups.goesOffAfter, host.shutdowns.length, host.restarts]).toEqual([120, 1, false]);
  });

  it("that cannot be armed while power is back leads to a restart, not to a machine that stays down", () => {
    const { world, ups, host, said } = begin();
    ups.returnError = "Command not supported";
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.status = "OL")).run(60);
    expect([host.shutdowns.length, host.restarts]).toEqual([1, true]);
    expect(said("RESTARTCMD comes in place of SHUTDOWNCMD")).toHaveLength(1);
  });

  it("that cannot be armed while power is away stops nothing, and is left to the last scripts", () => {
    const { world, ups, host, said } = begin();
    ups.returnError = "Access denied";
    world.at(10, () => (ups.status = "OB LB")).run(60);
    expect([host.shutdowns.length, host.restarts]).toEqual([1, false]);
    expect(said("could not be told to go off and on again: Access denied; only the last scripts")).toHaveLength(1);
  });

  it("restarts nothing where there is no RESTARTCMD", () => {
    const { world, ups, host } = begin({ restartcmd: undefined });
    ups.returnError = "Command not supported";
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.status = "OL")).run(60);
    expect([host.shutdowns.length, host.restarts]).toEqual([1, false]);
  });

  it.each(["stale", "refuse"] as const)("whose driver or server is gone (%s) holds up nothing", (mood) => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.mood = mood)).run(60);
    expect([ups.goesOffAfter, host.shutdowns.length, host.restarts]).toEqual([undefined, 1, false]);
    expect(host.shutdowns[0]).toBeLessThan(20);
  });

  it("whose server hangs holds up SHUTDOWNCMD for ten seconds and no longer", () => {
    const { world, ups, host, said } = begin({ hostsync: 0 });
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.mood = "hang")).run(60);
    const silent = said("did not say within 10 s that it goes off");
    expect([silent.length, host.shutdowns.length]).toEqual([1, 1]);
    expect(host.shutdowns[0]).toBeLessThan(30);
  });

  it("is not waited for by another one that has answered", () => {
    const world = new World();
    const host = world.host({ ...WANTED, monitors: [monitor(A), monitor(B)], minsupplies: 2, hostsync: 0 });
    world.at(10, () => (world.ups(A).status = "OB LB"));
    world.at(11.5, () => (world.ups(B).mood = "hang")).run(60);
    expect([world.ups(A).goesOffAfter, host.shutdowns.length, host.restarts]).toEqual([120, 1, false]);
  });

  it("is called back when SHUTDOWNCMD fails, and armed again before the next attempt", () => {
    const { world, ups, host } = begin();
    host.commandFails = "it ended with 1";
    const seen: (number | undefined)[] = [];
    host.commanded = () => void seen.push(ups.goesOffAfter);
    world.at(10, () => (ups.status = "OB LB")).run(14);
    while (host.state.phase.kind !== "failed") world.run(world.now / 1000 + 0.05);
    expect(ups.goesOffAfter).toBeUndefined();
    world.run(60);
    expect(seen.slice(0, 2)).toEqual([120, 120]);
  });

  it("does not listen to SIGTERM while it is being armed", () => {
    const { world, ups, host } = begin({ hostsync: 0 });
    world.at(10, () => (ups.status = "OB LB"));
    world.at(11.5, () => (ups.mood = "hang")).run(12);
    while (host.state.phase.kind !== "arming") world.run(world.now / 1000 + 0.05);
    host.send({ kind: "stop", how: "Signal 15" });
    world.run(60);
    expect(host.shutdowns).toHaveLength(1);
  });
});

describe("the delay of shutdown.return", () => {
  const delay = (shutdownTimes: UpsmonConf["shutdownTimes"], measured?: number) =>
    returnDelay({ ...UPSMON_CONF_DEFAULTS, shutdownTimes }, measured);
  const own = (seconds: number) => ({ host: undefined, seconds });

  it("is two minutes where nothing is known", () => {
    expect(delay([])).toEqual({ needed: 120, asked: 120 });
  });

  it.each([
    [1, 60, 60],
    [40, 60, 60],
    [100, 150, 180],
    [121, 182, 240],
  ])(
    "is half as much again as the %i s measured, a minute at least: %i s, asked for as %i s",
    (measured, needed, asked) => {
      expect(delay([], measured)).toEqual({ needed, asked });
    },
  );

  it("is what the file says of this machine, whatever was measured", () => {
    expect(delay([own(90)], 300)).toEqual({ needed: 90, asked: 120 });
  });

  it("is that of the slowest, whoever that is", () => {
    expect(delay([own(90), { host: "nas", seconds: 400 }, { host: "pi", seconds: 30 }])).toEqual({
      needed: 400,
      asked: 420,
    });
    expect(delay([{ host: "nas", seconds: 100 }], 200)).toEqual({ needed: 300, asked: 300 });
  });

  it("is never asked for in less than whole minutes, of which CyberPower drops the rest: 20 s would be none", () => {
    expect(delay([own(20)])).toEqual({ needed: 20, asked: 60 });
    expect(delay([own(60)])).toEqual({ needed: 60, asked: 60 });
    expect(delay([own(61)])).toEqual({ needed: 61, asked: 120 });
  });
});

describe("a machine that is back", () => {
  it("tells what happened, and gives the next shutdown the time that was measured", () => {
    const { world, ups, host } = begin();
    host.send({ kind: "returned", report: "down at noon", measured: 200 });
    expect(host.types).toEqual(["SHUTDOWN_REPORT"]);
    world.at(10, () => (ups.status = "OB LB")).run(60);
    expect(ups.goesOffAfter).toBe(300);
  });

  it("has nothing to tell after an ordinary boot", () => {
    const { host } = begin();
    host.send({ kind: "returned", report: undefined, measured: undefined });
    expect(host.types).toEqual([]);
  });
});
