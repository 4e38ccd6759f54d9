import { createServer } from "node:net";
import { networkInterfaces } from "node:os";
import { afterEach, describe, expect, it } from "@jest/globals";
import { NutError } from "../../src/nut/errors.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Listeners } from "../../src/upsd/listeners.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const servers = new UpsdServers();
const opened: Listeners[] = [];
afterEach(() => {
  servers.end();
  for (const listeners of opened.splice(0)) listeners.close();
});

/** Some containers have no IPv6: what needs it is skipped there. */
const hasIpv6 = Object.values(networkInterfaces()).some((all) => all?.some(({ address }) => address === "::1"));
const itWithIpv6 = hasIpv6 ? it : it.skip;

/** An address that no machine has: it is kept for documentation. */
const ABSENT = "192.0.2.1";

function rig(family?: 4 | 6) {
  const clock = new VirtualClock();
  const lines: string[] = [];
  const names = new Map([
    [
      "both",
      [
        { address: "127.0.0.1", family: 4 },
        { address: "::1", family: 6 },
      ],
    ],
  ]);
  const listeners = new Listeners({
    clock,
    log: createLog((_level, line) => lines.push(line)),
    family,
    lookup: (host) => {
      const found = names.get(host);
      return found
        ? Promise.resolve(found)
        : Promise.reject(Object.assign(new Error(`getaddrinfo ENOTFOUND ${host}`), { code: "ENOTFOUND" }));
    },
    accept: (socket) => void socket.destroy(),
    starved: () => undefined,
  });
  opened.push(listeners);
  return { clock, lines, names, listeners };
}

/** A port that somebody else holds. */
async function taken(): Promise<{ readonly port: number; free(): Promise<void> }> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen({ port: 0, host: "127.0.0.1" }, resolve));
  const at = server.address();
  if (at === null || typeof at === "string") throw new Error("no port");
  return { port: at.port, free: () => new Promise((resolve) => server.close(() => resolve())) };
}

const refusal = (start: Promise<unknown>): Promise<string> =>
  start.then(
    () => "none",
    (error: unknown) => (error instanceof NutError ? (error.detail ?? "") : String(error)),
  );

describe("listeners", () => {
  itWithIpv6("serve every address of a name, and say so as the C server does", async () => {
    const { listeners, lines } = rig();
    await listeners.set([{ host: "both", port: 0 }]);
    expect(listeners.bound.map(({ host }) => host)).toEqual(["127.0.0.1", "::1"]);
    expect(lines).toEqual(listeners.bound.map(({ host, port }) => `listening on ${host} port ${port}`));
  });

  itWithIpv6("serve both families for *", async () => {
    const { listeners } = rig();
    await listeners.set([{ host: "*", port: 0 }]);
    expect(listeners.bound.map(({ host }) => host)).toEqual(["0.0.0.0", "::"]);
  });

  itWithIpv6.each([
    [4 as const, "127.0.0.1"],
    [6 as const, "::1"],
  ])("serve only IPv%d where that was asked for", async (family, host) => {
    const { listeners } = rig(family);
    await listeners.set([{ host: "both", port: 0 }]);
    expect(listeners.bound.map((at) => at.host)).toEqual([host]);
  });

  it("say when the family that was asked for leaves nothing of an address", async () => {
    const { listeners } = rig(6);
    const [fault] = await listeners.set([{ host: "127.0.0.1", port: 0 }]);
    expect(fault?.text).toBe("not listening on 127.0.0.1 port 0: it has no IPv6 address, and -6 was given");
  });

  itWithIpv6("serve an address once, however often it is named", async () => {
    const { listeners } = rig();
    await listeners.set([{ host: "127.0.0.1", port: 0 }]);
    const port = listeners.bound[0]?.port ?? 0;
    const all = [
      { host: "0.0.0.0", port: 0 },
      { host: "127.0.0.1", port },
      { host: "both", port },
    ];
    expect(await listeners.set(all)).toEqual([]);
    expect(listeners.bound.filter((at) => at.port === port).map(({ host }) => host)).toEqual(["127.0.0.1", "::1"]);
  });

  it("try again for an address that is not up yet, and announce it once it is", async () => {
    const { listeners, lines, names, clock } = rig();
    const [fault] = await listeners.set([
      { host: "later", port: 0 },
      { host: "127.0.0.1", port: 0 },
    ]);
    expect(fault).toMatchObject({ kind: "later" });
    expect(listeners.bound).toHaveLength(1);
    await clock.advance(20_000);
    expect(lines.filter((line) => line.startsWith("not listening on later port 0"))).toHaveLength(1);
    names.set("later", [{ address: "127.0.0.1", family: 4 }]);
    await clock.advance(5000);
    for (let i = 0; i < 100 && listeners.bound.length < 2; i++) await clock.settle();
    expect(listeners.bound).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/^listening on 127\.0\.0\.1 port \d+$/);
  });

  it("follow a name to its new address at a reload, and leave the socket of one that has stayed alone", async () => {
    const { listeners, lines, names } = rig();
    names.set("moving", [
      { address: "127.0.0.1", family: 4 },
      { address: "127.0.0.2", family: 4 },
    ]);
    const listen = [{ host: "moving", port: 0 }];
    await listeners.set(listen);
    const [stayed] = listeners.bound;
    names.set("moving", [
      { address: "127.0.0.1", family: 4 },
      { address: "127.0.0.3", family: 4 },
    ]);
    expect(await listeners.set(listen)).toEqual([]);
    expect(listeners.bound.map(({ host }) => host)).toEqual(["127.0.0.1", "127.0.0.3"]);
    expect(listeners.bound[0]).toEqual(stayed);
    expect(lines).toContain("no longer listening on 127.0.0.2 port 0: moving is another address now");
  });

  it("follow a name that moves while nobody reloads, and stay where they are while it cannot be looked up", async () => {
    const { listeners, names, clock } = rig();
    names.set("moving", [{ address: "127.0.0.1", family: 4 }]);
    await listeners.set([{ host: "moving", port: 0 }]);
    names.delete("moving");
    await clock.advance(31_000);
    expect(listeners.bound.map(({ host }) => host)).toEqual(["127.0.0.1"]);
    names.set("moving", [{ address: "127.0.0.2", family: 4 }]);
    await clock.advance(6000);
    for (let i = 0; i < 100 && listeners.bound[0]?.host !== "127.0.0.2"; i++) await clock.settle();
    expect(listeners.bound.map(({ host }) => host)).toEqual(["127.0.0.2"]);
  });

  it("know an address of another machine from a port in use", async () => {
    const { listeners } = rig();
    const { port, free } = await taken();
    const faults = await listeners.set([
      { host: ABSENT, port: 0 },
      { host: "127.0.0.1", port },
    ]);
    expect(faults.map(({ kind }) => kind)).toEqual(["later", "in-use"]);
    await free();
  });

  itWithIpv6("are opened and closed as a new list asks, and the rest stays", async () => {
    const { listeners, lines } = rig();
    await listeners.set([{ host: "127.0.0.1", port: 0 }]);
    const [first] = listeners.bound;
    await listeners.set([
      { host: "127.0.0.1", port: 0 },
      { host: "::1", port: 0 },
    ]);
    expect(listeners.bound[0]).toEqual(first);
    await listeners.set([{ host: "::1", port: 0 }]);
    expect(listeners.bound.map(({ host }) => host)).toEqual(["::1"]);
    expect(lines.at(-1)).toBe("no longer listening on 127.0.0.1 port 0");
  });
});

describe("a start", () => {
  it("is refused when the port is in use, with the way to find out by whom", async () => {
    const { port, free } = await taken();
    const said = await refusal(servers.start({ config: { listen: [{ host: "127.0.0.1", port }] } }));
    expect(said).toContain(`not listening on 127.0.0.1 port ${port}: the port is in use, perhaps by another upsd`);
    expect(said).toContain(`ss -ltnp sport = :${port}`);
    await free();
  });

  it("goes on without it where ALLOW_NOT_ALL_LISTENERS is set and another address is served", async () => {
    const { port, free } = await taken();
    const listen = [
      { host: "127.0.0.1", port },
      { host: "127.0.0.1", port: 0 },
    ];
    const { upsd } = await servers.start({ config: { listen, allowNotAllListeners: true } });
    expect(upsd.addresses).toHaveLength(1);
    servers.end();
    const none = servers.start({ config: { listen: listen.slice(0, 1), allowNotAllListeners: true } });
    expect(await refusal(none)).toContain("the port is in use");
    await free();
  });

  it("goes on while an address is not up yet, even the only one", async () => {
    const { upsd, lines } = await servers.start({ config: { listen: [{ host: ABSENT, port: 0 }] } });
    expect(upsd.addresses).toEqual([]);
    expect(lines.join("\n")).toMatch(/not listening on 192\.0\.2\.1 port 0: .*EADDRNOTAVAIL.*; trying again every 5 s/);
  });

  it("without a UPS is refused, unless ALLOW_NO_DEVICE is set", async () => {
    expect(await refusal(servers.start({ config: { upses: [] } }))).toMatch(/^ups.conf has no UPS/);
    const { client } = await servers.start({ config: { upses: [], allowNoDevice: true } });
    expect(await client().ask("LIST UPS\n", "END LIST UPS\n")).toBe("BEGIN LIST UPS\nEND LIST UPS\n");
  });
});
