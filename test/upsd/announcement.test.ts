import { hostname } from "node:os";
import { afterEach, describe, expect, it } from "@jest/globals";
import { createLog } from "../../src/system/log/log.ts";
import type { Announced } from "../../src/system/mdns.ts";
import { serviceOf, UpsdAnnouncement } from "../../src/upsd/announcement.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const ups = (name: string) => ({ name, description: undefined, aliases: [], socket: `/run/nut/${name}` });
const LOCAL = { host: "127.0.0.1", port: 3493 };
const OPEN = { host: "0.0.0.0", port: 3494 };
const servers = new UpsdServers();

afterEach(() => servers.end());

function announcing() {
  const lines: string[] = [];
  const events: string[] = [];
  let fail: (reason: string) => void = () => undefined;
  const announcement = new UpsdAnnouncement(
    createLog((_level, line) => lines.push(line)),
    () =>
      Promise.resolve((service: Announced, { failed }) => {
        fail = failed;
        events.push(`${service.type} ${service.port} ${service.txt.device_list}`);
        return { stop: () => Promise.resolve(void events.push("gone")) };
      }),
  );
  return { announcement, lines, events, fail: (reason: string) => fail(reason) };
}

describe("what upsd tells the local network of itself", () => {
  it("is its host's name, its port and the names of its UPSes", () => {
    expect(serviceOf({ upses: [ups("rack"), ups("desk")] }, [LOCAL, OPEN], "nas.example.org")).toEqual({
      name: "nas",
      host: "nas.local",
      type: "nut",
      port: 3494,
      txt: { txtvers: "1", protovers: "1.3", device_list: "rack;desk" },
    });
  });

  it("leaves the UPSes out where there are more than a record holds", () => {
    const upses = Array.from({ length: 60 }, (_, at) => ups(`rack-${at}`));
    expect(serviceOf({ upses }, [OPEN], "nas")?.txt).toEqual({ txtvers: "1", protovers: "1.3" });
  });

  it("is nothing where only the loopback is served", () => {
    for (const host of ["127.0.0.1", "127.0.0.9", "::1", "localhost"])
      expect(serviceOf({ upses: [] }, [{ host, port: 3493 }], "nas")).toBeUndefined();
  });
});

describe("MDNS of upsd.conf", () => {
  it("announces the server once, anew when something changes, and takes it back", async () => {
    const { announcement, lines, events } = announcing();
    const config = { upses: [ups("rack")], mdns: true };
    await announcement.set(config, [OPEN]);
    await announcement.set(config, [OPEN]);
    await announcement.set({ ...config, upses: [ups("rack"), ups("desk")] }, [OPEN]);
    await announcement.set({ ...config, mdns: false }, [OPEN]);
    await announcement.stop();
    expect(events).toEqual(["nut 3494 rack", "gone", "nut 3494 rack;desk", "gone"]);
    expect(lines[0]).toBe(`announced by mDNS as ${hostname().split(".")[0]}._nut._tcp port 3494`);
  });

  it("says why nothing can be announced, and upsd goes on", async () => {
    const { announcement, lines, fail } = announcing();
    await announcement.set({ upses: [], mdns: true }, [OPEN]);
    fail("no network interface is up");
    await announcement.set({ upses: [], mdns: true }, [LOCAL]);
    expect(lines.slice(1)).toEqual([
      "the server cannot be announced by mDNS: no network interface is up",
      "MDNS yes is of no use: only the loopback is served. Write LISTEN with an address of the network",
    ]);
  });

  it("is off by default: a server announces nothing", async () => {
    const announced: Announced[] = [];
    const deps = {
      announce: (service: Announced) => {
        announced.push(service);
        return { stop: () => Promise.resolve() };
      },
    };
    const { lines } = await servers.start({ deps });
    const told = await servers.start({ deps, config: { mdns: true } });
    expect(announced).toEqual([]);
    expect(lines.join("\n")).not.toContain("MDNS");
    expect(told.lines.join("\n")).toContain("MDNS yes is of no use: only the loopback is served");
  });
});
