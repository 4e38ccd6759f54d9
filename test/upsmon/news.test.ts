import { afterEach, describe, expect, it } from "@jest/globals";
import { UPSMON_CONF_DEFAULTS } from "../../src/conf/upsmon-conf.ts";
import {
  type Effect,
  type Event,
  type PollAnswer,
  type State,
  start,
  step,
  wakeAt,
} from "../../src/upsmon/core/step.ts";
import { UpsConnection } from "../../src/upsmon/shell/servers/ups-connection.ts";
import { monitor } from "../scenarios/monitor.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { until } from "../sim/servers/nut-pair.ts";
import { agrees, answers, type Behaviour, NutServer, noTls, serves } from "../sim/servers/nut-server.ts";

const servers: NutServer[] = [];
const connections: UpsConnection[] = [];
afterEach(async () => {
  for (const connection of connections.splice(0)) await connection.drop(false);
  for (const server of servers.splice(0)) await server.stop();
});

async function polled(version: string, subscribe: Behaviour) {
  const ups1 = { vars: { "ups.status": "OL" } };
  const server = await NutServer.start(
    noTls,
    agrees("USERNAME", "PASSWORD", "LOGIN", "PRIMARY"),
    answers({ VER: `Network UPS Tools upsd ${version}\n` }),
    subscribe,
    serves({ ups1 }),
  );
  servers.push(server);
  const clock = new VirtualClock();
  const events: Event[] = [];
  const connection = new UpsConnection(monitor("ups1@server"), {
    clock,
    options: () => ({ host: "127.0.0.1", port: server.port, clock }),
    emit: (event) => events.push(event),
  });
  connections.push(connection);
  await connection.poll({});
  const kinds = () => events.map(({ kind }) => kind);
  return { server, connection, events, kinds, clock, tell: (line: string) => server.peers.at(-1)?.send(`${line}\n`) };
}

const asked = (server: NutServer): number => server.heard.filter((line) => line.startsWith("SUBSCRIBE")).length;
const answering =
  (answer: string): Behaviour =>
  ([verb], peer) => {
    if (verb === "SUBSCRIBE") peer.send(answer);
    return verb === "SUBSCRIBE";
  };

describe("news of a UPS for upsmon", () => {
  it("come from upsd of nutts, and are a reason to ask: what they say is not believed", async () => {
    const { server, kinds, events, tell } = await polled("0.1.0 - nutts", answering("OK SUBSCRIBED\n"));
    await until(() => server.heard.includes("SUBSCRIBE ups1"));
    events.length = 0;
    tell('NEWS VAR ups1 ups.status "OB LB"');
    tell("NEWS DATA ups1 DATA-STALE");
    await until(() => events.length === 2);
    expect(kinds()).toEqual(["news", "news"]);
    tell('NEWS VAR ups1 battery.charge "12"');
    tell("NEWS GONE ups1 ups.alarm");
    await until(() => events.length === 3);
    expect(kinds()).toEqual(["news", "news", "news"]);
  });

  it("are asked for once on each connection, and done without where the server knows none", async () => {
    const { server, connection, events } = await polled("0.0.9 - nutts", answering("ERR UNKNOWN-COMMAND\n"));
    await until(() => asked(server) === 1);
    await connection.poll({});
    await connection.poll({});
    expect(asked(server)).toBe(1);
    expect(events.filter(({ kind }) => kind === "polled")).toHaveLength(3);
    await connection.poll({ fresh: true });
    await until(() => asked(server) === 2);
  });

  it("are not asked of another server: one that hangs up at what it does not know would take the login with it", async () => {
    const hangsUp: Behaviour = ([verb], peer) => {
      if (verb === "SUBSCRIBE") peer.socket.destroy();
      return verb === "SUBSCRIBE";
    };
    const { server, connection } = await polled("2.8.5 - https://www.networkupstools.org/", hangsUp);
    await connection.poll({});
    await connection.poll({});
    expect(asked(server)).toBe(0);
    expect(server.peers).toHaveLength(1);
  });

  it("never stand for an answer: a server that tells and does not answer is given up in time", async () => {
    const { server, connection, tell, kinds, events, clock } = await polled(
      "0.1.0 - nutts",
      answering("OK SUBSCRIBED\n"),
    );
    await until(() => asked(server) === 1);
    const news = 'NEWS VAR ups1 ups.status "OL"';
    server.put(() => true);
    events.length = 0;
    const poll = connection.poll({});
    const before = server.heard.length;
    await until(() => server.heard.length > before);
    for (let second = 1; second <= 5; second++) {
      tell(news);
      await until(() => events.length >= second);
      await clock.advance(1000);
    }
    await poll;
    expect(kinds().slice(0, 5)).toEqual(Array(5).fill("news"));
    expect(events).toContainEqual({ kind: "poll-failed", ups: "ups1@server", reason: expect.stringContaining("5 s") });
  });
});

describe("what upsmon makes of news", () => {
  const SYSTEM = "ups1@server";
  const OL: PollAnswer = { status: "OL", buzzwords: "", alarm: undefined };
  const polls = (effects: readonly Effect[]): number => effects.filter(({ kind }) => kind === "poll").length;

  function watching(now: number): State {
    const [begun] = start({ ...UPSMON_CONF_DEFAULTS, monitors: [monitor(SYSTEM)] }, now);
    return step(begun, { kind: "polled", ups: SYSTEM, answer: OL }, now)[0];
  }

  it("is a poll at once, and nothing else", () => {
    const state = watching(0);
    expect(wakeAt(state)).toBe(5000);
    const [after, effects] = step(state, { kind: "news", ups: SYSTEM }, 2000);
    expect(effects.map(({ kind }) => kind)).toEqual(["poll"]);
    const answer = { ...OL, status: "OB" };
    const [, told] = step(after, { kind: "polled", ups: SYSTEM, answer }, 2010);
    expect(told).toContainEqual(expect.objectContaining({ kind: "notify", type: "ONBATT" }));
  });

  it("is one poll more when they come in the middle of one, and ten in a second at most", () => {
    let state = watching(0);
    let count = 0;
    for (let now = 1000; now < 2000; now++) {
      let effects: readonly Effect[];
      [state, effects] = step(state, { kind: "news", ups: SYSTEM }, now);
      count += polls(effects);
      [state, effects] = step(state, { kind: "polled", ups: SYSTEM, answer: OL }, now);
      count += polls(effects);
      if (wakeAt(state) <= now) [state, effects] = step(state, { kind: "tick" }, now);
    }
    expect(count).toBeGreaterThan(8);
    expect(count).toBeLessThan(12);
  });

  it("leaves the heartbeat: without news the next poll comes when it would have", () => {
    const [asked] = step(watching(0), { kind: "news", ups: SYSTEM }, 2000);
    const [after] = step(asked, { kind: "polled", ups: SYSTEM, answer: OL }, 2001);
    const [then, effects] = step(after, { kind: "tick" }, 5000);
    expect([polls(effects), wakeAt(then)]).toEqual([0, 7000]);
  });

  it("is nothing for a UPS that is not watched, and when upsmon goes down", () => {
    const state = watching(0);
    expect(step(state, { kind: "news", ups: "other@server" }, 100)[1]).toEqual([]);
    const [down] = step(state, { kind: "fsd", how: "Signal 10" }, 200);
    expect(polls(step(down, { kind: "news", ups: SYSTEM }, 300)[1])).toBe(0);
  });
});
