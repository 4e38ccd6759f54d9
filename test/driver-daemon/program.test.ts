import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { parseCommandLine } from "../../src/cli/options.ts";
import type { Io } from "../../src/cli/program.ts";
import { DRIVER } from "../../src/commands/driver.ts";
import { openControlSocket } from "../../src/driver-daemon/host/control-socket.ts";
import { runDriverProgram } from "../../src/driver-daemon/program.ts";
import { NutError } from "../../src/nut/errors.ts";
import { VERSION } from "../../src/nut/version.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { FakeHost } from "../sim/machine/fake-host.ts";

const CONTROL = `Network UPS Tools upsdrvctl - UPS driver controller ${VERSION}\n`;
const DUMMY = `Network UPS Tools ${VERSION} - Device simulation and repeater driver 0.25\n`;

let folder = "";
let host: FakeHost;
let fakes: Server[] = [];

const UPS_CONF = `
maxretry = 2
retrydelay = 0
[one]
  driver = dummy-ups
  port = FOLDER/one.dev
  sdorder = 2
[two]
  driver = dummy-ups
  port = FOLDER/none.dev
[three]
  driver = old-ups
  port = auto
  sdorder = -1
[broken]
  driver = dummy-ups
`;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-"));
  mkdirSync(join(folder, "run"));
  writeFileSync(join(folder, "one.dev"), "ups.mfr: ACME\nups.status: OL\nbattery.charge: 90\n");
  host = new FakeHost();
  host.env = { NUT_CONFPATH: folder, NUT_STATEPATH: join(folder, "run") };
  put("ups.conf", UPS_CONF.replaceAll("FOLDER", folder));
});

/** A file of the machine in memory, by its name in the folder. */
const put = (name: string, text: string): void => void host.files.texts.set(join(folder, name), text);

afterEach(() => {
  for (const server of fakes.splice(0)) server.close();
  fakes = [];
  rmSync(folder, { recursive: true });
});

/** A driver that answers with these lines whatever it is asked. */
async function fakeDriver(name: string, answer: string): Promise<string[]> {
  const heard: string[] = [];
  const server = createServer((socket) => {
    socket.on("data", (chunk) => {
      heard.push(...chunk.toString().trimEnd().split("\n"));
      socket.write(answer);
    });
    socket.on("error", () => undefined);
  });
  fakes.push(server);
  await new Promise<void>((resolve) => server.listen(join(folder, "run", name), resolve));
  return heard;
}

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** `nutts driver ARGS`. Virtual time goes on while it runs. */
async function nutts(...argv: readonly string[]): Promise<Ran> {
  let [out, err] = ["", ""];
  const io: Io = { out: (text) => (out += text), err: (text) => (err += text), env: host.env, interactive: false };
  const parsed = parseCommandLine(DRIVER.table, argv);
  if (parsed.kind === "error") throw new Error(parsed.text);
  let status: number | undefined;
  const done = runDriverProgram(parsed.line, io, DRIVER.table, host).then(
    (given) => {
      status = given;
    },
    (error: unknown) => {
      if (!(error instanceof NutError)) throw error;
      err += error.detail ?? error.message;
      status = error.exit;
    },
  );
  while (status === undefined) await host.clock.advance(20);
  await done;
  return { status, out, err: err + host.said };
}

describe("nutts driver, as upsdrvctl", () => {
  it("lists the sections that say something, in the order of the file, and says why one cannot be run", async () => {
    expect(await nutts("list")).toEqual({
      status: 0,
      out: `${CONTROL}one\ntwo\nthree\nbroken\n`,
      err: `${folder}/ups.conf:15:1: [broken] has no port and is not served; add port = …\n`,
    });
    expect(await nutts("-l")).toMatchObject({ status: 0, out: `${CONTROL}one\ntwo\nthree\nbroken\n` });
    expect(await nutts("list", "broken")).toMatchObject({ status: 0, out: `${CONTROL}broken\n` });
    expect(await nutts("list", "two")).toMatchObject({ status: 0, out: `${CONTROL}two\n` });
  });

  it("does not list a section that says nothing", async () => {
    put("ups.conf", `${UPS_CONF.replaceAll("FOLDER", folder)}[empty]\n`);
    const { out, err } = await nutts("list");
    expect(out).toBe(`${CONTROL}one\ntwo\nthree\nbroken\n`);
    expect(err).toContain("[empty] has no driver and is not served");
  });

  it("leaves the banner out when NUT_QUIET_INIT_BANNER says so", async () => {
    host.env = { ...host.env, NUT_QUIET_INIT_BANNER: "true" };
    expect((await nutts("list")).out).toBe("one\ntwo\nthree\nbroken\n");
    expect((await nutts("-V")).out).toBe(CONTROL);
  });

  it("refuses a UPS that is not there, words it does not know, and a word too many", async () => {
    expect(await nutts("list", "nope")).toMatchObject({
      status: 1,
      err: expect.stringContaining("ups.conf has no [nope]"),
    });
    expect((await nutts("start", "broken")).err).toContain("[broken] in ");
    expect((await nutts("list", "tow")).err).toContain("; did you mean two?");
    expect(await nutts("stauts")).toMatchObject({ status: 1, err: expect.stringContaining("did you mean status?") });
    expect(await nutts("start", "one", "two")).toMatchObject({
      status: 1,
      err: expect.stringContaining("two has no place here"),
    });
    expect(await nutts("-c", "jump")).toMatchObject({
      status: 1,
      err: expect.stringContaining("-c jump: write reload"),
    });
  });

  it("says what it would do with -t, and does nothing", async () => {
    expect(await nutts("-t", "start", "one")).toMatchObject({
      status: 0,
      out: `${CONTROL}*** Testing mode: not calling exec/kill/signal\nwould start one (dummy-ups)\n`,
    });
    expect(host.launches).toEqual([]);
  });

  it("says what is wrong with the only section there is", async () => {
    put("ups.conf", "[ups]\ndriver = dummy-ups\nprot = x\n");
    const { status, err } = await nutts("start");
    expect(status).toBe(1);
    expect(err).toContain("[ups] has no port and is not served");
  });

  it("rehearses a shutdown in the order of sdorder, and a start with what will keep it from going well", async () => {
    const { status, out } = await nutts("-t", "shutdown");
    expect(status).toBe(0);
    expect(out.split("\n").slice(2)).toEqual(["would shutdown two (dummy-ups)", "would shutdown one (dummy-ups)", ""]);
    const start = await nutts("-t", "start");
    expect(start.status).toBe(1);
    expect(start.out).not.toContain("three");
    expect(start.err).toMatch(/\[three\] .*there is no driver called old-ups/);
    expect(start.err).toContain("[broken] has no port");
    expect((await nutts("-t", "stop", "three")).out).toContain("would stop three (old-ups)");
  });

  it("leaves a UPS alone in a shutdown that goes off by itself, and says when", async () => {
    const due = host.clock.wall() + 87_000;
    put("run/dummy-ups-one.off", `${due}\n`);
    host.env = { ...host.env, NUT_QUIET_INIT_BANNER: "true" };
    const heard = await fakeDriver("dummy-ups-one", "OK\n");
    const { status, out, err } = await nutts("shutdown", "one");
    expect({ status, out, heard }).toEqual({ status: 0, out: "87\n", heard: [] });
    expect(err).toContain("UPS [one] was told before, and goes off in 87 s: left as it is");
  });

  it.each([
    ["what should have happened already", (now: number) => `${now}\n`],
    ["a time that no UPS waits for", (now: number) => `${now + 100_000_000}\n`],
    ["what it cannot read", () => "soon\n"],
  ])("goes by nothing in a shutdown that says %s", async (_, text) => {
    put("run/dummy-ups-one.off", text(host.clock.wall()));
    const heard = await fakeDriver("dummy-ups-one", "TRACKING x 0\n");
    const { out, err } = await nutts("shutdown", "one");
    expect(out).toBe(CONTROL);
    expect(err).not.toContain("left as it is");
    expect(heard.join("\n")).toMatch(/allow_killpower/);
  });

  it("shows upsdrvctl's columns", async () => {
    await fakeDriver(
      "dummy-ups-one",
      'PONG\nPID 777\nSETINFO ups.load "1"\nSETINFO ups.status "OL CHRG"\nDATAOK\nDUMPDONE\n',
    );
    await fakeDriver("dummy-ups-two", "DATASTALE\nDUMPDONE\n");
    put("run/old-ups-three.pid", "888\n");
    host.running.processes.set(777, "nutts: drivers dummy-ups/one");
    host.running.processes.set(888, "/lib/nut/old-ups -a three");
    const { out, status } = await nutts("status");
    expect(status).toBe(0);
    expect(out).toBe(
      `${CONTROL}UPSNAME    \t     UPSDRV\tRUNNING\tPF_PID\tS_RESPONSIVE\tS_PID\tS_STATUS\n` +
        'one        \t  dummy-ups\tRUNNING\t-3\tRESPONSIVE\t777\t"OL CHRG"\n' +
        "two        \t  dummy-ups\tN/A\t-3\tRESPONSIVE\tN/A\t\n" +
        "three      \t    old-ups\tRUNNING\t888\tNOT_RESPONSIVE\tN/A\t\n" +
        "broken     \t  dummy-ups\tN/A\t-3\tNOT_RESPONSIVE\tN/A\t\n",
    );
  });

  it("starts one host for all, watched over by a shell loop", async () => {
    host.launchStatus = 0;
    await nutts("start");
    expect(host.launches).toHaveLength(1);
    const [launch] = host.launches;
    expect(launch?.kind).toBe("detached");
    expect(launch?.through?.slice(0, 2)).toEqual(["/bin/sh", "-c"]);
    expect(launch?.args?.slice(1)).toEqual(["driver", "host", "one", "two", "three"]);
  });

  it("starts a host for each pair of user and group, where root starts them", async () => {
    const groups =
      "[a]\ndriver=dummy-ups\nport=x\nuser=ups\n[b]\ndriver=dummy-ups\nport=y\ngroup=dialout\n[c]\ndriver=dummy-ups\nport=z\nuser=ups\n";
    put("ups.conf", `user = nut\n${groups}`);
    host.users.root = true;
    await nutts("-d", "-DD", "start");
    expect(host.launches.map(({ args }) => args?.slice(1).join(" "))).toEqual([
      "driver host -DD -B -u ups a c",
      "driver host -DD -B -u nut -g dialout b",
    ]);
    host.launches.length = 0;
    host.users.root = false;
    await nutts("start");
    expect(host.launches.map(({ args }) => args?.slice(1).join(" "))).toEqual([
      "driver host a c",
      "driver host -g dialout b",
    ]);
  });

  it("fails when the host does", async () => {
    host.launchStatus = 3;
    expect((await nutts("start")).status).toBe(1);
  });

  it("tells running drivers over their sockets, and says what came of it", async () => {
    const heard = await fakeDriver("dummy-ups-one", "TRACKING nutts-query 2\n");
    expect(await nutts("-c", "reload-or-error", "one")).toEqual({
      status: 1,
      out: CONTROL,
      err: "driver.reload-or-error to dummy-ups-one: some settings need a restart of the driver (its log names them)\n",
    });
    expect(heard).toContain("INSTCMD driver.reload-or-error TRACKING nutts-query");
  });

  it("signals a driver that is too old for its socket", async () => {
    put("run/old-ups-three.pid", "888\n");
    host.running.processes.set(888, "/lib/nut/old-ups -a three");
    await fakeDriver("old-ups-three", "TRACKING nutts-query 1\n");
    expect(await nutts("-c", "reload", "three")).toMatchObject({
      status: 0,
      err: "driver.reload to old-ups-three: told by SIGHUP\n",
    });
    expect(host.running.sent).toEqual([[888, "SIGHUP"]]);
  });

  it("prints what a driver shows with -c data-dump", async () => {
    await fakeDriver(
      "dummy-ups-one",
      'SETINFO ups.load "1"\nSETFLAGS ups.load RW\nSETINFO ups.status "OL"\nDATAOK\nDUMPDONE\n',
    );
    expect(await nutts("-c", "data-dump", "one")).toMatchObject({
      status: 0,
      out: `${CONTROL}ups.load: 1\nups.status: OL\n`,
    });
    expect(await nutts("-c", "dump", "two")).toMatchObject({ status: 1 });
  });

  it("stops what a host still has although ups.conf has forgotten it", async () => {
    const gone: string[] = [];
    const actions = {
      start: () => Promise.resolve({ outcome: "up" as const, text: "" }),
      stop: (name: string) => Promise.resolve(void gone.push(name)),
      list: () => ["one", "old"],
    };
    const controlSocket = await openControlSocket(join(folder, "run", "nutts-drivers"), actions, SILENT_LOG);
    const { err } = await nutts("stop");
    controlSocket.close();
    expect(gone).toEqual(["old"]);
    expect(err).toContain("[old] is in ups.conf no more: stopped\n");
  });

  it("fails to stop what does not run", async () => {
    const { status, err } = await nutts("stop", "one");
    expect(status).toBe(1);
    expect(err).toMatch(
      /^Failed to stop the driver dummy-ups for one: nobody listens on .*dummy-ups-one, and .*pid leads to no process\n$/,
    );
  });

  it("ends a driver without a socket by the number in its PID file", async () => {
    put("run/old-ups-three.pid", "888\n");
    host.running.processes.set(888, "/lib/nut/old-ups -a three");
    const send = host.running.send.bind(host.running);
    host.running.send = (pid, signal) => {
      const sent = send(pid, signal);
      if (signal === "SIGKILL") host.running.processes.delete(pid);
      return sent;
    };
    expect((await nutts("stop", "three")).status).toBe(0);
    expect(host.running.sent).toEqual([
      [888, "SIGTERM"],
      [888, "SIGKILL"],
    ]);
    expect(host.clock.now()).toBeGreaterThanOrEqual(5000);
  });

  it("turns loads off in the order of sdorder, without those at -1 unless they are named", async () => {
    const one = await fakeDriver("dummy-ups-one", "TRACKING nutts-query 0\n");
    const { status, err } = await nutts("shutdown");
    expect(one.filter((line) => /SET|INSTCMD/.test(line))).toEqual([
      'SET driver.flag.allow_killpower "1" TRACKING nutts-query',
      "INSTCMD driver.killpower TRACKING nutts-query",
    ]);
    expect(status).toBe(1);
    expect(err.indexOf("UPS [two] shutdown")).toBeLessThan(err.indexOf("UPS [one] shutdown"));
    expect(err).toMatch(/cannot read the definition file .*none.dev/);
    expect(err).not.toContain("[three]");
    expect((await nutts("shutdown", "three")).err).toMatch(/\[three\] .*there is no driver called old-ups/);
  });
});

describe("nutts driver NAME, as the driver itself", () => {
  it("lists its options for programs, and prints its version", async () => {
    const { out, status } = await nutts("dummy-ups", "-L");
    expect(status).toBe(0);
    const [first, ...rows] = out.trimEnd().split("\n");
    expect(`${first}\n`).toBe(DUMMY);
    for (const row of rows) expect(row).toMatch(/^(VALUE|FLAG) [a-z_]+ ".+"$/);
    expect(await nutts("dummy-ups", "-V")).toMatchObject({ status: 0, out: DUMMY });
    expect((await nutts("dummy-ups", "-h")).out).toContain("mode=<value>");
  });

  it("says which options it does not know, and obeys debug_min, when it only dumps", async () => {
    const { out, err, status } = await nutts(
      ...["dummy-ups", "-a", "one", "-d", "1", "-x", "moed=repeater", "-x", "debug_min=2"],
    );
    expect(status).toBe(0);
    expect(err).toContain("'moed' is no option of dummy-ups and is ignored; did you mean mode?");
    expect(out).toContain("driver.debug: 2\n");
  });

  it("dumps what it read and ends with -d", async () => {
    const { out, status } = await nutts("dummy-ups", "-a", "one", "-d", "1", "-i", "9", "-x", "override.ups.mfr=ME");
    expect(status).toBe(0);
    expect(out.split("\n")).toEqual(
      expect.arrayContaining([
        "battery.charge: 90",
        "driver.state: dumping",
        "driver.parameter.pollinterval: 9",
        "ups.mfr: ME",
        "device.mfr: ME",
        "ups.status: OL",
      ]),
    );
  });

  it("needs no ups.conf with -s", async () => {
    host.files.texts.delete(join(folder, "ups.conf"));
    const { out, status } = await nutts("dummy-ups", "-s", "tmp", "-x", `port=${join(folder, "one.dev")}`, "-d", "1");
    expect(status).toBe(0);
    expect(out).toContain("battery.charge: 90\n");
  });

  it("tries an absent device as often as maxretry says before it gives up a dump", async () => {
    const { status, err } = await nutts("dummy-ups", "-a", "two", "-d", "1");
    expect(status).toBe(1);
    expect(err.match(/cannot read the definition file/g)).toHaveLength(2);
  });

  it.each([
    [["-a", "nope"], /ups.conf has no \[nope\]/],
    [["-a", "three"], /\[three\] has driver = old-ups in .*ups.conf, and this is dummy-ups/],
    [[], /'-a ups' .* or '-s name' is needed/],
    [["-a", "one", "-s", "x"], /exclude each other/],
    [["-a", "one", "-i", "0"], /-i 0: write a number of seconds/],
    [["-a", "one", "-d", "x"], /-d x: write a number of updates/],
    [["-a", "one", "-c", "jump"], /-c jump: write reload/],
    [["-a", "one", "more"], /more has no place here/],
    [["-a", "tow"], /ups.conf has no \[tow\]; did you mean two\?/],
    [["-s", "x"], /UPS \[x\] has no port/],
    [["-s", "x", "-x", "prot=auto"], /UPS \[x\] has no port.*; did you mean port where it says prot\?/],
    [["-Z"], /invalid option -- 'Z'/],
  ])("refuses %j with the reason", async (argv, reason) => {
    const { status, err } = await nutts("dummy-ups", ...argv);
    expect(status).toBe(1);
    expect(err).toMatch(reason);
  });

  it("answers -c with the exit status of the C drivers", async () => {
    const heard = await fakeDriver("dummy-ups-one", "TRACKING nutts-query 2\n");
    expect((await nutts("dummy-ups", "-a", "one", "-c", "reload-or-e")).status).toBe(2);
    for (const [word, status] of [
      ["reload", 255],
      ["reload-or-error", 255],
      ["exit", 255],
      ["reload-or-exit", 1],
    ] as const)
      expect((await nutts("dummy-ups", "-a", "two", "-c", word)).status).toBe(status);
    expect((await nutts("dummy-ups", "-a", "one", "-c", "reload")).status).toBe(2);
    expect(heard.filter((line) => line.startsWith("INSTCMD")).map((line) => line.split(" ")[1])).toEqual([
      "driver.reload-or-error",
      "driver.reload-or-error",
    ]);
  });

  it("goes to the background by starting itself again", async () => {
    await nutts("dummy-ups", "-a", "one");
    expect(host.launches).toMatchObject([{ kind: "detached" }]);
  });

  it("serves in the foreground until it is told to end", async () => {
    const ran = nutts("dummy-ups", "-a", "one", "-FF");
    while (!host.files.texts.has(join(folder, "run", "dummy-ups-one.pid")))
      await new Promise((resolve) => setImmediate(resolve));
    expect(host.title).toBe("nutts: dummy-ups -a one");
    expect((await nutts("status", "one")).out).toContain("RESPONSIVE\t");
    host.signals.send("SIGTERM");
    expect(await ran).toMatchObject({ status: 0, err: expect.stringContaining("found simulated by") });
    expect(host.files.texts.has(join(folder, "run", "dummy-ups-one.pid"))).toBe(false);
  });
});
