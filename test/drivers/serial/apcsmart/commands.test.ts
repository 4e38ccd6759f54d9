/** Instant commands: what is sent, what counts as taken, and what must be said twice. */
import { describe, expect, it } from "@jest/globals";
import type { Outcome } from "../../../../src/drivers/types.ts";
import { type ApcBench, openApcBench } from "../../../sim/bench/apc-bench.ts";
import { silent } from "../../../sim/devices/serial-device.ts";
import { smartUps } from "./smart-ups.ts";

const tell = ({ instcmd, run }: ApcBench, cmd: string, param?: string): Promise<Outcome> => run(instcmd(cmd, param));

/** Says it twice, as it must be. */
async function insist(bench: ApcBench, cmd: string, param?: string): Promise<Outcome> {
  await tell(bench, cmd, param);
  await bench.clock.advance(4000);
  return tell(bench, cmd, param);
}

/** A bench on which one poll has told what powers the load. */
async function polled(status = "08", changes: Readonly<Record<string, string | undefined>> = {}): Promise<ApcBench> {
  const bench = await openApcBench(smartUps({ Q: status, ...changes }));
  await bench.run(bench.driver.poll("quick"));
  bench.device.asked.length = 0;
  return bench;
}

describe("a command that the UPS answers", () => {
  it.each([
    ["test.panel.start", "A"],
    ["test.failure.start", "U"],
    ["test.battery.start", "W"],
    ["test.battery.stop", "W"],
    ["bypass.start", "^"],
    ["BYPASS.STOP", "^"],
  ])("%s is %s, and taken with OK", async (cmd, key) => {
    const bench = await polled();
    expect(await tell(bench, cmd)).toBe("handled");
    expect(bench.device.asked).toEqual([key]);
  });

  it.each(["NO", "NA", "", "OKAY"])("is refused with %j", async (answer) => {
    const bench = await polled("08", { W: answer });
    expect(await tell(bench, "test.battery.start")).toBe("failed");
    expect(bench.said).toContainEqual(expect.stringMatching(/^warning: the device answers .* to the command W/));
  });

  it("has failed when nothing comes back", async () => {
    const bench = await polled();
    bench.device.fault = silent;
    expect(await tell(bench, "test.panel.start")).toBe("failed");
  });

  it.each([
    ["beeper.enable", undefined, "unknown"],
    ["test.battery.start", "now", "unknown"],
    ["shutdown.return", "at:1234", "unknown"],
    ["shutdown.return", "later", "unknown"],
  ] as const)("%s %s is %s", async (cmd, param, result) => {
    const bench = await polled();
    expect(await tell(bench, cmd, param)).toBe(result);
    expect(bench.device.asked).toEqual([]);
  });

  it("is invalid where this UPS does not know it", async () => {
    const bench = await polled("08", { a: "3.!$.QWbV" });
    expect(await tell(bench, "bypass.start")).toBe("invalid");
    expect(await tell(bench, "shutdown.return", "at:1")).toBe("invalid");
  });
});

describe("load.on", () => {
  it("is sent twice, and nothing is expected back", async () => {
    const bench = await polled();
    expect(await bench.time(bench.driver.instcmd("load.on"))).toBe(1500);
    expect(bench.device.asked).toEqual(["\x0e", "\x0e"]);
  });

  it("is not sent again when the UPS refuses it", async () => {
    const bench = await polled("08", { "\x0e": "NA" });
    bench.device.table.set("\x0e", "NA\r\n");
    expect(await tell(bench, "load.on")).toBe("failed");
    expect(bench.device.asked).toEqual(["\x0e"]);
  });
});

describe("a calibration", () => {
  it.each([
    ["calibrate.start", "08", ["Q", "D"]],
    ["calibrate.start", "09", ["Q"]],
    ["calibrate.stop", "09", ["Q", "D"]],
    ["calibrate.stop", "08", ["Q"]],
  ])("%s with status %s sends %j", async (cmd, status, sent) => {
    const bench = await polled(status);
    expect(await tell(bench, cmd)).toBe("handled");
    expect(bench.device.asked).toEqual(sent);
  });

  it.each(["NO", "NA"])("that the UPS refuses with %s has failed", async (answer) => {
    expect(await tell(await polled("08", { D: answer }), "calibrate.start")).toBe("failed");
  });

  it("is left alone while the status is not known", async () => {
    const bench = await polled();
    bench.device.table.set("Q", "NA\r\n");
    expect(await tell(bench, "calibrate.start")).toBe("failed");
    expect(bench.device.asked).toEqual(["Q"]);
  });
});

describe("a command that takes the power", () => {
  it.each([
    ["load.off", undefined, ["Z", "Z"]],
    ["shutdown.stayoff", undefined, ["K", "K"]],
    ["shutdown.return", undefined, ["S"]],
    ["shutdown.return", "", ["S"]],
    ["shutdown.return", "CS", ["U", "S"]],
    ["shutdown.return", "at:5", ["@", "0", "0", "5"]],
    ["shutdown.return", "At:012", ["@", "0", "1", "2"]],
  ])("%s %s acts when it comes again after four seconds", async (cmd, param, sent) => {
    const bench = await polled("08");
    bench.device.table.set("K", "OK\r\n");
    expect(await tell(bench, cmd, param)).toBe("handled");
    expect(bench.device.asked).toEqual([]);
    await bench.clock.advance(4000);
    // The second K brings the answer, the first one none.
    bench.device.fault = (command, answer) => (command === "K" && bench.device.asked.length === 1 ? [] : [answer]);
    expect(await tell(bench, cmd, param)).toBe("handled");
    expect(bench.device.asked).toEqual(sent);
  });

  it.each([
    [0, false],
    [2900, false],
    [3000, true],
    [15_000, true],
    [15_900, true],
    [16_000, false],
    [60_000, false],
  ])("after %d ms acts: %s", async (ms, acts) => {
    const bench = await polled("10");
    const start = bench.clock.now();
    void bench.instcmd("shutdown.return");
    await bench.clock.advance(ms);
    void bench.instcmd("shutdown.return");
    await bench.clock.advance(5000);
    expect(bench.clock.now() - start).toBe(ms + 5000);
    expect(bench.device.asked).toEqual(acts ? ["S"] : []);
  });

  it("says what is missing", async () => {
    const bench = await polled();
    await tell(bench, "load.off");
    expect(bench.said).toContain("notice: load.off: nothing is done until it comes again, 3 to 15 s from now");
  });

  it("does not act when it was another one before", async () => {
    const bench = await polled();
    await tell(bench, "shutdown.return");
    await bench.clock.advance(4000);
    await tell(bench, "load.off");
    await bench.clock.advance(4000);
    await tell(bench, "shutdown.return", "cs");
    expect(bench.device.asked).toEqual([]);
  });

  it("acts at once when nobody will say it again", async () => {
    const bench = await polled("10");
    expect(await bench.run(bench.driver.instcmd("shutdown.return"))).toBe("handled");
    expect(bench.device.asked).toEqual(["S"]);
  });

  it.each([
    ["load.off", "NA"],
    ["shutdown.stayoff", "NA"],
  ])("%s is not sent a second time when the UPS answers %s to the first", async (cmd, answer) => {
    const bench = await polled("08");
    bench.device.table.set("Z", `${answer}\r\n`);
    bench.device.table.set("K", `${answer}\r\n`);
    expect(await insist(bench, cmd)).toBe("failed");
    expect(bench.device.asked).toHaveLength(1);
  });

  it("has failed when K stays without an answer, but not Z: the UPS is off", async () => {
    expect(await insist(await polled(), "shutdown.stayoff")).toBe("failed");
    expect(await insist(await polled(), "load.off")).toBe("handled");
  });

  it.each([
    ["OK\r\n", "handled"],
    ["*", "handled"],
    ["!*", "handled"],
    ["OK", "failed"],
    ["NO\r\n", "failed"],
    ["", "failed"],
  ])("is taken or not with the answer %j", async (answer, result) => {
    const bench = await polled("10");
    bench.device.table.set("S", answer);
    expect(await insist(bench, "shutdown.return")).toBe(result);
  });

  it("does not send the digits of @ when the UPS speaks up: they would be commands", async () => {
    const bench = await polled();
    bench.device.fault = (command, answer) => (command === "@" ? [{ text: "NA\r\n", afterMs: 20 }] : [answer]);
    expect(await insist(bench, "shutdown.return", "at:123")).toBe("failed");
    expect(bench.device.asked).toEqual(["@"]);
  });

  it("breaks off two digits that the UPS does not take", async () => {
    const bench = await openApcBench(smartUps());
    expect(await insist(bench, "shutdown.return", "at:12")).toBe("failed");
    expect(bench.device.asked).toEqual(["@", "1", "2", "Y"]);
    expect(bench.answers.orders).toEqual(["@12Y"]);
    const two = await openApcBench(smartUps({}, { digits: 2 }));
    expect(await insist(two, "shutdown.return", "at:12")).toBe("handled");
    expect(two.answers.orders).toEqual(["@12"]);
  });

  it("feigns a power failure for cs only where there are mains, and waits in between", async () => {
    const onBattery = await polled("10");
    await insist(onBattery, "shutdown.return", "cs");
    expect(onBattery.device.asked).toEqual(["S"]);
    const onLine = await polled("08");
    await tell(onLine, "shutdown.return", "cs");
    await onLine.clock.advance(4000);
    expect(await onLine.time(onLine.instcmd("shutdown.return", "cs"))).toBe(3500);
  });
});
