/** When tests are due, and what is kept of them. */
import { describe, expect, it } from "@jest/globals";
import { parseUpsmonConf, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import type { Files } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { healthyRecord } from "../../src/upsmon/core/battery-tests/read-record.ts";
import { nextTime, WINDOW_MS, windowFrom } from "../../src/upsmon/core/battery-tests/schedule.ts";
import { keep, newRecord, wornText } from "../../src/upsmon/core/battery-tests/test-record.ts";
import type { Event, TestResult } from "../../src/upsmon/core/step.ts";
import { BatteryTests } from "../../src/upsmon/shell/battery-tests.ts";
import { BatteryTestsFile } from "../../src/upsmon/shell/battery-tests-file.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const UPS = "ups1@server";
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const confOf = (...lines: readonly string[]) =>
  parseUpsmonConf([`MONITOR ${UPS} 1 local secret primary`, ...lines].join("\n"));

const scheduleOf = (words: string) => {
  const [test] = confOf(`BATTERYTEST ${UPS} quick ${words}`).batteryTests;
  if (!test) throw new Error(`${words} is no schedule`);
  return test.schedule;
};

/** Local. */
const at = (text: string): number => new Date(text).getTime();
const local = (time: number): string => {
  const two = (part: number): string => String(part).padStart(2, "0");
  const date = new Date(time);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};

describe("a schedule", () => {
  it.each([
    ["daily", "2026-01-15T12:00", "2026-01-16T03:00"],
    ["daily 23:30", "2026-01-15T12:00", "2026-01-15T23:30"],
    ["weekly", "2026-01-15T12:00", "2026-01-18T03:00"],
    ["weekly Thu 12:30", "2026-01-15T12:00", "2026-01-15T12:30"],
    ["weekly thursday 11:30", "2026-01-15T12:00", "2026-01-22T11:30"],
    ["monthly", "2026-01-15T12:00", "2026-02-01T03:00"],
    ["monthly 31", "2026-02-01T00:00", "2026-03-31T03:00"],
    ["quarterly 2", "2026-01-15T12:00", "2026-04-02T03:00"],
    ["yearly 15 jun 4:05", "2026-07-01T00:00", "2027-06-15T04:05"],
    ["yearly 29 feb", "2026-07-01T00:00", "2028-02-29T03:00"],
  ])("%s comes after %s at %s", (words, after, next) => {
    expect(local(nextTime(scheduleOf(words), at(after)))).toBe(next);
  });

  it.each([
    ["hourly", '"hourly" is no schedule'],
    ["weekly noon", "is no schedule"],
    ["monthly 32", "is no schedule"],
    ["daily 25:00", "is no schedule"],
    ["weekly sun mon", "is no schedule"],
    ["yearly 30 feb", "never comes"],
    ["quarterly 31 03:00 x", "is no schedule"],
  ])("cannot be %s", (words, says) => {
    const { batteryTests, problems } = confOf(`BATTERYTEST ${UPS} quick ${words}`);
    expect(batteryTests).toEqual([]);
    expect(problems.map(({ text }) => text).join()).toContain(says);
  });

  it("is tried again at the same time of the next day where its window has gone by", () => {
    const schedule = scheduleOf("monthly 15 04:00");
    const due = at("2026-01-15T04:00");
    const of = (now: string): string => local(windowFrom(schedule, due, at(now)).from);
    expect(of("2026-01-10T00:00")).toBe("2026-01-15T04:00");
    expect(of("2026-01-15T05:59")).toBe("2026-01-15T04:00");
    expect(of("2026-01-15T06:00")).toBe("2026-01-16T04:00");
    expect(of("2026-01-20T13:00")).toBe("2026-01-21T04:00");
  });
});

describe("lines that cannot be", () => {
  const textsOf = (...lines: readonly string[]): string =>
    confOf(...lines)
      .problems.map(({ text }) => text)
      .join("\n");

  it("are of a UPS that no MONITOR line has, of no test, and a limit without a test", () => {
    expect(textsOf("BATTERYTEST other@server quick daily")).toContain("no MONITOR line has other@server");
    expect(textsOf(`BATTERYTEST ${UPS} long daily`)).toContain('"long" is no battery test');
    expect(textsOf("BATTERYHEALTH 70")).toContain("BATTERYHEALTH has no effect without BATTERYTEST");
  });
});

const result = (more: Partial<TestResult> = {}): TestResult => ({
  test: "deep",
  verdict: "passed",
  text: "Done and passed",
  given: { seconds: 600, work: 200, from: 100, charge: 40, runtime: 400, load: 40 },
  capacity: { seconds: 333, depth: 0.6, load: 40 },
  ...more,
});

describe("what is kept of a test", () => {
  it("is its result, and from the second on the health, against the first capacity", () => {
    const first = keep(newRecord(0), result(), 1000);
    expect(first.kept.health).toBeUndefined();
    const second = keep(first.record, result({ capacity: { seconds: 200, depth: 0.6, load: 40 } }), 2000);
    expect(second.kept.health).toEqual({ percent: 60, confidence: 73 });
    expect(wornText(second.kept, 80)).toBe("60 % of the first measured capacity (confidence 73 %), below 80 %");
    expect(wornText(second.kept, 50)).toBeUndefined();
  });

  it("makes no battery worn that was hardly used", () => {
    const { record } = keep(newRecord(0), result(), 1000);
    const { kept } = keep(record, result({ capacity: { seconds: 100, depth: 0.06, load: 40 } }), 2000);
    expect(kept.health?.confidence).toBeLessThan(60);
    expect(wornText(kept, 80)).toBeUndefined();
  });

  it("begins anew with a battery that is far better than the first", () => {
    const { record } = keep(newRecord(0), result({ capacity: { seconds: 150, depth: 0.6, load: 40 } }), 1000);
    expect(keep(record, result(), 2000).record.first?.seconds).toBe(333);
  });

  it("is bounded", () => {
    let record = newRecord(0);
    for (let i = 0; i < 100; i++) record = keep(record, result(), i).record;
    expect(record.results).toHaveLength(30);
  });
});

/** Files in memory. */
function memory(): Files & { text: string | undefined; writes: number } {
  const files = {
    text: undefined as string | undefined,
    writes: 0,
    read: () => files.text,
    replace: (_path: string, text: string | Uint8Array) => {
      files.text = String(text);
      files.writes++;
    },
    remove: () => undefined,
    mode: () => undefined,
  };
  return files;
}

function rig(conf: UpsmonConf, files = memory(), clock = new VirtualClock(at("2026-01-15T12:00"))) {
  const lines: string[] = [];
  const events: Event[] = [];
  const log = createLog((level, line) => lines.push(`${level}: ${line}`));
  const tests = new BatteryTests(conf, {
    clock,
    file: new BatteryTestsFile("/var/lib/nut/upsmon.batterytests", files, log),
    now: () => clock.now(),
    send: (event) => events.push(event),
  });
  tests.begin(conf, new Promise(() => undefined));
  return { clock, tests, files, events, lines, due: () => events.filter(({ kind }) => kind === "test-due") };
}

describe("upsmon", () => {
  it("keeps nothing and asks for nothing without a BATTERYTEST line", async () => {
    const { clock, events, files } = rig(confOf());
    await clock.advance(40 * DAY);
    expect(events).toEqual([]);
    expect(files.writes).toBe(0);
    expect(clock.waiting).toBe(0);
  });

  it("says when a test is due, once in each window, until it was made", async () => {
    const { clock, tests, due } = rig(confOf(`BATTERYTEST ${UPS} quick weekly fri 04:00`));
    await clock.advance(15 * HOUR);
    expect(due()).toEqual([]);
    await clock.advance(3 * HOUR);
    expect(due()).toEqual([{ kind: "test-due", ups: UPS, test: "quick", until: 16 * HOUR + WINDOW_MS }]);
    tests.hear({ kind: "test-ended", ups: UPS, result: result({ test: "quick", verdict: "missed" }) });
    await clock.advance(DAY);
    expect(due()).toHaveLength(2);
    tests.hear({ kind: "test-ended", ups: UPS, result: result({ test: "quick" }) });
    await clock.advance(5 * DAY);
    expect(due()).toHaveLength(2);
    await clock.advance(DAY);
    expect(due()).toHaveLength(3);
  });

  it("remembers outages, results and a test that was left behind, over a restart", async () => {
    const conf = confOf(`BATTERYTEST ${UPS} deep monthly 20`);
    const before = rig(conf);
    expect(before.events).toEqual([{ kind: "test-known", ups: UPS, outage: 0, left: undefined }]);
    await before.clock.advance(HOUR);
    before.tests.hear({ kind: "outage-seen", ups: UPS });
    await before.clock.advance(HOUR);
    before.tests.hear({ kind: "start-test", ups: UPS, test: "deep" });
    const after = rig(conf, before.files, before.clock);
    expect(after.events).toEqual([{ kind: "test-known", ups: UPS, outage: HOUR, left: "deep" }]);
    const again = rig(conf, before.files, before.clock);
    expect(again.events).toEqual([{ kind: "test-known", ups: UPS, outage: HOUR, left: undefined }]);
  });

  it("keeps when each is due next, for whoever shows it, and writes it when it changes", async () => {
    const { clock, tests, files } = rig(
      confOf(`BATTERYTEST ${UPS} quick weekly fri 04:00`, `BATTERYTEST ${UPS} deep monthly 20`),
    );
    const next = () => new Map(healthyRecord(files.text ?? "")).get(UPS)?.next;
    expect(next()).toEqual({ quick: at("2026-01-16T04:00"), deep: at("2026-01-20T03:00") });
    const { writes } = files;
    await clock.advance(2 * HOUR);
    expect(files.writes).toBe(writes);
    await clock.advance(15 * HOUR);
    tests.hear({ kind: "test-ended", ups: UPS, result: result({ test: "quick" }) });
    await clock.advance(HOUR);
    expect(next()).toEqual({ quick: at("2026-01-23T04:00"), deep: at("2026-01-20T03:00") });
  });

  it("does not disturb a test that is under way when it reads its file again", () => {
    const conf = confOf(`BATTERYTEST ${UPS} deep monthly`);
    const { tests, events } = rig(conf);
    tests.hear({ kind: "start-test", ups: UPS, test: "deep" });
    tests.configure(conf);
    expect(events).toHaveLength(1);
  });

  it("tells of the result, of the runtime measured, and of a worn battery", () => {
    const { tests, events } = rig(confOf(`BATTERYTEST ${UPS} deep monthly`));
    const judged = (): readonly Event[] => events.filter(({ kind }) => kind === "test-judged");
    tests.hear({ kind: "test-ended", ups: UPS, result: result() });
    tests.hear({
      kind: "test-ended",
      ups: UPS,
      result: result({ verdict: "failed", text: "Battery bad", capacity: { seconds: 200, depth: 0.6, load: 40 } }),
    });
    expect(judged()).toEqual([
      {
        kind: "test-judged",
        ups: UPS,
        failed: false,
        text: "the deep test of its battery is passed: Done and passed; 60 % of the charge lasted 600 s at 40 % load, all of it about 1000 s",
        worn: undefined,
      },
      {
        kind: "test-judged",
        ups: UPS,
        failed: true,
        text: expect.stringContaining("is FAILED: Battery bad"),
        worn: "60 % of the first measured capacity (confidence 73 %), below 80 %",
      },
    ]);
  });

  it.each(["rubbish", "[1]", '{"ups1@server":7}', '{"ups1@server":{"since":"x"}}'])(
    "begins anew with %s on disk",
    (text) => {
      const files = memory();
      files.text = text;
      expect(rig(confOf(`BATTERYTEST ${UPS} quick daily`), files).events).toEqual([
        { kind: "test-known", ups: UPS, outage: 0, left: undefined },
      ]);
    },
  );
});
