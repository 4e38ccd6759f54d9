/**
 * apcaccess of the apcupsd project asks our NIS server. Debian's package apcupsd cannot be installed beside nut-client
 * (both are a ups-monitor): `.ci/run` unpacks it, and so can you (`apt-get download apcupsd`, `dpkg -x`, NUTTS_PEER_PATH).
 */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, it } from "@jest/globals";
import { UNASKED } from "../../src/mirror/snapshot.ts";
import { NisOutput } from "../../src/push/nis/nis-server.ts";
import { SYSTEM_CLOCK } from "../../src/system/clock.ts";
import { SILENT_LOG } from "../../src/system/log/log.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { describePeers } from "./peer.ts";

const VALUES = { "ups.status": "OB DISCHRG", "battery.charge": "87", "battery.runtime": "1200", "ups.load": "12.5" };

describePeers("apcaccess of apcupsd and our NIS server", ["apcaccess"], ({ apcaccess }) => {
  it("shows the UPS, single items and none of what is not there", async () => {
    const rack = { ...UNASKED, answeredAt: 0, values: new Map(Object.entries(VALUES)) };
    const followed = [{ server: "h:1", mirror: { upses: new Map([["rack", rack]]) } }];
    const settings = { host: "127.0.0.1", port: 0, ups: undefined };
    const output = new NisOutput(settings, followed, { clock: SYSTEM_CLOCK, log: SILENT_LOG, fetch });
    await until(() => output.port !== undefined);
    const ask = async (...more: readonly string[]) =>
      (await promisify(execFile)(apcaccess, ["-h", `127.0.0.1:${output.port}`, ...more])).stdout;
    try {
      const all = await ask("status");
      expect(all).toMatch(/^APC {6}: 001,\d{3},\d{4}$/m);
      expect(all).toMatch(/^STATUS {3}: ONBATT *$/m);
      expect(all).toMatch(/^END APC {2}: /m);
      expect(await ask("-p", "TIMELEFT")).toBe("20.0 Minutes\n");
      expect(await ask("-u", "-p", "BCHARGE")).toBe("87.0\n");
    } finally {
      await output.stop();
    }
  });
});
