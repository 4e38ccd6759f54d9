import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { liveReport } from "../../src/drill/live/report.ts";
import { LiveDrillWorld } from "./live-world.ts";

let world: LiveDrillWorld;
beforeEach(async () => {
  world = await LiveDrillWorld.start();
});
afterEach(() => world.end());

const reportOf = (result: Awaited<ReturnType<LiveDrillWorld["drill"]>>, shutdownTime = 60) =>
  liveReport({ ...result, ups: "rack@s", shutdownTimeOf: () => shutdownTime });

describe("a live drill", () => {
  it("is heard by every upsmon of nutts at its next poll, and each says when it would be down", async () => {
    const primary = world.upsmon({ monitors: [world.line()], finaldelay: 5, hostsync: 15 });
    const secondary = world.upsmon({ monitors: [world.line({ role: "secondary", username: "slave" })], finaldelay: 3 });
    await world.run(7);
    const report = reportOf(await world.drill(30));
    expect(report.hosts).toHaveLength(2);
    for (const { heardAfter } of report.hosts) expect(heardAfter).toBeLessThanOrEqual(5.5);
    const commands = report.hosts
      .map(({ outcome }) => (outcome.kind === "down" ? outcome.command : 0))
      .sort((a, b) => a - b);
    // The secondary goes after its FINALDELAY, the primary waits for it and then for its own.
    expect(commands[0]).toBeLessThan(9);
    expect((commands[1] ?? 0) - (commands[0] ?? 0)).toBeGreaterThanOrEqual(4);
    expect([report.ok, report.runtime]).toEqual([true, 600]);
    expect([primary.deeds, secondary.deeds]).toEqual([[], []]);
  });

  it("tells people with a mark, on every way that tells people only", async () => {
    const notifyFlags = [{ type: "LOWBATT" as const, flags: ["SYSLOG", "WALL", "EXEC"] as const }];
    const ours = world.upsmon({ monitors: [world.line()], notifycmd: "/usr/bin/nutts notify", notifyFlags });
    const script = world.upsmon({ monitors: [world.line()], notifycmd: "/etc/nut/notify.sh", notifyFlags });
    const sched = world.upsmon({ monitors: [world.line()], notifycmd: "/sbin/upssched", notifyFlags });
    await world.run(7);
    await world.drill(30);
    await world.run(6);
    expect(ours.called.map(({ type, text, drill }) => [type, text, drill !== undefined])).toEqual([
      ["LOWBATT", "DRILL, nothing is shut down: UPS rack@s battery is low", true],
    ]);
    expect(ours.walls.every((text) => text.startsWith("DRILL"))).toBe(true);
    expect(ours.walls.length).toBeGreaterThan(0);
    expect([script.called, sched.called]).toEqual([[], []]);
    expect(script.lines.join("\n")).toContain("NOTIFYCMD is not called for LOWBATT");
    expect(ours.lines.join("\n")).toMatch(/DRILL \S+ of UPS \[rack@s\]: this machine is not shut down/);
    expect(ours.lines.join("\n")).toContain("is over");
  });

  it("says that a machine with another supply stays up", async () => {
    world.upsmon({ monitors: [world.line(), world.line({ upsname: "desk" })], minsupplies: 1 });
    await world.run(7);
    const report = reportOf(await world.drill(30));
    expect(report.hosts.map(({ outcome }) => outcome.kind)).toEqual(["up"]);
  });

  it("counts who is logged in and does not answer, when the wait is over", async () => {
    world.upsmon({ monitors: [world.line()] });
    const nas = world.server.client();
    nas.socket.write("USERNAME slave\nPASSWORD pw\nLOGIN rack\n");
    await world.run(7);
    const report = reportOf(await world.drill(10));
    expect(report.hosts.map(({ outcome }) => outcome.kind)).toEqual(["down", "silent"]);
    expect([report.ok, report.verdict]).toEqual([false, expect.stringContaining("1 of 2 did not answer")]);
  });

  it("is not good where the battery does not last", async () => {
    world.upsmon({ monitors: [world.line()] });
    await world.run(7);
    const report = reportOf(await world.drill(30), 700);
    expect([report.ok, report.verdict]).toEqual([false, expect.stringContaining("but the battery lasts 10 min")]);
  });

  it("leaves nothing behind, also when a person ends it", async () => {
    world.upsmon({ monitors: [world.line()], pollfreq: 20, pollfreqalert: 20 });
    await world.run(26);
    const stop = new AbortController();
    world.server.clock.after(2000, () => stop.abort());
    const { hosts } = await world.drill(30, stop.signal);
    expect(hosts).toEqual([]);
    const raw = world.server.client();
    raw.socket.write("GET VAR rack experimental.nutts.drill\n");
    await world.run(1);
    expect(raw.received).toContain('""');
  });

  it("is left alone by an upsmon whose other UPS is on battery", async () => {
    const { lines } = world.upsmon({ monitors: [world.line(), world.line({ upsname: "desk", powerValue: 0 })] });
    await world.run(7);
    world.server.drivers.get("/run/nut/fake-desk")?.say('SETINFO ups.status "OB"');
    await world.run(6);
    const { hosts } = await world.drill(10);
    expect(hosts).toEqual([]);
    expect(lines.join("\n")).toContain("something real is going on");
  });

  it("does not keep a real outage from shutting the machine down", async () => {
    const { deeds } = world.upsmon({ monitors: [world.line()] });
    await world.run(7);
    const drilled = world.drill(30).catch((error: unknown) => error);
    world.server.drivers.get("/run/nut/fake-rack")?.say('SETINFO ups.status "OB LB"');
    await drilled;
    await world.run(20);
    expect(deeds).toEqual(["decided", "shut down"]);
  });
});

describe("a live drill with a stage", () => {
  it("asks whoever leaves with the stage, too, and says of the primary once what becomes of it", async () => {
    world.upsmon({ monitors: [world.line(), world.line({ upsname: "early", powerValue: 0 })], finaldelay: 5 });
    world.upsmon({ monitors: [world.line({ upsname: "early", role: "secondary", username: "slave" })], finaldelay: 2 });
    const nas = world.server.client();
    nas.socket.write("USERNAME slave\nPASSWORD pw\nLOGIN early\n");
    await world.run(7);
    const { hosts, verdict } = reportOf(await world.drill(10, undefined, ["early"]));
    expect(hosts.map(({ stage, outcome }) => [stage, outcome.kind])).toEqual([
      [undefined, "down"],
      ["early", "down"],
      ["early", "silent"],
    ]);
    expect(verdict).toContain("1 of 3 did not answer");
  });
});
