import { mkdtempSync, readFileSync, renameSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { compileFormat, variablesOf, writeLine } from "../../src/clients/upslog/format.ts";
import { logPlan } from "../../src/clients/upslog/plan.ts";
import { runUpslog } from "../../src/clients/upslog/program.ts";
import { nextPoll, Sleeper } from "../../src/clients/upslog/schedule.ts";
import { strftime } from "../../src/clients/upslog/strftime.ts";
import { UPSLOG } from "../../src/commands/upslog.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const VALUES = new Map([["ups.status", "OL"]]);
const moment = {
  date: new Date(2026, 0, 5, 7, 8, 9),
  host: "here",
  ups: "ups@there",
  pid: 77,
  value: (name: string) => VALUES.get(name),
};
const written = (format: string): string => writeLine(compileFormat(format), moment);

describe("a format of upslog", () => {
  it.each([
    ["a%%b%tc", "a%b\tc"],
    ["%HOST% %UPSHOST% %PID%", "here ups@there 77"],
    ["%hostname%", "here"],
    ["[%VAR ups.status%] %VAR no.such%", "[OL] NA"],
    ["%VAR status% %VAR%", "INVALID INVALID"],
    ["%TIME @Y@m@d @H@M@S%", "20260105 070809"],
    ["%TIME%", "INVALID"],
    ["%ETIME%", String(moment.date.getTime() / 1000)],
    ["%NEWS%", "INVALID"],
    ["100% sure", "100INVALID sure"],
  ])("%j gives %j", (format, line) => {
    expect(written(format)).toBe(line);
  });

  it("names each variable once", () => {
    expect(variablesOf(compileFormat("%VAR a.b% %VAR c.d% %VAR a.b% %VAR old%"))).toEqual(["a.b", "c.d"]);
  });

  it("never throws", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(..."%VARTIMEHOST @.tYm a") }),
        (format) => typeof written(format) === "string",
      ),
    );
  });
});

describe("time in a format", () => {
  const sunday = new Date(2027, 0, 3, 0, 5, 9);

  it.each([
    ["%a %A %b %B %h", "Sun Sunday Jan January Jan"],
    ["%F %T %R %D", "2027-01-03 00:05:09 00:05 01/03/27"],
    ["%c|%x|%X", "Sun Jan  3 00:05:09 2027|01/03/27|00:05:09"],
    ["%d %e %-d %_d %0e %j %C %y", "03  3 3  3 03 003 20 27"],
    ["%I %l %p %P %r", "12 12 AM am 12:05:09 AM"],
    ["%G-%V %g %U %W %u %w", "2026-53 26 01 00 7 0"],
    ["%^a %Ey %Od %n%t%%", "SUN 27 03 \n\t%"],
    ["%Q %", "%Q %"],
  ])("%j is %j", (format, text) => {
    expect(strftime(format, sunday)).toBe(text);
  });
});

describe("the plan of upslog", () => {
  const plan = (...argv: readonly string[]) => logPlan(lineOf(UPSLOG.table, ...argv), () => undefined);

  it("takes -s and -l, tuples, and the old style", () => {
    expect(plan("-s", "a", "-l", "x").entries).toMatchObject([{ monhost: "a", file: "x" }]);
    expect(
      plan("-m", "a@h:1,x", "-m", "b,-", "-s", "c", "-l", "y").entries.map(({ monhost, file }) => [monhost, file]),
    ).toEqual([
      ["a@h:1", "x"],
      ["b", "-"],
      ["c", "y"],
    ]);
    expect(plan("a", "x", "7", "%PID%", "end")).toMatchObject({
      interval: 7,
      format: "%PID% end ",
      entries: [{ file: "x" }],
    });
  });

  it("puts the UPS in front with -N", () => {
    expect(plan("-N", "-f", "x", "-m", "a,-").format).toBe("%UPSHOST%%tx");
  });

  it.each([
    [["-s", "a"], /^No file to log into: write -s <system> -l <logfile>/],
    [["-l", "a"], /^No UPS to log: write/],
    [[], /^No UPS to log: write/],
    [["-m", "a"], /^-m a: write <system>,<logfile>/],
    [["-m", "a,b,c"], /^-m a,b,c: write/],
    [["-m", ",b"], /invalid UPS definition: the UPS has no name/],
    [["-m", "a,-", "-i", "soon"], /the interval soon is not a number of seconds/],
  ])("refuses %j", (argv, text) => {
    expect(() => plan(...argv)).toThrow(text);
  });

  it("takes a count that is no number for none, and says so", () => {
    const said: string[] = [];
    expect(logPlan(lineOf(UPSLOG.table, "-d", "x", "-m", "a,-"), (text) => said.push(text)).count).toBe(0);
    expect(said).toEqual(["-d x is ignored: it is not a number of updates"]);
  });
});

describe("the rhythm of upslog", () => {
  it("writes at once, then every interval, whatever an update takes", () => {
    expect(nextPoll(0, 1000, 5000)).toEqual({ wait: 0, next: 6000 });
    expect(nextPoll(6000, 1500, 5000)).toEqual({ wait: 4500, next: 11_000 });
    expect(nextPoll(6000, 9000, 5000)).toEqual({ wait: 0, next: 14_000 });
  });

  it("wakes before its time, also when woken while nobody slept", async () => {
    const clock = new VirtualClock();
    const sleeper = new Sleeper(clock);
    const sleeping = sleeper.sleep(5000);
    sleeper.wake();
    await sleeping;
    sleeper.wake();
    await sleeper.sleep(5000);
    expect(clock.waiting).toBe(0);
  });
});

describe("upslog", () => {
  const pairs = new Pairs();
  const folders: string[] = [];
  afterEach(async () => {
    await pairs.end();
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
  });

  const server = () =>
    pairs.server(
      noTls,
      saysGoodbye,
      serves({ one: { vars: { "ups.status": "OL" } }, two: { vars: { "ups.status": "OB" } } }),
    );

  async function start(...argv: readonly string[]) {
    const { port } = await server();
    const host = new FakeHost();
    const io = new FakeIo({ NUT_PIDPATH: "/pids" });
    const words = argv.map((word) => word.replace("HERE", `127.0.0.1:${port}`));
    return { port, host, io, ended: runUpslog(lineOf(UPSLOG.table, ...words), io, UPSLOG.table, host) };
  }

  it("logs every UPS of a host so many times, and ends", async () => {
    const { port, host, io, ended } = await start(
      "-m",
      "*@HERE,-",
      "-i",
      "1",
      "-d",
      "2",
      "-f",
      "%UPSHOST% %VAR ups.status%",
    );
    await until(() => io.stdout.includes("OB"));
    await host.clock.advance(1000);
    expect(await ended).toBe(0);
    const [two, one] = [`two@127.0.0.1:${port}`, `one@127.0.0.1:${port}`];
    expect(io.stdout.split("\n").slice(1)).toEqual([
      `logging status of ${two} to stdout (1s intervals)`,
      `logging status of ${one} to stdout (1s intervals)`,
      `${two} OB`,
      `${one} OL`,
      `${two} OB`,
      `${one} OL`,
      "",
    ]);
    expect(host.said).toContain("2 loops have elapsed\nSignal 1: exiting\n");
  });

  it("writes JSON lines with the variables of the format", async () => {
    const { port, io, ended } = await start(
      "--json",
      "-s",
      "one@HERE",
      "-l",
      "-",
      "-d",
      "1",
      "-f",
      "%VAR ups.status%%VAR ups.load%",
    );
    expect(await ended).toBe(0);
    expect(JSON.parse(io.stdout.trim().split("\n").at(-1) ?? "")).toEqual({
      time: "2026-01-01T00:00:00.000Z",
      ups: `one@127.0.0.1:${port}`,
      values: { "ups.status": "OL", "ups.load": null },
    });
  });

  it("writes at once on SIGUSR1, anew into a rotated file on SIGHUP, and once more at its end", async () => {
    const folder = mkdtempSync(join(tmpdir(), "nutts-upslog-"));
    folders.push(folder);
    const log = join(folder, "log");
    const { host, ended } = await start("-F", "-s", "one@HERE", "-l", log, "-i", "20", "-f", "%VAR ups.status%");
    const lines = (path: string): number => readFileSync(path, "utf8").split("\n").length - 1;
    await until(() => host.files.texts.has("/pids/upslog.pid") && lines(log) === 1);
    host.signals.send("SIGUSR1");
    await until(() => lines(log) === 2);
    renameSync(log, `${log}.old`);
    host.signals.send("SIGHUP");
    await until(() => host.said.includes("Signal 1: reopening log file"));
    await until(() => lines(log) === 1);
    host.signals.send("SIGTERM");
    expect(await ended).toBe(0);
    expect([lines(`${log}.old`), lines(log)]).toEqual([2, 2]);
    expect(host.files.texts.has("/pids/upslog.pid")).toBe(false);
  });

  it("asks one server for all its UPSes over one connection, and writes what there is where one is not answered", async () => {
    const served = await server();
    served.put(([verb, , name]) => verb === "GET" && name === "one");
    const at = `127.0.0.1:${served.port}`;
    const host = new FakeHost();
    const io = new FakeIo({});
    const argv = ["-m", `two@${at},-`, "-m", `one@${at},-`, "-d", "1", "-f", "%UPSHOST% %VAR ups.status%"];
    const ended = runUpslog(lineOf(UPSLOG.table, ...argv), io, UPSLOG.table, host);
    await until(() => served.heard.includes("GET VAR one ups.status"));
    await host.clock.settle(20);
    expect(served.peers).toHaveLength(1);
    await host.clock.advance(5000);
    expect(await ended).toBe(0);
    expect(io.stdout.trim().split("\n").slice(-2)).toEqual([`two@${at} OB`, `one@${at} NA`]);
  });

  it("goes on without a server, and says so at the start only", async () => {
    const { host, io, ended } = await start("-s", "one@127.0.0.1:1", "-l", "-", "-d", "1", "-f", "%VAR ups.status%");
    expect(await ended).toBe(0);
    expect(host.said).toContain("Warning: initial connect failed: Connection failure: Connection refused\n");
    expect(io.stdout).toMatch(/\nNA\n$/);
  });

  it("ends when a file cannot be opened", async () => {
    const { host, ended } = await start("-F", "-s", "one@HERE", "-l", "/no/such/folder/log", "-d", "1");
    expect(await ended).toBe(1);
    expect(host.said).toBe("could not open logfile /no/such/folder/log: No such file or directory\n");
  });

  it("advises to tell UPSes in one file apart", async () => {
    const { host, ended } = await start("-m", "one@HERE,-", "-m", "two@HERE,-", "-d", "1", "-f", "%HOST%");
    expect(await ended).toBe(0);
    expect(host.said).toContain("NOTE: lines of several UPSes go to standard output: -N, or %UPSHOST%");
  });

  it("goes to the background unless it writes to standard output", async () => {
    const { host, ended } = await start("-s", "one@HERE", "-l", "/tmp/unused", "-d", "1");
    expect(await ended).toBe(0);
    expect(host.launches).toHaveLength(1);
  });

  it("prints help for one or two operands, and the name of this machine for %HOST%", async () => {
    const { io, ended } = await start("one@HERE");
    expect(await ended).toBe(0);
    expect(io.stdout).toContain("usage: upslog");
    const logged = await start("-s", "one@HERE", "-l", "-", "-d", "1", "-f", "%HOST%");
    await logged.ended;
    expect(logged.io.stdout).toContain(`\n${hostname()}\n`);
  });
});
