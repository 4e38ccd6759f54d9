import { describe, expect, it } from "@jest/globals";
import type { UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";
const B = "ups2@server";

const setUp = (settings: Partial<UpsmonConf>) => {
  const world = new World();
  const host = world.host({ monitors: [monitor(A), monitor(B)], finaldelay: 0, ...settings });
  const be =
    (system: string, status: string): (() => void) =>
    () => {
      world.ups(system).status = status;
    };
  return { world, host, be };
};

describe("two supplies", () => {
  it("of which one is needed: the first may go, the second takes the machine down", () => {
    const { world, host, be } = setUp({ minsupplies: 1 });
    world.at(20, be(A, "OB LB")).run(1000);
    expect(host.shutdowns).toEqual([]);
    be(B, "OB LB")();
    world.run(1010);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("of which both are needed: the first takes the machine down", () => {
    const { world, host, be } = setUp({ minsupplies: 2 });
    world.at(20, be(A, "OB LB")).run(60);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("of which one is only watched: it may do what it likes", () => {
    const { world, host, be } = setUp({ monitors: [monitor(A), monitor(B, { powerValue: 0 })] });
    world.at(20, be(B, "FSD OB LB")).run(600);
    expect(host.shutdowns).toEqual([]);
    expect(host.types).toContain("FSD");
  });

  it("that recover one after the other keep the machine up", () => {
    const { world, host, be } = setUp({ minsupplies: 1 });
    world.at(20, be(A, "OB LB")).at(100, be(A, "OL")).at(120, be(B, "OB LB")).run(600);
    expect(host.shutdowns).toEqual([]);
  });

  it("poll the one in trouble every POLLFREQALERT and the other every POLLFREQ", () => {
    const { world, host, be } = setUp({ minsupplies: 1, pollfreq: 30, pollfreqalert: 2 });
    world.at(20, be(A, "OB")).run(330);
    const late = host.polls.filter((at) => at > 60_000 && at <= 120_000);
    expect(late).toHaveLength(30 + 2);
  });
});

describe("a reload", () => {
  it("that adds a MONITOR line watches it from now on", () => {
    const { world, host } = setUp({ monitors: [monitor(A)] });
    world.run(20);
    host.send({ kind: "reload", settings: { ...host.state.settings, monitors: [monitor(A), monitor(B)] } });
    world.run(30);
    expect(world.ups(B).logins.has(host.name)).toBe(true);
    expect(host.log.at(-1)).toContain("UPS: ups2@server (primary) (power value 1)");
  });

  it("that removes one logs out of it and forgets it", () => {
    const { world, host } = setUp({});
    world.run(20);
    host.send({ kind: "reload", settings: { ...host.state.settings, monitors: [monitor(A)] } });
    world.run(30);
    expect(world.ups(B).logins.size).toBe(0);
    expect(host.state.upses).toHaveLength(1);
  });

  it("that changes power values decides anew at once", () => {
    const { world, host, be } = setUp({ minsupplies: 1 });
    world.at(20, be(A, "OB LB")).run(60);
    expect(host.shutdowns).toEqual([]);
    host.send({ kind: "reload", settings: { ...host.state.settings, minsupplies: 2 } });
    world.run(70);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("keeps what is known of a UPS: nothing is told twice", () => {
    const { world, host, be } = setUp({ deadtime: 60 });
    world.at(20, be(A, "OB")).run(30);
    host.send({ kind: "reload", settings: { ...host.state.settings, pollfreq: 2 } });
    world.run(60);
    expect(host.types).toEqual(["ONBATT"]);
  });

  it("to more supplies than there are is refused, and the machine stays guarded by the old settings", () => {
    const { world, host, be } = setUp({});
    world.run(20);
    host.send({ kind: "reload", settings: { ...host.state.settings, minsupplies: 9 } });
    expect(host.log.at(-1)).toContain("less than MINSUPPLIES 9; the old one stays in force");
    world.at(30, be(A, "OB LB")).at(30, be(B, "OB LB")).run(60);
    expect([host.exit, host.shutdowns.length]).toEqual([0, 1]);
  });

  it("that makes a secondary the primary connects anew, as the server must agree", () => {
    const { world, host } = setUp({ monitors: [monitor(A, { role: "secondary" })] });
    world.run(22);
    host.send({ kind: "reload", settings: { ...host.state.settings, monitors: [monitor(A)] } });
    world.run(30);
    expect(host.types).toEqual(["COMMOK"]);
    expect(world.ups(A).logins.has(host.name)).toBe(true);
  });

  it("with another password tries a refused login again at once", () => {
    const { world, host } = setUp({ monitors: [monitor(A)] });
    world.ups(A).loginError = "Access denied";
    world.run(22);
    expect(host.types).toEqual(["NOLOGIN"]);
    world.ups(A).loginError = undefined;
    host.send({ kind: "reload", settings: { ...host.state.settings, monitors: [monitor(A, { password: "right" })] } });
    world.run(23);
    expect(host.state.upses[0]?.login.kind).toBe("in");
  });
});

describe("a supply that was never reached since start", () => {
  const setUpSilent = (settings: Partial<UpsmonConf> = {}) => {
    const all = setUp({ minsupplies: 1, ...settings });
    all.world.ups(B).mood = "refuse";
    return all;
  };
  const held = (host: ReturnType<typeof setUp>["host"]): readonly string[] =>
    host.log.filter((line) => line.includes("Not shutting down"));

  it("holds the machine up for ever, as with C, and that is said again and again", () => {
    const { world, host, be } = setUpSilent();
    world.at(20, be(A, "OB LB")).run(1300);
    expect(host.shutdowns).toEqual([]);
    expect(held(host)[0]).toMatch(
      /^20\.0 warning .*ups2@server is not critical \(never reached since start\), so 1 of MINSUPPLIES 1 still counts$/,
    );
    expect(held(host).map((line) => Number.parseInt(line, 10))).toEqual([20, 320, 620, 920, 1220]);
  });

  it("counts no more after NEVERREACHEDTIME, once the other one is critical", () => {
    const { world, host, be } = setUpSilent({ neverreachedtime: 60 });
    world.at(20, be(A, "OB LB")).run(59.9);
    expect(host.shutdowns).toEqual([]);
    world.run(61);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.log.join("\n")).toContain(
      "(0 of the 1 needed; ups2@server never reached since start (NEVERREACHEDTIME))",
    );
  });

  it("changes nothing by its silence while the other one is well, however long that takes", () => {
    const { world, host, be } = setUpSilent({ neverreachedtime: 60 });
    world.at(200, be(A, "OB")).run(3000);
    expect([host.shutdowns, held(host)]).toEqual([[], []]);
    be(A, "OB LB")();
    world.run(3006);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("that is reached in time counts, and may fall silent again on line", () => {
    const { world, host, be } = setUpSilent({ neverreachedtime: 60 });
    world.at(10, () => {
      world.ups(B).mood = "answers";
    });
    world.at(40, () => {
      world.ups(B).mood = "refuse";
    });
    world.at(50, be(A, "OB LB")).run(1000);
    expect(host.shutdowns).toEqual([]);
    expect(held(host)[0]).toContain("ups2@server is not critical (silent, and on line power when it was last heard)");
  });

  it("is no reason to go down where no other one was ever reached either", () => {
    const { world, host } = setUpSilent({ neverreachedtime: 0 });
    world.ups(A).mood = "refuse";
    world.run(1000);
    expect(host.shutdowns).toEqual([]);
  });

  it("is said to be the reason no more when the other one has recovered", () => {
    const { world, host, be } = setUpSilent();
    world.at(20, be(A, "OB LB")).at(30, be(A, "OL")).at(40, be(A, "OB LB")).run(100);
    expect(held(host)).toHaveLength(2);
  });
});
