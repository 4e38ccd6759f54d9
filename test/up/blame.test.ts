import { AsyncResource } from "node:async_hooks";
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { blamer } from "../../src/up/blame.ts";
import { ownedBy } from "../../src/up/owner.ts";
import { type RunningPart, Supervised } from "../../src/up/supervised.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const LIFE: RunningPart = { failed: new Promise(() => undefined), stop: () => Promise.resolve() };

function process() {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const log = createLog((_level, line) => lines.push(line.split("\n")[0] ?? ""));
  /** What a timer or a connection of each part would run. */
  const work = new Map<string, AsyncResource>();
  const part = (name: string): Supervised => {
    const start = (): Promise<RunningPart> => {
      work.set(name, new AsyncResource(name));
      return Promise.resolve(LIFE);
    };
    const supervised = new Supervised({ name, start }, { clock, log });
    void supervised.run();
    return supervised;
  };
  const parts = { web: part("web"), upsd: part("upsd"), mqtt: part("mqtt") };
  const crashed = blamer({ clock, log, suspects: [parts.web, parts.upsd] });
  const throwIn = (name: string): boolean | undefined =>
    work.get(name)?.runInAsyncScope(() => crashed(new Error(`of ${name}`)));
  return { clock, lines, parts, crashed, throwIn };
}

const again = (name: string): string =>
  `${name}: it is taken for what failed; it is started again in 1 s, the rest goes on`;

describe("an error that nobody caught", () => {
  it.each(["web", "upsd", "mqtt"])("is laid to the part that began what threw it: %s", async (name) => {
    const { clock, lines, throwIn } = process();
    await clock.settle();
    expect(throwIn(name)).toBe(true);
    await clock.settle();
    expect(lines).toEqual([`an error that nobody caught: Error: of ${name}`, again(name)]);
  });

  it("of a part costs the process nothing, however often it comes", async () => {
    const { clock, throwIn, parts } = process();
    await clock.settle();
    for (let i = 0; i < 20; i++) expect(throwIn("mqtt")).toBe(true);
    await clock.settle();
    expect(parts.mqtt.running).toBe(false);
    await clock.advance(1000);
    await clock.settle();
    expect([parts.mqtt, parts.web, parts.upsd].every(({ running }) => running)).toBe(true);
  });

  it("that is nobody's is laid to the dashboard, and to upsd where that does not run", async () => {
    const { clock, lines, crashed } = process();
    await clock.settle();
    expect([crashed(new Error("first"))]).toEqual([true]);
    await clock.settle();
    expect(crashed(new Error("second"))).toBe(true);
    await clock.settle();
    expect(lines.filter((line) => line.includes("started again"))).toEqual([again("web"), again("upsd")]);
  });

  it("that is nobody's ends the process when there have been more than five in a minute", async () => {
    const { clock, crashed } = process();
    const outcomes: boolean[] = [];
    for (let i = 0; i < 6; i++) {
      await clock.advance(2000);
      await clock.settle();
      outcomes.push(crashed(new Error("again")));
    }
    expect(outcomes).toEqual([true, true, true, true, true, false]);
  });

  it("of upsmon below its parent ends the process: another one goes on with what was decided", () => {
    const { crashed } = process();
    expect(ownedBy("process", () => crashed(new Error("of upsmon")))).toBe(false);
  });
});
