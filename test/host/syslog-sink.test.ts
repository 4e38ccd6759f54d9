import { describe, expect, it } from "@jest/globals";
import { syslogSink } from "../../src/host/syslog-sink.ts";
import { FakeRunner } from "../sim/fake-host.ts";

describe("syslog through logger", () => {
  it("feeds one process with a priority before each line", async () => {
    const runner = new FakeRunner();
    const { sink, close } = syslogSink({ runner, name: "upsd", pid: 77 });
    sink("error", "bad", 0);
    sink("info", "fine", 0);
    await close();
    expect(runner.ran).toEqual(["logger --id=77 -t upsd -p daemon.info --prio-prefix"]);
    expect(runner.feeds[0]?.lines).toEqual(["<3>bad", "<6>fine"]);
    expect(runner.feeds[0]?.ended).toBe(true);
  });

  it("says less with -q", () => {
    const runner = new FakeRunner();
    const { sink } = syslogSink({ runner, name: "upsd", pid: 77, quiet: 2 });
    for (const level of ["error", "warning", "notice", "info", "debug"] as const) sink(level, level, 0);
    expect(runner.feeds[0]?.lines).toEqual(["<3>error", "<4>warning", "<5>notice"]);
  });

  it("goes on with plain lines, losing none, where logger does not know priorities", async () => {
    const runner = new FakeRunner();
    const { sink } = syslogSink({ runner, name: "upsd", pid: 77 });
    sink("error", "bad", 0);
    runner.feeds[0]?.exit(1);
    sink("info", "fine", 0);
    expect(runner.ran[1]).toBe("logger -t upsd[77] -p daemon.info");
    expect(runner.feeds[1]?.lines).toEqual(["bad", "fine"]);
  });

  it("does not start again for ever", () => {
    const runner = new FakeRunner();
    syslogSink({ runner, name: "upsd", pid: 77 });
    runner.feeds[0]?.exit(1);
    runner.feeds[1]?.exit(1);
    expect(runner.feeds).toHaveLength(2);
  });
});
