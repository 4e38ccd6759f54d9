import { readFileSync } from "node:fs";
import { describe, expect, it } from "@jest/globals";
import { definitionPath } from "../../../src/drivers/dummy/simulated-driver.ts";
import { DeviceError, type Reading } from "../../../src/drivers/types.ts";
import { type Bench, benchOf, served, valueIn } from "./bench.ts";

const fixture = (name: string): string =>
  readFileSync(new URL(`../../fixtures/dummy/${name}`, import.meta.url), "utf8");

const PORT = "/ups/file.dev";

async function opened(text: string, values: Readonly<Record<string, string>> = {}): Promise<Bench> {
  const bench = benchOf({ port: PORT, ...values });
  bench.files.write(values.port ?? PORT, text);
  await bench.driver.open(bench.wake);
  return bench;
}

const poll = ({ driver }: Bench): Promise<Reading> => driver.poll("full");

/** A poll with the file looked at: the first one after opening or setting only tells what is there. */
async function settledPoll(bench: Bench): Promise<Reading> {
  await poll(bench);
  return poll(bench);
}

describe("dummy-ups with a definition file", () => {
  /** The `.served` files hold what dummy-ups of NUT 2.8.5 served for the same definition. */
  it.each(["line-interactive", "odd-lines"])("serves %s.dev exactly as the C driver does", async (name) => {
    const bench = await opened(fixture(`${name}.dev`));
    const fromCore = "device.type\tups\t-";
    const expected = fixture(`${name}.served`).trimEnd().split("\n");
    expect(served(await poll(bench))).toEqual(expected.filter((line) => line !== fromCore));
  });

  it("serves a maker, a model and an empty status where the file says nothing", async () => {
    const bench = await opened("");
    expect(served(await poll(bench))).toEqual([
      "device.mfr\tDummy Manufacturer\t-",
      "device.model\tDummy UPS\t-",
      "ups.mfr\tDummy Manufacturer\tRW STRING:32",
      "ups.model\tDummy UPS\tRW STRING:32",
      "ups.status\t\tRW STRING:32",
    ]);
  });

  it("tells its way of working and where its file is", async () => {
    const bench = benchOf({ port: PORT });
    bench.files.write(PORT, "");
    const identity = await bench.driver.open(bench.wake);
    expect(identity.title).toContain(PORT);
    expect([...(identity.published ?? [])]).toEqual([["driver.parameter.mode", "dummy-once"]]);
  });

  it("offers load.off, executes no command, and cannot shut down", async () => {
    const bench = await opened("");
    expect((await poll(bench)).commands).toEqual(["load.off"]);
    expect(await bench.driver.instcmd("load.off")).toBe("unknown");
    expect(await bench.driver.killpower()).toBe("failed");
    expect(bench.said).toContain("error: shutdown not supported");
  });

  it("names the line it cannot read", async () => {
    const bench = await opened('ups.id: x\nups.model: "# 1"\n');
    expect(bench.said.join("\n")).toContain(`${PORT}:2:`);
  });
});

describe("a file that is read once", () => {
  it("is read again only when it changes, and keeps what it no longer says", async () => {
    const bench = await opened("ups.load: 10\nups.id: x\n");
    await settledPoll(bench);
    await poll(bench);
    expect(bench.files.reads).toBe(1);
    bench.files.write(PORT, "ups.load: 20\n");
    const reading = await poll(bench);
    expect(valueIn(reading, "ups.load")).toBe("20");
    expect(valueIn(reading, "ups.id")).toBe("x");
    expect(bench.files.reads).toBe(2);
  });

  it("keeps what a client has set until then", async () => {
    const bench = await opened("ups.load: 10\n");
    expect(await bench.driver.setvar("ups.load", "99")).toBe("handled");
    expect(valueIn(await settledPoll(bench), "ups.load")).toBe("99");
    bench.files.write(PORT, "ups.load: 20\n");
    expect(valueIn(await poll(bench), "ups.load")).toBe("20");
  });

  it("is stale while the file is away, and is read again when it is back unchanged", async () => {
    const bench = await opened("ups.load: 10\n");
    await bench.driver.setvar("ups.load", "99");
    await poll(bench);
    bench.files.remove(PORT);
    await expect(poll(bench)).rejects.toMatchObject({ fault: "stale" });
    bench.files.write(PORT, "ups.load: 10\n");
    expect(valueIn(await poll(bench), "ups.load")).toBe("10");
  });

  it("cannot be opened when there is no file, and the error names it", async () => {
    const bench = benchOf({ port: PORT });
    const error: unknown = await bench.driver.open(bench.wake).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(DeviceError);
    expect(error).toMatchObject({ fault: "absent", message: expect.stringContaining(PORT) });
  });
});

describe("a sequence", () => {
  const SEQ = "/ups/outage.seq";

  it("goes through its steps at its timers, and begins again with the poll after its end", async () => {
    const bench = await opened(fixture("outage.seq"), { port: SEQ });
    const story: (string | undefined)[] = [];
    let last = await poll(bench);
    for (let second = 0; second <= 70; second++) {
      const before = bench.wakes();
      story.push(valueIn(last, "ups.status"));
      await bench.clock.advance(1000);
      if (bench.wakes() > before || second % 2 === 0) last = await poll(bench);
    }
    const changes = story.flatMap((status, second) => (status === story[second - 1] ? [] : [[second, status]]));
    expect(changes).toEqual([
      [0, "OL"],
      [10, "OB DISCHRG"],
      [30, "ALARM OB DISCHRG LB"],
      [35, "OL CHRG"],
      [67, "OL"],
    ]);
  });

  it("has its alarm text while the alarm lasts", async () => {
    const bench = await opened("ALARM a\nTIMER 1\nALARM b\nTIMER 1\nALARM\nTIMER 9\n", { port: SEQ });
    const alarms: (string | undefined)[] = [];
    for (let i = 0; i < 3; i++) {
      alarms.push(valueIn(await poll(bench), "ups.alarm"));
      await bench.clock.advance(1000);
    }
    expect(alarms).toEqual(["a", "a b", undefined]);
  });

  it("shows what a client has set until the file is read again", async () => {
    const bench = await opened("ups.load: 10\n", { port: SEQ });
    await bench.driver.setvar("ups.load", "99");
    expect(valueIn(await poll(bench), "ups.load")).toBe("99");
    expect(valueIn(await poll(bench), "ups.load")).toBe("10");
  });

  it("leaves no timer behind when it is closed", async () => {
    const bench = await opened("TIMER 60\n", { port: SEQ });
    expect(bench.clock.waiting).toBe(1);
    await bench.driver.close();
    expect(bench.clock.waiting).toBe(0);
  });

  /** As dummy-ups of NUT 2.8.5 went through the same file, second by second after the start. */
  it("adds CHRG and DISCHRG by the charge where the file is silent, until the next status line", async () => {
    const bench = await opened(fixture("story.seq"), { port: SEQ });
    const story: [number, ...(string | undefined)[]][] = [];
    for (let second = 0; second < 36; second++) {
      const reading = await poll(bench);
      const now = ["ups.status", "ups.alarm", "battery.charge"].map((name) => valueIn(reading, name));
      if (now.join() !== story.at(-1)?.slice(1).join()) story.push([second, ...now]);
      await bench.clock.advance(1000);
    }
    expect(story).toEqual([
      [0, "OL", undefined, "50"],
      [4, "OL CHRG", undefined, "51"],
      [12, "OB", undefined, "51"],
      [16, "ALARM OB LB DISCHRG", "low", "40"],
      [20, "OL CHRG", undefined, "40"],
      [26, "OL CHRG", undefined, "50"],
      [30, "OL CHRG", undefined, "51"],
    ]);
  });
});

describe("setting variables of a simulated device", () => {
  it("is told at once", async () => {
    const bench = await opened("ups.id: x\n");
    const before = bench.wakes();
    await bench.driver.setvar("ups.id", "y");
    expect(bench.wakes()).toBe(before + 1);
  });

  it("takes a status as tokens and keeps an active alarm in front", async () => {
    const bench = await opened("ALARM hot\nups.status: OL\n");
    await bench.driver.setvar("ups.status", "OB LB OB");
    expect(valueIn(await poll(bench), "ups.status")).toBe("ALARM OB LB");
  });

  it("does not take a charge that was set for one that moved", async () => {
    const bench = await opened("battery.charge: 50\nups.status: OL\n");
    await settledPoll(bench);
    await bench.driver.setvar("battery.charge", "40");
    for (let i = 0; i < 3; i++) {
      expect(valueIn(await poll(bench), "ups.status")).toBe("OL");
    }
  });

  it("withdraws a variable that is set to nothing", async () => {
    const bench = await opened("ups.id: x\n");
    await bench.driver.setvar("ups.id", "");
    expect(valueIn(await poll(bench), "ups.id")).toBeUndefined();
  });

  it("matches names without regard to case and keeps the first spelling", async () => {
    const bench = await opened("Ups.Id: x\n");
    await bench.driver.setvar("ups.id", "y");
    expect(served(await poll(bench))).toContain("Ups.Id\ty\tRW STRING:16");
  });
});

describe("the way of working", () => {
  it.each([
    ["/a/x.dev", undefined, "dummy-once"],
    ["/a/x.seq", undefined, "dummy-loop"],
    ["/a/x.txt", undefined, "dummy"],
    ["/a/x.dev", "dummy-loop", "dummy-loop"],
    ["/a/x.seq", "dummy-once", "dummy-once"],
    ["/a/x.dev", "dummy", "dummy"],
    ["/a/x.dev", "meta", "dummy-once"],
    ["ups@host", "dummy-once", "dummy-once"],
  ])("of port %s with mode %s is %s", async (port, mode, expected) => {
    const bench = benchOf({ port, ...(mode === undefined ? {} : { mode }) });
    bench.files.write(definitionPath(port), "");
    const { published } = await bench.driver.open(bench.wake);
    expect(published?.get("driver.parameter.mode")).toBe(expected);
  });

  it("finds files in the configuration folder, from the root, and from the working directory", () => {
    expect(definitionPath("x.dev", "/etc/nut")).toBe("/etc/nut/x.dev");
    expect(definitionPath("sub/x.dev", "/etc/nut")).toBe("/etc/nut/sub/x.dev");
    expect(definitionPath("/srv/x.dev", "/etc/nut")).toBe("/srv/x.dev");
    expect(definitionPath("./x.dev", "/etc/nut")).toBe(`${process.cwd()}/x.dev`);
  });
});
