/** SHUTDOWNRECORD: what a shutdown leaves for the time after the boot. */
import { describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import { ShutdownRecord } from "../../src/upsmon/shell/shutdown-record.ts";
import { FakeFiles } from "../sim/machine/fake-host.ts";

const PATH = "/var/lib/nut/shutdown";
const BOOT = "/proc/sys/kernel/random/boot_id";
const NOON = Date.UTC(2026, 0, 15, 12);

function machine() {
  const files = new FakeFiles();
  files.texts.set(BOOT, "first\n");
  const lines: string[] = [];
  const clock = { at: NOON, wall: () => clock.at };
  const record = () =>
    new ShutdownRecord(PATH, { files, clock, log: createLog((level, line) => lines.push(`${level}: ${line}`)) });
  const boot = (seconds: number, id: string): void => {
    clock.at += seconds * 1000;
    files.texts.set(BOOT, `${id}\n`);
  };
  /** A shutdown of so many seconds, and power that comes back after an hour. */
  const outage = (seconds: number | undefined, id: string): void => {
    const going = record();
    going.decided("Too few supplies");
    going.commanded("halt", ["ups1@server"]);
    if (seconds !== undefined) {
      clock.at += seconds * 1000;
      record().mark();
    }
    boot(3600, id);
  };
  return { files, lines, clock, record, boot, outage };
}

describe("the record of a shutdown", () => {
  it("says after the boot what happened and how long it took, once", () => {
    const { record, outage } = machine();
    outage(75, "second");
    expect(record().returned()).toEqual({
      report:
        "down at 2026-01-15T12:00:00.000Z, back after 1 h 1 min (Too few supplies); " +
        "told to go off and on again: ups1@server; it took at least 1 min 15 s to go down",
      measured: 75,
    });
    expect(record().returned()).toEqual({ report: undefined, measured: 75 });
  });

  it("has nothing to say in the boot that is going down, however often upsmon is started in it", () => {
    const { record } = machine();
    record().commanded("halt", []);
    expect(record().returned()).toEqual({ report: undefined, measured: undefined });
    record().mark();
    expect(record().returned().report).toBeUndefined();
  });

  it("keeps the slowest of the last ten", () => {
    const { record, outage } = machine();
    const slowest: (number | undefined)[] = [];
    [300, 40, 50, 60, 70, 80, 90, 100, 110, 120, 130].forEach((seconds, i) => {
      outage(seconds, `boot ${i}`);
      slowest.push(record().returned().measured);
    });
    expect(slowest).toEqual([...Array.from({ length: 10 }, () => 300), 130]);
  });

  it("measures nothing where nobody could make a mark, or the clock was set back", () => {
    const { record, outage, clock } = machine();
    outage(undefined, "second");
    expect(record().returned()).toEqual({
      report: expect.stringContaining("nobody could measure"),
      measured: undefined,
    } as unknown);
    outage(-50, "third");
    expect(record().returned().measured).toBeUndefined();
    clock.at = NOON;
    outage(10, "fourth");
    clock.at = 0;
    expect(record().returned().report).not.toContain("back after");
  });

  it("takes the last mark: upsmon's end, or that of the last scripts", () => {
    const { record, boot, clock } = machine();
    record().commanded("halt", []);
    clock.at += 5000;
    record().mark();
    clock.at += 35_000;
    record().mark();
    boot(10, "second");
    expect(record().returned().measured).toBe(40);
  });

  it("forgets a shutdown whose command failed", () => {
    const { record, boot } = machine();
    record().commanded("halt", ["ups1@server"]);
    record().failed();
    boot(10, "second");
    expect(record().returned()).toEqual({ report: undefined, measured: undefined });
  });

  it("says that this machine was restarted, and that no UPS was told to go off", () => {
    const { record, boot } = machine();
    record().commanded("restart", []);
    boot(60, "second");
    expect(record().returned().report).toMatch(/^restarted at .*; no UPS was told to go off and on again;/);
  });

  it("that cannot be written, as on a read-only system, costs a line and nothing else", () => {
    const { record, files, lines, boot } = machine();
    files.readOnly.add(PATH);
    record().commanded("halt", ["ups1@server"]);
    boot(60, "second");
    expect(record().returned()).toEqual({ report: undefined, measured: undefined });
    expect(lines).toEqual([
      expect.stringMatching(
        /^warning: SHUTDOWNRECORD .* cannot be written: .*; what this shutdown takes will not be known$/,
      ),
    ]);
  });

  it.each(["", "{", "[]", "null", '{"measured":"x","last":7}', '{"measured":[-1,"a",null],"last":{"at":"noon"}}'])(
    "that holds %j is taken for an empty one",
    (text) => {
      const { record, files } = machine();
      files.texts.set(PATH, text);
      expect(record().returned()).toEqual({ report: undefined, measured: undefined });
    },
  );
});
