/** A C upsmon on a stage of our clone: it leaves at the stage's limit, and the primary waits for it where it has not left. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Monitor } from "../../src/conf/upsmon-conf.ts";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import { startDriver } from "../../src/driver-daemon/engine/start-driver.ts";
import { loadDriverConf, upsNamed } from "../../src/driver-daemon/host/driver-conf.ts";
import { loadDriver } from "../../src/driver-daemon/host/load-driver.ts";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { FILES } from "../../src/system/files/files.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { monitor } from "../scenarios/monitor.ts";
import { Watcher } from "../scenarios/watcher.ts";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { CUpsmon } from "./c-upsmon.ts";
import { describePeers } from "./peer.ts";

const CHARGED = ['SETINFO ups.status "OL"', 'SETINFO battery.charge "100"', "DATAOK", "DUMPDONE"];

let folder: NutFolder;
let device: ScriptedDriver;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = new NutFolder();
  folder.write(
    "ups.conf",
    "pollinterval = 1\n[rack]\ndriver = fake\nport = none\n[early]\ndriver = clone\nport = fake-rack\nmincharge = 80\n",
  );
  folder.write("upsd.users", "[boss]\npassword = pw\nupsmon primary\n[mate]\npassword = pw\nupsmon secondary\n");
  device = await folder.driver("rack", CHARGED);
  const conf = loadDriverConf({ env: folder.env, files: FILES });
  const stage = await startDriver(await loadDriver("clone"), upsNamed(conf, "early").config, {
    openers: systemOpeners(SYSTEM_CLOCK, SILENT_LOG),
    clock: SYSTEM_CLOCK,
    log: SILENT_LOG,
    statePath: conf.statePath,
  });
  stops.push(() => stage.stop());
});
afterEach(async () => {
  for (const stop of stops.splice(0).toReversed()) await stop();
  await folder.clear();
});

const settings = (port: number, lines: readonly Partial<Monitor>[]) => ({
  monitors: lines.map((line) =>
    monitor(`${line.upsname}@127.0.0.1:${port}`, { host: "127.0.0.1", port, password: "pw", ...line }),
  ),
  pollfreq: 1,
  pollfreqalert: 1,
  finaldelay: 0,
  hostsync: 60,
});

/** The machine with the cable, ours; and the C upsmon on the stage. Both are logged in. */
async function both(path: string) {
  const { port } = await folder.ourUpsd();
  const primary = new Watcher(
    settings(port, [
      { upsname: "rack", username: "boss", role: "primary" },
      { upsname: "early", username: "boss", role: "primary", powerValue: 0 },
    ]),
  );
  stops.push(() => primary.stop());
  const nas = new CUpsmon(path, settings(port, [{ upsname: "early", username: "mate", role: "secondary" }]));
  stops.push(() => nas.stop());
  const client = await NutClient.connect({ host: "127.0.0.1", port });
  stops.push(() => client.close());
  await until("both logins", async () => (await client.numLogins("early")) === 2);
  return { primary, nas, client };
}

describePeers("the C upsmon on a stage", ["upsmon"], ({ upsmon }) => {
  it("leaves at its limit, long before the primary, which then waits for nobody", async () => {
    const { primary, nas, client } = await both(upsmon);
    device.say('SETINFO ups.status "OB DISCHRG"', 'SETINFO battery.charge "79"');
    await until("its shutdown", () => nas.whats.includes("DOWN"));
    expect(primary.whats).not.toContain("DOWN");
    expect(primary.whats.filter((what) => what === "SHUTDOWN")).toEqual([]);
    await until("its logout", async () => (await client.numLogins("early")) === 1);
    device.say('SETINFO ups.status "OB DISCHRG LB"');
    await until("the primary's shutdown", () => primary.whats.includes("DOWN"));
    expect(primary.whats).not.toContain("SHUTDOWN_HOSTSYNC");
  });

  it("is waited for where the battery is low at once", async () => {
    const { primary, nas } = await both(upsmon);
    device.say('SETINFO ups.status "OB DISCHRG LB"');
    await until("the primary's shutdown", () => primary.whats.includes("DOWN"));
    const at = (happened: typeof nas.happened, what: string) => happened.find((each) => each.what === what)?.at ?? 0;
    expect(at(nas.happened, "DOWN")).toBeGreaterThan(0);
    expect(at(nas.happened, "DOWN")).toBeLessThan(at(primary.happened, "DOWN"));
  });
});
