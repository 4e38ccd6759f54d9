import { afterEach, describe, expect, it } from "@jest/globals";
import { parsable } from "../../../src/scanner/display.ts";
import { mdnsServers } from "../../../src/scanner/net/mdns-servers.ts";
import type { Announcement, MdnsOptions, MdnsService } from "../../../src/system/mdns.ts";
import { announce, browse } from "../../../src/transport/mdns/mdns.ts";
import { until } from "../../sim/machine/started.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { NutServer, noTls, saysGoodbye, serves } from "../../sim/servers/nut-server.ts";

const never = new AbortController().signal;
const servers: NutServer[] = [];
const announced: Announcement[] = [];

afterEach(async () => {
  for (const server of servers.splice(0)) await server.stop();
  for (const one of announced.splice(0)) await one.stop();
});

const SERVICE: MdnsService = { name: "nas", host: "nas.local", port: 3493, addresses: ["192.0.2.7"], txt: {} };

function scan(services: readonly MdnsService[], failing?: string) {
  const clock = new VirtualClock();
  const warned: string[] = [];
  const asked: string[] = [];
  let stopped = 0;
  const start = async (signal = never) => {
    const found = mdnsServers(
      {
        browse: (types, up, { failed }: MdnsOptions) => {
          asked.push(...types);
          for (const service of services) up(service);
          if (failing !== undefined) failed(failing);
          return { ask: () => asked.push("again"), stop: () => stopped++ };
        },
        clock,
        timeoutMs: 300,
        warn: (text) => warned.push(text),
        debug: () => undefined,
      },
      signal,
    );
    for (let second = 0; second < 3; second++) await clock.advance(1000);
    return found;
  };
  return { start, warned, asked, stopped: () => stopped };
}

describe("NUT servers that announce themselves", () => {
  it("are shown with the UPSes that they tell of, as nut-scanner shows them", async () => {
    const { start, asked, stopped } = scan([{ ...SERVICE, txt: { device_list: "rack;desk" } }, SERVICE]);
    expect(parsable(await start())).toBe(
      'NUT:driver="dummy-ups",port="rack@nas.local",desc="IPv4"\nNUT:driver="dummy-ups",port="desk@nas.local",desc="IPv4"\n',
    );
    expect(asked).toEqual(["nut", "upsd", "again"]);
    expect(stopped()).toBe(1);
  });

  it("are asked for their UPSes where they tell of none", async () => {
    const server = await NutServer.start(noTls, saysGoodbye, serves({ rack: { vars: {} } }));
    servers.push(server);
    const { start } = scan([{ ...SERVICE, port: server.port, addresses: ["127.0.0.1"] }]);
    expect((await start()).map(({ port }) => port)).toEqual([`rack@nas.local:${server.port}`]);
  });

  it("are shown by themselves where they do not answer", async () => {
    const server = await NutServer.start();
    const { port } = server;
    await server.stop();
    const { start } = scan([{ ...SERVICE, port, addresses: ["127.0.0.1"] }]);
    expect((await start()).map((found) => found.port)).toEqual([`nas.local:${port}`]);
  });

  it.each(['nas"\nport = x', "nas local", "", "-x"])("cannot write %j into a file", async (host) => {
    const { start } = scan([{ ...SERVICE, host, txt: { device_list: "ups" } }]);
    expect((await start()).map(({ port }) => port)).toEqual(["ups@192.0.2.7"]);
  });

  it("are not missed with an error where there is no mDNS: that is said once, and the search goes on", async () => {
    const { start, warned } = scan([], "bind EADDRINUSE 0.0.0.0:5353");
    expect(await start()).toEqual([]);
    expect(warned).toEqual([
      "mDNS does not work here (bind EADDRINUSE 0.0.0.0:5353): servers that announce themselves are not found\n",
    ]);
  });

  it("are shown as far as they are known when it is enough", async () => {
    const enough = new AbortController();
    const { start } = scan([SERVICE]);
    const found = start(enough.signal);
    enough.abort();
    expect((await found).map(({ port }) => port)).toEqual(["nas.local"]);
  });
});

describe("mDNS", () => {
  /** Not the port of the real one, and only the loopback. */
  const options = (failed: (reason: string) => void): MdnsOptions => ({
    port: 15_353,
    interfaces: ["127.0.0.1"],
    failed,
  });

  it("tells of a service by its type, with what it says of itself", async () => {
    const failures: string[] = [];
    const fail = (reason: string) => void failures.push(reason);
    const txt = { txtvers: "1", device_list: "rack;desk" };
    announced.push(announce({ name: "nas", host: "nas.local", type: "nut", port: 3493, txt }, options(fail)));
    const found: MdnsService[] = [];
    const browsing = browse(["nut"], (service) => found.push(service), options(fail));
    try {
      await until("the service is found", () => found.length > 0);
    } finally {
      browsing.stop();
    }
    expect(found[0]).toMatchObject({ name: "nas", host: "nas.local", port: 3493, txt });
    expect(failures).toEqual([]);
  });

  it("says why it does not work, and throws nothing", async () => {
    const failures: string[] = [];
    const browsing = browse(["nut"], () => undefined, {
      port: 15_353,
      interfaces: ["192.0.2.250"],
      failed: (reason) => failures.push(reason),
    });
    browse(["nut"], () => undefined, { interfaces: [], failed: (reason) => failures.push(reason) }).stop();
    browsing.stop();
    expect(failures).toEqual(["no network interface is up"]);
  });
});
