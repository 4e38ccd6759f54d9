import { beforeEach, describe, expect, it } from "@jest/globals";
import { syslogSink } from "../../../src/system/log/syslog-sink.ts";
import { FakeRunner } from "../../sim/machine/fake-host.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

describe("syslog through logger", () => {
  let clock: VirtualClock;
  beforeEach(() => {
    clock = new VirtualClock();
  });

  it("feeds one process with a priority before each line", async () => {
    const runner = new FakeRunner();
    const { sink, close } = syslogSink({ runner, clock, name: "upsd", pid: 77 });
    sink("error", "bad", 0);
    sink("info", "fine", 0);
    await close();
    expect(runner.ran).toEqual(["logger --size=8192 --id=77 -t upsd -p daemon.info --prio-prefix"]);
    expect(runner.feeds[0]?.lines).toEqual(["<3>bad", "<6>fine"]);
    expect(runner.feeds[0]?.ended).toBe(true);
  });

  it("says less with -q", () => {
    const runner = new FakeRunner();
    const { sink } = syslogSink({ runner, clock, name: "upsd", pid: 77, quiet: 2 });
    for (const level of ["error", "warning", "notice", "info", "debug"] as const) sink(level, level, 0);
    expect(runner.feeds[0]?.lines).toEqual(["<3>error", "<4>warning", "<5>notice"]);
  });

  it("goes on with plain lines, losing none, where logger does not know priorities", async () => {
    const runner = new FakeRunner();
    const { sink } = syslogSink({ runner, clock, name: "upsd", pid: 77 });
    sink("error", "bad", 0);
    runner.feeds[0]?.exit(1);
    sink("info", "fine", 0);
    expect(runner.ran[1]).toBe("logger -t upsd[77] -p daemon.info");
    expect(runner.feeds[1]?.lines).toEqual(["bad", "fine"]);
  });

  it("knows that it does not work where there is no logger", () => {
    const runner = new FakeRunner();
    const syslog = syslogSink({ runner, clock, name: "upsd", pid: 77 });
    expect(syslog.works).toBe(true);
    runner.feeds[0]?.exit(undefined);
    expect(syslog.works).toBe(false);
  });

  it("starts a logger that has died after days again, with priorities, and not in a hurry", async () => {
    const runner = new FakeRunner();
    const { sink } = syslogSink({ runner, clock, name: "upsd", pid: 77 });
    sink("info", "long ago", 0);
    await clock.advance(86_400_000);
    sink("info", "before", 0);
    runner.feeds[0]?.exit(1);
    sink("info", "after", 0);
    sink("info", "and on", 0);
    expect(runner.feeds[1]?.lines).toEqual(["<6>after", "<6>and on"]);
    await clock.advance(3000);
    runner.feeds[1]?.exit(1);
    sink("info", "too soon", 0);
    await clock.advance(8000);
    sink("info", "again", 0);
    expect(runner.feeds[2]?.lines).toEqual(["<6>again"]);
    expect(runner.feeds).toHaveLength(3);
  });

  it("does not start again for ever", () => {
    const runner = new FakeRunner();
    syslogSink({ runner, clock, name: "upsd", pid: 77 });
    runner.feeds[0]?.exit(1);
    runner.feeds[1]?.exit(1);
    expect(runner.feeds).toHaveLength(2);
  });
});
