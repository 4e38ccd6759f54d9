import { afterEach, describe, expect, it } from "@jest/globals";
import { SILENT_LOG } from "../../src/host/log.ts";
import { watchDemo } from "../../src/up/demo-upsmon.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { VirtualClock } from "../sim/virtual-clock.ts";

const server = new ServedUpses();
afterEach(() => server.stop());

describe("the demo's upsmon", () => {
  it("says what it tells and decides, shuts nothing down, and is there for the next outage", async () => {
    server.ups("demo");
    await server.start();
    const clock = new VirtualClock();
    const lines: string[] = [];
    const stop = watchDemo("127.0.0.1", server.port, { clock, log: SILENT_LOG, out: (line) => void lines.push(line) });
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
    const one = ["ONBATT", "LOWBATT", "SHUTDOWN", "Dry"];
    expect(words).toEqual([...one, ...one]);
    expect(lines.at(-1)).toContain("Dry run: would now run SHUTDOWNCMD: /sbin/shutdown -h +0");
    expect([server.ups("demo").latched, server.logins("demo")]).toEqual([false, 0]);
  });
});
