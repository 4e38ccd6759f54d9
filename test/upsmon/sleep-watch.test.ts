import { PassThrough } from "node:stream";
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { type BusMonitor, readSleepLine, watchSleep } from "../../src/upsmon/shell/sleep-watch.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const signal = (value: boolean, member = "PrepareForSleep"): string =>
  `{"type":"signal","endian":"l","flags":1,"version":1,"cookie":77,"timestamp-realtime":1,"sender":":1.5",` +
  `"path":"/org/freedesktop/login1","interface":"org.freedesktop.login1.Manager","member":"${member}",` +
  `"payload":{"type":"b","data":[${value}]}}`;

class FakeMonitor implements BusMonitor {
  readonly output = new PassThrough();
  stopped = false;
  end: (why: string) => void = () => undefined;

  onEnd(ended: (why: string) => void): void {
    this.end = ended;
  }

  stop(): void {
    this.stopped = true;
  }
}

function begin() {
  const clock = new VirtualClock();
  const monitors: FakeMonitor[] = [];
  const news: string[] = [];
  const lines: string[] = [];
  const stop = watchSleep((what) => news.push(what), {
    clock,
    log: createLog((level, line) => lines.push(`${level} ${line}`)),
    start: () => {
      const monitor = new FakeMonitor();
      monitors.push(monitor);
      return monitor;
    },
  });
  return { clock, monitors, news, lines, stop };
}

describe("sleep as logind announces it", () => {
  it("is read from the lines of busctl, and nothing else is", () => {
    expect(readSleepLine(signal(true))).toBe("suspend");
    expect(readSleepLine(signal(false))).toBe("resume");
    expect(readSleepLine(signal(true, "PrepareForShutdown"))).toBeUndefined();
    expect(readSleepLine("Monitoring bus message stream.")).toBeUndefined();
  });

  it("is heard however the lines arrive", async () => {
    const { clock, monitors, news } = begin();
    const text = `${signal(true)}\n${signal(false)}\n`;
    monitors[0]?.output.write(text.slice(0, 60));
    monitors[0]?.output.write(text.slice(60));
    await clock.settle();
    expect(news).toEqual(["suspend", "resume"]);
  });

  it("is listened for again a minute after the monitor ended, and that is said once", async () => {
    const { clock, monitors, news, lines } = begin();
    monitors[0]?.end("busctl ended with 1");
    await clock.advance(60_000);
    monitors[1]?.end("busctl ended with 1");
    await clock.advance(60_000);
    monitors[2]?.output.write(`${signal(true)}\n`);
    await clock.settle();
    expect([monitors.length, news]).toEqual([3, ["suspend"]]);
    expect(lines).toEqual(["info Sleep of this system is not announced to us (busctl ended with 1); the clocks tell"]);
  });

  it("is no longer listened for when stopped", async () => {
    const { clock, monitors, stop } = begin();
    stop();
    monitors[0]?.end("killed");
    await clock.advance(600_000);
    expect([monitors.length, monitors[0]?.stopped]).toEqual([1, true]);
  });
});
