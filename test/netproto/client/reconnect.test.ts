import { afterEach, describe, expect, it } from "@jest/globals";
import type { LinkState } from "../../../src/netproto/client/link.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { codeOf, Pairs, until } from "../../sim/servers/nut-pair.ts";
import { agrees, NutServer, serves, silent } from "../../sim/servers/nut-server.ts";

const pairs = new Pairs();
afterEach(() => pairs.end());

const SERVES = serves({ ups: { vars: { "ups.status": "OL" } } });

describe("a reconnecting client", () => {
  it("opens a lost connection again and says who it is", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pairs.pair([agrees("USERNAME", "PASSWORD", "LOGIN"), SERVES], {
      clock,
      reconnect: true,
    });
    await client.authenticate("u", "p");
    await client.login("ups");
    server.dropAll();
    await until(() => client.state.kind === "down");
    server.heard.length = 0;
    const call = client.getVar("ups", "ups.status");
    await clock.advance(1000);
    await until(() => client.state.kind === "up");
    expect(await call).toBe("OL");
    expect(server.heard).toEqual(["USERNAME u", "PASSWORD p", "LOGIN ups", "GET VAR ups ups.status"]);
  });

  it("waits longer from time to time, and not for ever", async () => {
    const clock = new VirtualClock();
    const server = await pairs.server(SERVES);
    const { port } = server;
    await server.stop();
    const client = pairs.client(port, { clock, reconnect: { firstMs: 100, maxMs: 700 } });
    const waits: (number | undefined)[] = [];
    client.onState((state) => state.kind === "down" && waits.push(state.retryMs));
    const connecting = client.connect();
    for (let i = 1; i <= 5; i++) {
      await until(() => waits.length === i);
      await clock.advance(waits.at(-1) ?? 0);
    }
    await until(() => waits.length === 6);
    expect(waits).toEqual([100, 200, 400, 700, 700, 700]);
    await server.listen(port);
    await clock.advance(700);
    await connecting;
    expect(await client.getVar("ups", "ups.status")).toBe("OL");
  });

  it("does not hurry to a server that drops it at once", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pairs.pair([SERVES], { clock, reconnect: { firstMs: 100, maxMs: 60_000 } });
    const waits: (number | undefined)[] = [];
    client.onState((state) => state.kind === "down" && waits.push(state.retryMs));
    for (let i = 1; i <= 4; i++) {
      server.dropAll();
      await until(() => waits.length === i);
      await clock.advance(waits.at(-1) ?? 0);
      await until(() => client.state.kind === "up" && server.peers.length === 1);
    }
    expect(waits).toEqual([100, 200, 400, 800]);
    await clock.advance(60_000);
    server.dropAll();
    await until(() => waits.length === 5);
    expect(waits.at(-1)).toBe(100);
  });

  it("fails what was under way at the loss, and what waits too long for a connection", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pairs.pair([silent], { clock, reconnect: true, answerTimeoutMs: 5000 });
    const underWay = codeOf(client.set("ups", "a.b", "1"));
    await until(() => server.heard.length === 1);
    await server.stop();
    expect(["server-disconnected", "read-failed"]).toContain(await underWay);
    const waiting = codeOf(client.getVar("ups", "a.b"));
    for (let i = 0; i < 6; i++) {
      await clock.advance(1000);
      await clock.settle(50);
    }
    expect(["connect-failed", "server-disconnected"]).toContain(await waiting);
  });

  it("stays closed once closed", async () => {
    const clock = new VirtualClock();
    const { server, client } = await pairs.pair([SERVES], { clock, reconnect: true });
    const states: LinkState["kind"][] = [];
    client.onState(({ kind }) => states.push(kind));
    server.dropAll();
    await until(() => client.state.kind === "down");
    client.destroy();
    await clock.advance(100_000);
    expect(states).toEqual(["down", "closed"]);
    expect(clock.waiting).toBe(0);
    expect(await codeOf(client.getVar("ups", "ups.status"))).toBe("server-disconnected");
  });

  it("does not reconnect unless told to", async () => {
    const server = await NutServer.start(SERVES);
    const client = pairs.client(server.port);
    await client.connect();
    await server.stop();
    await until(() => client.state.kind === "down");
    expect(client.state).toMatchObject({ kind: "down", retryMs: undefined });
  });
});
