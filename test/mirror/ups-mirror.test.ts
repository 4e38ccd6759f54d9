import { afterEach, describe, expect, it } from "@jest/globals";
import type { Wanted } from "../../src/mirror/ask-ups.ts";
import { ageMs } from "../../src/mirror/snapshot.ts";
import { type ChangeUser, type MirrorOptions, UpsMirror } from "../../src/mirror/ups-mirror.ts";
import type { NutClientOptions } from "../../src/netproto/client/nut-client-options.ts";
import { string } from "../../src/nut/var-type.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import {
  agrees,
  answers,
  type Behaviour,
  type FakeUps,
  type NutServer,
  saysGoodbye,
  serves,
} from "../sim/servers/nut-server.ts";

const pairs = new Pairs();
const mirrors: UpsMirror[] = [];
afterEach(async () => {
  const closing = mirrors.splice(0).map((mirror) => mirror.close());
  await pairs.end();
  await Promise.all(closing);
});

const ALL: Wanted = { upses: "all", variables: "all" };
const ups = (status: string): FakeUps => ({ vars: { "ups.status": status, "ups.load": "12" } });
const many = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, i) => [`ups${i}`, ups("OL")]));

function mirrorOf({ port }: NutServer, clock: VirtualClock, wanted = ALL, options: NutClientOptions = {}) {
  const connect = async () => {
    const client = pairs.client(port, { clock, ...options });
    await client.connect();
    return client;
  };
  const mirror = new UpsMirror({ connect, clock, wanted });
  mirrors.push(mirror);
  const heard: string[] = [];
  mirror.onChange((name, change) => {
    const what = change.kind === "value" ? `${change.name} ${change.from} -> ${change.to}` : change.kind;
    heard.push(`${name}: ${change.kind === "fault" ? `${change.from} -> ${change.to}` : what}`);
  });
  return { mirror, heard, status: (name: string) => mirror.upses.get(name)?.values.get("ups.status") };
}

function mirrorWith(options: Pick<MirrorOptions, "connect" | "connectAs">): UpsMirror {
  const mirror = new UpsMirror({ clock: new VirtualClock(), wanted: ALL, ...options });
  mirrors.push(mirror);
  return mirror;
}

async function mirrored(behaviours: readonly Behaviour[], wanted = ALL, options: NutClientOptions = {}) {
  const clock = new VirtualClock();
  const server = await pairs.server(...behaviours, saysGoodbye);
  return { clock, server, ...mirrorOf(server, clock, wanted, options) };
}

/** Asks; a server that hangs is given its five seconds whenever it has been asked and is silent. */
async function refreshed(mirror: UpsMirror, clock: VirtualClock, server: NutServer): Promise<void> {
  const look = { over: false };
  const looking = mirror.refresh().finally(() => {
    look.over = true;
  });
  while (!look.over) {
    const before = server.heard.length;
    await clock.settle(100);
    if (!look.over && server.heard.length === before) await clock.advance(5000);
  }
  await looking;
}

const never =
  (line: string): Behaviour =>
  (_words, _peer, asked) =>
    asked === line;

describe("a mirror of a server's UPSes", () => {
  it("knows all variables of a hundred UPSes, over one connection", async () => {
    const { mirror, server, status, heard } = await mirrored([serves(many(100))]);
    await mirror.refresh();
    expect(mirror.upses.size).toBe(100);
    expect(status("ups99")).toBe("OL");
    expect(server.peers).toHaveLength(1);
    heard.length = 0;
    await mirror.refresh();
    expect(heard).toEqual([]);
    expect(server.peers).toHaveLength(1);
  });

  it("tells what changes, and of UPSes that come and go", async () => {
    const world: Record<string, FakeUps> = { a: ups("OL"), b: ups("OL") };
    const { mirror, heard } = await mirrored([serves(world)]);
    await mirror.refresh();
    heard.length = 0;
    world.a = ups("OB");
    delete world.b;
    world.c = { vars: { "ups.status": "OL" } };
    await mirror.refresh();
    expect(heard).toEqual(["b: removed", "c: added", "a: ups.status OL -> OB", "c: ups.status undefined -> OL"]);
    expect([...mirror.upses.keys()]).toEqual(["a", "c"]);
  });

  it("keeps what it knows of a UPS whose data are stale, and its age", async () => {
    const { mirror, server, clock, heard, status } = await mirrored([serves({ a: ups("OL"), b: ups("OL") })]);
    await mirror.refresh();
    heard.length = 0;
    let stale = true;
    server.put((_words, peer, line) => {
      if (!stale || line !== "LIST VAR a") return false;
      peer.send("ERR DATA-STALE\n");
      return true;
    });
    await clock.advance(4000);
    await mirror.refresh();
    expect(heard).toEqual(["a: undefined -> stale"]);
    expect(status("a")).toBe("OL");
    const ages = ["a", "b"].map((name) => {
      const snapshot = mirror.upses.get(name);
      return snapshot && ageMs(snapshot, clock.now());
    });
    expect(ages).toEqual([4000, 0]);
    stale = false;
    await mirror.refresh();
    expect(heard.at(-1)).toBe("a: stale -> undefined");
  });

  it("reads the others where a server has no answer for one, whichever it is", async () => {
    const { mirror, server, clock } = await mirrored([serves(many(4))]);
    await mirror.refresh();
    for (const silent of ["ups0", "ups2"]) {
      const hang = never(`LIST VAR ${silent}`);
      let hanging = true;
      server.put((...args) => hanging && hang(...args));
      await clock.advance(1000);
      await refreshed(mirror, clock, server);
      const failing = [...mirror.upses].filter(([, { error }]) => error).map(([name]) => name);
      expect(failing).toEqual([silent]);
      expect(mirror.upses.get(silent)?.values.get("ups.status")).toBe("OL");
      hanging = false;
      await mirror.refresh();
    }
  });

  it.each(["hangs", "says a line without end"])(
    "reads the others at its first look, too, where one %s",
    async (how) => {
      const { mirror, server, clock, status } = await mirrored([serves({ a: ups("OL"), b: ups("OL"), c: ups("OL") })]);
      const endless = { "LIST VAR a": `BEGIN LIST VAR a\nVAR a ups.status "${"x".repeat(200_000)}` };
      server.put(how === "hangs" ? never("LIST VAR a") : answers(endless));
      await refreshed(mirror, clock, server);
      expect([status("a"), status("b"), status("c")]).toEqual([undefined, "OL", "OL"]);
      expect(mirror.upses.get("a")?.error).toBeDefined();
    },
  );

  it("leaves a server alone that hangs altogether, and nothing else waits for it", async () => {
    const upses = Object.keys(many(50));
    const { mirror, server, clock } = await mirrored([serves(many(50))], { upses, variables: "all" });
    await mirror.refresh();
    server.put(() => true);
    await refreshed(mirror, clock, server);
    const before = server.peers.length;
    const other = mirrorOf(await pairs.server(serves({ o: ups("OB") })), clock);
    let over = false;
    void mirror.refresh().then(() => {
      over = true;
    });
    await other.mirror.refresh();
    expect(other.status("o")).toBe("OB");
    await until(() => server.peers.length > before);
    await clock.settle(50);
    await clock.advance(5000);
    expect(over).toBe(true);
    expect(server.peers).toHaveLength(before + 1);
    expect(mirror.error?.code).toBe("timeout");
    expect([...mirror.upses.values()].every(({ values, error }) => error !== undefined && values.size === 2)).toBe(
      true,
    );
    expect(other.mirror.upses.get("o")?.error).toBeUndefined();
  });

  it.each([
    ["HTTP/1.1 400 Bad Request\r\n\r\n"],
    ['BEGIN LIST VAR b\nVAR b ups.status "LB"\nEND LIST VAR b\n'],
    ["BEGIN LIST VAR a\nVAR a\nEND LIST VAR a\n"],
    ["\0\xff\n\0\xff\n"],
  ])("takes no rubbish for data: %j", async (rubbish) => {
    const { mirror, server, status } = await mirrored([serves({ a: ups("OL"), b: ups("OL") })]);
    await mirror.refresh();
    server.put(answers({ "LIST VAR a": rubbish }));
    await mirror.refresh();
    expect(status("a")).toBe("OL");
    expect(mirror.upses.get("a")?.error).toBeDefined();
    expect(mirror.upses.get("b")).toMatchObject({ error: undefined });
    expect(status("b")).toBe("OL");
  });

  it("does not take in a million variables", async () => {
    const { mirror, server, status } = await mirrored([serves({ a: ups("OL"), b: ups("OL") })]);
    await mirror.refresh();
    const thousand = Array.from(
      { length: 1000 },
      (_, i) => `VAR a outlet.${i}.id "1"
`,
    ).join("");
    const rows = thousand.repeat(1000);
    server.put(answers({ "LIST VAR a": `BEGIN LIST VAR a\n${rows}END LIST VAR a\n` }));
    await mirror.refresh();
    expect(mirror.upses.get("a")).toMatchObject({ error: { code: "protocol-error" } });
    expect(mirror.upses.get("a")?.values.size).toBe(2);
    expect(mirror.upses.get("b")?.error).toBeUndefined();
    expect(status("b")).toBe("OL");
  });

  it("goes on after its server was gone, and looks again no sooner than the connection does", async () => {
    const { mirror, server, clock, heard, status } = await mirrored([serves({ a: ups("OL") })], ALL, {
      reconnect: true,
    });
    let looks = 0;
    const following = mirror.follow(2000, () => looks++);
    await until(() => looks === 1);
    const { port } = server;
    await server.stop();
    for (let i = 0; i < 20; i++) await clock.advance(1000);
    expect(status("a")).toBe("OL");
    expect(heard.at(-1)).toBe("a: undefined -> lost");
    expect(mirror.error).toBeDefined();
    await server.listen(port);
    for (let i = 0; i < 60 && mirror.error; i++) {
      await clock.advance(1000);
      await clock.settle(20);
    }
    expect(heard.at(-1)).toBe("a: lost -> undefined");
    await mirror.close();
    await following;
    expect(clock.waiting).toBe(0);
  });

  it("asks for single variables of the UPSes it is told, each once", async () => {
    const { mirror, server } = await mirrored([serves({ a: ups("OL") })], {
      upses: ["a", "nope"],
      variables: ["ups.status", "no.such", "ups.status"],
    });
    const found = await mirror.refresh();
    expect(found.get("a")).toMatchObject({ kind: "some", values: new Map([["ups.status", "OL"]]) });
    expect(mirror.upses.get("nope")).toMatchObject({ answeredAt: undefined, error: { code: "unknown-ups" } });
    expect(server.heard.filter((line) => line.includes("VAR a"))).toEqual([
      "GET VAR a ups.status",
      "GET VAR a no.such",
    ]);
  });

  it("asks for types when there are other variables", async () => {
    const world: Record<string, FakeUps> = { a: { vars: { "ups.id": "x" }, rw: { "ups.id": "RW STRING:8" } } };
    const { mirror, server } = await mirrored([serves(world)], { upses: ["a"], variables: "all", types: true });
    const typed = () => mirror.upses.get("a")?.writable;
    await mirror.refresh();
    expect(typed()).toEqual(new Map([["ups.id", string(8)]]));
    const asked = server.heard.length;
    await mirror.refresh();
    expect(server.heard.slice(asked)).toEqual(["LIST VAR a"]);
    world.a = { vars: { "ups.id": "x", "ups.load": "1" } };
    await mirror.refresh();
    expect(typed()?.size).toBe(0);
  });

  it("knows descriptions, commands, types and who is logged in, and tells when they change", async () => {
    const a: FakeUps = { desc: "Rack", vars: { "ups.id": "x" }, cmds: { "beeper.mute": "Mute" }, clients: ["::1"] };
    const world: Record<string, FakeUps> = { a };
    const { mirror, heard, server } = await mirrored([serves(world)], { ...ALL, commands: true, clients: true });
    await mirror.refresh();
    expect(mirror.upses.get("a")).toMatchObject({ description: "Rack", commands: ["beeper.mute"], clients: ["::1"] });
    heard.length = 0;
    world.a = { ...a, desc: "Desk", vars: { "ups.id": "x", "ups.load": "1" }, cmds: {}, clients: ["::1", "::1"] };
    await mirror.refresh();
    expect(heard).toEqual(["a: facts", "a: ups.load undefined -> 1", "a: facts", "a: facts"]);
    expect(mirror.upses.get("a")).toMatchObject({ description: "Desk", commands: [], clients: ["::1", "::1"] });
    server.heard.length = 0;
    await mirror.refresh();
    expect(server.heard).toEqual(["LIST UPS", "LIST VAR a", "LIST CLIENT a"]);
  });

  it("does without lists that a server refuses", async () => {
    const refuses: Behaviour = ([verb, kind], peer) => {
      if (verb !== "LIST" || (kind !== "CMD" && kind !== "CLIENT")) return false;
      peer.send("ERR ACCESS-DENIED\n");
      return true;
    };
    const { mirror, status } = await mirrored([refuses, serves({ a: ups("OL") })], {
      ...ALL,
      commands: true,
      clients: true,
    });
    await mirror.refresh();
    expect(status("a")).toBe("OL");
    expect(mirror.upses.get("a")).toMatchObject({ commands: [], clients: [], error: undefined });
  });

  it("asks once what a variable or a command means", async () => {
    const { mirror, server } = await mirrored([serves({ a: { ...ups("OL"), cmds: { "beeper.mute": "Mute it" } } })]);
    expect(await mirror.meaning("a", "ups.load")).toBe("what ups.load is");
    expect(await mirror.commandMeaning("a", "beeper.mute")).toBe("Mute it");
    expect(await mirror.commandMeaning("a", "load.off")).toBeUndefined();
    expect(await mirror.meaning("no.such.ups", "ups.id")).toBeUndefined();
    const asked = server.heard.length;
    for (const name of ["beeper.mute", "load.off"]) await mirror.commandMeaning("a", name);
    expect(server.heard).toHaveLength(asked);
  });

  it("makes a change as a user, over a connection that ends with it, and looks again", async () => {
    const server = await pairs.server(agrees("USERNAME", "PASSWORD", "SET"), serves({ a: ups("OL") }), saysGoodbye);
    const connectAs = async (who: ChangeUser) => {
      const client = pairs.client(server.port, who);
      await client.connect();
      return client;
    };
    const mirror = mirrorWith({ connect: () => connectAs({ username: "viewer", password: "" }), connectAs });
    await mirror.refresh();
    server.heard.length = 0;
    expect(await mirror.change({ username: "admin", password: "pw" }, (to) => to.set("a", "ups.id", "rack"))).toBe(
      "accepted",
    );
    await until(() => server.heard.includes("LIST VAR a"));
    expect(server.heard.slice(0, 4)).toEqual(["USERNAME admin", "PASSWORD pw", 'SET VAR a ups.id "rack"', "LOGOUT"]);
    expect(server.peers).toHaveLength(2);
    const unable = mirrorWith({ connect: () => connectAs({ username: "viewer", password: "" }) });
    await expect(unable.change({ username: "u", password: "p" }, async () => 1)).rejects.toThrow(/not configured/);
  });

  describe("where the server tells what changes", () => {
    const tells: Behaviour = ([verb], peer) => {
      if (verb === "SUBSCRIBE") peer.send("OK SUBSCRIBED\n");
      return verb === "SUBSCRIBE";
    };
    async function followed(behaviours: readonly Behaviour[], wanted: Wanted = ALL) {
      const made = await mirrored(behaviours, wanted, { reconnect: true });
      let looks = 0;
      const following = made.mirror.follow(2000, () => looks++);
      await until(() => looks === 1);
      made.heard.length = 0;
      const tell = (text: string) => made.server.peers.at(-1)?.send(text);
      const end = () => made.mirror.close().then(() => following);
      return { ...made, tell, end, looks: () => looks };
    }

    it("takes a value at once and without a look, and looks every five seconds for its silence", async () => {
      const world: Record<string, FakeUps> = { a: ups("OL") };
      const { server, heard, tell, clock, mirror, looks, end } = await followed([tells, serves(world)]);
      expect(server.heard.slice(0, 3)).toEqual(["SUBSCRIBE", "LIST UPS", "LIST VAR a"]);
      world.a = ups("OB");
      await clock.advance(2500);
      tell('NEWS VAR a ups.status "OB"\n');
      await until(() => heard.length > 0);
      expect(heard).toEqual(["a: ups.status OL -> OB"]);
      expect(mirror.upses.get("a")?.answeredAt).toBe(clock.now());
      expect(looks()).toBe(1);
      await clock.advance(2500);
      await until(() => looks() === 2);
      await end();
    });

    it("looks at once where a value is not enough", async () => {
      const world: Record<string, FakeUps> = { a: ups("OL") };
      const { heard, tell, clock, server, mirror, end } = await followed([tells, serves(world)], {
        ...ALL,
        commands: true,
      });
      const told = async (news: string, ...changes: readonly string[]) => {
        heard.length = 0;
        await clock.advance(100);
        tell(news);
        await until(() => heard.length >= changes.length);
        expect(heard).toEqual(changes);
      };
      world.a = { vars: { "ups.status": "OL", "ups.load": "12", "ups.id": "x" } };
      await told('NEWS VAR a ups.id "x"\n', "a: ups.id undefined -> x");
      world.a = { ...ups("OL"), cmds: { "load.off": "Off" } };
      await told("NEWS GONE a ups.id\n", "a: ups.id x -> undefined", "a: facts");
      world.a = ups("OL");
      await told("NEWS CMD a\n", "a: facts");
      world.b = ups("OB");
      await told("NEWS UPS\n", "b: added", "b: ups.status undefined -> OB", "b: ups.load undefined -> 12");
      let stale = true;
      server.put((_words, peer, line) => stale && line === "LIST VAR a" && peer.send("ERR DATA-STALE\n") === undefined);
      await told("NEWS DATA a DATA-STALE\n", "a: undefined -> stale");
      stale = false;
      await told('NEWS DATA a OK\nNEWS VAR a ups.status "OL"\n', "a: stale -> undefined");
      expect(mirror.upses.size).toBe(2);
      await end();
    });

    it("is not busier for a server that tells rubbish without end, and takes none of it", async () => {
      const { server, tell, heard, end, status } = await followed([tells, serves({ a: ups("OL") })]);
      server.heard.length = 0;
      const rubbish = [
        "NEWS",
        "NEWS VAR",
        "NEWS VAR nope ups.status",
        'NEWS VAR a "',
        "NEWS DATA a HASOWN",
        "NEWS WAR a b c",
      ];
      for (let i = 0; i < 300; i++) tell(`${rubbish.join("\n")}\n`);
      tell('NEWS VAR a ups.load "13"\n');
      await until(() => heard.length > 0 || server.heard.length > 1);
      expect(server.heard.length).toBeLessThan(5);
      expect(status("a")).toBe("OL");
      await end();
    });

    it("asks again on the next connection, and looks as soon as one is lost", async () => {
      const world = { a: ups("OL") };
      const { server, clock, tell, end, status } = await followed([tells, serves(world)]);
      server.dropAll();
      for (let i = 0; i < 20 && !server.heard.slice(3).includes("SUBSCRIBE"); i++) {
        await clock.advance(1000);
        await clock.settle(20);
      }
      await clock.settle(20);
      world.a = ups("OB");
      tell('NEWS VAR a ups.status "OB"\n');
      await clock.advance(100);
      await until(() => status("a") === "OB");
      await end();
    });

    it.each([
      ["refuses", (peer: Parameters<Behaviour>[1]) => peer.send("ERR UNKNOWN-COMMAND\n")],
      ["hangs up", (peer: Parameters<Behaviour>[1]) => peer.socket.destroy()],
    ])("asks as always one that %s, and asks it for news once", async (_how, does) => {
      const old: Behaviour = ([verb], peer) => {
        if (verb === "SUBSCRIBE") does(peer);
        return verb === "SUBSCRIBE";
      };
      const { server, clock, mirror } = await mirrored([old, serves({ a: ups("OL") })], ALL, { reconnect: true });
      let looks = 0;
      const following = mirror.follow(2000, () => looks++);
      for (let second = 0; second < 40 && looks < 8; second++) {
        await clock.advance(1000);
        await clock.settle(20);
      }
      expect(server.heard.filter((line) => line === "SUBSCRIBE")).toHaveLength(1);
      expect(looks).toBeGreaterThanOrEqual(8);
      await mirror.close();
      await following;
    });
  });

  it("asks once however many want to know, and connects again after hanging up", async () => {
    const { mirror, server } = await mirrored([serves({ a: ups("OL") })], { upses: ["a"], variables: "all" });
    await Promise.all([mirror.refresh(), mirror.refresh()]);
    expect(server.heard).toEqual(["LIST VAR a"]);
    await mirror.hangUp();
    await mirror.refresh();
    expect(server.heard).toEqual(["LIST VAR a", "LOGOUT", "LIST VAR a"]);
    await mirror.close();
    expect((await mirror.refresh()).get("a")).toMatchObject({ kind: "none", error: { code: "server-disconnected" } });
  });

  it("throws a fault of ours on", async () => {
    const { clock } = await mirrored([]);
    const connect = () => Promise.reject(new TypeError("ours"));
    const mirror = new UpsMirror({ connect, clock, wanted: ALL });
    await expect(mirror.refresh()).rejects.toThrow("ours");
  });
});
