import { beforeEach, describe, expect, it } from "@jest/globals";
import { House } from "./house.ts";

let house: House;
beforeEach(() => {
  house = new House();
  house.battery();
});

const ends = () => house.reports.flatMap(({ hosts }) => hosts.map(({ name, end }) => `${name} ${end?.kind}`));

describe("hosts that were shut down", () => {
  it("stay down while the UPS is on battery", () => {
    house.add("nas");
    house.run(3600);
    expect(house.wakes).toEqual([]);
    expect(house.disk.has("nas")).toBe(true);
  });

  it("are woken when mains have been back for WAKEAFTER without a break, and reported when they answer", () => {
    house.add("nas");
    house.run(100);
    house.mains();
    house.run(40);
    house.battery();
    house.run(10);
    house.mains();
    house.run(200);
    expect(house.wakes).toEqual(["nas@215"]);
    expect(ends()).toEqual(["nas back"]);
    expect(house.exited).toBe(true);
    expect(house.disk.size + house.outages.size).toBe(0);
  });

  it("wait for WAKECHARGE", () => {
    house = new House({ after: 60, charge: 50 });
    house.battery("ups@h", 20);
    house.add("nas");
    house.run(60);
    house.mains("ups@h", 20);
    house.run(600);
    expect(house.wakes).toEqual([]);
    house.mains("ups@h", 50);
    house.run(60);
    expect(house.wakes).toHaveLength(1);
  });

  it("do not wait for the charge of a UPS that does not say it", () => {
    house = new House({ after: 60, charge: 50 });
    house.power.set("ups@h", { mains: false, charge: undefined, runtime: undefined });
    house.add("nas");
    house.run(60);
    house.power.set("ups@h", { mains: true, charge: undefined, runtime: undefined });
    house.run(120);
    expect(house.wakes).toHaveLength(1);
  });

  it("are not woken while nobody knows whether there are mains", () => {
    house.add("nas");
    house.run(60);
    house.mains();
    house.run(50);
    house.power.set("ups@h", undefined);
    house.run(60);
    house.mains();
    house.run(55);
    expect(house.wakes).toEqual([]);
    house.run(25);
    expect(house.wakes).toHaveLength(1);
  });

  it("go in order: the next when those before answer, each after its delay", () => {
    house.add("router", { order: 1 }, 20);
    house.add("nas", { order: 2, delay: 30 }, 60);
    house.add("pve", { order: 3 }, 60);
    house.add("lab", { order: 3, delay: 100 }, 10);
    house.run(10);
    house.mains();
    house.run(1000);
    expect(house.wakes).toEqual(["router@75", "nas@135", "nas@165", "pve@205", "pve@235", "lab@305"]);
    expect(ends().toSorted()).toEqual(["lab back", "nas back", "pve back", "router back"]);
  });

  it("are told again, with growing pauses, until their limit ends; then the next goes on and the report says so", () => {
    house.add("dead", { order: 1, limit: 300 }, "never");
    house.add("nas", { order: 2 });
    house.run(10);
    house.mains();
    house.run(1000);
    const tries = house.wakes.filter((wake) => wake.startsWith("dead")).map((wake) => Number(wake.split("@")[1]));
    expect(tries.map((at) => at - (tries[0] ?? 0))).toEqual([0, 30, 90, 210]);
    expect(house.said).toContain("dead does not answer, and is given up; look after it");
    expect(ends()).toEqual(["dead given-up", "nas back"]);
  });

  it("are waited for only, where nothing says how to wake them", () => {
    const nas = house.add("nas", { wakes: false });
    house.run(10);
    house.mains();
    house.run(200);
    nas.up = true;
    house.run(100);
    expect(house.wakes).toEqual([]);
    expect(ends()).toEqual(["nas back"]);
  });

  it("stop being woken by a second outage in the middle, and are all woken after it", () => {
    house.add("nas", { order: 1 }, 30);
    house.add("pve", { order: 2 }, 300);
    house.run(10);
    house.mains();
    house.run(115);
    house.battery();
    const before = house.wakes.length;
    house.run(600);
    expect(house.wakes).toHaveLength(before);
    expect(house.said).toContain("pve: mains are away again, and waking stops");
    house.mains();
    house.run(1200);
    expect(ends().toSorted()).toEqual(["nas back", "pve back"]);
    expect(house.reports).toHaveLength(1);
    expect(house.reports[0]?.outage).toMatchObject({ again: 1 });
  });

  it("that come back by themselves, or by somebody's hand, are not woken", () => {
    const nas = house.add("nas");
    house.run(10);
    nas.up = true;
    house.mains();
    house.run(300);
    expect(house.wakes).toEqual([]);
    expect(ends()).toEqual(["nas back"]);
  });

  it("that still go down are not taken to be back, and are woken when they are down", () => {
    const nas = house.add("nas");
    const { downAt: _, ...record } = house.disk.get("nas") ?? { name: "", ups: "", why: "", at: 0, before: "on" };
    house.disk.set("nas", record);
    nas.up = true;
    house.run(10);
    house.mains();
    house.run(90);
    expect(house.reports).toEqual([]);
    nas.up = false;
    house.run(60);
    expect(house.wakes).toHaveLength(1);
    house.run(60);
    expect(ends()).toEqual(["nas back"]);
  });

  it("that never went are said to have stayed", () => {
    const nas = house.add("nas", { settle: 120 });
    const { downAt: _, ...record } = house.disk.get("nas") ?? { name: "", ups: "", why: "", at: 0, before: "on" };
    house.disk.set("nas", record);
    nas.up = true;
    house.run(10);
    house.mains();
    house.run(400);
    expect(house.wakes).toEqual([]);
    expect(ends()).toEqual(["nas stayed"]);
  });

  it("that nobody can see are told three times, and said so", () => {
    house.add("blind", { seen: false }, "never");
    house.run(10);
    house.mains();
    house.run(600);
    expect(house.wakes).toHaveLength(3);
    expect(ends()).toEqual(["blind woken"]);
  });

  it("of one UPS are not held up by those of another that is still on battery", () => {
    house.battery("b@h");
    house.add("nas", { order: 1 }, 20, "b@h");
    house.add("pve", { order: 2 });
    house.run(10);
    house.mains();
    house.run(300);
    expect(house.wakes.map((wake) => wake.split("@")[0])).toEqual(["pve"]);
    house.mains("b@h");
    house.run(300);
    expect(house.wakes.map((wake) => wake.split("@")[0])).toEqual(["pve", "nas"]);
    expect(house.reports).toHaveLength(2);
  });

  it("whose section is gone are forgotten, and that is said", () => {
    house.add("nas");
    house.machines.delete("nas");
    house.run(60);
    expect(house.disk.size).toBe(0);
    expect(house.said[0]).toContain("nas was shut down, and is no host of upssched-cmd.conf any more");
  });
});

describe("across restarts", () => {
  it("nobody is forgotten, and a limit goes on where it was", () => {
    house.add("dead", { limit: 300 }, "never");
    house.add("nas", { order: 200 });
    house.run(10);
    house.mains();
    for (let i = 0; i < 12; i++) {
      house.run(120);
      house.restart();
    }
    house.run(400);
    expect(ends().toSorted()).toEqual(["dead given-up", "nas back"]);
    expect(house.exited).toBe(true);
  });

  it("mains that were back before anybody looked make an outage all the same", () => {
    house = new House();
    house.mains();
    house.add("nas");
    house.run(300);
    expect(ends()).toEqual(["nas back"]);
  });
});

describe("a host whose shutting down was begun by a process that is lost", () => {
  const begun = (stage: "looking" | "ordering", before: "on" | "off" | "unknown"): void => {
    house.add("nas").up = before !== "off";
    house.disk.set("nas", { name: "nas", ups: "ups@h", why: "ONBATT", at: 0, before, work: { by: "0", stage } });
    house.orphans.add("nas");
  };

  it.each(["looking", "ordering"] as const)("is shut down by us while the UPS is on battery (%s)", (stage) => {
    begun(stage, "on");
    house.run(60);
    expect(house.finished).toEqual(["nas@0"]);
    house.mains();
    house.run(300);
    expect(ends()).toEqual(["nas back"]);
  });

  it("is as it was where mains are back first, and it had not been told", () => {
    house.mains();
    begun("looking", "unknown");
    house.run(300);
    expect([house.finished, house.wakes, ends()]).toEqual([[], [], []]);
    expect(house.disk.size).toBe(0);
  });

  it("is not woken where it had looked off", () => {
    house.mains();
    begun("ordering", "off");
    house.run(300);
    expect([house.finished, house.wakes]).toEqual([[], []]);
  });

  it("is woken where it may have been told, and is down", () => {
    house.mains();
    begun("ordering", "on");
    const nas = house.machines.get("nas");
    if (nas) nas.up = false;
    house.run(300);
    expect(house.finished).toEqual([]);
    expect(ends()).toEqual(["nas back"]);
  });
});

describe("an outage", () => {
  it("is told when mains have been back for WAKEAFTER, with how deep the battery went", () => {
    house = new House();
    house.outages.set("ups@h", { ups: "ups@h", since: 0 });
    house.battery("ups@h", 80);
    house.run(50);
    house.battery("ups@h", 43);
    house.run(50);
    house.mains("ups@h", 44);
    house.run(100);
    expect(house.reports).toEqual([
      expect.objectContaining({
        outage: { ups: "ups@h", since: 0, until: 100_000, charge: 43, runtime: 300 },
        hosts: [],
      }),
    ]);
    expect(house.exited).toBe(true);
  });

  it("nobody is there for when there was none: the process ends", () => {
    house = new House();
    house.run(60);
    expect(house.exited).toBe(true);
    expect(house.reports).toEqual([]);
  });
});

describe("a host on two UPSes", () => {
  function twoFed(): House {
    const house = new House();
    house.battery("a@h");
    house.battery("b@h");
    house.run(60);
    house.add("nas", {}, 20, "a@h");
    house.shutDown("nas", "a@h", ["b@h"]);
    house.run(60);
    return house;
  }

  it("is woken when both have had power for long enough", () => {
    const house = twoFed();
    house.mains("a@h");
    house.run(300);
    expect(house.wakes).toEqual([]);
    house.mains("b@h");
    house.run(300);
    expect(house.wakes).toHaveLength(1);
    expect(house.reports.map(({ outage, hosts }) => [outage.ups, hosts.map(({ end }) => end?.kind)])).toContainEqual([
      "a@h",
      ["back"],
    ]);
  });

  it("is not woken while either fails again", () => {
    const house = twoFed();
    house.mains("a@h");
    house.mains("b@h");
    house.run(30);
    house.battery("b@h");
    house.run(300);
    expect(house.wakes).toEqual([]);
  });

  it("does not wait for ever for one that nobody can ask", () => {
    const house = twoFed();
    house.mains("a@h");
    house.power.set("b@h", undefined);
    house.run(300);
    expect(house.wakes).toEqual([]);
    house.run(600);
    expect(house.wakes).toHaveLength(1);
  });
});
