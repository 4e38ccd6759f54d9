/** BATTERYTEST: when a battery is tested, what is told of it, and that no test takes a machine down. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { BatteryTestKind } from "../../src/conf/tables/battery-tests.ts";
import { parseUpsmonConf, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

const A = "ups1@server";
const B = "ups2@server";
const DAY = 86_400;
/** Seconds between two looks of a UPS at itself. */
const STEP = 2;

interface Battery {
  /** While it tests itself, and after how many seconds it has ended that. */
  testing?: string;
  lasts?: number;
  result?: string;
  /** Percent of charge that go in a second of test. */
  falls?: number;
  full?: number;
  measured?: Readonly<Record<string, string>>;
  refuses?: string;
  /** It takes no order to stop. */
  stubborn?: boolean;
  /** A low battery raises LB. */
  low?: number;
}

/** A UPS that can be tested; `power.mains` is what the world does. */
function sick(world: World, system: string, battery: Battery) {
  const ups = world.ups(system);
  const { testing = "OL TEST", lasts = 20, falls = 0, full = 100, low = 10 } = battery;
  const state = { mains: true, since: undefined as number | undefined, charge: full, result: "No test initiated" };
  const step = (): void => {
    const running = state.since !== undefined;
    if (running || !state.mains)
      state.charge = Math.max(0, state.charge - STEP * (state.mains ? falls : Math.max(falls, 0.05)));
    if (state.since !== undefined && world.now >= (state.since + lasts) * 1000) {
      state.since = undefined;
      state.result = battery.result ?? "Done and passed";
    }
    const lb = state.charge <= low ? " LB" : "";
    ups.status = !state.mains
      ? `OB DISCHRG${lb}`
      : state.since !== undefined
        ? `${testing}${testing.includes("OB") ? lb : ""}`
        : "OL";
    world.after(STEP * 1000, step);
  };
  ups.startTest = (): string | undefined => {
    if (battery.refuses !== undefined) return battery.refuses;
    state.since = world.now / 1000;
    state.result = "In progress";
    return undefined;
  };
  ups.stopTest = (): void => {
    if (!battery.stubborn) state.since = undefined;
  };
  const told = new Map(Object.entries({ "ups.load": "40", ...battery.measured }));
  ups.measure = (name) => {
    if (told.has(name)) return told.get(name);
    if (name === "battery.charge") return String(Math.round(state.charge));
    if (name === "input.voltage") return state.mains ? "230" : "0";
    return name === "ups.test.result" ? state.result : undefined;
  };
  step();
  return state;
}

interface Given extends Battery {
  readonly lines?: string;
  readonly role?: "primary" | "secondary";
  readonly minsupplies?: number;
  readonly second?: Battery;
}

const PARSED = new Map<string, UpsmonConf["shutdownRules"]>();

function rulesOf(lines: string): UpsmonConf["shutdownRules"] {
  const known = PARSED.get(lines) ?? parseUpsmonConf(lines).shutdownRules;
  PARSED.set(lines, known);
  return known;
}

function setUp({ lines = "", role = "primary", second, ...battery }: Given = {}) {
  const world = new World();
  const state = sick(world, A, battery);
  const other = second && sick(world, B, second);
  const monitors = [monitor(A, { role }), ...(second ? [monitor(B, { role })] : [])];
  const shutdownRules = rulesOf(lines);
  const host = world.host({ monitors, shutdownRules, minsupplies: second ? 2 : 1, pollfreq: 5 });
  /** The last outage was `ago` seconds before the beginning. */
  const known = (ago = 2 * DAY, system = A): void =>
    void host.send({ kind: "test-known", ups: system, outage: -ago * 1000, left: undefined });
  const due =
    (test: BatteryTestKind = "quick", seconds = 7200, system = A) =>
    (): void =>
      void host.send({ kind: "test-due", ups: system, test, until: world.now + seconds * 1000 });
  const results = (system = A): readonly string[] => world.ups(system).tests.map(({ verdict }) => verdict);
  return { world, host, state, other, known, due, results };
}

describe("a battery test begins", () => {
  it("on line power with a full battery, a day after the last outage; what the UPS does is told as a test", () => {
    const { world, host, known, due, results } = setUp({ testing: "OB DISCHRG" });
    known();
    world.at(60, due()).run(300);
    expect(host.types).toEqual(["BATTERYTEST", "BATTERYTEST", "BATTERYTEST"]);
    expect(results()).toEqual(["passed"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("never on battery", () => {
    const { world, host, state, known, due, results } = setUp();
    known();
    world
      .at(50, () => {
        state.mains = false;
      })
      .at(60, due("quick", 300))
      .run(500);
    expect(results()).toEqual(["missed"]);
    expect(host.types).toEqual(["ONBATT"]);
  });

  it.each([
    ["below full charge", { full: 99 }],
    ["without knowing the charge", { measured: { "battery.charge": "" } }],
  ])("never %s", (_when, battery) => {
    const { world, known, due, results } = setUp(battery);
    known();
    world.at(60, due("quick", 600)).run(900);
    expect(results()).toEqual(["missed"]);
  });

  it("never within a day of an outage, whether it was seen or kept", () => {
    const kept = setUp();
    kept.known(DAY - 1000);
    kept.world.at(60, kept.due("quick", 600)).run(900);
    expect(kept.results()).toEqual(["missed"]);
    const seen = setUp();
    seen.known();
    seen.world
      .at(100, () => {
        seen.state.mains = false;
      })
      .at(130, () => {
        Object.assign(seen.state, { mains: true, charge: 100 });
      })
      .at(200, seen.due("quick", DAY - 300))
      .run(DAY);
    expect(seen.results()).toEqual(["missed"]);
    seen.world.at(DAY + 200, seen.due()).run(DAY + 900);
    expect(seen.results()).toEqual(["missed", "passed"]);
  });

  it("never where nothing is known of the day before", () => {
    const { world, due, results } = setUp();
    world.at(60, due("quick", 600)).run(900);
    expect(results()).toEqual(["missed"]);
  });

  it("never on two UPSes of one host at once: the second waits for the first", () => {
    const { world, known, due, results } = setUp({ second: {}, lasts: 60 });
    known();
    known(2 * DAY, B);
    world
      .at(60, due())
      .at(60, due("quick", 7200, B))
      .run(110);
    expect([results(), results(B)]).toEqual([[], []]);
    const tested = [A, B].filter((system) => world.ups(system).status.includes("TEST"));
    expect(tested).toEqual([A]);
    world.run(400);
    expect([results(), results(B)]).toEqual([["passed"], ["passed"]]);
  });

  it("never while another UPS that feeds this machine is on battery", () => {
    const { world, other, known, due, results } = setUp({ second: {} });
    known();
    world
      .at(50, () => {
        if (other) other.mains = false;
      })
      .at(60, due("quick", 300))
      .run(500);
    expect(results()).toEqual(["missed"]);
  });

  it("and is over at once where the UPS refuses, which is told", () => {
    const { world, host, known, due, results } = setUp({ refuses: "Access denied" });
    known();
    world.at(60, due()).run(300);
    expect(results()).toEqual(["refused"]);
    expect(host.types).toEqual(["BATTERYTEST", "BATTERYTEST_FAILED"]);
  });
});

describe("while a battery is tested", () => {
  it("its status and its alarms are told as a test, RB as what it is", () => {
    const { world, host, known, due, results } = setUp({ testing: "OB CAL ALARM RB TEST" });
    known();
    world.at(60, due()).run(300);
    expect(new Set(host.types)).toEqual(new Set(["BATTERYTEST", "REPLBATT"]));
    expect(results()).toEqual(["failed"]);
    expect(host.shutdowns).toEqual([]);
  });

  it("a low battery stops it, fails it, and takes no machine down", () => {
    const { world, host, known, due, results } = setUp({ testing: "OB DISCHRG", falls: 12, lasts: 600 });
    known();
    world.at(60, due()).run(600);
    expect(results()).toEqual(["failed"]);
    expect(host.shutdowns).toEqual([]);
    expect(host.types).not.toContain("FSD");
  });

  it("a deep one is stopped well above a low battery, and what it gave is kept", () => {
    const { world, host, known, due } = setUp({ testing: "OB DISCHRG", falls: 0.1, lasts: 20_000 });
    known();
    world.at(60, due("deep")).run(7200);
    const [result] = world.ups(A).tests;
    expect(result?.verdict).toBe("passed");
    expect(result?.given?.charge).toBeGreaterThanOrEqual(38);
    expect(result?.given?.seconds).toBeGreaterThan(550);
    expect(result?.capacity?.depth).toBeCloseTo(0.6, 1);
    expect(host.shutdowns).toEqual([]);
  });

  it("rules of SHUTDOWNON do not count", () => {
    const { world, host, known, due } = setUp({
      testing: "OB DISCHRG",
      falls: 0.1,
      lasts: 20_000,
      lines: `SHUTDOWNON ${A} onbattery 60\nSHUTDOWNON ${A} charge 70`,
    });
    known();
    world.at(60, due("deep")).run(7200);
    expect(host.shutdowns).toEqual([]);
  });

  it("a server that is away for a while takes no machine down, calibrating or not", () => {
    for (const testing of ["OB DISCHRG", "OL CAL DISCHRG"]) {
      const { world, host, known, due } = setUp({ testing, lasts: 60, measured: { "battery.runtime": "1800" } });
      known();
      world
        .at(60, due())
        .at(80, () => {
          world.ups(A).mood = "stale";
        })
        .at(180, () => {
          world.ups(A).mood = "answers";
        })
        .run(600);
      expect(host.shutdowns).toEqual([]);
    }
  });

  it("one that shows no sign of a test is over after a minute", () => {
    const { world, known, due, results } = setUp({ testing: "OL", lasts: 5, result: "" });
    known();
    world.at(60, due()).run(300);
    expect(results()).toEqual(["unclear"]);
  });

  it("a UPS that does not come to an end is stopped, and told of as on battery when it does not stop", () => {
    const { world, host, known, due } = setUp({ testing: "OB DISCHRG", lasts: 100_000, stubborn: true });
    known();
    world.at(60, due()).run(400);
    expect(host.types.at(-1)).toBe("ONBATT");
  });
});

describe("an outage in a test", () => {
  const outage = (given: Given) => {
    const set = setUp({ testing: "OB DISCHRG", lasts: 600, ...given });
    set.known();
    set.world
      .at(60, set.due())
      .at(90, () => {
        set.state.mains = false;
      })
      .at(600, () => {
        set.state.charge = 5;
      });
    return set;
  };

  it("ends the test, is told as an outage, and ends in one shutdown when the battery is low", () => {
    const { world, host, results } = outage({});
    world.run(1000);
    expect(results()).toEqual(["interrupted"]);
    expect(host.types).toEqual(["BATTERYTEST", "BATTERYTEST", "ONBATT", "LOWBATT", "FSD", "SHUTDOWN"]);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(620);
  });

  it("is found at the end of the test where the UPS does not tell its input voltage", () => {
    const { world, host } = outage({ measured: { "input.voltage": "" } });
    world.run(1000);
    expect(host.types).toContain("ONBATT");
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeLessThan(620);
  });

  it("with a low battery at once waits ten seconds for the test to stop, and no longer", () => {
    const { world, host, state, known, due } = setUp({
      testing: "OB DISCHRG",
      measured: { "input.voltage": "" },
      lasts: 600,
    });
    known();
    world
      .at(60, due())
      .at(90, () => {
        Object.assign(state, { mains: false, charge: 5 });
      })
      .run(300);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeGreaterThan(100);
    expect(host.shutdowns[0]).toBeLessThan(90 + 5 + 10 + 5 + 7);
  });

  it("set by FSD waits for nothing", () => {
    const { world, host, known, due } = setUp({ lasts: 600 });
    known();
    world
      .at(60, due())
      .at(90, () => {
        world.ups(A).latched = true;
      })
      .run(120);
    expect(host.shutdowns).toHaveLength(1);
  });

  it("with the server gone for good goes down when the part of the runtime that may be waited is over", () => {
    const { world, host, known, due } = setUp({
      testing: "OB DISCHRG",
      lasts: 6000,
      measured: { "battery.runtime": "900" },
    });
    known();
    world
      .at(60, due("deep"))
      .at(200, () => {
        world.ups(A).mood = "stale";
      })
      .run(3600);
    expect(host.shutdowns).toHaveLength(1);
    expect(host.shutdowns[0]).toBeGreaterThan(200 + 290);
    expect(host.shutdowns[0]).toBeLessThan(200 + 330);
  });
});

it("left behind by an upsmon that was lost is stopped by the next one, and told as a test", () => {
  const { world, host, state, results } = setUp({ testing: "OB DISCHRG", lasts: 600 });
  state.since = 0;
  world.ups(A).status = "OB DISCHRG";
  host.send({ kind: "test-known", ups: A, outage: -2 * DAY * 1000, left: "deep" });
  world.run(60);
  expect(state.since).toBeUndefined();
  expect(host.types).toEqual(["BATTERYTEST", "BATTERYTEST"]);
  expect(results()).toEqual(["unclear"]);
});

it("is told to stop again where the order went astray", () => {
  const { world, host, known, due } = setUp({ testing: "OB DISCHRG", falls: 0.1, lasts: 20_000 });
  known();
  const stop = world.ups(A).stopTest;
  let orders = 0;
  world.ups(A).stopTest = () => (++orders > 2 ? stop() : undefined);
  world.at(60, due("deep")).run(1200);
  expect(orders).toBe(3);
  expect(host.types).not.toContain("ONBATT");
});

/** NUTTS_RUNS=25 makes 100,000 of them. */
const RUNS = 4000;

describe("on any timeline", () => {
  const TESTING = ["OL TEST", "OB DISCHRG", "OB DISCHRG TEST", "OL CAL DISCHRG", "OB CAL", "OL"];
  const timeline = fc.record({
    testing: fc.constantFrom(...TESTING),
    lasts: fc.integer({ min: 1, max: 300 }),
    falls: fc.constantFrom(0, 0.02, 0.1, 0.5, 3),
    stubborn: fc.boolean(),
    runtime: fc.constantFrom("", "300", "1200", "5000"),
    volts: fc.boolean(),
    test: fc.constantFrom<BatteryTestKind>("quick", "deep"),
    at: fc.integer({ min: 10, max: 100 }),
    rules: fc.constantFrom("", `SHUTDOWNON ${A} onbattery 30`, `SHUTDOWNON ${A} charge 90`),
    role: fc.constantFrom("primary" as const, "secondary" as const),
  });
  type Timeline = typeof timeline extends fc.Arbitrary<infer T> ? T : never;
  const timed = ({ testing, lasts, falls, stubborn, runtime, volts, rules, role }: Timeline) =>
    setUp({
      ...{ testing, lasts, falls, stubborn, role, lines: rules },
      measured: { ...(runtime && { "battery.runtime": runtime }), ...(volts ? {} : { "input.voltage": "" }) },
    });

  it("a test alone, with a server that is away for seconds, takes no machine down", () => {
    const gap = fc.record({ at: fc.integer({ min: 0, max: 400 }), length: fc.integer({ min: 0, max: 14 }) });
    fc.assert(
      fc.property(timeline, fc.array(gap, { maxLength: 3 }), (given, gaps) => {
        const { world, host, known, due } = timed({ ...given, stubborn: false });
        known();
        world.at(given.at, due(given.test));
        for (const { at, length } of gaps) {
          world.at(at, () => {
            world.ups(A).mood = "stale";
          });
          world.at(at + length, () => {
            world.ups(A).mood = "answers";
          });
        }
        world.run(500);
        expect(host.shutdowns).toEqual([]);
        expect(host.types.filter((type) => type === "ONBATT" || type === "FSD")).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("an outage that ends in a low battery is never missed, test or no test, and is shut down for once", () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 5, max: 600 }), (given, lost) => {
        const { world, host, state, known, due } = timed(given);
        known();
        world
          .at(given.at, due(given.test))
          .at(lost, () => {
            state.mains = false;
          })
          .at(lost + 300, () => {
            state.charge = 5;
          })
          .run(lost + 300 + 120);
        expect(host.shutdowns).toHaveLength(1);
      }),
      { numRuns: RUNS },
    );
  });

  it("begins only where it may", () => {
    const full = fc.integer({ min: 97, max: 100 });
    const ago = fc.integer({ min: 0, max: 3 * DAY });
    fc.assert(
      fc.property(timeline, full, ago, fc.integer({ min: 0, max: 300 }), (given, charge, before, lost) => {
        const { world, state, known, due } = timed(given);
        state.charge = charge;
        known(before);
        const begun: string[] = [];
        const order = world.ups(A).startTest;
        world.ups(A).startTest = (test) => {
          begun.push(`${state.mains} ${Math.round(state.charge)} ${before + world.now / 1000 >= DAY}`);
          return order(test);
        };
        world
          .at(given.at, due(given.test, 100))
          .at(lost, () => {
            state.mains = false;
          })
          .run(400);
        for (const one of begun) expect(one).toMatch(/^(true|false) 100 true$/);
        if (lost + 6 < given.at) expect(begun).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("without a test that is due, nothing differs for a UPS whose outages are known", () => {
    fc.assert(
      fc.property(timeline, fc.integer({ min: 5, max: 600 }), (given, lost) => {
        const play = (tell: boolean): readonly string[] => {
          const { world, host, state, known } = timed(given);
          if (tell) known();
          world
            .at(lost, () => {
              state.mains = false;
            })
            .at(lost + 200, () => {
              state.charge = 5;
            })
            .run(lost + 400);
          return [...host.told, ...host.log, ...host.shutdowns.map(String)];
        };
        expect(play(true)).toEqual(play(false));
      }),
      { numRuns: 1000 },
    );
  });
});
