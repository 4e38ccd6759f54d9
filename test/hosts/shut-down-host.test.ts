import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { done, refused, unsure } from "../../src/hosts/host-kind.ts";
import { HostWorld } from "./host-world.ts";

let world: HostWorld;
beforeEach(() => {
  world = new HostWorld();
});
afterEach(() => world.remove());

describe("a host without a client", () => {
  it("is ordered to go, and said to be down when nothing answers three times in a row", async () => {
    const result = await world.shutDown();
    expect(result).toEqual({ kind: "down", text: "it: down after 24 s (ordered)" });
    expect(world.memory.host("it")).toMatchObject({
      ups: "ups@h",
      why: "ONBATT",
      before: "on",
      downAt: expect.any(Number),
    });
  });

  it("is not down because one look was unlucky", async () => {
    world.obey = () => {
      world.goesDownIn(2);
      world.clock.after(5000, () => {
        world.sight = "answers";
      });
      return Promise.resolve(done("ordered"));
    };
    expect(await world.shutDown()).toEqual({ kind: "still-up", text: "it: ordered, and it still answers after 58 s" });
  });

  it("that refuses is still there: its service has ended, and it has not", async () => {
    world.obey = () => {
      world.sight = "refuses";
      return Promise.resolve(done("ordered"));
    };
    expect(await world.shutDown()).toMatchObject({ kind: "still-up" });
  });

  it("is remembered before the order goes out: whoever is killed then forgets nobody", async () => {
    world.obey = () => {
      expect(world.memory.host("it")).toMatchObject({ before: "on" });
      return Promise.resolve(refused("enough"));
    };
    await world.shutDown();
    expect(world.orders).toHaveLength(1);
  });

  it("is told again, with growing pauses, for as long as there is time", async () => {
    world.obey = () => Promise.resolve(unsure("no answer"));
    expect(await world.shutDown()).toEqual({ kind: "failed", text: "it: not shut down: no answer" });
    expect(world.orders).toEqual([0, 2, 6, 14, 30]);
    expect(world.lines).toContain("warning it: no answer; trying again");
  });

  it("is not told again when it is gone: the answer was lost with it", async () => {
    world.obey = () => {
      world.sight = "silent";
      return Promise.resolve(unsure("Connection reset by peer"));
    };
    expect(await world.shutDown()).toMatchObject({
      kind: "down",
      text: expect.stringContaining("it went (Connection reset"),
    });
    expect(world.orders).toHaveLength(1);
  });

  it("is not told again when only a person can mend what is wrong", async () => {
    world.obey = () => Promise.resolve(refused("HTTP 401"));
    expect(await world.shutDown()).toEqual({ kind: "failed", text: "it: not shut down: HTTP 401" });
    expect(world.orders).toHaveLength(1);
  });

  it("that was off before is tried once, said to have been off, and not remembered", async () => {
    world.sight = "silent";
    world.obey = () => Promise.resolve(unsure("No route to host"));
    expect(await world.shutDown()).toEqual({ kind: "was-off", text: "it: was off already (No route to host)" });
    expect(world.orders).toHaveLength(1);
    expect(world.memory.hosts()).toEqual([]);
  });

  it("that looked off and takes the order was there, and is remembered", async () => {
    world.sight = "silent";
    expect(await world.shutDown()).toMatchObject({ kind: "down" });
    expect(world.memory.host("it")).toMatchObject({ before: "unknown" });
  });

  it("that others shut down is not proved to be there by their taking the order", async () => {
    world.sight = "silent";
    const host = world.host("check = port h:22");
    const { address: _, ...kind } = host.kind;
    expect(await world.shutDown({ ...host, kind })).toMatchObject({ kind: "was-off" });
    expect(world.memory.hosts()).toEqual([]);
  });

  it("whose kind knows that it is off is left alone", async () => {
    const host = world.host("", { isDown: () => Promise.resolve(true) });
    expect(await world.shutDown(host)).toEqual({ kind: "was-off", text: "it: was off already" });
    expect(world.orders).toEqual([]);
  });

  it("that is remembered from the outage before, and starts just now, stays remembered", async () => {
    await world.shutDown();
    const known = world.memory.host("it");
    world.obey = () => Promise.resolve(unsure("No route to host"));
    expect(await world.shutDown()).toMatchObject({ kind: "was-off" });
    expect(world.memory.host("it")).toEqual(known);
  });

  const begunBy = (by: string, before: "on" | "off" = "on"): void =>
    void world.memory.keepHost({ name: "it", ups: "ups@h", why: "x", at: 1, before, work: { by, stage: "ordering" } });

  it("that another process is at is left to it", async () => {
    begunBy(String(process.ppid));
    expect(await world.shutDown()).toEqual({ kind: "told", text: `it: process ${process.ppid} is at it already` });
    expect(world.orders).toEqual([]);
    expect(world.memory.host("it")?.work).toBeDefined();
  });

  it("that went while a process was at it which is lost stays remembered", async () => {
    begunBy("4194303");
    world.sight = "silent";
    world.obey = () => Promise.resolve(unsure("No route to host"));
    expect(await world.shutDown()).toMatchObject({ kind: "was-off" });
    expect(world.memory.host("it")).toEqual({ name: "it", ups: "ups@h", why: "x", at: 1, before: "on" });
  });

  it("that had looked off to a process which is lost is not remembered", async () => {
    begunBy("4194303", "off");
    world.sight = "silent";
    world.obey = () => Promise.resolve(unsure("No route to host"));
    await world.shutDown();
    expect(world.memory.hosts()).toEqual([]);
  });

  it("that nobody can look at is told, and that is said", async () => {
    const result = await world.shutDown(world.host("check = none"));
    expect(result).toEqual({ kind: "told", text: "it: ordered; whether it is down is not looked at (no check)" });
    expect(world.memory.hosts()).toHaveLength(1);
  });

  it("that hangs is given up at the end of its time", async () => {
    world.obey = ({ clock, until }) =>
      new Promise((resolve) => clock.after(until - clock.now(), () => resolve(unsure("ssh did not end in time"))));
    expect(await world.shutDown()).toEqual({ kind: "failed", text: "it: not shut down: ssh did not end in time" });
    expect(world.clock.now()).toBe(60_000);
  });

  it("with a client of its own is remembered and not waited for", async () => {
    const host = world.host("", { leavesByItself: true });
    world.obey = () => Promise.resolve(done("it leaves by itself"));
    expect(await world.shutDown(host)).toEqual({ kind: "told", text: "it: it leaves by itself" });
    expect(world.memory.host("it")).toMatchObject({ before: "on" });
    expect(world.clock.now()).toBeLessThan(2000);
  });
});
