import { describe, expect, it } from "@jest/globals";
import type { EarlyRule, FeedingUps, ProtectionFacts, Waits } from "../../src/nut/protection/facts.ts";
import { protectionVerdict } from "../../src/nut/protection/verdict.ts";

const ups = (system: string, vars: Readonly<Record<string, string>>, more: Partial<FeedingUps> = {}): FeedingUps => ({
  system,
  powerValue: 1,
  reading: { kind: "read", vars: new Map(Object.entries({ "ups.status": "OL", ...vars })) },
  ...more,
});

const rule = (text: string, word: string, limit: number, hold = 0): EarlyRule => ({
  text,
  conditions: [{ word, limit }],
  hold,
});

const silent = (system: string, why = "Data stale"): FeedingUps => ({
  system,
  powerValue: 1,
  reading: { kind: "silent", why },
});

const FULL = { "battery.charge": "100", "battery.charge.low": "20", "battery.runtime": "1200" };

const said = (upses: readonly FeedingUps[], more: Partial<ProtectionFacts> = {}): string =>
  protectionVerdict({ upses, minsupplies: 1, upsmon: "runs", hindrances: [], early: undefined, ...more }).sentence;

const WHEN = "If the mains fails now, this machine shuts down ";
const NOT = "This machine is not protected, because ";

describe("a machine that is protected", () => {
  it.each<readonly [string, string, string]>([
    [
      "by the charge that the UPS counts as low",
      said([ups("a", FULL)]),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "by the runtime that it counts as low, where that comes first",
      said([ups("a", { ...FULL, "battery.runtime.low": "600" })]),
      "when the battery of a is low, in about 10 min at the present load.",
    ],
    [
      "at a fifth of the charge where the UPS names no limit",
      said([ups("a", { "battery.runtime": "500" })]),
      "when the battery of a is low, in about 6 min 40 s at the present load.",
    ],
    [
      "as far as the charge goes that is left",
      said([ups("a", { ...FULL, "battery.charge": "40" })]),
      "when the battery of a is low, in about 10 min at the present load.",
    ],
    [
      "without a time where the UPS tells none",
      said([ups("a", {})]),
      "when the battery of a is low; a does not say how long that takes.",
    ],
    [
      "with the doubt that a worn battery leaves",
      said([ups("a", { ...FULL, "ups.status": "OL RB" })]),
      "when the battery of a is low, in about 16 min at the present load, if the battery lasts that a wants replaced.",
    ],
    [
      "with the first battery where each supply is needed",
      said([ups("a", FULL), ups("b", { ...FULL, "battery.runtime": "600" })], { minsupplies: 2 }),
      "when the first battery of a or b is low, in about 8 min at the present load.",
    ],
    [
      "with the last battery where one supply is enough",
      said([ups("a", FULL), ups("b", { ...FULL, "battery.runtime": "600" })]),
      "when the batteries of a and b are low, in about 16 min at the present load.",
    ],
    [
      "when those are low that leave too few supplies",
      said(
        [
          ups("a", FULL, { powerValue: 2 }),
          ups("b", { ...FULL, "battery.runtime": "600" }),
          ups("c", { ...FULL, "battery.runtime": "6000" }),
        ],
        { minsupplies: 2 },
      ),
      "when the batteries of b and a are low, in about 16 min at the present load.",
    ],
    [
      "by a timer that comes before the battery is low",
      said([ups("a", FULL)], { early: { seconds: 300, by: "timer long" } }),
      "after 5 min without mains (timer long).",
    ],
    [
      "by the battery where that comes before the timer",
      said([ups("a", FULL)], { early: { seconds: 3000, by: "timer long" } }),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "by whichever comes first where nobody knows how long the battery lasts",
      said([ups("a", {})], { early: { seconds: 90, by: "timer long" } }),
      "after 1 min 30 s without mains (timer long), or sooner when a battery is low.",
    ],
    [
      "at once where something does that",
      said([ups("a", {})], { early: { seconds: 0, by: "EXECUTE off" } }),
      "at once (EXECUTE off).",
    ],
    [
      "as SHUTDOWNON says, where that comes first",
      said([ups("a", FULL, { rules: [rule("charge 50", "charge", 50), rule("onbattery 700", "onbattery", 700)] })]),
      "when a meets SHUTDOWNON charge 50, in about 10 min at the present load.",
    ],
    [
      "by the low battery where SHUTDOWNON comes later, or when nobody can foresee",
      said([ups("a", FULL, { rules: [rule("runtime 100", "runtime", 100), rule("load 1", "load", 1)] })]),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "by time on battery alone where the UPS does not say how long it lasts",
      said([ups("a", {}, { rules: [rule("onbattery 60 hold 5", "onbattery", 60, 5)] })]),
      "when a meets SHUTDOWNON onbattery 60 hold 5, in about 1 min 5 s at the present load.",
    ],
    [
      "for the sake of a group that has to stand",
      said([ups("a", FULL), ups("b", { ...FULL, "battery.runtime": "600" })], {
        groups: [{ least: 1, members: new Map([["b", 1]]) }],
      }),
      "when the battery of b is low, in about 8 min at the present load.",
    ],
    [
      "as ever where a group could never be met",
      said([ups("a", FULL)], { groups: [{ least: 2, members: new Map([["a", 1]]) }] }),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "where nobody can see upsmon",
      said([ups("a", FULL)], { upsmon: "unknown" }),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "not by a UPS that it only watches",
      said([ups("a", FULL), { ...silent("b"), powerValue: 0 }]),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "by the others while a UPS that is not needed says nothing",
      said([ups("a", FULL), silent("b")], { minsupplies: 2 }),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
  ])("shuts down %s", (_, sentence, tail) => expect(sentence).toBe(WHEN + tail));

  it("is in an outage already", () => {
    const sentence = said([ups("a", { ...FULL, "ups.status": "OB DISCHRG" })]);
    expect(sentence).toBe(
      "The mains has failed: this machine shuts down when the battery of a is low, in about 16 min at the present load.",
    );
    expect(said([ups("a", { ...FULL, "ups.status": "OB LB" })])).toContain("is low, which it is already.");
    expect(said([ups("a", { ...FULL, "ups.status": "FSD OB LB" })])).toBe("This machine shuts down now: a says FSD.");
  });

  it("tells the seconds to whoever counts them", () => {
    const facts = {
      upses: [ups("a", FULL)],
      minsupplies: 1,
      upsmon: "runs",
      hindrances: [],
      early: undefined,
    } as const;
    expect(protectionVerdict(facts)).toMatchObject({ kind: "protected", seconds: 960 });
  });
});

describe("a machine that is not protected", () => {
  it.each<readonly [string, string, string]>([
    [
      "nothing feeds it",
      said([{ ...ups("a", FULL), powerValue: 0 }]),
      "no MONITOR line of upsmon.conf names a UPS that feeds it.",
    ],
    [
      "MINSUPPLIES is 0",
      said([ups("a", FULL)], { minsupplies: 0 }),
      "MINSUPPLIES 0 lets it run until the last battery is empty.",
    ],
    [
      "MINSUPPLIES cannot be reached",
      said([ups("a", FULL)], { minsupplies: 2 }),
      "MINSUPPLIES 2 is more than the 1 supply that its UPSes feed, so upsmon does not start.",
    ],
    ["upsmon does not run", said([ups("a", FULL)], { upsmon: "stopped" }), "upsmon does not run."],
    [
      "something hinders upsmon",
      said([ups("a", FULL)], { hindrances: ["SHUTDOWNCMD is not there"] }),
      "SHUTDOWNCMD is not there.",
    ],
    ["its UPS says nothing", said([silent("a")]), "nothing is heard of a: Data stale."],
    [
      "a silent UPS counts as healthy beside one that is low",
      said([ups("a", FULL), silent("b")]),
      "nothing is heard of b: Data stale.",
    ],
    ["its UPSes say nothing", said([silent("a"), silent("b")]), "nothing is heard of a and b."],
    [
      "its login is refused",
      said([ups("a", FULL, { uncounted: "eve may not log in there" })]),
      "the server of a does not count it: eve may not log in there.",
    ],
    [
      "its UPS is on bypass",
      said([ups("a", { ...FULL, "ups.status": "OL BYPASS" })]),
      "a is on bypass, so that its battery feeds nothing.",
    ],
    ["its UPS is off", said([ups("a", { ...FULL, "ups.status": "OL OFF" })]), "a is switched off."],
  ])("says that %s", (_, sentence, tail) => expect(sentence).toBe(NOT + tail));

  it("says where nobody can tell", () => {
    const verdict = protectionVerdict({
      upses: [],
      minsupplies: 1,
      upsmon: "unknown",
      hindrances: [],
      early: undefined,
      unread: "upsmon.conf: Permission denied",
    });
    expect(verdict).toEqual({
      kind: "unknown",
      sentence: "Whether this machine is protected cannot be told: upsmon.conf: Permission denied.",
      why: "upsmon.conf: Permission denied",
    });
  });
});

describe("what upsmon waits for once a battery is low", () => {
  const waits = (more: Partial<Waits>): Waits => ({ oblbduration: 0, hostsync: 15, finaldelay: 5, ...more });
  const PRIMARY = { role: "primary", others: true } as const;
  /** 12 s from low to empty. */
  const SHORT = { "battery.charge": "100", "battery.charge.low": "1", "battery.runtime": "1200" };

  it.each<readonly [string, string, string]>([
    [
      "OBLBDURATION makes it later",
      said([ups("a", FULL)], { waits: waits({ oblbduration: 60 }) }),
      "when the battery of a has been low for 1 min (OBLBDURATION), in about 17 min at the present load.",
    ],
    [
      "OBLBDURATION below zero is none",
      said([ups("a", FULL)], { waits: waits({ oblbduration: -1 }) }),
      "when the battery of a is low, in about 16 min at the present load.",
    ],
    [
      "HOSTSYNC is nothing where nobody else is logged in",
      said([ups("a", SHORT, { role: "primary" })], { waits: waits({}) }),
      "when the battery of a is low, in about 19 min at the present load.",
    ],
    [
      "OBLBDURATION does not count for a line SHUTDOWNON",
      said([ups("a", { ...FULL, "battery.runtime": "1200" }, { rules: [rule("charge 50", "charge", 50)] })], {
        waits: waits({ oblbduration: 590, finaldelay: 0 }),
      }),
      "when a meets SHUTDOWNON charge 50, in about 10 min at the present load.",
    ],
    [
      "a UPS that does not say how long it lasts leaves it at that",
      said([ups("a", {}, PRIMARY)], { waits: waits({ oblbduration: 600 }) }),
      "when the battery of a has been low for 10 min (OBLBDURATION); a does not say how long that takes.",
    ],
  ])("%s", (_, sentence, tail) => expect(sentence).toBe(WHEN + tail));

  it.each<readonly [string, string, string]>([
    [
      "OBLBDURATION is longer than the battery lasts",
      said([ups("a", FULL)], { waits: waits({ oblbduration: 300 }) }),
      "the battery of a lasts about 4 min once it is low, and upsmon may wait for 5 min 5 s then (OBLBDURATION 300 and FINALDELAY 5).",
    ],
    [
      "a primary waits for its secondaries until the battery is empty",
      said([ups("a", SHORT, PRIMARY)], { waits: waits({}) }),
      "the battery of a lasts about 12 s once it is low, and upsmon may wait for 20 s then (HOSTSYNC 15 and FINALDELAY 5).",
    ],
    [
      "a line SHUTDOWNON comes too late for them",
      said([ups("a", FULL, { ...PRIMARY, rules: [rule("charge 30", "charge", 30)] })], {
        waits: waits({ hostsync: 600 }),
      }),
      "the battery of a lasts about 6 min once it meets SHUTDOWNON charge 30, and upsmon may wait for 10 min then (HOSTSYNC 600 and FINALDELAY 5).",
    ],
  ])("is too much where %s", (_, sentence, tail) => expect(sentence).toBe(NOT + tail));

  it("does not matter where something else shuts the machine down before", () => {
    const early = { seconds: 60, by: "timer t of upssched.conf" };
    expect(said([ups("a", FULL)], { early, waits: waits({ oblbduration: 300 }) })).toBe(
      `${WHEN}after 1 min without mains (timer t of upssched.conf).`,
    );
  });

  it("says what may come before where nobody has looked", () => {
    const unless = "a timer of upssched.conf does so before";
    expect(said([ups("a", {})], { unless })).toBe(
      `${WHEN}when the battery of a is low; a does not say how long that takes, unless ${unless}.`,
    );
  });
});
