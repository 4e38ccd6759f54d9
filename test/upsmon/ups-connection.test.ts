import dns from "node:dns";
import { afterEach, describe, expect, it, jest } from "@jest/globals";
import type { TlsOptions } from "../../src/netproto/client/tls-options.ts";
import type { Event } from "../../src/upsmon/core/step.ts";
import { UpsConnection } from "../../src/upsmon/shell/servers/ups-connection.ts";
import { monitor } from "../scenarios/monitor.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { agrees, NutServer, noTls, serves } from "../sim/servers/nut-server.ts";

afterEach(() => void jest.restoreAllMocks());

/** A name server that never answers. */
const hangingNames = (): void =>
  void jest.spyOn(dns, "lookup").mockImplementation((() => undefined) as unknown as typeof dns.lookup);

describe("the connection for one UPS", () => {
  it.each([
    [undefined, 15_000],
    [3000, 8000],
  ])("gives a name server that hangs up (-W %p) after %i ms", async (connectTimeoutMs, ms) => {
    hangingNames();
    const clock = new VirtualClock();
    const events: Event[] = [];
    const options = { host: "nas.example", port: 3493, clock, connectTimeoutMs };
    const connection = new UpsConnection(monitor("ups1@nas.example"), {
      clock,
      options: () => options,
      emit: (event) => events.push(event),
    });
    void connection.poll({ fresh: false });
    await clock.advance(ms - 1);
    expect(events).toEqual([]);
    await clock.advance(1);
    expect(events).toEqual([
      { kind: "poll-failed", ups: "ups1@nas.example", reason: expect.stringContaining("no connection to ") },
    ]);
    expect(clock.waiting).toBe(0);
  });

  it("looks at no more of a value than a server may honestly say", async () => {
    const vars = { "ups.status": `OL ALARM ${"x ".repeat(20_000)}`, "ups.alarm": "y".repeat(20_000) };
    const server = await NutServer.start(serves({ ups1: { vars } }));
    const clock = new VirtualClock();
    const events: Event[] = [];
    const connection = new UpsConnection(monitor("ups1@server"), {
      clock,
      options: () => ({ host: "127.0.0.1", port: server.port, clock }),
      emit: (event) => events.push(event),
    });
    await connection.poll({ fresh: false });
    const answer = events.flatMap((event) => (event.kind === "polled" ? [event.answer] : []))[0];
    expect(answer?.status).toMatch(/^OL ALARM x x /);
    expect([answer?.status.length, answer?.alarm?.length]).toEqual([1024, 1024]);
    await connection.drop(false);
    await server.stop();
  });

  it("asks beside the status for what rules need, and tells what the UPS does not have from what is not said", async () => {
    const vars = { "ups.status": "OB", "battery.charge": "55" };
    const server = await NutServer.start(serves({ ups1: { vars } }));
    const clock = new VirtualClock();
    const events: Event[] = [];
    const connection = new UpsConnection(monitor("ups1@server"), {
      clock,
      options: () => ({ host: "127.0.0.1", port: server.port, clock }),
      emit: (event) => events.push(event),
    });
    await connection.poll({ measures: ["battery.charge", "ups.load"] });
    await connection.poll({});
    const measured = events.flatMap((event) => (event.kind === "polled" ? [event.answer.measured] : []));
    expect(measured).toEqual([
      new Map([
        ["battery.charge", "55"],
        ["ups.load", undefined],
      ]),
      new Map(),
    ]);
    await connection.drop(false);
    await server.stop();
  });

  it("makes its connection anew when a reload asks for more of TLS than that one has", async () => {
    const server = await NutServer.start(
      noTls,
      agrees("USERNAME", "PASSWORD", "LOGIN"),
      serves({ ups1: { vars: { "ups.status": "OL" } } }),
    );
    const clock = new VirtualClock();
    const events: Event[] = [];
    let tls: TlsOptions = { mode: "try" };
    const connection = new UpsConnection(monitor("ups1@server"), {
      clock,
      options: () => ({ host: "127.0.0.1", port: server.port, clock, tls }),
      emit: (event) => events.push(event),
    });
    await connection.poll({ fresh: false });
    tls = { mode: "try" };
    await connection.poll({ fresh: false });
    expect(events.map(({ kind }) => kind)).toEqual(["login", "polled", "polled"]);
    tls = { mode: "require" };
    await connection.poll({ fresh: false });
    expect(events.at(-1)).toMatchObject({
      kind: "poll-failed",
      reason: expect.stringContaining("FORCESSL asks for it"),
    });
    await connection.drop(false);
    await server.stop();
  });
});
