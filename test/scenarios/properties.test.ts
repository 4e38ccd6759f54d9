/** Random timelines and faults: never miss a shutdown, never invent one, never two, never take one back. */
import { describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import type { SimHost } from "../../src/drill/world/sim-host.ts";
import type { Mood } from "../../src/drill/world/sim-ups.ts";
import { World } from "../../src/drill/world/world.ts";
import type { Event } from "../../src/upsmon/core/step.ts";
import { monitor } from "./monitor.ts";

const RUNS = 500;

const settings = fc.record({
  pollfreq: fc.integer({ min: 1, max: 10 }),
  pollfreqalert: fc.integer({ min: 1, max: 6 }),
  hostsync: fc.integer({ min: 0, max: 20 }),
  finaldelay: fc.integer({ min: 0, max: 10 }),
  offduration: fc.integer({ min: 20, max: 40 }),
  oblbduration: fc.integer({ min: 0, max: 20 }),
  overduration: fc.integer({ min: -1, max: 20 }),
  alarmcritical: fc.boolean(),
  neverreachedtime: fc.integer({ min: -1, max: 60 }),
  /** In polls: shorter ones make every UPS dead between two polls, as the manual says. */
  deadpolls: fc.integer({ min: 3, max: 6 }),
});

type Random = typeof settings extends fc.Arbitrary<infer T> ? T : never;

const confOf = ({ deadpolls, ...conf }: Random): Partial<UpsmonConf> => ({
  ...conf,
  pollfreqalert: Math.min(conf.pollfreq, conf.pollfreqalert),
  deadtime: deadpolls * conf.pollfreq + 6,
});

const ANY_STATUS = fc.constantFrom(
  ...["OL", "OL CHRG", "OB", "OB LB", "OL LB", "OFF", "OL OFF", "OL BYPASS", "OL CAL", "OB LB CAL", "OL ALARM"],
  ...[
    "OL OVER",
    "OB OVER",
    "OL TRIM",
    "OL BOOST",
    "OL ECO",
    "OL RB",
    "FOO",
    "FSD OB LB",
    "",
    "LB",
    "WAIT",
    "ob lb",
    "OL  OB",
  ],
);
const ANY_MOOD = fc.constantFrom<Mood>("answers", "answers", "answers", "stale", "refuse", "hang", "drip");

interface Piece {
  readonly status: string;
  readonly mood: Mood;
  readonly seconds: number;
}

const anyPiece: fc.Arbitrary<Piece> = fc.record({
  status: ANY_STATUS,
  mood: ANY_MOOD,
  seconds: fc.integer({ min: 1, max: 60 }),
});

const role = fc.constantFrom("primary" as const, "secondary" as const);

const put = (world: Pick<World, "ups">, system: string, { status, mood }: Pick<Piece, "status" | "mood">): void => {
  const ups = world.ups(system);
  ups.status = status;
  ups.mood = mood;
};

/** Plays pieces one after the other; returns the second at which they are over. */
function play(world: World, system: string, pieces: readonly Piece[], from: number): number {
  let at = from;
  for (const piece of pieces) {
    world.at(at, () => put(world, system, piece));
    at += piece.seconds;
  }
  return at;
}

describe("a critical condition that holds", () => {
  /** How the last needed supply fails. */
  const failure = fc.constantFrom<readonly Piece[]>(
    [{ status: "OB LB", mood: "answers", seconds: 1 }],
    [{ status: "FSD OL", mood: "answers", seconds: 1 }],
    [{ status: "OFF", mood: "answers", seconds: 1 }],
    [
      { status: "OB", mood: "answers", seconds: 25 },
      { status: "OB", mood: "stale", seconds: 1 },
    ],
    [
      { status: "OB", mood: "answers", seconds: 25 },
      { status: "OB", mood: "refuse", seconds: 1 },
    ],
    [
      { status: "OB", mood: "answers", seconds: 25 },
      { status: "OB", mood: "hang", seconds: 1 },
    ],
    [
      { status: "OB", mood: "answers", seconds: 25 },
      { status: "OB", mood: "drip", seconds: 1 },
    ],
    [
      { status: "OL BYPASS", mood: "answers", seconds: 25 },
      { status: "OL", mood: "refuse", seconds: 1 },
    ],
    [
      { status: "OL CAL", mood: "answers", seconds: 25 },
      { status: "OL CAL", mood: "hang", seconds: 1 },
    ],
    [
      { status: "OL OFF", mood: "answers", seconds: 15 },
      { status: "OL", mood: "stale", seconds: 1 },
    ],
  );

  /** The longest that a shutdown may take from the moment the last piece begins. */
  const bound = (conf: Partial<UpsmonConf>, gap: number): number => {
    const { pollfreq = 5, deadtime = 15, hostsync = 15, offduration = 30, oblbduration = 0, finaldelay = 5 } = conf;
    const seen = pollfreq + 5;
    const limit = Math.max(deadtime + 1, offduration + 1) + Math.max(oblbduration, hostsync + 1);
    const answers = 5 + 5;
    return seen + limit + answers + hostsync + 1 + Math.max(finaldelay, 2) + gap + 1;
  };

  it("always ends in exactly one shutdown within the configured time", () => {
    fc.assert(
      fc.property(
        settings,
        role,
        fc.array(anyPiece, { maxLength: 6 }),
        failure,
        fc.boolean(),
        fc.integer({ min: 0, max: 25 }),
        (random, who, before, pieces, stuck, frozen) => {
          const world = new World();
          const conf = confOf(random);
          const host = world.host({ ...conf, monitors: [monitor("ups1@server", { role: who })] });
          if (stuck) world.ups().logins.add("stuck");
          const from = play(world, "ups1@server", [...before, { status: "OL", mood: "answers", seconds: 20 }], 10);
          const over = play(world, "ups1@server", pieces, from);
          const last = over - (pieces.at(-1)?.seconds ?? 0);
          world.at(last + 2, () => host.freeze()).at(last + 2 + frozen, () => host.thaw());
          world.run(last + bound(conf, frozen + 7));
          expect(host.shutdowns).toHaveLength(1);
          world.run(last + 1000);
          expect(host.shutdowns).toHaveLength(1);
        },
      ),
      { numRuns: RUNS },
    );
  });

  it("takes down a machine with several supplies as soon as too few are left", () => {
    const supplies = fc.array(fc.integer({ min: 0, max: 2 }), { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(
        settings,
        supplies,
        fc.integer({ min: 1, max: 8 }),
        fc.array(fc.boolean(), { minLength: 4 }),
        (random, powers, most, falls) => {
          const total = powers.reduce((sum, power) => sum + power, 0);
          fc.pre(total > 0);
          const minsupplies = Math.min(most, total);
          const world = new World();
          const monitors = powers.map((powerValue, i) => monitor(`ups${i}@server`, { powerValue }));
          const conf = { ...confOf(random), oblbduration: 0 };
          const host = world.host({ ...conf, monitors, minsupplies });
          world.at(20, () => {
            for (const [i] of powers.entries())
              if (falls[i]) put(world, `ups${i}@server`, { status: "OB LB", mood: "answers" });
          });
          world.run(100);
          const left = powers.reduce((sum, power, i) => (falls[i] ? sum : sum + power), 0);
          expect(host.shutdowns).toHaveLength(left < minsupplies ? 1 : 0);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("a timeline without a critical condition", () => {
  /** Harmless for as long as it likes while the UPS answers, and while it is silent after having been seen so. */
  const CALM = ["OL", "OL CHRG", "OL LB", "OL RB", "OL TRIM", "OL BOOST", "OL ECO", "OL TEST", "OL FOO BAR"];

  type Seg = { readonly pieces: (conf: Partial<UpsmonConf>) => readonly Piece[] };
  const long = fc.integer({ min: 1, max: 120 });
  const answers = (status: string, seconds: number): Piece => ({ status, mood: "answers", seconds });
  /** Long enough for the host to have seen what is there now. */
  const seen = ({ pollfreq = 5 }: Partial<UpsmonConf>): number => pollfreq + 11;

  const calm: fc.Arbitrary<Seg> = fc.tuple(fc.constantFrom(...CALM), long).map(([status, seconds]) => ({
    pieces: () => [answers(status, seconds)],
  }));
  const onBattery: fc.Arbitrary<Seg> = fc
    .tuple(
      fc.constantFrom("OB", "OB DISCHRG", "OB RB", "OB LB CAL", "OL CAL", "OL BYPASS", "OL OVER", "OL ALARM"),
      long,
    )
    .map(([status, seconds]) => ({ pieces: () => [answers(status, seconds)] }));
  const silentOnLine: fc.Arbitrary<Seg> = fc
    .tuple(fc.constantFrom(...CALM), fc.constantFrom<Mood>("stale", "refuse", "hang", "drip"), long, ANY_STATUS)
    .map(([status, mood, seconds, hidden]) => ({
      pieces: (conf) => [answers(status, seen(conf)), { status: hidden, mood, seconds }, answers(status, seen(conf))],
    }));
  const silentOnBattery: fc.Arbitrary<Seg> = fc
    .tuple(fc.constantFrom<Mood>("stale", "refuse"), fc.integer({ min: 1, max: 30 }))
    .map(([mood, seconds]) => ({
      pieces: (conf) => [
        answers("OB", seen(conf)),
        // The last good poll was up to one interval before.
        {
          status: "OB",
          mood,
          seconds: Math.max(1, Math.min(seconds, (conf.deadtime ?? 15) - (conf.pollfreqalert ?? 5))),
        },
        answers("OL", seen(conf)),
      ],
    }));
  const offForAMoment: fc.Arbitrary<Seg> = fc.integer({ min: 1, max: 40 }).map((seconds) => ({
    pieces: (conf) => [answers("OFF", Math.min(seconds, conf.offduration ?? 30)), answers("OL", seen(conf))],
  }));
  const segment = fc.oneof(calm, onBattery, silentOnLine, silentOnBattery, offForAMoment);

  const nuisance = fc.constantFrom<Event>(
    { kind: "clock-jump", seconds: 3600 },
    { kind: "clock-jump", seconds: -3600 },
    { kind: "parent-lost" },
    { kind: "tick" },
    { kind: "release", id: "nobody" },
    { kind: "flushed" },
    { kind: "polled", ups: "ups9@nowhere", answer: { status: "FSD OB LB", alarm: undefined, buzzwords: "" } },
    { kind: "fsd-answer", ups: "ups1@server", error: undefined },
    { kind: "logins", ups: "ups1@server", count: 9, hosts: ["x"] },
  );

  it("never ends in a shutdown, whatever else happens", () => {
    const noises = fc.array(fc.tuple(fc.integer({ min: 1, max: 600 }), nuisance), { maxLength: 6 });
    fc.assert(
      fc.property(settings, role, fc.array(segment, { maxLength: 10 }), noises, (random, who, segments, events) => {
        const world = new World();
        const conf = confOf(random);
        const host = world.host({ ...conf, monitors: [monitor("ups1@server", { role: who })] });
        const pieces = segments.flatMap((part) => [...part.pieces(conf), answers("OL", seen(conf))]);
        const end = play(world, "ups1@server", pieces, 10);
        for (const [at, event] of events) world.at(at, () => host.send(event));
        world.run(Math.max(end, 600) + 60);
        expect(host.shutdowns).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("is not disturbed by stops of the process while the server can be reached, over a new connection if need be", () => {
    const calmOrBattery = fc.oneof(calm, fc.constant<Seg>({ pieces: () => [answers("OB", 40)] }));
    const stops = fc.array(fc.tuple(fc.integer({ min: 5, max: 400 }), fc.integer({ min: 1, max: 90 }), fc.boolean()), {
      maxLength: 3,
    });
    fc.assert(
      fc.property(settings, fc.array(calmOrBattery, { maxLength: 8 }), stops, (random, segments, pauses) => {
        const world = new World();
        const conf = confOf(random);
        const host = world.host({ ...conf, monitors: [monitor()] });
        const end = play(
          world,
          "ups1@server",
          segments.flatMap((part) => part.pieces(conf)),
          10,
        );
        for (const [at, seconds, broken] of pauses) {
          world.at(at, () => host.freeze());
          world.at(at + seconds, () => {
            if (broken) host.breakConnections();
            if (host.frozen) host.thaw();
          });
        }
        world.run(Math.max(end, 500) + 60);
        expect(host.shutdowns).toEqual([]);
      }),
      { numRuns: RUNS },
    );
  });

  it("does not depend on a UPS that is not needed", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(anyPiece, { maxLength: 10 }),
        fc.integer({ min: 0, max: 1 }),
        (random, wild, powerValue) => {
          const world = new World();
          const host = world.host({
            ...confOf(random),
            monitors: [monitor("calm@server"), monitor("wild@server", { powerValue })],
            minsupplies: 1,
          });
          const end = play(world, "wild@server", wild, 10);
          world.run(end + 60);
          expect(host.shutdowns).toEqual([]);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("NEVERREACHEDTIME", () => {
  it("ends in a shutdown exactly where all that was reached is critical and its time is over", () => {
    fc.assert(
      fc.property(
        settings,
        fc.array(fc.constantFrom("never", "low", "calm"), { minLength: 1, maxLength: 4 }),
        (random, kinds) => {
          const world = new World();
          const monitors = kinds.map((_, i) => monitor(`ups${i}@server`));
          for (const [i, kind] of kinds.entries()) if (kind === "never") world.ups(`ups${i}@server`).mood = "refuse";
          const host = world.host({ ...confOf(random), monitors, minsupplies: 1 });
          world.at(20, () => {
            for (const [i, kind] of kinds.entries()) if (kind === "low") world.ups(`ups${i}@server`).status = "OB LB";
          });
          world.run(20 + 60 + 60);
          const bound = random.neverreachedtime >= 0 || !kinds.includes("never");
          const falls = kinds.includes("low") && !kinds.includes("calm") && bound;
          expect(host.shutdowns).toHaveLength(falls ? 1 : 0);
        },
      ),
      { numRuns: RUNS },
    );
  });
});

describe("a shutdown that has been decided", () => {
  const late = fc.constantFrom<(host: SimHost) => void>(
    (host) => host.send({ kind: "stop", how: "Signal 15" }),
    (host) => host.send({ kind: "fsd", how: "Signal 10" }),
    (host) =>
      host.send({
        kind: "reload",
        settings: { ...host.state.settings, minsupplies: 0, finaldelay: 999, hostsync: 999 },
      }),
    (host) => host.send({ kind: "suspend" }),
    (host) => host.send({ kind: "resume" }),
    (host) => host.send({ kind: "clock-jump", seconds: 99 }),
    (host) => host.send({ kind: "parent-lost" }),
    (host) => host.send({ kind: "poll-failed", ups: "ups1@server", reason: "x" }),
    (host) => put(host.world, "ups1@server", { status: "OL", mood: "answers" }),
    (host) => put(host.world, "ups1@server", { status: "OL", mood: "hang" }),
    (host) => put(host.world, "ups1@server", { status: "OL", mood: "refuse" }),
    (host) => host.world.ups("ups1@server").restart(),
  );

  it("is never taken back, and happens once", () => {
    const events = fc.array(fc.tuple(fc.integer({ min: 1, max: 40_000 }), late), { maxLength: 8 });
    fc.assert(
      fc.property(settings, role, events, fc.boolean(), fc.boolean(), (random, who, after, stuck, mute) => {
        const world = new World();
        const conf = { ...confOf(random), monitors: [monitor("ups1@server", { role: who })], shutdownexit: -1 };
        const host = world.host(conf);
        if (stuck) world.ups().logins.add("stuck");
        world.at(20, () => {
          if (mute) world.ups().mood = "hang";
          host.send({ kind: "fsd", how: "Signal 10" });
        });
        for (const [ms, event] of after) world.after(20_000 + ms, () => event(host));
        world.run(20 + 5 + random.hostsync + 1 + 5 + Math.max(random.finaldelay, 2) + 1);
        expect(host.shutdowns).toHaveLength(1);
        world.run(500);
        expect(host.shutdowns).toHaveLength(1);
      }),
      { numRuns: RUNS },
    );
  });
});
