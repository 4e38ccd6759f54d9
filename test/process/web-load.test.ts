/** Many pages, pages that do not read, and a server that never ends: what takes more time than the quick suite has. */
import { connect, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import { EventStreams } from "../../src/web/http/event-streams.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { type Behaviour, type FakeUps, serves } from "../sim/servers/nut-server.ts";
import { Sites } from "../web/site-under-test.ts";

const sites = new Sites();
const sockets: Socket[] = [];
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.destroy();
  await sites.end();
});

describe("a server that makes up names without end", () => {
  /** Sends variables until the client has had enough. */
  const endless: Behaviour = ([verb, kind, name], peer) => {
    if (verb !== "LIST" || kind !== "VAR" || name !== "mad") return false;
    peer.send("BEGIN LIST VAR mad\n");
    const lines = Array.from({ length: 1000 }, (_, i) => `VAR mad x${i}.name "${"v".repeat(50)}"\n`).join("");
    for (let sent = 0; sent < 1000; sent++) peer.send(lines);
    return true;
  };

  it("a million of them cost the UPSes of the others nothing", async () => {
    const mad = await sites.server(endless, serves({ mad: { vars: {} } }));
    const site = await sites.site([mad, await sites.serving({ good: { vars: { "ups.status": "OL" } } })]);
    await until(() => site.site.fleet.servers[0]?.upses[0]?.condition === "lost");
    expect(await site.text("/api/v1/devices/good")).toBe('{"ups.status":"OL"}');
    expect(await site.text("/api/v1/devices/mad")).toContain("Device Unreachable");
  });
});

describe("two hundred open pages", () => {
  it("hear of a change", async () => {
    const upses: Record<string, FakeUps> = { ups: { vars: { "ups.status": "OL" } } };
    const site = await sites.site([await sites.serving(upses)]);
    const heard = Array.from({ length: 200 }, () => "");
    for (let i = 0; i < heard.length; i++) {
      const socket = connect(site.site.port, "127.0.0.1");
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.on("data", (bytes) => {
        heard[i] += bytes.toString();
      });
      socket.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    await until(() => heard.every((text) => text.includes("event: snapshot")));
    upses.ups = { vars: { "ups.status": "OB" } };
    await site.polled();
    await until(() => heard.every((text) => text.includes('"ups.status":{"text":"OB"')));
  });
});

describe("a page that does not read", () => {
  it("gets the newest state once it reads again, instead of a backlog, and is cut off when it never does", async () => {
    const upses: Record<string, FakeUps> = { ups: { vars: { "ups.status": "OL", "ups.id": "0" } } };
    const site = await sites.site([await sites.serving(upses)]);
    const socket = connect(site.site.port, "127.0.0.1").pause();
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n");
    await until(() => site.site.streams.size === 1);
    for (let i = 1; i <= 400 && site.site.streams.behind === 0; i++) {
      site.site.streams.send(`event: change\ndata: "${"x".repeat(100_000)}"\n\n`);
      await site.clock.settle(1);
    }
    expect(site.site.streams.behind).toBe(1);
    await site.clock.advance(60_000);
    await until(() => site.site.streams.size === 0);
  });
});

describe("requests without end on one connection, before any answer was read", () => {
  it("cost that connection", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: { "ups.id": "x".repeat(50_000) } } })]);
    const socket = connect(site.site.port, "127.0.0.1").pause();
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write("GET /api/v1/devices HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(200));
    await until(() => site.site.connections.size === 1);
    await until(() => site.site.connections.size === 0);
    expect(await site.text("/api/ping")).toBe('"pong"');
  });
});

describe("answers that nobody reads", () => {
  it("are held within a budget from the first moment, and whoever holds most of it goes", async () => {
    const vars = Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`x${i}.name`, "v".repeat(50_000)]));
    const site = await sites.site([await sites.serving({ ups: { vars } })]);
    let most = 0;
    for (let i = 0; i < 30; i++) {
      const socket = connect(site.site.port, "127.0.0.1").pause();
      sockets.push(socket);
      socket.on("error", () => undefined);
      socket.write("GET /api/v1/devices HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(8));
    }
    await until(() => {
      most = Math.max(most, site.site.connections.unread);
      return most > 10_000_000 && site.site.connections.size < 30;
    });
    expect(most).toBeLessThan(34_000_000);
    expect((await site.fetch("/api/ping")).status).toBe(200);
  });
});

describe("clients that take their time", () => {
  const start = (port: number, bytes: string): Socket => {
    const socket = connect(port, "127.0.0.1").resume();
    sockets.push(socket);
    socket.on("error", () => undefined);
    socket.write(bytes);
    return socket;
  };
  const trickle = (all: readonly Socket[], bytes: string): void => {
    for (const socket of all) socket.write(bytes);
  };

  it("with their headers, more of them than there is room for, cost nobody else an answer", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: { "ups.status": "OL" } } })]);
    const slow = Array.from({ length: 1200 }, () => start(site.site.port, "GET /api/ping HTTP/1.1\r\nHost: loc"));
    await until(() => site.site.connections.size >= 1000);
    for (let round = 0; round < 5; round++) {
      trickle(slow, "a");
      expect(await site.text("/api/v1/devices/ups")).toBe('{"ups.status":"OL"}');
    }
    expect(site.site.connections.size).toBeLessThanOrEqual(1000);
  });

  it("with their bodies, neither; nor do they take what an open page hears", async () => {
    const upses: Record<string, FakeUps> = { ups: { vars: { "ups.status": "OL" } } };
    const site = await sites.site([await sites.serving(upses)]);
    let heard = "";
    start(site.site.port, "GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n").on("data", (bytes: Buffer) => {
      heard += bytes.toString();
    });
    const head = "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\n{";
    const slow = Array.from({ length: 500 }, () => start(site.site.port, head));
    await until(() => site.site.connections.size > 500);
    trickle(slow, " ");
    expect(await site.text("/api/v1/devices/ups")).toBe('{"ups.status":"OL"}');
    upses.ups = { vars: { "ups.status": "OB" } };
    await site.polled();
    await until(() => heard.includes('"ups.status":{"text":"OB"'));
  });

  it("are cut off: headers have ten seconds, a whole request twenty", async () => {
    const site = await sites.site([await sites.serving({ ups: { vars: {} } })]);
    const silent = [
      start(site.site.port, "GET /api/ping HTTP/1.1\r\nHost: loc"),
      start(site.site.port, "POST /api/v1/session HTTP/1.1\r\nHost: localhost\r\nContent-Length: 9\r\n\r\n{"),
    ];
    await until(() => site.site.connections.size === 2);
    await Promise.all(silent.map((socket) => new Promise((closed) => socket.on("close", closed))));
    expect(site.site.connections.size).toBe(0);
  });
});

describe("event streams", () => {
  it("are bounded in number: who came first makes room", () => {
    expect(EventStreams.MOST).toBeGreaterThanOrEqual(500);
  });
});
