import { afterEach, describe, expect, it } from "@jest/globals";
import { until } from "../sim/servers/nut-pair.ts";
import type { RawClient } from "../sim/servers/raw-client.ts";
import { UpsdServers } from "../sim/servers/upsd-server.ts";

const servers = new UpsdServers();
afterEach(() => servers.end());

const STATUS = "GET VAR rack ups.status\n";
const OL = 'VAR rack ups.status "OL"\n';

describe("connections", () => {
  it("answer a burst of pipelined requests in order", async () => {
    const { client } = await servers.start();
    const answers = await client().ask(`${STATUS}NETVER\nFOO\n${STATUS}`, `COMMAND\n${OL}`);
    expect(answers).toBe(`${OL}1.3\nERR UNKNOWN-COMMAND\n${OL}`);
  });

  it("answer half a request once the rest has come", async () => {
    const { client } = await servers.start();
    const raw = client();
    for (const part of ["GET VAR ra", "ck ups.st"]) {
      raw.send(part);
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await raw.ask("atus\n")).toBe(OL);
  });

  it("end with OK Goodbye after LOGOUT", async () => {
    const { client } = await servers.start();
    const raw = client();
    expect(await raw.ask("LOGOUT\n")).toBe("OK Goodbye\n");
    await raw.untilClosed();
  });

  it("are all answered when five hundred come at once", async () => {
    const { client } = await servers.start();
    const clients = Array.from({ length: 500 }, () => client());
    const answers = await Promise.all(clients.map((raw) => raw.ask(STATUS)));
    expect(answers.every((answer) => answer === OL)).toBe(true);
  });

  it("are closed after a minute without a request, and not before", async () => {
    const { client, clock } = await servers.start();
    const [idle, busy, half] = [client(), client(), client()];
    await Promise.all([idle.ask(STATUS), busy.ask(STATUS), half.ask(STATUS)]);
    await clock.advance(50_000);
    await busy.ask(STATUS);
    half.send("GET VAR rack");
    await clock.advance(8000);
    expect([idle.closed, busy.closed, half.closed]).toEqual([false, false, false]);
    await clock.advance(6000);
    await Promise.all([idle.untilClosed(), half.untilClosed()]);
    expect(await busy.ask(STATUS)).toBe(OL);
  });

  it("beyond MAXCONN are closed at once, said once, and there is room again when one leaves", async () => {
    // Two UPSes and one listener count as connections too.
    const { client, lines, clock } = await servers.start({ config: { maxConnections: 5 } });
    const [first, second] = [client(), client()];
    await Promise.all([first.ask(STATUS), second.ask(STATUS)]);
    for (let i = 0; i < 3; i++) {
      const third = client();
      await third.untilClosed();
      expect(third.received).toBe("");
    }
    expect(lines.filter((line) => line.includes("MAXCONN"))).toEqual([
      "Client 127.0.0.1 was turned away: there are 2 clients already; raise MAXCONN in upsd.conf",
    ]);
    await first.ask("LOGOUT\n");
    await first.untilClosed();
    await clock.settle();
    expect(await client().ask(STATUS)).toBe(OL);
  });

  it("of strangers make room at MAXCONN: who asked nothing first, then who asked longest ago, never who is logged in", async () => {
    const { client, lines, clock } = await servers.start({ config: { maxConnections: 6 } });
    const [member, asked, silent] = [client(), client(), client()];
    await member.ask("USERNAME mon\nPASSWORD pw\nLOGIN rack\n", "OK\nOK\nOK\n");
    await asked.ask(STATUS);
    await until(() => silent.socket.readyState === "open");
    await clock.settle();
    expect(await client().ask(STATUS)).toBe(OL);
    await silent.untilClosed();
    expect(asked.closed).toBe(false);
    await clock.advance(3000);
    expect(await client().ask(STATUS)).toBe(OL);
    await asked.untilClosed();
    expect(member.closed).toBe(false);
    expect(await member.ask(STATUS)).toBe(OL);
    expect(lines.filter((line) => line.includes("was cut off"))).toEqual([
      "Client 127.0.0.1 was cut off: there are 3 clients already",
    ]);
  });

  it("that hold half lines without end go when they hold too much, those who read stay", async () => {
    const { client, lines } = await servers.start();
    const honest = client();
    await honest.ask(STATUS);
    const halves = Array.from({ length: 150 }, () => client());
    for (const half of halves) half.send(`GET VAR rack ${"x".repeat(3000)}`);
    await until(() => halves.some(({ closed }) => closed));
    expect(lines.filter((line) => line.includes("hold too much memory"))).toHaveLength(1);
    expect(await honest.ask(STATUS)).toBe(OL);
    expect(halves.filter(({ closed }) => !closed).length).toBeGreaterThan(50);
  });

  it("do not wait for one that asks for 5,000 things in one packet, and it gets all its answers", async () => {
    const { client } = await servers.start();
    const [much, little] = [client(), client()];
    await little.ask(STATUS);
    let before = -1;
    much.send(STATUS.repeat(5000));
    await new Promise<void>((resolve) => much.socket.once("data", () => resolve()));
    await little.ask(STATUS);
    before = much.received.length;
    await until(() => much.received.length === 5000 * OL.length);
    expect(before).toBeLessThan(5000 * OL.length);
  });

  it("give their login back however they end", async () => {
    const { client } = await servers.start();
    const [gone, there] = [client(), client()];
    await gone.ask("USERNAME mon\nPASSWORD pw\nLOGIN rack\n", "OK\nOK\nOK\n");
    expect(await there.ask("GET NUMLOGINS rack\n")).toBe("NUMLOGINS rack 1\n");
    gone.socket.resetAndDestroy();
    await gone.untilClosed();
    let said = "";
    while (said !== "NUMLOGINS rack 0\n") said = await there.ask("GET NUMLOGINS rack\n");
  });
});

describe("a client that does not read", () => {
  const LIST = "LIST VAR rack\n";
  /** Sends until the server takes no more, which it shows by leaving our buffer full. */
  async function flood(raw: RawClient): Promise<number> {
    raw.socket.pause();
    let sent = 0;
    for (let stuck = 0; stuck < 50; ) {
      raw.send(LIST.repeat(1000));
      sent += 1000;
      const before = raw.socket.bytesWritten;
      for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
      stuck = raw.socket.writableLength > 0 && raw.socket.bytesWritten === before ? stuck + 1 : 0;
      if (sent > 500_000) throw new Error("the server swallows everything");
      if (raw.socket.writableLength > 2_000_000) break;
    }
    return sent;
  }

  it("is not read from either, while the others are served, and gets every answer once it reads", async () => {
    const { client } = await servers.start();
    const [slow, other] = [client(), client()];
    const body = await other.ask(LIST, "END LIST VAR rack\n");
    const memory = process.memoryUsage().rss;
    const sent = await flood(slow);
    expect(process.memoryUsage().rss - memory).toBeLessThan(100_000_000);
    expect(await other.ask("NETVER\n")).toBe("1.3\n");
    let bytes = 0;
    slow.socket.removeAllListeners("data");
    slow.socket.on("data", (text: string) => {
      bytes += text.length;
    });
    slow.socket.resume();
    await until(() => bytes >= sent * body.length);
    expect(bytes).toBe(sent * body.length);
  });

  it("is cut off after ten seconds, and said", async () => {
    const { client, clock, lines } = await servers.start();
    const slow = client();
    await flood(slow);
    await clock.advance(14_000);
    slow.socket.resume();
    await slow.untilClosed();
    expect(lines).toContain("Client 127.0.0.1 was cut off: it has not read for 10 s what it asked for");
  });

  it("but is logged in has a minute", async () => {
    const { client, clock } = await servers.start();
    const slow = client();
    await slow.ask("USERNAME mon\nPASSWORD pw\nLOGIN rack\n", "OK\nOK\nOK\n");
    await flood(slow);
    await clock.advance(50_000);
    expect(slow.closed).toBe(false);
    await clock.advance(20_000);
    slow.socket.resume();
    await slow.untilClosed();
  });

  it("is cut off after a minute", async () => {
    const { client, clock } = await servers.start();
    const slow = client();
    await flood(slow);
    await clock.advance(66_000);
    slow.socket.resume();
    await slow.untilClosed();
  });
});
