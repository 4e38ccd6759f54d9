/** Our driver beside Debian's dummy-ups on the same file, and under Debian's upsd and its clients. */
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { type DriverHandle, startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { loadDriverConf, upsNamed } from "../../src/driver-daemon/host/driver-conf.ts";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { queryFacts, queryInstcmd } from "../../src/sockproto/driver-query.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { until } from "../sim/machine/started.ts";
import { dump } from "../sim/servers/driver-socket.ts";
import { NutFolder } from "./c-upsd.ts";
import { describePeers } from "./peer.ts";

const DEVICE = `ups.mfr: ACME
ups.model: X
ups.serial: S 1
ups.status: OB LB
battery.charge: 19
battery.charge.low: 20
battery.runtime: 600
ups.delay.shutdown: 20
ups.id: \\"a\\" = \\\\ \\#1
input.transfer.low: 190
outlet.1.switchable: yes
`;

const CONF = `
maxretry = 3
[rack]
  driver = dummy-ups
  port = DEVICE
  mode = dummy-once
  desc = "A \\"rack\\""
  override.ups.mfr = ME
  default.battery.date = 2020
`;

/** Where Debian's 2.8.0 and we differ. */
const DIFFERENCES = [
  // Commands and variables that came with 2.8.1 to 2.8.5.
  /^ADDCMD (driver\.|shutdown\.default)/,
  /^SET(INFO|FLAGS) driver\.(state|debug|flag\.allow_killpower|parameter\.(override|default))\b/,
  // The versions themselves.
  /^SETINFO driver\.version(\.internal)? /,
  // C drivers tell the length and the flags of an overridden variable, of which there are none: upsd refuses the line.
  /^SETFLAGS \S+$/,
  /^SETAUX ups\.mfr /,
];
const comparable = (text: string): readonly string[] =>
  text.split("\n").filter((line) => !DIFFERENCES.some((pattern) => pattern.test(line)));

let folder: NutFolder;
let ours: DriverHandle[] = [];

beforeEach(() => {
  folder = new NutFolder();
  const device = folder.write("rack.dev", DEVICE);
  folder.write("ups.conf", CONF.replace("DEVICE", device));
  folder.write("upsd.users", "[admin]\npassword = secret\nactions = SET\ninstcmds = ALL\n");
});

afterEach(async () => {
  await Promise.all(ours.map((driver) => driver.stop()));
  ours = [];
  await folder.clear();
});

/** Our dummy-ups for [rack], in this process. */
async function ourDriver(): Promise<DriverHandle> {
  const conf = loadDriverConf({ env: folder.env, files: FILES });
  const driver = await startDriver(await loadDriver("dummy-ups"), upsNamed(conf, "rack").config, {
    openers: systemOpeners(SYSTEM_CLOCK, SILENT_LOG),
    clock: SYSTEM_CLOCK,
    log: SILENT_LOG,
    statePath: conf.statePath,
  });
  ours.push(driver);
  await driver.settled;
  return driver;
}

describePeers("Debian's dummy-ups and ours", ["dummy-ups"], ({ "dummy-ups": dummy }) => {
  const cDriver = async (): Promise<string> => {
    await folder.cDriver(dummy, "rack");
    return join(folder.run, "dummy-ups-rack");
  };

  it("say the same of the same file, line by line and in the same order", async () => {
    const theirs = await dump(await cDriver());
    await folder.clear();
    folder = new NutFolder();
    const device = folder.write("rack.dev", DEVICE);
    folder.write("ups.conf", CONF.replace("DEVICE", device));
    const { socketPath } = await ourDriver();
    expect(comparable(theirs).length).toBeGreaterThan(30);
    const path = /rack\.dev|"\/tmp\S*"/g;
    expect(comparable(await dump(socketPath)).map((line) => line.replace(path, ""))).toEqual(
      comparable(theirs).map((line) => line.replace(path, "")),
    );
  });

  it("answer the same short questions", async () => {
    const path = await cDriver();
    const talk = { path, clock: SYSTEM_CLOCK, timeoutMs: 60_000 };
    const facts = await queryFacts(talk);
    expect(facts).toMatchObject({ kind: "answer", value: { status: "OB LB" } });
    expect(await queryInstcmd(talk, "load.off")).toEqual({ kind: "answer", value: 1 });
  });
});

describePeers("Debian's upsd on our driver", ["upsd", "upsc", "upsrw", "upscmd"], ({ upsd, upsc, upsrw, upscmd }) => {
  let port = 0;
  const read = async (...args: string[]): Promise<string> => {
    const { out, err } = await folder.ran(upsc, ...args, `rack@127.0.0.1:${port}`);
    return out || err;
  };
  const readVar = async (name: string): Promise<string> => {
    const { out, err } = await folder.ran(upsc, `rack@127.0.0.1:${port}`, name);
    return (out || err).trimEnd();
  };

  it("serves all that the driver shows, to the letter", async () => {
    const { published } = await ourDriver();
    port = await folder.cUpsd(upsd);
    await until("the dump", () => published.state.variables().length > 0);
    const expected = published.state.variables().map(({ name, value }) => `${name}: ${value}`);
    const said = (await read())
      .trimEnd()
      .split("\n")
      .filter((line) => !line.startsWith("Init SSL"));
    const still = (lines: readonly string[]) => lines.filter((line) => !line.startsWith("driver.state"));
    expect(still(said)).toEqual(still(expected));
    expect(said).toEqual(expect.arrayContaining(['ups.id: "a" = \\ #1', "ups.mfr: ME", "device.mfr: ME"]));
  });

  it("lets clients set variables and run commands, with the driver's own results", async () => {
    await ourDriver();
    port = await folder.cUpsd(upsd);
    const login = ["-u", "admin", "-p", "secret", "-w"];
    const set = await folder.ran(upsrw, ...login, "-s", 'ups.id=c "d"', `rack@127.0.0.1:${port}`);
    expect(set.err + set.out).toMatch(/SUCCESS/);
    expect(await readVar("ups.id")).toBe('c "d"');
    const refused = await folder.ran(upsrw, ...login, "-s", "ups.mfr=x", `rack@127.0.0.1:${port}`);
    expect(refused.err + refused.out).toMatch(/read-?only|READONLY/i);
    const command = await folder.ran(upscmd, ...login, `rack@127.0.0.1:${port}`, "load.off");
    expect(command.err + command.out).toMatch(/UNKNOWN/);
    const debug = await folder.ran(upsrw, ...login, "-s", "driver.debug=3", `rack@127.0.0.1:${port}`);
    expect(debug.err + debug.out).toMatch(/SUCCESS/);
    expect(await readVar("driver.debug")).toBe("3");
  });

  it("sees the device change, the data go stale and come back, and the driver leave", async () => {
    const driver = await ourDriver();
    port = await folder.cUpsd(upsd);
    folder.write("rack.dev", "ups.status: OL\nbattery.charge: 77\n");
    let charge = "";
    while (charge !== "77") charge = await readVar("battery.charge");
    expect(await readVar("ups.status")).toMatch(/OL/);
    driver.published.setStale(true);
    let stale = "";
    while (!/Error: Data stale$/.test(stale)) stale = await readVar("ups.status");
    driver.published.setStale(false);
    let status = "";
    while (!/^OL/.test(status)) status = await readVar("ups.status");
    await driver.stop();
    let gone = "";
    while (!/Driver not connected|Data stale/.test(gone)) gone = await readVar("ups.status");
    await ourDriver();
    let back = "";
    while (!/^OL/.test(back)) back = await readVar("ups.status");
  });
});

describe("the comparison itself", () => {
  it("leaves out nothing but what is named", () => {
    expect(
      comparable('SETINFO ups.load "1"\nSETFLAGS ups.load RW\nSETFLAGS ups.mfr\nADDCMD load.off\nADDCMD driver.reload'),
    ).toEqual(['SETINFO ups.load "1"', "SETFLAGS ups.load RW", "ADDCMD load.off"]);
  });
});
