/** `nutts web` by itself publishes what web.conf wants, of the servers that it shows. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { startSite } from "../../src/web/site.ts";
import { startWebConf } from "../../src/web/web-conf-outputs.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { HttpSink } from "../sim/servers/http-sink.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

describe("outputs beside the pages", () => {
  const pairs = new Pairs();
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
    await pairs.end();
  });

  async function beside(conf: string | undefined, influx = false) {
    const server = await pairs.server(serves({ rack: { vars: { "ups.status": "OL" } } }), noTls, saysGoodbye);
    const sink = await HttpSink.start();
    sink.answer = { status: 204 };
    stops.push(() => sink.stop());
    const clock = new VirtualClock();
    const said: string[] = [];
    const log = createLog((_level, text) => said.push(text));
    const servers = [{ name: "my nas", host: "127.0.0.1", port: server.port }];
    const world = { clock, log, mirrors: new SharedMirrors({ clock, log }) };
    const base = { host: "127.0.0.1", port: 0, hosts: new Set<string>(), basePath: "", control: false };
    const site = await startSite({ ...base, servers }, world);
    stops.push(() => site.close());
    const files = { ...FILES, read: () => conf?.replace("SINK", sink.url), mode: () => 0o640 };
    const other = { url: sink.url, token: "t", org: "o", bucket: "b", interval: "2" };
    const wishes = { servers, site, influx: influx ? other : undefined };
    stops.push(await startWebConf(wishes, { ...world, env: {}, files }));
    const wrote = async () => {
      for (let beat = 0; beat < 100 && sink.requests.length === 0; beat++) {
        await clock.advance(2000);
        await clock.settle(30);
      }
      return sink.requests[0]?.body;
    };
    return { server, said, wrote };
  }

  it("go over the connection of the pages, with the name that the server has there", async () => {
    const { server, said, wrote } = await beside(
      "[influxdb]\nurl = SINK\ntoken = t\norg = o\nbucket = b\ninterval = 2\n",
    );
    expect(await wrote()).toMatch(/^rack,(?:description=[^,]+,)?server=my\\ nas ups\.status="OL" \d+\n/);
    expect(server.heard.filter((line) => line.startsWith("SUBSCRIBE"))).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it("are those of PeaNUT's settings, too", async () => {
    const { wrote } = await beside(undefined, true);
    expect(await wrote()).toContain('ups.status="OL"');
  });

  it("that cannot be used are reported, and the others go on", async () => {
    const { said, wrote } = await beside(
      "[mqtt]\nurl = mqtt://127.0.0.1:1\nca = /nowhere/ca.pem\n[influxdb]\nurl = SINK\ntoken = t\norg = o\nbucket = b\n",
    );
    await until(() => said.some((line) => line.includes("ca of [mqtt], /nowhere/ca.pem")));
    expect(await wrote()).toContain('ups.status="OL"');
  });
});
