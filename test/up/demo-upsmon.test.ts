import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import { outageReports } from "../../src/hosts/memory/outage-reports.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { watchDemo } from "../../src/up/demo-upsmon.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const server = new ServedUpses();
afterEach(() => server.stop());

describe("the demo's machines", () => {
  it("leave at the stage and by the rule, shut nothing down, and are there for the next outage, one woken and one by itself", async () => {
    server.ups("demo").measure = () => charge;
    let charge = "100";
    server.ups("demo-nas");
    await server.start();
    const clock = new VirtualClock();
    const lines: string[] = [];
    const served = (): Promise<void> => Promise.resolve();
    const power = () =>
      Promise.resolve({ mains: server.ups("demo").status.startsWith("OL"), charge: Number(charge), runtime: 600 });
    const memory = mkdtempSync(join(tmpdir(), "nutts-demo-memory-"));
    const deps = { clock, log: SILENT_LOG, served, power, memory, out: (line: string) => void lines.push(line) };
    const stop = watchDemo({ host: "127.0.0.1", port: server.port }, deps);
    const be = async (status: string, stage: string, left: string, seconds: number): Promise<void> => {
      server.ups("demo").status = status;
      server.ups("demo-nas").status = stage;
      charge = left;
      for (let i = 0; i < seconds * 2; i++) {
        await clock.settle(20);
        await clock.advance(500);
      }
    };
    for (const outage of [1, 2]) {
      await be("OL", "OL", "100", 4);
      await be("OB DISCHRG", "OB DISCHRG", "90", 4);
      await be("OB DISCHRG", "FSD OB DISCHRG", "60", 4);
      await be("OB DISCHRG", "OFF OB DISCHRG", "39", 8);
      await be("OL CHRG", "OL CHRG", "49", 20);
      expect(lines.filter((line) => line.includes("waking"))).toHaveLength(2 * (outage - 1));
      await be("OL CHRG", "OL CHRG", "50", 40);
    }
    await stop();
    const wordsOf = (name: string) =>
      lines.map((line) => new RegExp(`^\\d\\d:\\d\\d:\\d\\d {2}${name} +(\\w+)`).exec(line)?.[1]).filter(Boolean);
    const goes = ["Too", "Executing", "SHUTDOWN", "Dry"];
    const nas = ["ONBATT", "FSD", "UPS", ...goes];
    const pi = ["ONBATT", "UPS", "UPS", ...goes];
    expect([wordsOf("nas"), wordsOf("pi")]).toEqual([
      [...nas, ...nas],
      [...pi, ...pi],
    ]);
    expect(lines.filter((line) => line.includes("Dry run: would now run SHUTDOWNCMD"))).toHaveLength(4);
    expect(lines.slice(-2).map((line) => line.slice(10).trim())).toEqual([
      "waking  nas is told to wake",
      "waking  nas is back",
    ]);
    const reports = outageReports(memory);
    expect(reports.map(({ hosts }) => hosts.map(({ name, end }) => [name, end?.kind]))).toEqual([
      [["nas", "back"]],
      [["nas", "back"]],
    ]);
    rmSync(memory, { recursive: true });
    expect([server.ups("demo").latched, server.logins("demo")]).toEqual([false, 0]);
  });

  it("asks nothing before there are good data, nor says anything when it is stopped until then", async () => {
    server.ups("demo").mood = "stale";
    await server.start();
    const clock = new VirtualClock();
    const said: string[] = [];
    const hear = (line: string): void => void said.push(line);
    let served: () => void = () => undefined;
    const good = new Promise<void>((resolve) => {
      served = resolve;
    });
    const deps = {
      clock,
      log: createLog((_level, line) => hear(line)),
      served: () => good,
      memory: "/nonexistent",
      out: hear,
    };
    const stop = watchDemo({ host: "127.0.0.1", port: server.port }, deps);
    await clock.advance(5000);
    await stop();
    served();
    await clock.settle(20);
    expect([said, server.heard, clock.waiting]).toEqual([[], [], 0]);
  });
});
