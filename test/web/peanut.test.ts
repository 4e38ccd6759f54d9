/** The rows of PeaNUT's REST that are served: paths, shapes and words, as callers of others expect them. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { agrees, answers, type FakeUps, serves, tracks } from "../sim/servers/nut-server.ts";
import { Sites } from "./site-under-test.ts";

const sites = new Sites();
afterEach(() => sites.end());

const UPS: FakeUps = {
  desc: "Rack",
  vars: {
    "ups.status": "OL",
    "ups.serial": "000000",
    "ups.vendorid": "0764",
    "ups.firmware": "1.10",
    "battery.charge": "100",
    "battery.date": "2024",
    "input.voltage": "230.0",
    "battery.charge.low": "20",
    "ups.beeper.status": "enabled",
    "ups.mfr": "",
    "ups.id": "1e3",
  },
  rw: { "battery.charge.low": "RW RANGE NUMBER", "ups.beeper.status": "RW ENUM STRING:10" },
  ranges: { "battery.charge.low": [[10, 80]] },
  enums: { "ups.beeper.status": ["enabled", "disabled"] },
  cmds: { "beeper.mute": "Mute it", "load.off": "Off" },
  clients: ["127.0.0.1", "192.0.2.7"],
};

const OBJECT =
  '{"battery.charge":100,"battery.charge.low":20,"battery.date":"2024","input.voltage":230,' +
  '"ups.beeper.status":"enabled","ups.firmware":"1.10","ups.id":"1e3","ups.mfr":"","ups.serial":"000000",' +
  '"ups.status":"OL","ups.vendorid":"0764"}';
const STALE = '{"ups.device_name":"ups","ups.status":"Device Unreachable"}';

describe("PeaNUT's routes", () => {
  it("give one UPS as a compact flat object, numbers only where they are measures", async () => {
    const site = await sites.site([await sites.serving({ ups: UPS })]);
    expect(await site.text("/api/v1/devices")).toBe(`[${OBJECT}]`);
    for (const path of ["ups", "ups/vars", `127.0.0.1~${site.site.fleet.servers[0]?.watched.port}~ups`])
      expect(await site.text(`/api/v1/devices/${path}`)).toBe(OBJECT);
    const answer = await site.fetch("/api/v1/devices/ups");
    expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  });

  it("add id and server for meta, which are not the same in list and object", async () => {
    const site = await sites.site([await sites.serving({ ups: UPS })]);
    const server = `127.0.0.1:${site.site.fleet.servers[0]?.watched.port}`;
    const end = (id: string): string => `,"peanut.device_id":"${id}","peanut.server":"${server}"}`;
    expect(await site.text("/api/v1/devices?meta=true")).toBe(`[${OBJECT.slice(0, -1)}${end("ups")}]`);
    expect(await site.text("/api/v1/devices/ups?meta=true")).toBe(OBJECT.slice(0, -1) + end(`${server}/ups`));
    expect(await site.text("/api/v1/devices?meta=1")).toBe(`[${OBJECT}]`);
  });

  it.each([
    ["ups/var/battery.charge", '"100"'],
    ["ups/var/battery.charge?raw", "100"],
    ["ups/var/battery.charge/description", '"what battery.charge is"'],
    ["ups/var/battery.charge/type", '"NUMBER"'],
    ["ups/var/battery.charge.low/type", '"RW RANGE NUMBER"'],
    ["ups/var/battery.charge.low/range", '["10","80"]'],
    ["ups/var/ups.beeper.status/enum", '["enabled","disabled"]'],
    ["ups/rwvars", '["battery.charge.low","ups.beeper.status"]'],
    ["ups/commands", '["beeper.mute","load.off"]'],
    ["ups/command/beeper.mute/description", '"Mute it"'],
    ["ups/clients", '["127.0.0.1","192.0.2.7"]'],
  ])("answer %s with %s", async (path, text) => {
    const site = await sites.site([await sites.serving({ ups: UPS })]);
    const answer = await site.fetch(`/api/v1/devices/${path}`);
    expect([answer.status, await answer.text()]).toEqual([200, text]);
  });

  it.each([
    ["nope", '{"error":"Device not found"}'],
    ["nope/vars", '{"error":"Device not found"}'],
    ["ups/var/battery.foo", '"Parameter battery.foo on device ups not found"'],
    ["ups/var/battery.foo/type", '"Parameter battery.foo on device ups not found"'],
  ])("answer %s with 404 %s", async (path, text) => {
    const site = await sites.site([await sites.serving({ ups: UPS })]);
    const answer = await site.fetch(`/api/v1/devices/${path}`);
    expect([answer.status, await answer.text()]).toEqual([404, text]);
  });

  it("say what runs here, and what the servers are that answer", async () => {
    const version = "Network UPS Tools upsd 2.8.5 - https://www.networkupstools.org/";
    const server = await sites.server(answers({ VER: `${version}\n`, NETVER: "1.3\n" }), serves({ ups: UPS }));
    const dead = await sites.serving({});
    await dead.stop();
    const site = await sites.site([dead, server]);
    expect(await site.text("/api/ping")).toBe('"pong"');
    expect(await site.json("/api/v1/version")).toEqual([version]);
    expect(await site.json("/api/v1/netversion")).toEqual(["1.3"]);
    expect(await site.json("/api/v1/info")).toMatchObject({
      name: "nutts",
      nodeVersion: process.version,
      platform: process.platform,
      uptime: expect.any(Number),
      memoryUsage: { rss: expect.any(Number), arrayBuffers: expect.any(Number) },
      buildTime: expect.stringMatching(/^20\d\d-/),
    });
  });

  it("leave the UPSes of a dead server in the list, as unreachable, and the others as they are", async () => {
    const dead = await sites.serving({ ups: UPS });
    const site = await sites.site([dead, await sites.serving({ desk: { vars: { "ups.status": "OB" } } })]);
    await dead.stop();
    await site.clock.advance(2000);
    await site.until('[{"ups.device_name":"ups","ups.status":"Device Unreachable"},{"ups.status":"OB"}]');
    expect(await site.text("/api/v1/devices/ups")).toBe(STALE);
  });
});

describe("PeaNUT's changes", () => {
  const user = { username: "a", password: "b" };
  const headers = { authorization: `Basic ${Buffer.from("a:b").toString("base64")}` };

  async function changed(
    path: string,
    body = "",
    as: object = { username: "nut", password: "x" },
    outcome = "SUCCESS",
  ) {
    const server = await sites.server(agrees("USERNAME", "PASSWORD"), tracks([outcome]), serves({ ups: UPS }));
    const watched = { host: "127.0.0.1", port: server.port, tls: { mode: "off" } as const, ...as };
    const site = await sites.site([server], { user, control: true, servers: [watched] });
    const answer = await site.fetch(`/api/v1/devices/${path}`, { method: "POST", headers, body });
    return { status: answer.status, text: await answer.text(), heard: server.heard };
  }

  it.each(["20", '"20"'])("take %s as it stands behind SET VAR", async (body) => {
    const { status, text, heard } = await changed("ups/var/battery.charge.low", body);
    expect([status, text]).toEqual([200, '"Variable battery.charge.low on device ups saved successfully"']);
    expect(heard).toContain('SET VAR ups battery.charge.low "20"');
  });

  it("run a command without LOGIN", async () => {
    const { status, text, heard } = await changed("ups/command/beeper.mute");
    expect([status, text]).toEqual([200, '"Command beeper.mute on device ups run successfully"']);
    expect(heard).toContain("INSTCMD ups beeper.mute");
    expect(heard.some((line) => line.startsWith("LOGIN"))).toBe(false);
  });

  it.each([
    ["ups/command/beeper.mute", "", {}, "SUCCESS", 500, '"Failed to Invalid credentials unknown on device ups"'],
    [
      "ups/var/battery.charge.low",
      "1 2",
      undefined,
      "SUCCESS",
      500,
      '"Failed to ERR INVALID-ARGUMENT\\n unknown on device ups"',
    ],
    [
      "ups/command/x",
      "",
      undefined,
      "ERR ACCESS-DENIED",
      500,
      '"Failed to ERR ACCESS-DENIED\\n unknown on device ups"',
    ],
    ["nope/command/x", "", undefined, "SUCCESS", 404, '{"error":"Device not found"}'],
  ])("%s fails in PeaNUT's words", async (path, body, as, outcome, status, text) => {
    const answer = await changed(path, body, as, outcome);
    expect([answer.status, answer.text]).toEqual([status, text]);
  });

  it("are never made twice where the server keeps no track of them", async () => {
    const server = await sites.server(agrees("USERNAME", "PASSWORD", "INSTCMD"), serves({ ups: UPS }));
    const watched = { host: "127.0.0.1", port: server.port, tls: { mode: "off" } as const, ...user };
    const site = await sites.site([server], { user, control: true, servers: [watched] });
    const answer = await site.fetch("/api/v1/devices/ups/command/x", { method: "POST", headers });
    expect([answer.status, server.heard.filter((line) => line === "INSTCMD ups x")]).toEqual([200, ["INSTCMD ups x"]]);
  });
});
