import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../../src/system/log/log.ts";
import { debugTag, stderrIsJournal, stderrSink } from "../../../src/system/log/stderr-sink.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";

function sinkOf(journal: boolean, debugLevel: number) {
  const clock = new VirtualClock();
  let said = "";
  const sink = stderrSink({
    clock,
    journal,
    debugLevel: () => debugLevel,
    write: (text) => {
      said += text;
    },
  });
  return { clock, sink, said: () => said };
}

describe("log lines on standard error", () => {
  it("are bare without debugging", () => {
    const { sink, said } = sinkOf(false, 0);
    sink("warning", "listening on 127.0.0.1 port 3493", 0);
    expect(said()).toBe("listening on 127.0.0.1 port 3493\n");
  });

  it("carry seconds and microseconds since the first one with debugging", async () => {
    const { clock, sink, said } = sinkOf(false, 1);
    sink("info", "first", 0);
    await clock.advance(12_345);
    sink("info", "second", 0);
    expect(said()).toBe("   0.000000\tfirst\n  12.345000\tsecond\n");
  });

  it("carry syslog priorities under the journal, and no time of their own", () => {
    const { sink, said } = sinkOf(true, 3);
    sink("error", "bad", 0);
    sink("debug", "[D1:upsd] deep", 1);
    expect(said()).toBe("<3>bad\n<7>[D1:upsd] deep\n");
  });
});

describe("debug lines", () => {
  it("name their depth and the program", () => {
    const tag = debugTag("upsd", {}, 12);
    expect(tag("text", 2)).toBe("[D2:upsd] text");
    expect(tag("text", 0)).toBe("text");
  });

  it("name the process too when NUT_DEBUG_PID is set", () => {
    expect(debugTag("upsd", { NUT_DEBUG_PID: "" }, 12)("text", 1)).toBe("[D1:12:upsd] text");
  });

  it("reach the sink with their depth, and only up to the level", () => {
    const seen: (readonly [string, number])[] = [];
    const log = createLog((_level, line, depth) => seen.push([line, depth]), 2);
    log.debug(2, "said");
    log.debug(3, "not said");
    log.child("ups1: ").debug(1, () => "lazy");
    expect(seen).toEqual([
      ["said", 2],
      ["ups1: lazy", 1],
    ]);
  });
});

describe("the journal on standard error", () => {
  const stat = () => ({ dev: 8, ino: 1234 });

  it("is recognised by device and inode", () => {
    expect(stderrIsJournal({ JOURNAL_STREAM: "8:1234" }, stat)).toBe(true);
  });

  it("is not there when standard error has been redirected, or nothing says so", () => {
    expect(stderrIsJournal({ JOURNAL_STREAM: "8:99" }, stat)).toBe(false);
    expect(stderrIsJournal({ JOURNAL_STREAM: "nonsense" }, stat)).toBe(false);
    expect(stderrIsJournal({}, stat)).toBe(false);
  });

  it("is not there when standard error is closed", () => {
    const closed = () => {
      throw new Error("EBADF");
    };
    expect(stderrIsJournal({ JOURNAL_STREAM: "8:1234" }, closed)).toBe(false);
  });
});
