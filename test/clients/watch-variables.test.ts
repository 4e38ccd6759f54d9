import { afterEach, describe, expect, it } from "@jest/globals";
import { watchVariables } from "../../src/clients/watch-variables.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const pairs = new Pairs();
const stop: { now: () => void } = { now: () => undefined };
afterEach(async () => {
  stop.now();
  await pairs.end();
});

async function watched(...variables: readonly string[]) {
  const vars: Record<string, string> = { "battery.charge": "100", "ups.status": "OL" };
  const server = await pairs.server(noTls, saysGoodbye, serves({ ups: { vars } }));
  const clock = new VirtualClock();
  const warned: string[] = [];
  const told: unknown[] = [];
  const end = new AbortController();
  stop.now = () => end.abort();
  const log = { warning: (text: string) => void warned.push(text) };
  const tell = (message: unknown) => void told.push(message);
  const ups = `ups@127.0.0.1:${server.port}`;
  const ended = watchVariables(ups, variables, { log, tell, clock, signal: end.signal });
  /** The next look, five seconds after the last. */
  const look = async (): Promise<void> => {
    const before = server.heard.length;
    await until(() => clock.waiting > 0);
    await clock.advance(5000);
    await until(() => server.heard.length >= before + variables.length);
    await clock.settle(20);
  };
  await until(() => server.heard.filter((line) => line.startsWith("GET")).length === variables.length);
  await clock.settle(20);
  return { vars, server, clock, warned, told, ups, ended, look };
}

describe("notify watch", () => {
  it("tells what a variable went from and to, not what it was at first", async () => {
    const { vars, told, ups, look, warned } = await watched("battery.charge", "ups.status");
    expect(told).toEqual([]);
    vars["battery.charge"] = "99";
    await look();
    await look();
    expect(told).toEqual([{ type: "VARIABLE", upsname: ups, text: `battery.charge of ${ups} went from 100 to 99` }]);
    expect(warned).toEqual([]);
  });

  it("warns at every look while something cannot be read, and watches the rest", async () => {
    const { vars, told, warned, ups, look } = await watched("no.such", "ups.status");
    vars["ups.status"] = "OB";
    await look();
    expect(warned).toEqual(Array(2).fill(`${ups}: Variable not supported by UPS`));
    expect(told).toMatchObject([{ text: `ups.status of ${ups} went from OL to OB` }]);
  });

  it("compares with what was last read where a variable was away meanwhile", async () => {
    const { vars, told, ups, look } = await watched("battery.charge");
    delete vars["battery.charge"];
    await look();
    vars["battery.charge"] = "90";
    await look();
    expect(told).toMatchObject([{ text: `battery.charge of ${ups} went from 100 to 90` }]);
  });

  it("says goodbye when it ends", async () => {
    const { server, ended } = await watched("ups.status");
    stop.now();
    expect(await ended).toBe(0);
    await until(() => server.heard.at(-1) === "LOGOUT");
  });

  it("refuses a UPS without a name", async () => {
    const deps = { log: { warning: () => undefined }, tell: () => undefined };
    await expect(watchVariables("@host", ["a.b"], deps)).rejects.toThrow(/write ups@host/);
  });
});
