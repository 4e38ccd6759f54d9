/** Debian's nutdrv_qx, blazer_ser and apcsmart beside ours on the same simulated UPS, over a pseudo-terminal. */
import { existsSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { type DriverHandle, startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { loadDriverConf, upsNamed } from "../../src/driver-daemon/host/driver-conf.ts";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { SerialUps } from "../rig/serial-ups/serial-ups.ts";
import { OWN_APC_RUNS, OWN_RUNS, type QxRun, qxRuns, runsOf, SHARED_RUNS } from "../sim/bench/qx-runs.ts";
import { ApcAnswers } from "../sim/devices/apc-answers.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { settledDump } from "./driver-pair.ts";
import { describePeers } from "./peer.ts";

let folder: NutFolder;
let ours: DriverHandle | undefined;
let ups: SerialUps | undefined;

beforeEach(() => {
  folder = new NutFolder();
});

afterEach(async () => {
  await ours?.stop();
  ours = undefined;
  await folder.clear();
  await ups?.stop();
  ups = undefined;
});

const optionLines = ({ options }: QxRun): string =>
  Object.entries(options)
    .map(([name, value]) => (value === "" ? name : `${name} = "${value}"`))
    .join("\n");

function configure(driver: string, run: QxRun, port: string): void {
  folder.write("ups.conf", `[u]\ndriver = ${driver}\nport = ${port}\npollinterval = 1\n${optionLines(run)}\n`);
}

const said: string[] = [];

/** What is done with a driver that runs, and what came of it. */
type Work = (path: string) => Promise<string>;

/** APC UPSes take new values, the others only answer. */
async function startUps(driver: string, { profile }: QxRun): Promise<SerialUps> {
  ups = await SerialUps.start(profile, driver === "apcsmart" ? new ApcAnswers(profile) : undefined);
  return ups;
}

async function startOurs(driver: string, run: QxRun, work: Work = settledDump): Promise<string> {
  const { path } = await startUps(driver, run);
  configure(driver, run, path);
  const log = createLog((level, line) => said.push(`${level}: ${line}`));
  const conf = loadDriverConf({ env: folder.env, files: FILES });
  ours = await startDriver(await loadDriver(driver), upsNamed(conf, "u").config, {
    openers: systemOpeners(SYSTEM_CLOCK, log),
    clock: SYSTEM_CLOCK,
    log,
    statePath: conf.statePath,
  });
  return work(ours.socketPath);
}

async function startTheirs(program: string, driver: string, run: QxRun, work: Work = settledDump): Promise<string> {
  const { path } = await startUps(driver, run);
  configure(driver, run, path);
  const { child } = await folder.cDriver(program, "u");
  const text = await work(join(folder.run, `${driver}-u`));
  child.kill("SIGTERM");
  await ups?.stop();
  ups = undefined;
  await folder.clear();
  folder = new NutFolder();
  return text;
}

/** Of the program and of the core, and what came with 2.8.1 to 2.8.5. */
const FOREIGN = [
  /^(ADDCMD|SETINFO|SETFLAGS|SETAUX) (driver\.|device\.type|shutdown\.default)/,
  /^(DATAOK|DUMPDONE|ON|OFF)$/,
  /^SETAUX /,
  // Alarms come with the first full poll, half a minute later in C.
  /^SETINFO ups\.alarm/,
];

/** Values without zeros that only fill: 2.8.0 shows the voltage as a number, 2.8.5 as the device writes it. */
const plain = (line: string): string =>
  line
    .replace(/^(SETINFO battery\.voltage) "(.*)"$/, (_, name: string, value: string) => `${name} "${Number(value)}"`)
    .replace(/"ALARM /, '"')
    .replace(/^SETFLAGS (\S+).*$/, "SETFLAGS $1");

const comparable = (text: string, different: readonly RegExp[]): readonly string[] =>
  text
    .split("\n")
    .filter((line) => line !== "" && ![...FOREIGN, ...different].some((pattern) => pattern.test(line)))
    .map(plain)
    .sort();

const runs = [...[SHARED_RUNS, OWN_RUNS].flatMap(qxRuns), ...runsOf(OWN_APC_RUNS, "apcsmart")];
const named = (name: string): QxRun => {
  const run = runs.find((one) => one.name === name);
  if (!run) throw new Error(`no run called ${name}`);
  return run;
};

/** Where 2.8.0 and 2.8.5 differ themselves, or where C is wrong (see test/drivers/qx/captures.test.ts). */
const MINUTES = /^SETINFO battery\.runtime /;
const LIMITS = /^SETINFO battery\.voltage\.(low|high) /;
const CHARGE = /^SETINFO battery\.charge /;
const BUZZWORDS = /^SETINFO experimental\.ups\.mode\.buzzwords /;

const RUNS: readonly (readonly [run: string, different: readonly RegExp[]])[] = [
  ["megatec-old-d.nutdrv_qx-megatec-old", []],
  ["mecer-p98.nutdrv_qx-mecer", [CHARGE]],
  ["bestups-axxium.nutdrv_qx-bestups", [CHARGE]],
  ["voltronic-p01-outlets.nutdrv_qx", [MINUTES, LIMITS]],
  ["voltronic-p10-three-phase.nutdrv_qx-voltronic", [MINUTES, LIMITS, BUZZWORDS]],
];

describePeers("Debian's nutdrv_qx and ours", ["nutdrv_qx", "socat"], ({ nutdrv_qx: path }) => {
  it.each(RUNS)("show the same of %s", async (name, different) => {
    const run = named(name);
    const theirs = comparable(await startTheirs(path, "nutdrv_qx", run), different);
    expect(theirs.length).toBeGreaterThan(25);
    expect(comparable(await startOurs("nutdrv_qx", run), different)).toEqual(theirs);
  });
});

/** blazer_ser has maker and model under `ups.` as well, and delays that cannot be set. */
const BLAZER = [/^SETINFO ups\.(mfr|model) /, /^(ADDRANGE|SETFLAGS) ups\.delay\./];

describePeers("Debian's blazer_ser and what stands in for it", ["blazer_ser", "socat"], ({ blazer_ser: path }) => {
  it.each(["megatec-old-d.nutdrv_qx-megatec-old"])("show the same of %s", async (name) => {
    const run = { ...named(name), options: { protocol: "megatec/old" } };
    const theirs = comparable(await startTheirs(path, "blazer_ser", run), BLAZER);
    expect(comparable(await startOurs("blazer_ser", run), BLAZER)).toEqual(theirs);
    expect(said.filter((line) => line.includes("stands in"))).toEqual([
      "notice: driver = blazer_ser: nutdrv_qx stands in for it",
    ]);
  });
});

/** Of what 2.8.0 knows already, and reads as 2.8.5 does. */
const APC_RUNS = ["matrix-0xi", "matrix-caps", "multi-temp", "caps-locale", "caps-ignored-chars", "uptime", "6ji"];

/** A sensor that is not there: `N/A` in C; ours leaves a number out that is none. */
const ABSENT = [/^SETINFO ambient\.\d\.(humidity|temperature)(\.(low|high))? "N\/A"$/];

const ORDERS: readonly (readonly [order: string, heard: RegExp])[] = [
  ['SET input.transfer.high "271"', /u-u-uu/],
  ['SET ups.id "Hut 7"', /c-[^c]*c/],
  ["INSTCMD test.battery.start", /W/],
];

/**
 * Two new values and a command, one after the other when the UPS has heard the one before: what is on the line. All
 * over one connection: 2.8.0 aborts when it tells something to one that was just closed.
 */
const edited: Work = async (path) => {
  await until("the socket", () => existsSync(path));
  let told = "";
  const socket = connect({ path }, () => socket.write("DUMPALL\n"));
  socket.on("data", (bytes) => {
    told += bytes.toString();
  });
  await until("ups.status", () => told.includes('SETINFO ups.status "OL"'));
  const begun = ups?.talk.length ?? 0;
  const heard = (): string => (ups?.talk ?? []).slice(begun).reduce((text, [command]) => text + command, "");
  const found: string[] = [];
  for (const [order, pattern] of ORDERS) {
    socket.write(`${order}\n`);
    found.push(await until(order, () => pattern.exec(heard())?.[0]));
  }
  socket.destroy();
  return found.join(" ");
};

describePeers("Debian's apcsmart and ours", ["apcsmart", "socat"], ({ apcsmart: path }) => {
  it.each(APC_RUNS)("show the same of %s", async (name) => {
    const run = named(`${name}.apcsmart`);
    const theirs = comparable(await startTheirs(path, "apcsmart", run), ABSENT);
    const ours = await startOurs("apcsmart", run);
    expect(theirs.length).toBeGreaterThan(25);
    expect(comparable(ours, [])).toEqual(theirs);
  });

  it("say the same on the line for new values and for a command", async () => {
    const run = named("base.apcsmart");
    const theirs = await startTheirs(path, "apcsmart", run, edited);
    expect(theirs).toBe("u-u-uu c-Hut 7\r\r\rc W");
    expect(await startOurs("apcsmart", run, edited)).toBe(theirs);
  });
});
