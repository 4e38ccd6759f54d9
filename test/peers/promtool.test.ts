/** Prometheus' own tool reads every scheme of metrics. */
import { spawnSync } from "node:child_process";
import { afterEach, expect, it } from "@jest/globals";
import { answers, serves } from "../sim/servers/nut-server.ts";
import { Sites } from "../web/site-under-test.ts";
import { describePeers } from "./peer.ts";

const sites = new Sites();
afterEach(() => sites.end());

const vars = {
  "ups.status": "OL CHRG",
  "battery.charge": "87",
  "ups.load": "12.5",
  "ups.beeper.status": "enabled",
  "device.mfr": 'a "b" \\ c',
  "output.L1-N.voltage": "230",
  "input.frequency": "50",
};

describePeers("promtool", ["promtool"], ({ promtool }) => {
  it.each([
    "/metrics?scheme=network_ups_tools,nut,ups",
    "/api/v1/metrics",
    "/ups_metrics?ups=rack",
    "/nut?target=127.0.0.1",
  ])("parses %s", async (path) => {
    const version = answers({ VER: "Network UPS Tools upsd 2.8.5 - x\n" });
    const server = await sites.server(version, serves({ rack: { vars }, desk: { vars } }));
    const site = await sites.site([server]);
    const text = await site.text(path.replace("127.0.0.1", `127.0.0.1:${server.port}`));
    expect(text.split("\n").length).toBeGreaterThan(10);
    const { stderr, stdout, status } = spawnSync(promtool, ["check", "metrics"], { input: text, encoding: "utf8" });
    // 3: the text is right and a name is not to its taste. The names are those of others.
    expect([0, 3]).toContain(status);
    expect(stdout + stderr).not.toMatch(/error while linting|text format parsing/);
  });

  it("would not have taken PeaNUT's own text, with help for each device", () => {
    const twice = '# TYPE a gauge\na{ups="x"} 1\n# TYPE a gauge\na{ups="y"} 1\n';
    const { status, stderr } = spawnSync(promtool, ["check", "metrics"], { input: twice, encoding: "utf8" });
    expect([status, stderr]).toEqual([1, expect.stringContaining("second TYPE line")]);
  });
});
