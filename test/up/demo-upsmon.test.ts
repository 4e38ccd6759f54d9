import { afterEach, describe, expect, it } from "@jest/globals";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { watchDemo } from "../../src/up/demo-upsmon.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const server = new ServedUpses();
afterEach(() => server.stop());

describe("the demo's upsmon", () => {
  it("says what it tells and decides, shuts nothing down, and is there for the next outage", async () => {
    server.ups("demo");
    await server.start();
    const clock = new VirtualClock();
    const lines: string[] = [];
    const deps = { clock, log: SILENT_LOG, served: Promise.resolve(), out: (line: string) => void lines.push(line) };
    const stop = watchDemo("127.0.0.1", server.port, deps);
    const be = async (status: string, seconds: number): Promise<void> => {
      server.ups("demo").status = status;
      for (let i = 0; i < seconds * 2; i++) {
        await clock.settle(20);
        await clock.advance(500);
      }
    };
    for (const _outage of [1, 2]) {
      await be("OL", 4);
      await be("OB DISCHRG", 4);
      await be("OB DISCHRG LB", 6);
      await be("OL CHRG", 40);
    }
    await stop();
    const words = lines.map((line) => /^\d\d:\d\d:\d\d {2}upsmon {2}(\w+)/.exec(line)?.[1]);
    const reasons = ["UPS", "UPS", "Too", "Executing"];
    const one = ["ONBATT", "LOWBATT", ...reasons, "SHUTDOWN", "Dry"];
    expect(words).toEqual([...one, ...one]);
    expect(lines.at(-1)).toContain("Dry run: would now run SHUTDOWNCMD: /sbin/shutdown -h +0");
    expect([server.ups("demo").latched, server.logins("demo")]).toEqual([false, 0]);
  });

  it("asks nothing before there are good data, nor says anything when it is stopped until then", async () => {
    server.ups("demo").mood = "stale";
    await server.start();
    const clock = new VirtualClock();
    const said: string[] = [];
    const hear = (line: string): void => void said.push(line);
    let served: () => void = () => undefined;
    const deps = {
      clock,
      log: createLog((_level, line) => hear(line)),
      served: new Promise<void>((resolve) => {
        served = resolve;
      }),
      out: hear,
    };
    const stop = watchDemo("127.0.0.1", server.port, deps);
    await clock.advance(5000);
    await stop();
    served();
    await clock.settle(20);
    expect([said, server.heard, clock.waiting]).toEqual([[], [], 0]);
  });
});
