import { describe, expect, it } from "@jest/globals";
import { DeviceError, type DriverDefinition } from "../../../src/drivers/types.ts";
import { broken, hanging, locked, mute, simDevice, slow, times, unplugged } from "../../sim/devices/device.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { config, rig } from "./rig.ts";

describe("a driver that starts", () => {
  it("goes through the states of C drivers, reads everything, and calls the data good", async () => {
    const device = simDevice({ "ups.load": "12" });
    const clock = new VirtualClock();
    const { said, handle, value } = await rig(device, config(), { clock });
    await clock.advance(0);
    expect(await handle.settled).toMatchObject({ outcome: "up" });
    expect(said.filter((line) => line.includes("driver.state"))).toEqual(
      ["init.quiet", "init.info", "init.updateinfo", "init.quiet", "quiet"].map(
        (state) => `SETINFO driver.state "${state}"`,
      ),
    );
    expect(said).toContain('SETINFO ups.load "12"');
    expect(said.indexOf('SETINFO ups.load "12"')).toBeLessThan(said.indexOf("DATAOK"));
    expect(value("ups.status")).toBe("OL");
    expect(value("driver.version.data")).toBe("sim 1");
    expect(handle.published.state.commands()).toEqual([
      "driver.killpower",
      "driver.reload",
      "driver.reload-or-error",
      "driver.reload-or-exit",
      "load.off",
      "shutdown.default",
    ]);
  });

  it("tries a device that is not there as often as maxretry says, then waits for it and says so", async () => {
    const device = simDevice();
    const gone = device.put(unplugged("/dev/sim: no such file"));
    const { clock, handle, lines, value } = await rig(device, config({}, { maxretry: "3", retrydelay: "5" }));
    await clock.advance(9000);
    expect(device.calls.filter((call) => call === "open")).toHaveLength(2);
    await clock.advance(1000);
    expect(await handle.settled).toEqual({ kind: "settled", outcome: "waiting", text: "/dev/sim: no such file" });
    expect(lines).toEqual([
      ...Array.from({ length: 3 }, () => "warning: /dev/sim: no such file"),
      "warning: not there after 3 tries: waiting for it, nothing needs to be restarted when it comes",
    ]);
    expect(value("driver.state")).toBe("init.device");
    await clock.advance(600_000);
    expect(lines).toHaveLength(4);
    gone.remove();
    await clock.advance(30_000);
    expect(handle.published.stale).toBe(false);
    expect(lines.at(-1)).toBe("info: found Sim 1");
  });

  it("ends when trying again will not help", async () => {
    const device = simDevice();
    device.put(locked("configuration", "no subdriver for vendor 1234"));
    const { clock, handle, lines } = await rig(device);
    await clock.advance(1000);
    expect(await handle.settled).toMatchObject({ outcome: "unusable", text: "no subdriver for vendor 1234" });
    await handle.ended;
    expect(lines).toEqual(["error: no subdriver for vendor 1234"]);
    expect(device.calls).toEqual(["open", "close"]);
  });

  it("says at once when another program holds the device, and again only when the reason changes", async () => {
    const device = simDevice();
    const first = device.put(locked("busy", "hidraw0 is held by process 12"));
    const { clock, lines } = await rig(device);
    await clock.advance(300_000);
    device.put(locked("denied", "hidraw0: permission denied"));
    first.remove();
    await clock.advance(300_000);
    expect(lines.map((line) => line.split(":")[1])).toEqual([
      " hidraw0 is held by process 12",
      " not there after 1 try",
      " hidraw0",
    ]);
  });
});

describe("polling", () => {
  it("comes every pollinterval, counted from the start of a poll", async () => {
    const clock = new VirtualClock();
    const device = simDevice();
    await rig(device, config({ pollinterval: "3" }), { clock });
    device.put(slow(clock, 1000));
    await clock.advance(30_000);
    expect(device.calls.filter((call) => call === "full")).toHaveLength(11);
  });

  it("is full when more than pollfreq seconds went by and quick in between, for drivers that know quick polls", async () => {
    const device = simDevice({}, { quick: true });
    const { clock, value } = await rig(device, config({ pollfreq: "10" }));
    await clock.advance(24_000);
    const quicks = "quick quick quick quick quick";
    expect(device.calls.join(" ")).toBe(`open full ${quicks} full ${quicks} full`);
    expect(value("driver.parameter.pollfreq")).toBe("10");
  });

  it("polls 43,200 times in a day, and tells only what changes", async () => {
    const device = simDevice({ "ups.load": "12", "input.voltage": "230.0" });
    const { clock, said } = await rig(device);
    await clock.advance(1000);
    const before = said.length;
    await clock.advance(86_400_000);
    expect(device.calls.filter((call) => call === "full")).toHaveLength(43_201);
    expect([...new Set(said.slice(before))]).toEqual([
      'SETINFO driver.state "updateinfo"',
      'SETINFO driver.state "quiet"',
    ]);
  });

  it("comes at once when the device speaks first, ten times a second at most", async () => {
    const device = simDevice({ "ups.load": "1" }, { quick: true });
    const { clock, value } = await rig(device);
    await clock.advance(1000);
    device.vars.set("ups.load", "2");
    device.wake();
    await clock.settle();
    expect(value("ups.load")).toBe("2");
    expect(device.calls.at(-1)).toBe("quick");
    const before = device.calls.length;
    for (let i = 0; i < 100; i++) {
      device.wake();
      await clock.advance(10);
    }
    expect(device.calls.length - before).toBeLessThanOrEqual(11);
  });

  it("goes on at the old pace when a poll takes longer than the interval", async () => {
    const clock = new VirtualClock();
    const device = simDevice();
    await rig(device, config({ pollinterval: "1" }), { clock });
    const sluggish = device.put(slow(clock, 5000));
    await clock.advance(20_000);
    expect(device.calls.filter((call) => call === "full").length).toBeLessThanOrEqual(6);
    sluggish.remove();
    await clock.advance(5000);
    const before = device.calls.length;
    await clock.advance(10_000);
    expect(device.calls.length - before).toBeGreaterThanOrEqual(9);
  });
});

describe("a device that fails", () => {
  it("is forgiven two polls without data, then the data are stale, and good again with the next reading", async () => {
    const device = simDevice();
    const { clock, handle, lines } = await rig(device);
    await clock.advance(1000);
    const silent = device.put(mute("checksum error"));
    await clock.advance(4000);
    expect(handle.published.stale).toBe(false);
    await clock.advance(2000);
    expect(handle.published.stale).toBe(true);
    await clock.advance(60_000);
    silent.remove();
    await clock.advance(2000);
    expect(handle.published.stale).toBe(false);
    expect(lines.slice(1)).toEqual(["warning: no data: checksum error", "notice: the device answers again"]);
    expect(device.calls.filter((call) => call === "open")).toHaveLength(1);
  });

  it("is closed and looked for ever less often when the link is lost, and found when it is back", async () => {
    const device = simDevice({ "ups.load": "1" });
    const { clock, handle, lines, value } = await rig(device);
    await clock.advance(1000);
    const gone = device.put(unplugged("the cable was pulled"));
    await clock.advance(2000);
    expect(handle.published.stale).toBe(true);
    expect(value("driver.state")).toBe("reconnect.trying");
    expect(value("ups.load")).toBe("1");
    await clock.advance(600_000);
    const opened = device.calls.filter((call) => call === "open").length;
    expect(opened).toBeGreaterThan(20);
    expect(opened).toBeLessThan(35);
    gone.remove();
    await clock.advance(30_000);
    expect(handle.published.stale).toBe(false);
    expect(device.created).toBe(1);
    expect(lines.slice(1)).toEqual([
      "warning: lost the device: the cable was pulled",
      "notice: the device is back: Sim 1",
    ]);
  });

  it("is started afresh after a fault of its driver, and only it", async () => {
    const healthy = simDevice();
    const faulty = simDevice();
    const clock = new VirtualClock();
    const one = await rig(healthy, config(), { clock });
    const two = await rig(faulty, config(), { clock });
    await clock.advance(1000);
    faulty.put(times(1, "full", broken("full")));
    await clock.advance(2000);
    expect(two.handle.published.stale).toBe(true);
    expect(two.lines.at(-1)).toMatch(/^error: a fault of the driver: TypeError: undefined is not a function/);
    await clock.advance(2000);
    expect(two.handle.published.stale).toBe(false);
    expect(faulty.created).toBe(2);
    expect(healthy.created).toBe(1);
    expect(one.handle.published.stale).toBe(false);
  });

  it("does not spin when its driver fails again and again", async () => {
    const device = simDevice();
    device.put(broken("full"));
    const { clock } = await rig(device);
    await clock.advance(600_000);
    expect(device.created).toBeLessThan(40);
    expect(device.created).toBeGreaterThan(15);
  });

  it("is stale after 15 s without an answer, and opened afresh when none comes", async () => {
    const device = simDevice();
    const { clock, handle, lines } = await rig(device);
    await clock.advance(1000);
    const stuck = device.put(hanging("full"));
    await clock.advance(1000 + 14_999);
    expect(handle.published.stale).toBe(false);
    await clock.advance(1);
    expect(handle.published.stale).toBe(true);
    stuck.remove();
    await clock.advance(110_000);
    expect(handle.published.stale).toBe(false);
    expect(lines.slice(1)).toEqual([
      "warning: no answer for 15 s",
      "error: no answer for 120 s: closing the device and opening it afresh",
      "notice: the device is back: Sim 1",
    ]);
  });

  it("is given up when it hangs while it is opened", async () => {
    const device = simDevice();
    const stuck = device.put(hanging("open"));
    const { clock, handle } = await rig(device);
    await clock.advance(60_000);
    stuck.remove();
    await clock.advance(70_000);
    expect(handle.published.stale).toBe(false);
  });
});

describe("a driver that is stopped", () => {
  it.each([
    ["while it is quiet", undefined, 1000],
    ["while it waits for its device", unplugged(), 1000],
    ["while a poll hangs", hanging("full"), 1000],
    ["while closing hangs", hanging("close"), 1000],
  ])("ends %s", async (_when, behaviour, ms) => {
    const device = simDevice();
    if (behaviour) device.put(behaviour);
    const { clock, handle } = await rig(device);
    await clock.advance(ms);
    const stopped = handle.stop();
    await clock.advance(20_000);
    await stopped;
    await handle.ended;
    expect(clock.waiting).toBe(0);
  });

  it("gives up a search that is under way, and says nothing of it", async () => {
    const device = simDevice();
    let refuse: (error: Error) => void = () => undefined;
    device.put((call, next) =>
      call === "open"
        ? new Promise<void>((_, reject) => {
            refuse = reject;
          })
        : next(),
    );
    const definition: DriverDefinition = {
      ...device.definition,
      create: (context) => {
        const driver = device.definition.create(context);
        return Object.assign(driver, { giveUp: () => refuse(new DeviceError("lost", "given up")) });
      },
    };
    const { handle, lines } = await rig({ ...device, definition });
    await handle.stop();
    await handle.ended;
    expect(lines).toEqual([]);
  });
});
