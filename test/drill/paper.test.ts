import { describe, expect, it } from "@jest/globals";
import { drill, rehearsed } from "./rehearsed.ts";

/** The moment at which a line of the timeline says something. */
const when = (outcome: Awaited<ReturnType<typeof rehearsed>>["cases"][number], what: RegExp): number | undefined =>
  outcome.happenings.find(({ who, text }) => what.test([...who, text].join(" ")))?.at;

describe("a rehearsal of configurations as they are published", () => {
  it("plays a timer of upssched whose shell script asks for the shutdown", async () => {
    const { of, ok, status } = await rehearsed("early-timer", "--runtime", "20m", "--secondaries", "2");
    const lost = of("mains-lost");
    // ONBATT is heard within five seconds, the timer runs 300.
    expect(lost.decidedAt).toBeGreaterThan(300);
    expect(lost.decidedAt).toBeLessThan(306);
    expect(lost.happenings.some(({ text }) => text.includes("earlyshutdown"))).toBe(true);
    expect(lost.machines.map(({ name, fate }) => [name, fate.kind])).toEqual([
      ["this machine", "off"],
      ["secondary 1", "off"],
      ["secondary 2", "off"],
    ]);
    // The low battery comes first where the battery is worn.
    expect(of("early-low").decidedAt).toBeLessThan(110);
    expect(of("back-before").verdict).toBe("Nothing is shut down.");
    expect([ok, status]).toEqual([true, 0]);
  });

  it("finds the timer that nothing cancels, because EXEC is missing for ONLINE", async () => {
    const { of, ok, status, verdict } = await rehearsed("forgotten-cancel", "--runtime", "40m");
    expect(of("mains-lost").ok).toBe(true);
    expect(of("back-before").ok).toBe(false);
    expect(of("back-before").verdict).toContain("this machine goes down although the mains is back");
    expect([ok, status]).toEqual([false, 2]);
    expect(verdict).toContain("but not all goes well when the mains comes back before the decision");
  });

  it("says that machines stay off where no UPS is switched off and on", async () => {
    const { of } = await rehearsed("forgotten-cancel", "--runtime", "40m");
    expect(of("back-after").verdict).toContain("stay off until somebody starts them");
  });

  it("plays a secondary with actions of upssched-cmd.conf beside its primary", async () => {
    const { of, machines, status } = await rehearsed("nas-secondary", "--runtime", "30m");
    expect(machines.map(({ name }) => name)).toEqual(["this machine", "192.168.1.20"]);
    const [own, nas] = of("mains-lost").machines;
    expect([own?.fate.kind, nas?.fate.kind, status]).toEqual(["off", "off", 0]);
    expect(when(of("mains-lost"), /this machine SHUTDOWNCMD/)).toBeLessThan(620);
    expect(when(of("mains-lost"), /192\.168\.1\.20 SHUTDOWNCMD/)).toBeGreaterThan(1440);
  });

  it("waits for both supplies of a machine that one of them is enough for", async () => {
    const { of } = await rehearsed("two-supplies", "--runtime", "left@localhost=10m", "--runtime", "right=20m");
    const lost = of("mains-lost");
    // `left` is low after 8 minutes, `right` after 16.
    expect(lost.decidedAt).toBeGreaterThan(960);
    expect(lost.ok).toBe(true);
  });

  it("plays the rules of SHUTDOWNON with the charge that the battery then has", async () => {
    const { of, ok } = await rehearsed("stage-early", "--runtime", "20m");
    // 60 percent are left after eight minutes of twenty; the rule holds for two polls.
    expect(of("mains-lost").decidedAt).toBeGreaterThan(480);
    expect(of("mains-lost").decidedAt).toBeLessThan(505);
    expect(when(of("mains-lost"), /SHUTDOWNON charge 60 applies/)).toBeDefined();
    const long = await rehearsed("stage-early", "--runtime", "5h");
    expect(long.of("mains-lost").decidedAt).toBeGreaterThan(900);
    expect(long.of("mains-lost").decidedAt).toBeLessThan(912);
    expect([ok, long.of("back-before").verdict]).toEqual([true, "Nothing is shut down."]);
  });

  it("finds the secondary under which the primary switches the UPS off", async () => {
    const good = await rehearsed("small-office", "--runtime", "30m", "--secondaries", "2");
    expect([good.ok, good.status]).toEqual([true, 0]);
    const bad = await rehearsed(
      ...(["small-office", "--runtime", "30m", "--secondaries", "2", "--shutdown-time", "secondary 2=5m"] as const),
    );
    expect(bad.status).toBe(2);
    expect(bad.of("mains-lost").machines.map(({ fate }) => fate.kind)).toEqual(["off", "off", "cut"]);
    expect(bad.verdict).toMatch(/secondary 2 loses power while it shuts down: it needs 5 min.*the UPS is switched off/);
  });

  it("has the UPS switched off by its driver where SHUTDOWNRETURN says so, after the time of the slowest machine", async () => {
    const { of } = await rehearsed("returning", "--runtime", "30m", "--secondaries", "1", "--shutdown-time", "4m");
    const lost = of("mains-lost");
    const off = when(lost, /SHUTDOWNRETURN/) ?? 0;
    expect(off - (when(lost, /this machine SHUTDOWNCMD/) ?? 0)).toBe(300);
    expect(lost.machines.map(({ fate }) => fate.kind)).toEqual(["off", "off"]);
    expect(of("back-after").verdict).toContain("their UPS is switched off and on");
  });

  it("finds the machine that needs longer than the battery has after its warning", async () => {
    const { of, status } = await rehearsed("small-office", "--runtime", "5m", "--shutdown-time", "4m");
    expect(of("mains-lost").verdict).toMatch(/this machine loses power while it shuts down.*the battery is empty/);
    expect(status).toBe(2);
  });

  it("comes to an end where the battery is empty before anybody has noticed", async () => {
    const { of, status } = await rehearsed("small-office", "--runtime", "1s", "--secondaries", "1");
    expect(of("mains-lost").verdict).toContain("this machine is never shut down");
    expect(status).toBe(2);
  });

  it("shuts down where the server dies on battery, and says why", async () => {
    const { of } = await rehearsed("small-office", "--runtime", "30m", "--secondaries", "1");
    const dies = of("server-dies");
    expect(dies.ok).toBe(true);
    expect(dies.happenings.some(({ text }) => text.includes("silent since it was on battery"))).toBe(true);
    expect(dies.decidedAt).toBeLessThan(1440 / 2 + 25);
  });
});

describe("the timeline", () => {
  it("is what a person reads from the top", async () => {
    const { out, status } = await drill("small-office", ["--runtime", "20m", "--secondaries", "2"]);
    expect(status).toBe(0);
    const [first = ""] = out.split("The server of the UPS dies");
    expect(first.split("\n").filter((line) => /^ +\d/.test(line))).toEqual([
      "    00:00  the mains fails",
      "    00:04  this machine, secondary 1, secondary 2: told ONBATT of eaton@localhost",
      "    16:00  battery of eaton@localhost is low",
      "    16:04  this machine: the decision to shut down (eaton@localhost: on battery, and the battery is low)",
      "    16:04  this machine: FSD set",
      "    16:04  this machine: waiting for its secondaries",
      "    16:09  secondary 1, secondary 2: the decision to shut down (eaton@localhost: a forced shutdown was set)",
      "    16:14  secondary 1, secondary 2: SHUTDOWNCMD runs",
      "    16:19  this machine: SHUTDOWNCMD runs",
      "    18:14  secondary 1, secondary 2: off, 1 min 46 s of battery left",
      "    18:19  this machine: off, 1 min 41 s of battery left",
      "    18:39  eaton@localhost is switched off (POWERDOWNFLAG)",
    ]);
    expect(out.trimEnd().split("\n").at(-1)).toBe(
      "If the mains fails now, this machine begins to shut down after 16 min and is off with 1 min 41 s of battery left.",
    );
  });

  it("does not take longer for a thousand secondaries than for one", async () => {
    const began = performance.now();
    const { machines, of } = await rehearsed("early-timer", "--runtime", "4h", "--secondaries", "1000");
    expect(performance.now() - began).toBeLessThan(30_000);
    expect([machines.length, of("mains-lost").machines.length]).toEqual([1001, 1001]);
  });
});

describe("what cannot be rehearsed", () => {
  it.each([
    [
      "early-timer",
      [],
      "nobody knows how long the battery lasts of apc@localhost (Connection failure): say it with --runtime 20m",
    ],
    ["early-timer", ["--runtime", "soon"], "write a time such as 20m, 90s or 1h30m"],
    ["early-timer", ["--runtime", "20m", "--secondaries", "-1"], "write a number from 0 to 1000, or STAGE=NUMBER"],
    ["nowhere", ["--runtime", "20m"], "there is no /etc/nut/upsmon.conf to rehearse"],
    ["early-timer", ["ups@x", "ups@y"], "one UPS at a time"],
    ["early-timer", ["ups@"], "does not name a UPS"],
  ])("is said with what to do: %s %j", async (folder, argv, text) => {
    const { status, err, out } = await drill(folder, argv);
    expect([status, out]).toEqual([1, ""]);
    expect(err).toContain(text);
  });
});

describe("stages", () => {
  const ARGV = ["--runtime", "20m", "--secondaries", "rack-nas=1", "--secondaries", "rack-pve=2"] as const;

  it("leave at their own limits, before the machine with the cable", async () => {
    const { of, machines, ok } = await rehearsed("staged", ...ARGV);
    expect(machines.map(({ name }) => name)).toEqual(["this machine", "on rack-nas", "on rack-pve 1", "on rack-pve 2"]);
    const lost = of("mains-lost");
    // 80 percent of twenty minutes are left after four, ten minutes after ten.
    expect(when(lost, /stage rack-nas@localhost: the charge is 79 %, below 80 %/)).toBeCloseTo(246, -1);
    expect(when(lost, /stage rack-pve@localhost: the runtime is 599 s/)).toBeCloseTo(601, -1);
    expect(when(lost, /on rack-nas SHUTDOWNCMD/)).toBeLessThan(265);
    expect(when(lost, /on rack-pve 1 on rack-pve 2 SHUTDOWNCMD/)).toBeLessThan(620);
    expect(when(lost, /this machine SHUTDOWNCMD/)).toBeGreaterThan(900);
    expect([ok, lost.verdict]).toEqual([true, expect.stringContaining("Everything is off in time")]);
  });

  it("are no fault of a mains that comes back after they have left", async () => {
    const { of } = await rehearsed("staged", ...ARGV);
    expect(of("back-before").verdict).toBe("Nothing is shut down.");
  });

  it("lose their outlet whether they are down or not", async () => {
    const { of, status } = await rehearsed("staged", ...ARGV, "--shutdown-time", "on rack-nas=8m");
    expect(of("mains-lost").verdict).toMatch(/on rack-nas loses power while it shuts down: it needs 8 min/);
    expect(when(of("mains-lost"), /the outlet of rack-nas@localhost goes off/)).toBeCloseTo(546, -1);
    expect(status).toBe(2);
  });

  it("lose their power where the machine with the cable is off so soon that they still go down", async () => {
    const { of } = await rehearsed("staged", ...ARGV, "--shutdown-time", "this machine=30s");
    expect(of("mains-lost").ok).toBe(true);
    expect(of("early-low").verdict).toMatch(/on rack-nas loses power while it shuts down.*the UPS is switched off/);
  });
});
