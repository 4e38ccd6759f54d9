import { describe, expect, it } from "@jest/globals";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";

const setUp = (settings: Parameters<World["host"]>[0] = {}) => {
  const world = new World();
  const host = world.host({ monitors: [monitor()], finaldelay: 0, ...settings });
  const be =
    (status: string): (() => void) =>
    () => {
      world.ups().status = status;
    };
  return { world, host, be };
};

describe("after a stop of the process", () => {
  it("on battery, a server that still answers settles it: nothing is invented", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).run(31);
    host.freeze();
    world.run(91);
    host.thaw();
    world.run(200);
    expect(host.shutdowns).toEqual([]);
    expect(host.log.some((line) => /Nothing ran here for \d+ s/.test(line))).toBe(true);
  });

  it("on battery, with a connection that broke meanwhile, it connects again before it decides", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).run(31);
    host.freeze();
    world
      .at(85, () => {
        world.ups().mood = "refuse";
      })
      .run(91);
    host.thaw();
    world
      .at(93, () => {
        world.ups().mood = "answers";
      })
      .run(200);
    expect(host.types).toEqual(["ONBATT", "SUSPEND_TIMEJUMP_UNEXPECTED", "COMMBAD", "COMMOK"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("on battery, with the server gone, it decides after five seconds and no later", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).run(31);
    host.freeze();
    world.ups().mood = "refuse";
    world.run(91);
    host.thaw();
    world.run(200);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(96.2);
  });

  it.each([2.5, 9, 14])(
    "of %p s on battery, with the server gone, it decides at the first fresh look, as C does",
    (gap) => {
      const { world, host, be } = setUp({ deadtime: 1 });
      world.at(20, be("OB")).run(30.5);
      host.freeze();
      world.ups().mood = "refuse";
      world.run(35 + gap);
      host.thaw();
      world.run(35 + gap + 2.5);
      expect(host.shutdowns).toHaveLength(1);
      expect(host.shutdowns[0]).toBeLessThan(35 + gap + 0.2);
    },
  );

  it("of 9 s on battery, a connection that broke meanwhile is no reason to decide", () => {
    const { world, host, be } = setUp({ deadtime: 8 });
    world.at(20, be("OB")).run(30.5);
    host.freeze();
    host.breakConnections();
    world.run(44);
    host.thaw();
    world.run(200);
    expect([host.types, host.shutdowns]).toEqual([["ONBATT", "COMMBAD", "COMMOK"], []]);
  });

  it("on battery, with the server hanging, it decides after five seconds too", () => {
    const { world, host, be } = setUp({ monitors: [monitor(A, { role: "secondary" })], hostsync: 5 });
    world.at(20, be("OB")).run(31);
    host.freeze();
    world.ups().mood = "hang";
    world.run(91);
    host.thaw();
    world.run(200);
    expect(host.shutdowns).toEqual([96.001]);
  });

  it("a low battery that is seen afresh is decided at once", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).run(31);
    host.freeze();
    world.at(60, be("OB LB")).run(91);
    host.thaw();
    world.run(100);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(91.2);
  });

  it("OFFDURATION has not run out as long as nobody has looked", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OL OFF")).run(31);
    host.freeze();
    world.at(40, be("OL")).run(91);
    host.thaw();
    world.run(200);
    expect([host.types, host.shutdowns]).toEqual([["OFF", "SUSPEND_TIMEJUMP_UNEXPECTED", "NOTOFF"], []]);
  });
});

describe("a clock that is set", () => {
  it("makes every UPS be asked at once, and changes nothing else", () => {
    const { world, host } = setUp({ pollfreq: 30 });
    world.run(40);
    host.send({ kind: "clock-jump", seconds: 7200 });
    world.run(41);
    expect(host.polls).toContain(40_000);
    expect([host.told, host.shutdowns]).toEqual([["40.0 SUSPEND_TIMEJUMP_UNEXPECTED"], []]);
    expect(host.log.some((line) => line.includes("The clock moved by 7200 s"))).toBe(true);
  });

  it.each([
    [-3, "-3.0 seconds"],
    [15.2, "15.2 seconds"],
    [9, undefined],
  ])("by %p s is told as the C project's master does", (seconds, told) => {
    const text = "jump of %s";
    const { world, host } = setUp({ notifyMessages: [{ type: "SUSPEND_TIMEJUMP_UNEXPECTED", text }] });
    const heard: string[] = [];
    world.run(40);
    host.hear = (line) => heard.push(line);
    host.send({ kind: "clock-jump", seconds });
    expect(heard).toEqual(told === undefined ? [] : [`jump of ${told}`]);
  });

  it("is told once when the process was stopped for longer than a delay, and not for a short stop", () => {
    const { world, host } = setUp();
    for (const [from, to] of [
      [31, 44],
      [61, 91],
    ] as const) {
      world.run(from);
      host.freeze();
      world.run(to);
      host.thaw();
    }
    world.run(120);
    expect(host.types).toEqual(["SUSPEND_TIMEJUMP_UNEXPECTED"]);
  });
});

describe("a sleep that logind announces", () => {
  it("is told at both ends; what was known is asked for anew, as C does it", () => {
    const { world, host } = setUp();
    world.run(22);
    host.send({ kind: "suspend" });
    world.run(24);
    host.send({ kind: "resume" });
    world.run(40);
    expect(host.types).toEqual(["SUSPEND_STARTING", "SUSPEND_FINISHED", "COMMOK", "ONLINE"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("on battery, waking up where no server is, shuts nothing down", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OB")).run(31);
    host.send({ kind: "suspend" });
    world.ups().mood = "refuse";
    world.run(33);
    host.send({ kind: "resume" });
    world.run(3600);
    expect(host.shutdowns).toEqual([]);
  });

  it("decides nothing between the announcement and the sleep, where the network goes first", () => {
    const { world, host, be } = setUp();
    world.at(20, be("OL BYPASS")).run(29);
    host.send({ kind: "suspend" });
    world.ups().mood = "refuse";
    world.run(34);
    expect(host.shutdowns).toEqual([]);
    host.send({ kind: "resume" });
    world.ups().mood = "answers";
    world.run(60);
    expect(host.shutdowns).toEqual([]);
  });

  it("whose end goes unheard ends by itself: the machine is not left unguarded", () => {
    const { world, host, be } = setUp();
    world.run(22);
    host.send({ kind: "suspend" });
    be("OB LB")();
    world.run(52 + 3);
    expect(host.types).toContain("SUSPEND_FINISHED");
    expect(host.shutdowns).toHaveLength(1);
  });
});

describe("a process that is stopped again while it looks", () => {
  it("looks once more before it decides", () => {
    const world = new World();
    const host = world.host({ pollfreq: 1, pollfreqalert: 1, deadtime: 9, monitors: [monitor()] });
    world.at(10, () => {
      world.ups().status = "OB";
    });
    for (const [from, to] of [
      [11, 14],
      [14, 21],
    ] as const) {
      world.at(from, () => host.freeze()).at(to, () => host.thaw());
    }
    world.run(300);
    expect(host.shutdowns).toEqual([]);
  });
});
