/** A SHUTDOWNCMD that fails. C ends with the first failure, and leaves the machine up and unguarded. */
import { describe, expect, it } from "@jest/globals";
import { World } from "../../src/drill/world/world.ts";
import { monitor } from "./monitor.ts";

/** A host whose SHUTDOWNCMD fails. */
function begin(settings = {}) {
  const world = new World();
  const host = world.host({ monitors: [monitor()], finaldelay: 0, hostsync: 0, ...settings });
  host.commandFails = "it ended with 1";
  return { world, ups: world.ups(), host };
}

/** Whole seconds from one to the next. */
const gaps = (times: readonly number[]): readonly number[] =>
  times.slice(1).map((time, i) => Math.round(time - (times[i] ?? 0)));

describe("a SHUTDOWNCMD that fails", () => {
  it("is told as an event each time, and tried again after 6, 11, 21 … seconds as long as the UPS is critical", () => {
    const { world, ups, host } = begin({ monitors: [monitor("ups1@server", { role: "secondary" })] });
    world.at(10, () => (ups.status = "OB LB")).run(120);
    expect(gaps(host.shutdowns)).toEqual([6, 11, 21, 41]);
    expect(host.types.filter((type) => type === "SHUTDOWN_FAILED")).toHaveLength(5);
    expect(host.types.filter((type) => type === "SHUTDOWN")).toHaveLength(1);
    expect([host.exit, host.calledOff]).toEqual([undefined, []]);
  });

  it("never waits for more than five minutes", () => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB")).run(4000);
    expect(Math.max(...gaps(host.shutdowns))).toBe(301);
    expect(host.shutdowns.length).toBeGreaterThan(15);
  });

  it("is not tried any more once the supplies are healthy, and the machine is watched on", () => {
    const { world, ups, host } = begin({ monitors: [monitor("ups1@server", { role: "secondary" })] });
    world.at(10, () => (ups.status = "OB LB"));
    world.at(40, () => (ups.status = "OL")).run(600);
    const tries = host.shutdowns.length;
    expect(host.shutdowns.at(-1)).toBeLessThan(50);
    expect(host.log.some((line) => line.includes("is not tried any more"))).toBe(true);
    expect([host.state.phase.kind, host.calledOff.length]).toEqual(["watching", 1]);
    world.at(700, () => (ups.status = "OB LB")).run(730);
    expect(host.shutdowns[tries]).toBeGreaterThan(700);
    expect(host.types.filter((type) => type === "SHUTDOWN")).toHaveLength(2);
  });

  it("ends upsmon with 0 when it works after all, and no sooner", () => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB"));
    world.at(30, () => (host.commandFails = undefined)).run(200);
    expect([host.state.phase.kind, host.exit]).toEqual(["ended", 0]);
    expect(gaps(host.shutdowns)).toEqual([6, 11, 21]);
  });

  it.each(["stopped later", "stopped at once"])("leaves upsmon, when it is %s, with a status that is not 0", (when) => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB")).run(11);
    while (host.state.phase.kind !== "failed") world.run(world.now / 1000 + 0.1);
    if (when === "stopped later") world.run(60);
    const tries = host.shutdowns.length;
    host.send({ kind: "stop", how: "Signal 15" });
    world.run(900);
    expect([host.exit, host.state.phase.kind, host.shutdowns.length]).toEqual([2, "ended", tries]);
  });

  it("does not bring upsmon back that was told to end while the command ran", () => {
    const { world, ups, host } = begin();
    world.at(10, () => (ups.status = "OB LB")).run(11);
    while (host.shutdowns.length === 0) world.run(world.now / 1000 + 0.05);
    host.send({ kind: "stop", how: "Signal 15" });
    world.run(900);
    expect([host.state.phase.kind, host.shutdowns.length]).toEqual(["ended", 1]);
  });

  it("that a person asked for is tried until it works, whatever the supplies are", () => {
    const { world, host } = begin({ monitors: [monitor("ups1@server", { role: "secondary" })] });
    world.at(10, () => host.send({ kind: "fsd", how: "Signal 10" })).run(120);
    expect(gaps(host.shutdowns)).toEqual([6, 11, 21, 41]);
  });

  it("is no reason to call a UPS lost: what was asked before the shutdown is asked again", () => {
    const { world, ups, host } = begin({ monitors: [monitor(), monitor("ups2@server", { powerValue: 0 })] });
    world.at(10, () => (ups.status = "OB LB")).run(300);
    expect(host.types).not.toContain("COMMBAD");
  });

  it("is no reason to hurry after a gap in time: nothing is tried before the UPSes were asked", () => {
    const { world, ups, host } = begin({ monitors: [monitor("ups1@server", { role: "secondary" })] });
    world.at(10, () => (ups.status = "OB LB")).run(75);
    const tries = host.shutdowns.length;
    host.freeze();
    ups.status = "OL";
    world.run(200);
    host.thaw();
    world.run(400);
    expect(host.shutdowns).toHaveLength(tries);
  });
});
