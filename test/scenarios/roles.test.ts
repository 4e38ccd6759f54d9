import { describe, expect, it } from "@jest/globals";
import type { SimHost } from "../../src/drill/world/sim-host.ts";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";
const secondary = monitor(A, { role: "secondary" });

const be =
  (world: World, status: string, system = A) =>
  (): void => {
    world.ups(system).status = status;
  };

describe("a primary and its secondary", () => {
  it("go down in order: the secondary leaves first, and the primary waits for it", () => {
    const world = new World();
    const primary = world.host({ monitors: [monitor()] }, "primary");
    const other = world.host({ monitors: [secondary] }, "secondary");
    world.at(21, be(world, "OB LB")).run(120);
    expect(primary.types).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN_HOSTSYNC", "SHUTDOWN"]);
    expect(other.types).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN"]);
    expect(other.shutdowns).toEqual([35.01]);
    expect(primary.shutdowns).toEqual([expect.closeTo(40.3, 0)]);
    expect(primary.log.some((line) => line.includes("Waiting for hosts to log out: secondary"))).toBe(true);
  });

  it("that hangs is waited for as long as HOSTSYNC and no longer", () => {
    const world = new World();
    const primary = world.host({ monitors: [monitor()], finaldelay: 0 }, "primary");
    world.ups().logins.add("stuck");
    world.at(20, be(world, "OB LB")).run(120);
    expect(primary.shutdowns).toEqual([36.001]);
    expect(primary.log.some((line) => line.includes("HOSTSYNC (15 s) is over: not waiting any longer for stuck"))).toBe(
      true,
    );
  });

  it("whose server dies in the middle is not waited for", () => {
    const world = new World();
    const primary = world.host({ monitors: [monitor()], finaldelay: 0 }, "primary");
    world.ups().logins.add("stuck");
    world
      .at(20, be(world, "OB LB"))
      .at(24, () => {
        world.ups().mood = "refuse";
      })
      .run(120);
    expect(primary.shutdowns[0]).toBeLessThan(24.5);
  });
});

describe("a secondary", () => {
  it("gives a primary that says nothing HOSTSYNC seconds, then goes by itself", () => {
    const world = new World();
    const host = world.host({ monitors: [secondary], finaldelay: 0 });
    world.at(18, be(world, "OB LB")).run(120);
    expect(host.shutdowns).toEqual([36.011]);
    expect(host.types).toEqual(["ONBATT", "LOWBATT", "SHUTDOWN"]);
  });

  it("lets DEADTIME and HOSTSYNC run side by side when it loses the server on battery", () => {
    const world = new World();
    const host = world.host({ monitors: [secondary], finaldelay: 0, deadtime: 10, hostsync: 20 });
    world
      .at(18, be(world, "OB"))
      .at(21, () => {
        world.ups().mood = "refuse";
      })
      .run(120);
    expect(host.shutdowns).toEqual([41.011]);
  });

  it("leaves at once on FSD and keeps its login until it goes", () => {
    const world = new World();
    const host = world.host({ monitors: [secondary] });
    world
      .at(18, () => {
        world.ups().latched = true;
      })
      .run(24);
    expect(host.types).toEqual(["FSD", "SHUTDOWN"]);
    expect(world.ups().logins.has(host.name)).toBe(true);
    world.run(60);
    expect(host.shutdowns).toHaveLength(1);
    expect(world.ups().logins.has(host.name)).toBe(false);
  });
});

describe("upsmon -c fsd", () => {
  const ask = (host: SimHost) => (): void => host.send({ kind: "fsd", how: "Signal 10" });

  it("on a primary without secondaries takes FINALDELAY", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world.at(20, ask(host)).run(60);
    expect([host.types, host.shutdowns]).toEqual([["FSD", "SHUTDOWN"], [25.02]]);
    expect(host.log.some((line) => line.includes("Signal 10: User requested FSD"))).toBe(true);
  });

  it("on a primary with one secondary brings both down", () => {
    const world = new World();
    const primary = world.host({ monitors: [monitor()] });
    const other = world.host({ monitors: [secondary] });
    world.at(21, ask(primary)).run(120);
    expect([primary.shutdowns.length, other.shutdowns.length]).toEqual([1, 1]);
    expect(other.shutdowns[0]).toBeLessThan(primary.shutdowns[0] ?? 0);
  });

  it("on a primary with a secondary that never leaves takes HOSTSYNC more", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()], finaldelay: 2 });
    world.ups().logins.add("stuck");
    world.at(20, ask(host)).run(120);
    expect(host.shutdowns).toEqual([38]);
  });

  it("on a secondary shuts down this machine only, without an FSD event", () => {
    const world = new World();
    const host = world.host({ monitors: [secondary], finaldelay: 0 });
    world.at(20, ask(host)).run(60);
    expect([host.types, host.shutdowns, world.ups().latched]).toEqual([["SHUTDOWN"], [20.001], false]);
  });

  it("asked for twice shuts down once", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world.at(20, ask(host)).at(21, ask(host)).at(23, ask(host)).run(60);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("works before any server has been reached, and with MINSUPPLIES 0", () => {
    const world = new World();
    world.ups().mood = "refuse";
    const host = world.host({ monitors: [monitor()], minsupplies: 0, finaldelay: 0 });
    host.send({ kind: "fsd", how: "Signal 10" });
    world.run(20);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("is not stopped by a server that refuses FSD", () => {
    const world = new World();
    world.ups().fsdError = "Access denied";
    const host = world.host({ monitors: [monitor()] });
    world.at(20, ask(host)).run(60);
    expect([host.types, host.shutdowns]).toEqual([["SHUTDOWN"], [25.02]]);
  });
});

describe("a shutdown that has been decided", () => {
  it("sends FSD for every UPS of the primary, also those that are only watched and those that are well", () => {
    const world = new World();
    const host = world.host({
      monitors: [monitor(), monitor("ups2@server"), monitor("ups3@other", { powerValue: 0 })],
      minsupplies: 2,
    });
    world.at(20, be(world, "OB LB")).run(60);
    expect(["ups1@server", "ups2@server", "ups3@other"].map((system) => world.ups(system).latched)).toEqual([
      true,
      true,
      true,
    ]);
    expect(host.types.filter((type) => type === "FSD")).toHaveLength(3);
  });

  it("waits for a remote shutdown that asked for it, up to its limit", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()], finaldelay: 5 });
    world
      .at(20, be(world, "OB LB"))
      .at(21, () => host.send({ kind: "hold", id: "ssh1", until: 60_000 }))
      .at(21, () => host.send({ kind: "hold", id: "ssh2", until: 40_000 }))
      .run(39);
    expect(host.shutdowns).toEqual([]);
    host.send({ kind: "release", id: "ssh1" });
    world.run(60);
    expect(host.shutdowns).toEqual([40]);
  });

  it("stays decided when upsmon is told to stop, to reload or to sleep", () => {
    const world = new World();
    const host = world.host({ monitors: [monitor()] });
    world.at(20, be(world, "OB LB")).run(21);
    for (const event of [
      { kind: "stop", how: "Signal 15" },
      { kind: "reload", settings: { ...host.state.settings, minsupplies: 0, finaldelay: 9999 } },
      { kind: "suspend" },
      { kind: "resume" },
    ] as const) {
      host.send(event);
    }
    be(world, "OL")();
    world.run(60);
    expect(host.shutdowns).toEqual([25.03]);
  });
});
