import { describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { start, step } from "../../src/upsmon/core/step.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";

const setUp = (settings: Parameters<World["host"]>[0] = {}) => {
  const world = new World();
  const host = world.host({ monitors: [monitor()], ...settings });
  const be =
    (status: string): (() => void) =>
    () => {
      world.ups().status = status;
    };
  return { world, host, be };
};

describe("an outage", () => {
  it("that shows in the same millisecond in which the UPS was last judged is decided in it", () => {
    const settings = { ...UPSMON_CONF_DEFAULTS, monitors: [monitor(A, { role: "secondary" })] };
    const answer = (status: string) =>
      ({ kind: "polled", ups: A, answer: { status, alarm: undefined, buzzwords: "" } }) as const;
    const [fresh] = start(settings, 0);
    const [healthy] = step(fresh, answer("OL"), 0);
    const [asked] = step(healthy, { kind: "tick" }, 5000);
    const [forced] = step(asked, answer("FSD OB LB"), 5000);
    expect([healthy.upses[0]?.condition.kind, forced.phase.kind]).toEqual(["healthy", "leaving"]);
  });

  it("that is short is told twice and shuts nothing down", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB DISCHRG")).at(40, be("OL CHRG")).run(3600);
    expect(host.told).toEqual([`20.0 ONBATT ${A}`, `40.0 ONLINE ${A}`]);
    expect(host.shutdowns).toEqual([]);
  });

  it("that falls between two polls goes unseen", () => {
    const { world, host, be } = setUp();
    world.at(21, be("OB")).at(24, be("OL")).run(3600);
    expect(host.told).toEqual([]);
  });

  it("that empties the battery ends in FSD, SHUTDOWN and, after FINALDELAY, one SHUTDOWNCMD", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).at(600, be("OB LB")).run(3600);
    expect(host.types).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN"]);
    expect(host.shutdowns).toEqual([605.03]);
    expect(host.exit).toBe(0);
  });

  it("of which only LB is heard, on line, does nothing but warn", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OL LB")).run(86_400);
    expect(host.types).toEqual(["LOWBATT"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("during a calibration with a low battery is left alone", () => {
    const { world, host, be } = setUp();
    world.at(20, be("CAL OB LB DISCHRG")).at(3600, be("OL CHRG")).run(7200);
    expect(host.types).toEqual(["CAL", "ONBATT", "LOWBATT", "NOTCAL", "ONLINE"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("that ends after the decision revokes nothing", () => {
    const { world, host, be } = setUp({ finaldelay: 60 });
    world.at(20, be("OB LB")).at(25, be("OL CHRG")).run(300);
    expect(host.shutdowns).toEqual([80.03]);
    expect(world.ups().latched).toBe(true);
  });

  it("that was over before upsmon started, but whose FSD the server still holds, shuts down again", () => {
    const world = new World();
    world.ups().latched = true;
    const host = world.host({ monitors: [monitor()] });
    world.run(30);
    expect(host.types).toEqual(["FSD", "SHUTDOWN"]);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("waits OBLBDURATION with a low battery, and forgets it when the battery recovers", () => {
    const { world, host, be } = setUp({ oblbduration: 60 });
    world.at(20, be("OB LB")).at(70, be("OB")).at(100, be("OB LB")).run(1000);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeCloseTo(165, 0);
  });

  it("with SHUTDOWNEXIT no keeps upsmon and its login until it is told to go", () => {
    const { world, host, be } = setUp({ shutdownexit: -1 });
    world.at(20, be("OB LB")).run(500);
    expect(host.shutdowns).toHaveLength(1);
    expect([host.exit, world.ups().logins.has(host.name)]).toEqual([undefined, true]);
    host.send({ kind: "stop", how: "Signal 15" });
    expect(host.exit).toBe(0);
  });

  it("with SHUTDOWNEXIT 30 ends upsmon half a minute after SHUTDOWNCMD", () => {
    const { world, host, be } = setUp({ shutdownexit: 30 });
    world.at(20, be("OB LB")).run(54);
    expect(host.exit).toBeUndefined();
    world.run(60);
    expect(host.exit).toBe(0);
  });
});

describe("a battery", () => {
  it("that wants replacing is told at once and every RBWARNTIME", () => {
    const { world, host, be } = setUp({ rbwarntime: 3600 });
    world.at(20, be("OL RB")).run(20 + 3 * 3600);
    expect(host.types).toEqual(["REPLBATT", "REPLBATT", "REPLBATT"]);
  });
});

describe("a UPS that is switched off", () => {
  it("for less than OFFDURATION is told and nothing more", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OL OFF")).at(45, be("OL")).run(600);
    expect(host.types).toEqual(["OFF", "NOTOFF"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("for longer shuts the machine down in the second after OFFDURATION", () => {
    const { world, host, be } = setUp({ finaldelay: 0 });
    world.at(20, be("OL OFF")).run(600);
    expect(host.shutdowns).toEqual([51.031]);
  });
});

describe("an overloaded UPS", () => {
  it("is told; it is dead after OVERDURATION only when it is silent as well", () => {
    const { world, host, be } = setUp({ overduration: 20, finaldelay: 0 });
    world.at(20, be("OL OVER")).run(300);
    expect([host.types, host.shutdowns]).toEqual([["OVER"], []]);
    world.ups().mood = "stale";
    world.run(400);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(306);
  });
});
