/** SHUTDOWNON and SUPPLYGROUP: when a machine goes down before its battery is low. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { parseUpsmonConf } from "../../src/conf/upsmon-conf.ts";
import type { SimHost } from "../../src/drill/world/sim-host.ts";
import { World } from "../../src/drill/world/world.ts";
import { health } from "../../src/upsmon/core/step.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";
const B = "ups2@server";

const linesOf = (text: string) => {
  const { shutdownRules, supplyGroups } = parseUpsmonConf(text);
  return { shutdownRules, supplyGroups };
};

interface Values {
  charge?: string;
  runtime?: string;
  load?: string;
}

function setUp(rules: string, settings: Parameters<World["host"]>[0] = {}) {
  const world = new World();
  const values: Values = { charge: "100", runtime: "3600", load: "20" };
  world.ups().measure = (name) =>
    new Map(
      Object.entries({ "battery.charge": values.charge, "battery.runtime": values.runtime, "ups.load": values.load }),
    ).get(name);
  const host = world.host({ monitors: [monitor()], ...settings, ...linesOf(rules) });
  const be = (status: string) => (): void => {
    world.ups().status = status;
  };
  const show = (more: Values) => (): void => void Object.assign(values, more);
  return { world, host, be, show };
}

describe("a rule of SHUTDOWNON", () => {
  it("ends in FSD and one shutdown as a low battery does, long before it is low", () => {
    const { world, host, be, show } = setUp(`SHUTDOWNON ${A} charge 50`);
    world
      .at(20, be("OB"))
      .at(300, show({ charge: "50" }))
      .run(3600);
    expect(host.types).toEqual(["ONBATT", "FSD", "SHUTDOWN"]);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeGreaterThanOrEqual(310 + 5);
    expect(host.shutdowns[0]).toBeLessThan(310 + 5 + 6);
    expect(host.log.join("\n")).toMatch(
      /UPS \[ups1@server\] is critical: on battery, and SHUTDOWNON charge 50 applies/,
    );
  });

  it("sets no FSD on a secondary, which goes down by itself", () => {
    const { world, host, be } = setUp("SHUTDOWNON * onbattery 60", { monitors: [monitor(A, { role: "secondary" })] });
    world.at(20, be("OB")).run(3600);
    expect(host.types).toEqual(["ONBATT", "SHUTDOWN"]);
    expect(world.ups().latched).toBe(false);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("is not fooled by one odd value", () => {
    const { world, host, be, show } = setUp(`SHUTDOWNON ${A} charge 50`);
    world
      .at(20, be("OB"))
      .at(103, show({ charge: "0" }))
      .at(108, show({ charge: "99" }))
      .at(900, be("OL"))
      .run(3600);
    expect(host.shutdowns).toEqual([]);
  });

  it("never waits where the battery is low", () => {
    const { world, host, be } = setUp(`SHUTDOWNON ${A} charge 50 hold 600`);
    world.at(20, be("OB LB")).run(60);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("does nothing on a UPS that is not needed", () => {
    const monitors = [monitor(A), monitor(B)];
    const { world, host, be } = setUp("SHUTDOWNON * charge 50", { monitors, minsupplies: 1 });
    world.ups().measure = () => "10";
    world.at(20, be("OB")).run(3600);
    expect(host.condition(A)).toBe("critical");
    expect(host.shutdowns).toEqual([]);
    expect(host.log.join("\n")).toContain("Not shutting down: ups2@server is not critical");
  });

  it("that needs a variable which the UPS does not have is told at once, and leaves the machine unprotected", () => {
    const { world, host, be, show } = setUp(`SHUTDOWNON ${A} runtime 300`);
    show({ runtime: undefined as never })();
    world.run(12);
    expect(host.log.join("\n")).toMatch(/UPS \[ups1@server\] has no number as battery\.runtime: SHUTDOWNON lines/);
    expect(health(host.state)).toMatchObject({
      protected: false,
      problems: ["ups1@server: SHUTDOWNON cannot act without battery.runtime"],
    });
    world
      .at(20, show({ runtime: "200" }))
      .at(40, be("OB"))
      .run(100);
    expect(host.log.join("\n")).toMatch(/battery\.runtime is there for SHUTDOWNON/);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("passes over a value that is not said in time without calling it missing", () => {
    const { world, host, be, show } = setUp(`SHUTDOWNON ${A} charge 50`);
    world
      .at(20, be("OB"))
      .at(50, show({ charge: "late" }))
      .at(100, be("OL"))
      .run(600);
    expect(health(host.state).protected).toBe(true);
    expect(host.shutdowns).toEqual([]);
  });

  it("survives a poll that fails, and begins anew after a silence of DEADTIME on line", () => {
    const { world, host, be } = setUp(`SHUTDOWNON ${A} onbattery 60 hold 30`);
    world.at(20, be("OB"));
    world.at(88, () => {
      world.ups().mood = "stale";
    });
    world.at(96, () => {
      world.ups().mood = "answers";
    });
    world.run(200);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(20 + 60 + 30 + 5 + 11);
  });

  it("is told of a battery that falls too fast, and not of one that falls slowly", () => {
    const fall = (perMinute: number): SimHost => {
      const { world, host, be } = setUp("SHUTDOWNON * depletion 10");
      world.ups().measure = (name, now) =>
        name === "battery.charge" ? String(Math.round(100 - (Math.max(0, now - 20_000) / 60_000) * perMinute)) : "";
      world.at(20, be("OB")).run(320);
      return host;
    };
    expect(fall(9).shutdowns).toEqual([]);
    expect(fall(12).shutdowns).toHaveLength(1);
  });

  it("is held by a reload that keeps it, and dropped by one that does not", () => {
    const play = (keep: boolean): SimHost => {
      const { world, host, be } = setUp("SHUTDOWNON * onbattery 30 hold 40");
      world.at(20, be("OB")).at(75, () => {
        const shutdownRules = keep ? linesOf("SHUTDOWNON * onbattery 30 hold 40").shutdownRules : [];
        host.send({ kind: "reload", settings: { ...host.state.settings, shutdownRules } });
      });
      world.run(110);
      return host;
    };
    expect(play(true).shutdowns).toHaveLength(1);
    const dropped = play(false);
    expect(dropped.shutdowns).toEqual([]);
    expect(dropped.log.join("\n")).not.toContain("has not confirmed");
  });
});

describe("a SUPPLYGROUP", () => {
  const monitors = [monitor(A), monitor(B), monitor("switch@server", { powerValue: 0 })];

  it("takes the machine down though MINSUPPLIES is met", () => {
    const { world, host } = setUp(`MONITOR ${A} 1 u p primary\nSUPPLYGROUP switch 1 switch@server`, { monitors });
    world.at(20, () => {
      world.ups("switch@server").status = "OB LB";
    });
    world.run(100);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.log.join("\n")).toContain("Too few supplies of SUPPLYGROUP switch are healthy (0 of the 1 needed)");
  });

  it("stands while enough of its members do", () => {
    const { world, host, be } = setUp(`SUPPLYGROUP feeds 1 ${A} ${B}`, { monitors });
    world.at(20, be("OB LB")).run(100);
    expect(host.shutdowns).toEqual([]);
  });

  it("that could never be met counts for nothing, and is an error", () => {
    const { world, host } = setUp(`SUPPLYGROUP feeds 3 ${A} ${B}`, { monitors });
    world.run(100);
    expect(host.shutdowns).toEqual([]);
    const text = `MONITOR ${A} 1 u p primary\nSUPPLYGROUP feeds 3 ${A} ${B}\n`;
    expect(parseUpsmonConf(text).problems.map((problem) => problem.text)).toEqual(
      expect.arrayContaining([
        `SUPPLYGROUP feeds: no MONITOR line has ${B}`,
        "SUPPLYGROUP feeds asks for 3 of what makes 1: it could never be met and counts for nothing",
      ]),
    );
  });
});

describe("lines that cannot be right", () => {
  const problem = (line: string): string =>
    parseUpsmonConf(`MONITOR ${A} 1 u p primary\nSHUTDOWNCMD x\nPOWERDOWNFLAG /k\n${line}\n`)
      .problems.map(({ line: at, text, advice = "" }) => `${at}: ${text}; ${advice}`)
      .join("\n");

  it.each([
    [`SHUTDOWNON ${A} onbatery 60`, /4: \w+: "onbatery" is not a condition; .*onbattery/],
    [`SHUTDOWNON ${A} charge 30%`, /4: \w+: charge: "30%" is not a number; write percent, without a unit/],
    [`SHUTDOWNON ${A} onbattery 10min`, /4: \w+: onbattery: "10min" is not a number; write seconds/],
    [`SHUTDOWNON ${A} onbattery`, /4: SHUTDOWNON/],
    [`SHUTDOWNON ${A} charge 30 runtime`, /4: \w+: runtime has no number/],
    [`SHUTDOWNON ${A} charge 30 charge 20`, /4: \w+: charge stands twice/],
    [`SHUTDOWNON ${A} charge 101`, /4: \w+: charge: 101 is too large; 100 percent are the most/],
    [`SHUTDOWNON ${A} charge 0`, /4: \w+: charge 0: this can never be so/],
    [`SHUTDOWNON ${A} charge 100`, /4: \w+: charge 100: .* as soon as the UPS is on battery/],
    [`SHUTDOWNON ${A} load 300`, /4: \w+: load 300: no UPS carries so much/],
    [`SHUTDOWNON ${A} hold 10`, /4: \w+: the line has no condition/],
    [`SHUTDOWNON ${A} charge 30 hold soon`, /4: \w+: hold: "soon" is not a number/],
    ["SHUTDOWNON other@nas charge 30", /4: SHUTDOWNON other@nas charge 30: no MONITOR line has other@nas/],
    [`SUPPLYGROUP rack many ${A}`, /4: \w+: "many" is not a number/],
    [`SHUTDOWNON ${A} charge 30 hold 5 hold 9`, /4: \w+: hold stands twice/],
    [`SHUTDOWNON ${A} onbattery 0`, /4: \w+: onbattery 0: .* as soon as the UPS is on battery/],
    ["SUPPLYGROUP rack 1 other@nas", /^4: SUPPLYGROUP rack: no MONITOR line has other@nas; [^\n]*$/],
    [`SHUTDOWNON ${A} charge 30\nSHUTDOWNON * charge 50`, /4: SHUTDOWNON \S+ charge 30 has no effect: SHUTDOWNON \* /],
    [`SHUTDOWNON ${A} load 50\nSHUTDOWNON ${A} load 50`, /^5: SHUTDOWNON \S+ load 50 has no effect: [^\n]*$/],
    [`SHUTDOWNON ${A} runtime 90 load 9\nSHUTDOWNON ${A} runtime 90`, /^4: [^\n]* has no effect: [^\n]*$/],
  ])("%s", (line, said) => {
    expect(problem(line)).toMatch(said);
  });

  it.each([
    `SHUTDOWNON ${A} charge 30\nSHUTDOWNON ${A} charge 50 hold 60`,
    `SHUTDOWNON ${A} charge 30 load 50\nSHUTDOWNON ${A} charge 50 load 80`,
    `MONITOR zero@server 0 u p primary\nSUPPLYGROUP g 1 zero@server\nSHUTDOWNON zero@server charge 30`,
  ])("are not these: %s", (lines) => {
    expect(problem(lines)).toBe("");
  });

  it("take a UPS by any of its spellings", () => {
    expect(problem("SHUTDOWNON ups1@SERVER:3493 charge 30")).toBe("");
  });
});

describe("rules at random", () => {
  const RUNS = 1000;
  const rule = fc.record({
    onbattery: fc.option(fc.integer({ min: 0, max: 200 })),
    charge: fc.option(fc.integer({ min: 1, max: 99 })),
    runtime: fc.option(fc.integer({ min: 1, max: 2000 })),
    load: fc.option(fc.integer({ min: 1, max: 100 })),
    hold: fc.option(fc.integer({ min: 0, max: 60 })),
  });
  const lineOf = (random: Readonly<Record<string, number | null>>): string =>
    Object.entries(random).reduce((line, [word, limit]) => (limit === null ? line : `${line} ${word} ${limit}`), "");
  const values = fc.record({
    charge: fc.integer({ min: 0, max: 100 }).map(String),
    runtime: fc.integer({ min: 0, max: 3000 }).map(String),
    load: fc.integer({ min: 0, max: 120 }).map(String),
  });
  const poll = fc.integer({ min: 1, max: 10 });
  const timing = (pollfreq: number) => ({ pollfreq, pollfreqalert: pollfreq, deadtime: pollfreq * 3 + 6 });
  const holdsFor = ({ hold }: { hold: number | null }, pollfreq: number): number => hold ?? 2 * pollfreq;

  it("that hold for their time end in exactly one shutdown", () => {
    fc.assert(
      fc.property(rule, poll, fc.boolean(), (random, pollfreq, primary) => {
        const { hold: _, ...conditions } = random;
        fc.pre(lineOf(conditions) !== "");
        const monitors = [monitor(A, { role: primary ? "primary" : "secondary" })];
        const { world, host, be, show } = setUp(`SHUTDOWNON *${lineOf(random)}`, { monitors, ...timing(pollfreq) });
        const { onbattery, charge, runtime, load } = random;
        const text = (value: number | null, other: string): string => (value === null ? other : String(value));
        world.at(50, show({ charge: text(charge, "100"), runtime: text(runtime, "9000"), load: text(load, "0") }));
        world.at(50, be("OB"));
        const needed = (onbattery ?? 0) + holdsFor(random, pollfreq);
        world.run(50 + needed - 1);
        expect(host.shutdowns).toEqual([]);
        world.run(50 + needed + 3 * pollfreq + 5 + 2 + 5 + 15 + 2);
        expect(host.shutdowns).toHaveLength(1);
        world.run(5000);
        expect(host.shutdowns).toHaveLength(1);
      }),
      { numRuns: RUNS },
    );
  });

  it("never fire on line power, on old data, or on what lasted less than their hold", () => {
    const piece = fc.record({
      kind: fc.constantFrom("line", "silent on line", "calibrating", "a moment"),
      seconds: fc.integer({ min: 1, max: 60 }),
      values,
    });
    fc.assert(
      fc.property(rule, poll, fc.array(piece, { maxLength: 8 }), (random, pollfreq, pieces) => {
        const { hold: _, ...conditions } = random;
        fc.pre(lineOf(conditions) !== "");
        const { world, host, be, show } = setUp(`SHUTDOWNON *${lineOf(random)}`, timing(pollfreq));
        let at = 50;
        for (const { kind, seconds, values: shown } of pieces) {
          const moment = Math.min(seconds, (random.onbattery ?? 0) + holdsFor(random, pollfreq) - pollfreq - 1);
          if (kind === "a moment" && moment <= 0) continue;
          const length = kind === "a moment" ? moment : seconds;
          world.at(at, show(shown)).at(at, be(kind === "calibrating" ? "OB CAL" : kind === "a moment" ? "OB" : "OL"));
          world.at(at, () => {
            world.ups().mood = kind === "silent on line" ? "stale" : "answers";
          });
          at += length;
          world.at(at, be("OL")).at(at, () => {
            world.ups().mood = "answers";
          });
          at += 2 * pollfreq + 11;
        }
        world.run(at + 100);
        expect(host.shutdowns).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });
});
