import { describe, expect, it } from "@jest/globals";
import type { Mood } from "../../src/drill/world/sim-ups.ts";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";

const setUp = (settings: Parameters<World["host"]>[0] = {}) => {
  const world = new World();
  const host = world.host({ monitors: [monitor()], finaldelay: 0, ...settings });
  const set = (status: string, mood: Mood): (() => void) => {
    return () => {
      world.ups().status = status;
      world.ups().mood = mood;
    };
  };
  return { world, host, set };
};

describe("contact", () => {
  it("lost on line is told, told again every NOCOMMWARNTIME, and shuts nothing down", () => {
    const { world, host, set } = setUp();
    world.at(20, set("OL", "refuse")).at(3000, set("OL", "answers")).run(4000);
    expect(host.types.slice(0, 3)).toEqual(["COMMBAD", "NOCOMM", "NOCOMM"]);
    expect(host.types.at(-1)).toBe("COMMOK");
    expect(host.shutdowns).toEqual([]);
  });

  it("lost on battery is death after DEADTIME, in the sixteenth second", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OB", "answers")).at(31, set("OB", "refuse")).run(100);
    // The last good poll was at 30.01.
    expect(host.shutdowns[0]).toBeGreaterThanOrEqual(46);
    expect(host.shutdowns[0]).toBeLessThan(46.1);
  });

  it("lost on battery and found again within DEADTIME changes nothing", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OB", "answers")).at(31, set("OB", "hang")).at(38, set("OB", "answers")).run(200);
    expect(host.types).toEqual(["ONBATT", "COMMBAD", "COMMOK"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("is looked for once more when DEADTIME has run out: found then, nothing happens", () => {
    const { world, host, set } = setUp({ deadtime: 17 });
    world.at(18, set("OB", "answers")).at(31, set("OB", "refuse")).at(47.9, set("OB", "answers")).run(200);
    expect(host.shutdowns).toEqual([]);
    expect(host.polls).toContain(48_000);
  });

  it("with a driver that went stale on battery is lost as well", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OB", "answers")).at(31, set("OB", "stale")).run(100);
    expect(host.types).toEqual(["ONBATT", "COMMBAD", "FSD", "SHUTDOWN"]);
  });

  it("with a server that hangs is lost after five seconds, and dead no later than DEADTIME allows", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OB", "answers")).at(31, set("OB", "hang")).run(100);
    expect(host.shutdowns).toHaveLength(1);
    // One second for the last look. The connection is given up by then: FSD is not waited for.
    expect(host.shutdowns[0]).toBeLessThan(46 + 1 + 0.1);
  });

  it.each([
    [15, 47],
    [60, 92],
    // A server has five seconds to answer, however short DEADTIME is.
    [3, 40],
  ])("with a server that answers byte by byte on battery is dead within DEADTIME (%i s)", (deadtime, latest) => {
    const { world, host, set } = setUp({ deadtime });
    world.at(18, set("OB", "answers")).at(31, set("OB", "drip")).run(200);
    expect(host.types).toEqual(["ONBATT", "COMMBAD", "SHUTDOWN"]);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(latest + 0.1);
  });

  it("with a server that answered byte by byte on battery, and answers when asked anew, changes nothing", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OB", "answers")).at(31, set("OB", "drip")).at(44, set("OB", "answers")).run(200);
    expect(host.types).toEqual(["ONBATT", "COMMBAD", "COMMOK"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("with a server that answers byte by byte on line is lost after half a minute, and shuts nothing down", () => {
    const { world, host, set } = setUp();
    world.at(31, set("OL", "drip")).run(400);
    expect(host.told[0]).toBe(`65.0 COMMBAD ${A}`);
    expect(host.shutdowns).toEqual([]);
  });

  it("with a driver that is gone and comes back is told both times", () => {
    const { world, host, set } = setUp();
    world.at(22, set("OL", "stale")).at(37, set("OL", "answers")).run(60);
    expect(host.told).toEqual([`25.0 COMMBAD ${A}`, `40.0 COMMOK ${A}`]);
  });

  it("with a server that is started again is found at the next poll, and logged in again", () => {
    const { world, host, set } = setUp();
    world
      .at(22, set("OL", "refuse"))
      .at(23, () => world.ups().restart())
      .at(28, set("OL", "answers"))
      .run(60);
    expect(host.types).toEqual(["COMMBAD", "COMMOK"]);
    expect(world.ups().logins).toEqual(new Set([host.name]));
  });

  it("that never was is told, and counts as healthy", () => {
    const { world, host, set } = setUp();
    set("OB LB", "refuse")();
    world.run(1000);
    expect(host.types.slice(0, 2)).toEqual(["COMMBAD", "NOCOMM"]);
    expect(host.shutdowns).toEqual([]);
    expect(host.condition()).toBe("unheard");
  });

  it("lost on bypass is death at the first failed poll", () => {
    const { world, host, set } = setUp();
    world.at(18, set("OL BYPASS", "answers")).at(31, set("OL BYPASS", "refuse")).run(100);
    expect(host.shutdowns[0]).toBeLessThan(35.1);
  });

  it("of one UPS never holds up that of another", () => {
    const world = new World();
    const systems = Array.from({ length: 20 }, (_, i) => `ups${i}@server${i}`);
    for (const system of systems.slice(1)) world.ups(system).mood = "hang";
    const host = world.host({ monitors: systems.map((system) => monitor(system)), minsupplies: 20, finaldelay: 0 });
    world
      .at(22, () => {
        world.ups("ups0@server0").status = "OB";
      })
      .run(26);
    expect(host.told).toContain("25.0 ONBATT ups0@server0");
  });

  it("with a status that is empty is lost", () => {
    const { world, host, set } = setUp();
    world.at(22, set("", "answers")).at(37, set("OL", "answers")).run(60);
    expect(host.types).toEqual(["COMMBAD", "COMMOK"]);
  });
});

describe("the log of failed polls", () => {
  const failures = (max: number): number => {
    const { world, host, set } = setUp({ pollfailLogThrottleMax: max });
    world.at(22, set("OL", "stale")).run(22 + 600);
    return host.log.filter((line) => line.includes("error Poll of UPS")).length;
  };

  it("has every one by default, one in so many, or each kind once", () => {
    expect(failures(-1)).toBe(120);
    expect(failures(10)).toBe(12);
    expect(failures(0)).toBe(1);
  });
});
