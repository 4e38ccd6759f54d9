/** upsmon in front of servers that read little of what it says, late or not at all. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import { monitor } from "../scenarios/monitor.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { firstOnly, hangsUp, oneForEach, type Reading, SmallServer } from "../sim/machine/small-server.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

interface Wire {
  /** False while nothing gets through to the server, on connections that stand and on new ones. */
  up: boolean;
}

/** An upsmon behind a small server in front of a real one; quarters of a second of virtual time. */
async function watch(
  settings: Partial<UpsmonConf>,
  reading: Reading,
  { slowMs = 0, wire = { up: true } as Wire, version = "Tiny 1.0" } = {},
) {
  const clock = new VirtualClock();
  const server = new ServedUpses();
  server.version = version;
  server.ups();
  await server.start();
  const later = slowMs > 0 ? (run: () => void) => void clock.after(slowMs, run) : undefined;
  const read: Reading = (packet, left, hangUp) => (wire.up ? reading(packet, left, hangUp) : []);
  const front = await SmallServer.start(server.port, { reading: read, ...(later && { later }) });
  const told: string[] = [];
  const downs: number[] = [];
  const { port } = front;
  const monitors = [monitor("ups1@tiny", { host: "127.0.0.1", port, role: "secondary" })];
  const engine = new Engine(
    { ...UPSMON_CONF_DEFAULTS, monitors, finaldelay: 0, hostsync: 0, ...settings },
    {
      clock,
      log: createLog(() => undefined),
      notifier: {
        configure: () => undefined,
        tell: ({ type }) => told.push(`${type} ${clock.now() / 1000}`),
        wall: () => undefined,
        flush: () => Promise.resolve(),
      },
      clientOptions: ({ host }) => ({ host, port, clock }),
      shutDown: () => Promise.resolve(void downs.push(clock.now() / 1000)),
      status: () => undefined,
    },
  );
  ends.push(
    () => engine.send({ kind: "stop", how: "end of the test" }),
    () => front.stop(),
    () => server.stop(),
  );
  const run = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds * 4; i++) {
      await clock.settle(25);
      await clock.advance(250);
    }
    await clock.settle(25);
  };
  return { clock, server, front, told, downs, run, wire };
}

describe("upsmon at a server that", () => {
  it.each([
    ["reads the first request of each packet", firstOnly],
    ["reads a request for each packet that arrives", oneForEach],
    ["hangs up when a packet holds more than one request", hangsUp],
  ] as const)("%s sees OB LB at the next poll, and shuts down", async (_name, reading) => {
    const { server, told, downs, run, front } = await watch({}, reading);
    await run(12);
    server.ups().status = "OB LB";
    await run(6);
    expect(told.map((line) => line.split(" ")[0])).toEqual(["ONBATT", "LOWBATT", "SHUTDOWN"]);
    expect(downs).toHaveLength(1);
    expect(downs[0]).toBeLessThan(17);
    expect(front.packets.every((requests) => requests === 1)).toBe(true);
  });

  it("takes three seconds for each answer loses no communication, and shuts down in time", async () => {
    const { server, told, downs, run } = await watch({ deadtime: 25 }, firstOnly, { slowMs: 3000 });
    await run(40);
    expect(told).toEqual([]);
    server.ups().status = "OB LB";
    await run(10);
    expect(told.map((line) => line.split(" ")[0])).toEqual(["ONBATT", "LOWBATT", "SHUTDOWN"]);
    expect(downs).toHaveLength(1);
  });

  it("answers nothing but the status loses no communication, and shuts down in time", async () => {
    const known = /^(STARTTLS|USERNAME|PASSWORD|LOGIN|GET VAR ups1 ups\.status|LOGOUT)/;
    const deaf: Reading = (packet) => packet.slice(0, 1).filter((line) => known.test(line));
    const { server, told, downs, run } = await watch({}, deaf);
    await run(40);
    expect(told).toEqual([]);
    server.ups().status = "OB LB";
    await run(6);
    expect(downs).toHaveLength(1);
  });

  it("calls itself upsd, and reads the first request alone, is understood too", async () => {
    const { server, told, downs, run } = await watch({}, firstOnly, { version: "Network UPS Tools upsd 2.8.0" });
    await run(40);
    expect(told).toEqual([]);
    server.ups().status = "OB LB";
    await run(6);
    expect(downs).toHaveLength(1);
  });

  it("is the C project's upsd is asked all of a poll at once", async () => {
    const version = "Network UPS Tools upsd 2.8.0";
    const { front, run } = await watch({}, (packet) => packet, { version });
    await run(21);
    expect(front.packets.slice(-3)).toEqual([3, 3, 3]);
  });
});

describe("on battery, an answer that is two seconds late", () => {
  it("is looked for over a second connection, and that one is kept", async () => {
    const { server, wire, told, downs, run } = await watch({ deadtime: 5 }, (packet) => packet);
    await run(6);
    server.ups().status = "OB";
    await run(5.5);
    wire.up = false;
    await run(6);
    wire.up = true;
    await run(30);
    expect(told.map((line) => line.split(" ")[0])).toEqual(["ONBATT"]);
    expect(downs).toEqual([]);
    expect(server.logins()).toBe(1);
  });

  it("is waited for no longer than C does when the network stays away", async () => {
    const { server, wire, downs, run } = await watch({ deadtime: 5 }, (packet) => packet);
    await run(6);
    server.ups().status = "OB";
    await run(5.5);
    wire.up = false;
    await run(10);
    expect(downs).toHaveLength(1);
    expect(downs[0]).toBeLessThanOrEqual(20);
  });

  it("is not looked for on line", async () => {
    const { front, wire, run } = await watch({}, (packet) => packet);
    await run(11);
    wire.up = false;
    const before = front.connections;
    await run(8);
    expect(front.connections).toBe(before);
  });
});
