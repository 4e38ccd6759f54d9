/** The rows of PeaNUT's REST that are served: paths, shapes and words, as callers of others expect them. */
import { afterEach, describe, expect, it } from "@jest/globals";
import type { FakeUps } from "../sim/servers/nut-server.ts";
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

  it("leave the UPSes of a dead server in the list, as unreachable, and the others as they are", async () => {
    const dead = await sites.serving({ ups: UPS });
    const site = await sites.site([dead, await sites.serving({ desk: { vars: { "ups.status": "OB" } } })]);
    await dead.stop();
    await site.clock.advance(2000);
    await site.until('[{"ups.device_name":"ups","ups.status":"Device Unreachable"},{"ups.status":"OB"}]');
    expect(await site.text("/api/v1/devices/ups")).toBe(STALE);
  });
});
