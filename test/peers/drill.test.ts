/** A live drill on our upsd with the C upsmon logged in: it notices nothing; and one on the C upsd, which knows of none. */
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import type { Monitor } from "../../src/conf/upsmon-conf.ts";
import { liveDrill } from "../../src/drill/live/live-drill.ts";
import { liveReport } from "../../src/drill/live/report.ts";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { monitor } from "../scenarios/monitor.ts";
import { Watcher } from "../scenarios/watcher.ts";
import type { ScriptedDriver } from "../sim/devices/scripted-driver.ts";
import { until } from "../sim/machine/started.ts";
import { NutFolder } from "./c-upsd.ts";
import { CUpsmon } from "./c-upsmon.ts";
import { describePeers } from "./peer.ts";

let folder: NutFolder;
let driver: ScriptedDriver;
const stops: (() => Promise<void>)[] = [];

beforeEach(async () => {
  folder = new NutFolder();
  folder.write("ups.conf", "[rack]\ndriver = fake\nport = none\n");
  folder.write(
    "upsd.users",
    "[boss]\npassword = pw\nupsmon primary\n[mate]\npassword = pw\nupsmon secondary\n[admin]\npassword = pw\nactions = FSD\n",
  );
  driver = await folder.driver("rack", ['SETINFO ups.status "OL"', "DATAOK", "DUMPDONE"]);
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await folder.clear();
});

const settings = (port: number, role: Monitor["role"]) => ({
  monitors: [
    monitor(`rack@127.0.0.1:${port}`, {
      host: "127.0.0.1",
      port,
      role,
      username: role === "primary" ? "boss" : "mate",
      password: "pw",
    }),
  ],
  pollfreq: 1,
  pollfreqalert: 1,
  finaldelay: 1,
});

async function admin(port: number): Promise<NutClient> {
  const client = await NutClient.connect({ host: "127.0.0.1", port, username: "admin", password: "pw" });
  stops.push(() => client.close());
  return client;
}

const drill = (client: NutClient, wait: number) =>
  liveDrill({
    client,
    ups: "rack",
    stages: [],
    clock: SYSTEM_CLOCK,
    wait,
    stopping: new AbortController().signal,
  });

describePeers("a live drill beside the C upsmon", ["upsmon"], ({ upsmon }) => {
  it("is answered by ours and not noticed by C's, which acts on a real outage afterwards", async () => {
    const { port } = await folder.ourUpsd();
    const ours = new Watcher(settings(port, "primary"));
    stops.push(() => ours.stop());
    const other = new CUpsmon(upsmon, settings(port, "secondary"));
    stops.push(() => other.stop());
    const client = await admin(port);
    await until("both logins", async () => (await client.numLogins("rack")) === 2);
    const result = await drill(client, 6);
    const report = liveReport({ ...result, ups: "rack", shutdownTimeOf: () => 60 });
    expect(report.hosts.map(({ outcome }) => outcome.kind)).toEqual(["down", "silent"]);
    expect([ours.whats, other.whats]).toEqual([[], []]);
    driver.say('SETINFO ups.status "OB LB"');
    await until("C's shutdown", () => other.whats.includes("DOWN"));
    await until("our shutdown", () => ours.whats.includes("DOWN"));
  });
});

describePeers("a live drill on the C upsd", ["upsd"], ({ upsd }) => {
  it("is refused with a sentence, and our upsmon watches there as ever", async () => {
    const port = await folder.cUpsd(upsd);
    const ours = new Watcher(settings(port, "primary"));
    stops.push(() => ours.stop());
    const client = await admin(port);
    await expect(drill(client, 2)).rejects.toThrow("this server holds no live drills");
    driver.say('SETINFO ups.status "OB"');
    await until("ONBATT", () => ours.whats.includes("ONBATT"));
  });
});
