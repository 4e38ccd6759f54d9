import { spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "@jest/globals";
import { freePort, RUN_JS } from "../process/daemon.ts";
import { Started } from "../sim/machine/started.ts";
import { describePeers, NOBODY } from "./peer.ts";

/** The demo's battery is low 45 s after its start, and again every 100 s; upsmon polls every second. */
const OUTAGE_MS = 400_000;

describePeers("the C upsmon at the demo", ["upsmon"], ({ upsmon }) => {
  let folder = "";
  const started: Started[] = [];
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "nutts-demo-upsmon-"));
    mkdirSync(join(folder, "run"));
  });
  afterEach(async () => {
    for (const { child } of started) child.kill("SIGKILL");
    await Promise.all(started.splice(0).map(({ ended }) => ended));
    rmSync(folder, { recursive: true, force: true });
  });

  function start(command: string, args: readonly string[]): Started {
    const run = join(folder, "run");
    const env = { ...process.env, NUT_CONFPATH: folder, NUT_STATEPATH: run, NUT_PIDPATH: run, NUT_ALTPIDPATH: run };
    const one = new Started(spawn(command, [...args], { env, stdio: ["ignore", "pipe", "pipe"] }));
    started.push(one);
    return one;
  }

  it(
    "logs in, follows the outage, and shuts down when the battery is low",
    async () => {
      const port = await freePort();
      const demo = start(process.execPath, [RUN_JS, "up", "--demo", "--port", String(port), "-D"]);
      await demo.says(/demo {2}OL {2}/);
      const down = join(folder, "down");
      const lines = [
        `MONITOR demo@127.0.0.1:${port} 1 demo demo primary`,
        `SHUTDOWNCMD "touch ${down}"`,
        "MINSUPPLIES 1",
        "POLLFREQ 1",
        "POLLFREQALERT 1",
        "FINALDELAY 0",
        "HOSTSYNC 1",
        "NOTIFYFLAG ONLINE SYSLOG",
        "NOTIFYFLAG ONBATT SYSLOG",
        "NOTIFYFLAG LOWBATT SYSLOG",
      ];
      writeFileSync(join(folder, "upsmon.conf"), `${lines.join("\n")}\n`, { mode: 0o640 });
      const watching = start(upsmon, ["-D", "-F", "-p", "-P", NOBODY]);
      await demo.says(/User demo@127\.0\.0\.1 logged into UPS \[demo\]/);
      const { err, out } = await watching.ended;
      expect(`${out}${err}`).toMatch(/on battery[\s\S]*battery is low[\s\S]*Executing automatic power-fail shutdown/);
      expect(existsSync(down)).toBe(true);
      await demo.says(/demo {2}FSD OB DISCHRG LB|Client demo@127\.0\.0\.1 set FSD on UPS \[demo\]/);
    },
    OUTAGE_MS,
  );
});
