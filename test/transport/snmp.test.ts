/** Agents over UDP, played on the loopback. */
import { createSocket } from "node:dgram";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { DeviceError } from "../../src/device/device-error.ts";
import type { SnmpAccess, SnmpAnswer, SnmpLink } from "../../src/device/snmp.ts";
import { SNMP } from "../../src/transport/snmp/opener.ts";
import { SnmpWalk } from "../sim/devices/snmp-walk.ts";
import { until } from "../sim/machine/started.ts";
import { SnmpAgent } from "../sim/servers/snmp-agent.ts";

const SYSTEM = "1.3.6.1.2.1.1";
const OBJECTS = 60;
const object = (number: number): string => `${SYSTEM}.9.${number}.0`;

const walk = (): SnmpWalk =>
  SnmpWalk.of({
    [`${SYSTEM}.1.0`]: "UPS card",
    [`${SYSTEM}.2.0`]: { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.318" },
    [`${SYSTEM}.3.0`]: { type: "TimeTicks", number: 4_294_967_295 },
    [`${SYSTEM}.4.0`]: { type: "Counter64", number: 2 ** 40 },
    [`${SYSTEM}.5.0`]: { type: "IpAddress", bytes: Uint8Array.of(192, 0, 2, 1) },
    ...Object.fromEntries(Array.from({ length: OBJECTS }, (_, at) => [object(at + 1), -1 - at])),
  });

const agents: SnmpAgent[] = [];
const links: SnmpLink[] = [];

afterEach(async () => {
  for (const link of links.splice(0)) await link.close();
  for (const agent of agents.splice(0)) await agent.stop();
});

interface Wishes {
  readonly version?: "v1" | "v2c";
  readonly host?: string;
  readonly retries?: number;
  readonly timeoutMs?: number;
}

async function linked({ version = "v2c", host = "127.0.0.1", retries = 0, timeoutMs = 5000 }: Wishes = {}) {
  const agent = await SnmpAgent.start(walk(), host);
  const access: SnmpAccess = { version, community: "public" };
  const link = await SNMP.open({ host, port: agent.port, access, timeoutMs, retries });
  agents.push(agent);
  links.push(link);
  return { agent, link };
}

const numbersOf = (answers: readonly SnmpAnswer[]): readonly unknown[] =>
  answers.map((answer) => (answer.kind === "data" && "number" in answer.value ? answer.value.number : answer.kind));

describe.each(["v1", "v2c"] as const)("SNMP %s", (version) => {
  it("reads values of all types", async () => {
    const { link } = await linked({ version });
    const answers = await link.get([1, 2, 3, 5].map((last) => `${SYSTEM}.${last}.0`));
    expect(answers.map((answer) => (answer.kind === "data" ? answer.value : answer.kind))).toEqual([
      { type: "OCTET STRING", bytes: Buffer.from("UPS card") },
      { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.318" },
      { type: "TimeTicks", number: 4_294_967_295 },
      { type: "IpAddress", bytes: Uint8Array.of(192, 0, 2, 1) },
    ]);
  });

  it("reads many objects in few requests, and tells which are missing", async () => {
    const { agent, link } = await linked({ version });
    const oids = Array.from({ length: OBJECTS }, (_, at) => object(at + 1));
    expect(numbersOf(await link.get([...oids, object(99)]))).toEqual([...oids.map((_, at) => -1 - at), "absent"]);
    expect(agent.asked.length).toBeLessThanOrEqual(5);
  });

  it("finds out in few requests what an agent lacks", async () => {
    const { agent, link } = await linked({ version });
    const oids = Array.from({ length: OBJECTS }, (_, at) => (at % 3 === 0 ? object(at + 1) : object(1000 + at)));
    const wanted = oids.map((_, at) => (at % 3 === 0 ? -1 - at : "absent"));
    expect(numbersOf(await link.get(oids))).toEqual(wanted);
    expect(agent.asked.length).toBeLessThanOrEqual(6);
    expect(numbersOf(await link.get([`${SYSTEM}.9.2`, `${SYSTEM}.9.3`, object(2)]))).toEqual(["absent", "absent", -2]);
  });

  it("asks an agent for which answers get too big for less at a time", async () => {
    const { agent, link } = await linked({ version });
    agent.most = 150;
    const oids = Array.from({ length: OBJECTS }, (_, at) => object(at + 1));
    expect(numbersOf(await link.get(oids))).toEqual(oids.map((_, at) => -1 - at));
  });

  it("loses nothing of the others where one object is answered with an error", async () => {
    const { agent, link } = await linked({ version });
    agent.faulty.add(object(2));
    expect(numbersOf(await link.get([object(1), object(2), object(3)]))).toEqual([-1, "refused", -3]);
  });

  it("walks what lies below an object, and no further", async () => {
    const { link } = await linked({ version });
    const found = await link.walk(`${SYSTEM}.9`, 1000);
    expect(found.map(({ oid }) => oid)).toEqual(Array.from({ length: OBJECTS }, (_, at) => object(at + 1)));
    expect(await link.walk(`${SYSTEM}.9`, 5)).toHaveLength(5);
    expect(await link.walk("1.3.6.1.9", 5)).toEqual([]);
  });

  it("sets an object, and tells when the agent refuses", async () => {
    const { agent, link } = await linked({ version });
    expect(await link.set(object(1), { type: "INTEGER", number: 7 })).toEqual({ kind: "done" });
    expect(agent.walk.get(object(1))).toEqual({ type: "INTEGER", number: 7 });
    expect((await link.set(object(99), { type: "INTEGER", number: 7 })).kind).toBe("refused");
  });

  it("hears an agent again that left requests without an answer", async () => {
    const { agent, link } = await linked({ version, retries: 2, timeoutMs: 600 });
    agent.dropped = 2;
    expect(numbersOf(await link.get([object(1)]))).toEqual([-1]);
  });
});

describe("an agent that does not answer", () => {
  it("is stale, and answers again by itself", async () => {
    const { agent, link } = await linked({ timeoutMs: 100 });
    agent.silent = true;
    await expect(link.get([object(1)])).rejects.toMatchObject({ fault: "stale" });
    agent.silent = false;
    expect(await until("a good answer", () => link.get([object(1)]).then(numbersOf, () => undefined))).toEqual([-1]);
  });

  it("but to requests for one object is asked for one at a time", async () => {
    const { agent, link } = await linked({ timeoutMs: 600 });
    agent.spoil = (answer) => (answer.length > 60 ? [] : [answer]);
    expect(numbersOf(await link.get([object(1), object(2), object(3)]))).toEqual([-1, -2, -3]);
  });

  it("ends with the link", async () => {
    const { agent, link } = await linked({ timeoutMs: 60_000 });
    agent.silent = true;
    const asking = link.get([object(1)]);
    const ended = expect(asking).rejects.toMatchObject({ fault: "lost" });
    await new Promise((resolve) => setImmediate(resolve));
    await link.close();
    await ended;
    await expect(link.get([object(1)])).rejects.toMatchObject({ fault: "lost" });
  });
});

describe("what is no answer", () => {
  it.each([
    ["rubbish", () => [Buffer.from("rubbish")]],
    ["a packet that is cut off", (answer: Buffer) => [answer.subarray(0, 20)]],
    ["an empty packet", () => [Buffer.alloc(0)]],
  ])("is %s", async (_, spoil) => {
    const { agent, link } = await linked({ retries: 1, timeoutMs: 600 });
    agent.spoil = (answer) => {
      agent.spoil = (later) => [later];
      return spoil(answer);
    };
    expect(numbersOf(await link.get([object(1)]))).toEqual([-1]);
  });

  it("is an answer to another request", async () => {
    const { agent, link } = await linked();
    agent.spoil = (answer) => [answer.map((byte, at) => (at === answer.indexOf(0xa2) + 4 ? byte ^ 1 : byte)), answer];
    expect(numbersOf(await link.get([object(1)]))).toEqual([-1]);
  });

  it("comes from another address", async () => {
    const { agent, link } = await linked({ timeoutMs: 300 });
    const stranger = createSocket("udp4");
    agent.spoil = () => [];
    agent.onRequest = (answer, from) => stranger.send(answer, from.port, from.address);
    await expect(link.get([object(1)])).rejects.toMatchObject({ fault: "stale" });
    stranger.close();
  });
});

describe("a walk ends", () => {
  const looping: readonly (readonly [string, (oid: string) => string])[] = [
    ["at an object that is told again and again", () => object(1)],
    ["at one that goes backwards", () => `${SYSTEM}.9.0.0`],
    ["at what was asked for", (oid) => oid],
  ];

  it.each(looping)("%s", async (_, next) => {
    for (const version of ["v1", "v2c"] as const) {
      const { agent, link } = await linked({ version });
      agent.walk.after = (oid) => [{ oid: next(oid), value: { type: "INTEGER", number: 1 } }];
      const found = await link.walk(`${SYSTEM}.9`, 1000).catch((error: unknown) => error);
      expect(found instanceof DeviceError || (Array.isArray(found) && found.length <= 1000)).toBe(true);
      expect(agent.asked.length).toBeLessThan(50);
    }
  });

  it("after as many objects as are wanted, where there is always one more", async () => {
    const { agent, link } = await linked();
    agent.walk.after = (oid) => [{ oid: `${oid}.1`, value: { type: "INTEGER", number: 1 } }];
    const found = await link.walk(`${SYSTEM}.9`, 60).catch((error: unknown) => error);
    expect(found instanceof DeviceError || (Array.isArray(found) && found.length === 60)).toBe(true);
  });
});

it.each(["Counter32", "Gauge32", "TimeTicks", "Counter64", "INTEGER"] as const)(
  "a %s of any size is a number, or no answer",
  async (type) => {
    const { agent, link } = await linked({ timeoutMs: 40 });
    for (const number of [0, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 63, 2 ** 64, 2 ** 90, -1]) {
      agent.walk.set(object(1), { type, number });
      const [told] = await link.get([object(1)]).catch(() => ["stale"] as const);
      if (typeof told === "object" && told.kind === "data")
        expect("number" in told.value && Number.isFinite(told.value.number)).toBe(true);
      expect(await until("a good answer", () => link.get([object(2)]).then(numbersOf, () => undefined))).toEqual([-2]);
    }
  },
);

it("survives answers with any bytes in them, and hears the next good one", async () => {
  const { agent, link } = await linked({ timeoutMs: 25 });
  const damage = fc.record({ from: fc.nat(80), bytes: fc.uint8Array({ maxLength: 12 }), cut: fc.nat(100) });
  await fc.assert(
    fc.asyncProperty(damage, async ({ from, bytes, cut }) => {
      agent.spoil = (answer) => {
        const spoilt = Buffer.from(answer);
        spoilt.set(bytes.subarray(0, Math.max(0, spoilt.length - from)), Math.min(from, spoilt.length));
        return [spoilt.subarray(0, Math.max(0, spoilt.length - (cut > 60 ? cut - 60 : 0)))];
      };
      await link.get([object(1), object(2)]).catch((error: unknown) => expect(error).toBeInstanceOf(DeviceError));
      agent.spoil = (answer) => [answer];
      expect(await until("a good answer", () => link.get([object(3)]).then(numbersOf, () => undefined))).toEqual([-3]);
    }),
    { numRuns: 60 },
  );
});

it.each(["v1", "v2c"] as const)("a report, which %s does not know, is no answer and harms nobody", async (version) => {
  const { agent, link } = await linked({ version, timeoutMs: 5000 });
  agent.spoil = (answer) => [answer.map((byte) => (byte === 0xa2 ? 0xa8 : byte))];
  await expect(link.get([object(1)])).rejects.toMatchObject({ fault: "stale", message: /nobody asked for/ });
  agent.spoil = (answer) => [answer];
  expect(numbersOf(await link.get([object(3)]))).toEqual([-3]);
});

it("speaks over IPv6", async () => {
  const { link } = await linked({ host: "::1" });
  expect(numbersOf(await link.get([object(3)]))).toEqual([-3]);
  expect(link.name).toMatch(/^\[::1\]:\d+$/);
});

it("does not know a name that is none", async () => {
  const access: SnmpAccess = { version: "v1", community: "public" };
  const opening = SNMP.open({ host: "no.such.host.invalid", port: 161, access, timeoutMs: 100, retries: 0 });
  await expect(opening).rejects.toMatchObject({ fault: "absent" });
});
