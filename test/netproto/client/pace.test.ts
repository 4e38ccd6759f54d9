import { afterEach, describe, expect, it } from "@jest/globals";
import { Pace } from "../../../src/netproto/client/pace.ts";
import { firstOnly, hangsUp, oneForEach, type Reading, SmallServer } from "../../sim/machine/small-server.ts";
import { VirtualClock } from "../../sim/machine/virtual-clock.ts";
import { codeOf, Pairs, until } from "../../sim/servers/nut-pair.ts";
import {
  agrees,
  answers,
  type Behaviour,
  NutServer,
  noTls,
  saysGoodbye,
  serves,
} from "../../sim/servers/nut-server.ts";

const VARS = { "ups.status": "OB LB", "battery.charge": "9", "ups.load": "40" };
const NAMES = Object.keys(VARS);
const SERVES = serves({ ups: { vars: VARS } });
const version = (text: string): Behaviour => answers({ VER: `${text}\n` });
const OF_C = version("Network UPS Tools upsd 2.8.0 - http://www.networkupstools.org/");

const pairs = new Pairs();
const ends: (() => Promise<void>)[] = [];
afterEach(async () => {
  await pairs.end();
  for (const end of ends.splice(0)) await end();
});

/** A server that reads as small ones do, and a client of it. */
async function small(
  reading: Reading,
  behaviours: readonly Behaviour[],
  pace = new Pace(),
  clock = new VirtualClock(),
) {
  const server = await pairs.server(...behaviours, noTls, saysGoodbye, agrees("USERNAME", "PASSWORD", "LOGIN"), SERVES);
  const front = await SmallServer.start(server.port, { reading });
  ends.push(() => front.stop());
  const client = pairs.client(front.port, { pace, clock });
  await client.connect();
  return { server, front, client, clock };
}

const READINGS = [
  ["reads the first request of each packet", firstOnly],
  ["reads a request for each packet that arrives", oneForEach],
  ["hangs up when a packet holds more than one request", hangsUp],
] as const;

describe("a server that has shown nothing", () => {
  it.each(READINGS)("and %s is asked one thing at a time", async (_name, reading) => {
    const { client, front } = await small(reading, []);
    await client.authenticate("user", "secret");
    await client.login("ups");
    const values = await Promise.all(NAMES.map((name) => client.getVar("ups", name)));
    expect(values).toEqual(Object.values(VARS));
    expect((await client.listVar("ups")).size).toBe(3);
    await client.close();
    expect(front.packets.every((requests) => requests === 1)).toBe(true);
  });

  it("is asked for its version when several requests wait, and then for all of them at once", async () => {
    const { client, front, server } = await small((packet) => packet, [OF_C]);
    await Promise.all(NAMES.map((name) => client.getVar("ups", name)));
    await Promise.all(NAMES.map((name) => client.getVar("ups", name)));
    expect(front.packets).toEqual([1, 1, 2, 3]);
    expect(server.heard.filter((line) => line === "VER")).toHaveLength(1);
  });

  it("is not asked for its version by two requests on end", async () => {
    const { client, server } = await small(firstOnly, [OF_C]);
    await Promise.all(NAMES.slice(1).map((name) => client.getVar("ups", name)));
    expect(server.heard).not.toContain("VER");
  });

  it.each(["ESP NUT server 1.0", "ERR UNKNOWN-COMMAND", "upsd Network UPS Tools upsd 2.8.0"])(
    "stays at one at a time when it calls itself %p",
    async (text) => {
      const { client, front } = await small(firstOnly, [version(text)]);
      for (let i = 0; i < 3; i++) await Promise.all(NAMES.map((name) => client.getVar("ups", name)));
      expect(front.packets.every((requests) => requests === 1)).toBe(true);
    },
  );

  it("and never answers VER is not asked it on the next connection", async () => {
    const clock = new VirtualClock();
    const mute: Behaviour = ([verb]) => verb === "VER";
    const { client, front, server } = await small(firstOnly, [mute], new Pace(), clock);
    const pace = new Pace();
    const first = pairs.client(front.port, { pace, clock });
    await first.connect();
    const calls = NAMES.map((name) => codeOf(first.getVar("ups", name)));
    await until(() => server.heard.includes("VER"));
    await clock.advance(5000);
    expect(await Promise.all(calls)).toEqual(["none", "timeout", "timeout"]);
    const second = pairs.client(front.port, { pace, clock });
    await second.connect();
    expect(await Promise.all(NAMES.map((name) => second.getVar("ups", name)))).toEqual(Object.values(VARS));
    expect(client.state.kind).toBe("up");
  });
});

describe("a server that let us wait", () => {
  const all = (client: ReturnType<typeof pairs.client>): Promise<readonly string[]> =>
    Promise.all(NAMES.map((name) => codeOf(client.getVar("ups", name))));

  it("is asked one thing at a time on the next connection, and several again on the one after", async () => {
    let hung = false;
    const hang: Behaviour = () => hung;
    const pace = new Pace();
    const { client, front, clock, server } = await small((packet) => packet, [hang, OF_C], pace);
    await all(client);
    hung = true;
    const failing = all(client);
    const before = server.heard.length;
    await until(() => server.heard.length === before + 3);
    await clock.advance(5000);
    expect(await failing).toEqual(["timeout", "timeout", "timeout"]);
    hung = false;
    for (const packets of [[1, 1, 1], [3]]) {
      front.packets.length = 0;
      const next = pairs.client(front.port, { pace, clock });
      await next.connect();
      expect(await all(next)).toEqual(["none", "none", "none"]);
      expect(front.packets).toEqual(packets);
    }
  });

  it("though it calls itself upsd, and answered the first of several, is asked one at a time for good", async () => {
    const pace = new Pace();
    const { client, front, clock, server } = await small(firstOnly, [OF_C], pace);
    const failing = all(client);
    await until(() => server.heard.length === 3);
    await clock.settle(20);
    await clock.advance(5000);
    expect(await failing).toEqual(["none", "none", "timeout"]);
    for (let i = 0; i < 3; i++) {
      const next = pairs.client(front.port, { pace, clock });
      await next.connect();
      expect(await all(next)).toEqual(["none", "none", "none"]);
    }
  });
});

describe("a request that waits its turn", () => {
  it("is not sent when it has been called off meanwhile", async () => {
    const server = await NutServer.start(answers({ A: () => "", B: "OK\n", C: "OK\n" }));
    ends.push(() => server.stop());
    const client = pairs.client(server.port);
    await client.connect();
    const off = new AbortController();
    const [first, second, third] = [client.ask("A"), client.ask("B", { signal: off.signal }), client.ask("C")];
    off.abort(new Error("no more"));
    await expect(second).rejects.toThrow("no more");
    await until(() => server.heard.length === 1);
    server.peers[0]?.send("OK\n");
    expect([await first, await third]).toEqual(["OK", "OK"]);
    expect(server.heard).toEqual(["A", "VER", "C"]);
  });
});
