import { afterEach, describe, expect, it } from "@jest/globals";
import { codeOf, Pairs, readsAll } from "../../sim/servers/nut-pair.ts";
import { agrees, answers, noTls, saysGoodbye, serves, tracks } from "../../sim/servers/nut-server.ts";

const UPS = {
  desc: 'Rack "A" – Büro',
  vars: { "battery.charge": "90", "ups.id": "hello world", "ups.delay": "20" },
  rw: { "ups.id": "RW STRING:32", "ups.delay": "RW RANGE NUMBER" },
  enums: { "ups.id": ["a", 'b "c"'] },
  ranges: { "ups.delay": [[1, 10] as const, [20, 30] as const] },
  cmds: { "load.off": "Turn off the load", "test.battery.start": "Start a test" },
  clients: ["127.0.0.1", "::1"],
};

const pairs = new Pairs();
const pair = pairs.pair.bind(pairs);
afterEach(() => pairs.end());

describe("a NUT client", () => {
  it("lists what a server has", async () => {
    const { client } = await pair([serves({ ups: UPS, two: { vars: {} } })]);
    expect([...(await client.listUps())]).toEqual([
      ["ups", 'Rack "A" – Büro'],
      ["two", "Description unavailable"],
    ]);
    expect([...(await client.listVar("ups"))]).toEqual(Object.entries(UPS.vars));
    expect([...(await client.listRw("ups")).keys()]).toEqual(["ups.id", "ups.delay"]);
    expect(await client.listCmd("ups")).toEqual(["load.off", "test.battery.start"]);
    expect(await client.listEnum("ups", "ups.id")).toEqual(["a", 'b "c"']);
    expect(await client.listRange("ups", "ups.delay")).toEqual([
      { min: 1, max: 10 },
      { min: 20, max: 30 },
    ]);
    expect(await client.listClient("ups")).toEqual(["127.0.0.1", "::1"]);
    expect(await client.listVar("two")).toEqual(new Map());
  });

  it("gets single values, types and descriptions", async () => {
    const { client } = await pair([serves({ ups: UPS })]);
    expect(await client.getVar("ups", "ups.id")).toBe("hello world");
    expect(await client.type("ups", "ups.id")).toMatchObject({ writable: true, maxLength: 32, range: false });
    expect(await client.type("ups", "ups.delay")).toMatchObject({ writable: true, maxLength: undefined, range: true });
    expect(await client.type("ups", "battery.charge")).toMatchObject({ writable: false, words: ["NUMBER"] });
    expect(await client.description("ups", "ups.id")).toBe("what ups.id is");
    expect(await client.commandDescription("ups", "load.off")).toBe("Turn off the load");
    expect(await client.upsDescription("ups")).toBe(UPS.desc);
    expect(await client.numLogins("ups")).toBe(2);
  });

  it("asks for versions and raw lines", async () => {
    const table = { VER: "Network UPS Tools upsd 2.8.5\n", NETVER: "1.3\n", HELP: "Commands: HELP VER\n" };
    const { client } = await pair([answers(table)]);
    expect(await client.ver()).toBe("Network UPS Tools upsd 2.8.5");
    expect(await client.netver()).toBe("1.3");
    expect(await client.ask("HELP")).toBe("Commands: HELP VER");
    expect(await client.ask("WHAT")).toBe("ERR UNKNOWN-COMMAND");
  });

  it("authenticates, logs in, becomes primary, sets FSD and logs out", async () => {
    const { server, client } = await pair([agrees("USERNAME", "PASSWORD", "LOGIN", "PRIMARY", "FSD"), saysGoodbye]);
    await client.authenticate("admin", "pass word=1");
    await client.login("ups");
    await client.primary("ups");
    await client.fsd("ups");
    await client.close();
    expect(server.heard).toEqual([
      "USERNAME admin",
      'PASSWORD "pass word=1"',
      "LOGIN ups",
      "PRIMARY ups",
      "FSD ups",
      "LOGOUT",
    ]);
    expect(client.state.kind).toBe("closed");
  });

  it("asks an old server for MASTER", async () => {
    const { server, client } = await pair([agrees("MASTER")]);
    await client.primary("ups");
    expect(server.heard).toEqual(["PRIMARY ups", "MASTER ups"]);
  });

  it("sets and commands without waiting for the driver", async () => {
    const { server, client } = await pair([tracks(["PENDING"])]);
    expect(await client.set("ups", "ups.id", 'a "b" #1 \\')).toBe("accepted");
    expect(await client.instcmd("ups", "load.off")).toBe("accepted");
    expect(await client.instcmd("ups", "load.off.delay", { param: "20 s" })).toBe("accepted");
    expect(server.heard).toEqual([
      'SET VAR ups ups.id "a \\"b\\" \\#1 \\\\"',
      "INSTCMD ups load.off",
      'INSTCMD ups load.off.delay "20 s"',
    ]);
  });

  it("waits for the driver's result when tracking", async () => {
    const { server, client } = await pair([tracks(["PENDING", "SUCCESS"])]);
    expect(await client.set("ups", "ups.id", "x", { tracking: true })).toBe("done");
    expect(server.heard.filter((line) => line.startsWith("GET TRACKING"))).toHaveLength(2);
    expect(await client.instcmd("ups", "load.off", { tracking: true })).toBe("done");
    expect(server.heard.filter((line) => line === "SET TRACKING ON")).toHaveLength(1);
  });

  it("gives the driver's refusal when tracking", async () => {
    const { client } = await pair([tracks(["PENDING", "ERR FAILED"])]);
    expect(await codeOf(client.instcmd("ups", "load.off", { tracking: true }))).toBe("failed");
  });

  it("says when a server cannot track", async () => {
    const { client } = await pair([agrees("SET", "INSTCMD")]);
    expect(await codeOf(client.instcmd("ups", "load.off", { tracking: true }))).toBe("feature-not-supported");
  });

  it.each([
    ["ACCESS-DENIED", "access-denied", "Access denied"],
    ["UNKNOWN-UPS", "unknown-ups", "Unknown UPS"],
    ["VAR-NOT-SUPPORTED", "var-not-supported", "Variable not supported by UPS"],
    ["DATA-STALE", "data-stale", "Data stale"],
    ["DRIVER-NOT-CONNECTED", "driver-not-connected", "Driver not connected"],
    ["TOO-LONG", "too-long", "New value is too long"],
    ["READONLY extra words", "readonly", "Read-only variable"],
    ["NEVER-HEARD-OF", "protocol-error", "Protocol error: ERR NEVER-HEARD-OF"],
  ])("turns ERR %s into an error", async (wire, code, message) => {
    const { client } = await pair([
      answers({ "GET VAR ups ups.status": `ERR ${wire}\n`, "LIST VAR ups": `ERR ${wire}\n` }),
    ]);
    await expect(client.getVar("ups", "ups.status")).rejects.toMatchObject({ code, message });
    await expect(client.listVar("ups")).rejects.toMatchObject({ code });
    expect(client.state.kind).toBe("up");
  });

  it("keeps many requests under way and pairs the answers in order", async () => {
    const { server, client } = await pair([serves({ ups: UPS })], { pace: readsAll() });
    const values = await Promise.all([
      client.getVar("ups", "battery.charge"),
      client.listCmd("ups"),
      codeOf(client.getVar("ups", "no.such")),
      client.getVar("ups", "ups.delay"),
    ]);
    expect(values).toEqual(["90", ["load.off", "test.battery.start"], "var-not-supported", "20"]);
    expect(server.heard).toHaveLength(4);
  });

  it("connects once, however often it is told to", async () => {
    const { server, client } = await pair([serves({ ups: UPS })]);
    await client.connect();
    expect(await client.getVar("ups", "ups.delay")).toBe("20");
    expect(server.peers).toHaveLength(1);
  });

  it("sends the user at once when made with one", async () => {
    const { server } = await pair([agrees("USERNAME", "PASSWORD")], { username: "u", password: "p" });
    expect(server.heard).toEqual(["USERNAME u", "PASSWORD p"]);
  });

  it("refuses to send what would be a second request", async () => {
    const { server, client } = await pair([agrees("SET", "USERNAME", "PASSWORD")]);
    expect(await codeOf(client.set("ups", "ups.id", "x\nFSD ups"))).toBe("invalid-argument");
    expect(await codeOf(client.instcmd("ups", "load.off", { param: "1\r\nFSD ups" }))).toBe("invalid-argument");
    expect(await codeOf(client.authenticate("u", "p\nFSD ups"))).toBe("invalid-argument");
    expect(server.heard).toEqual([]);
  });
});

describe("odd servers", () => {
  it("may leave an empty value out, add blanks and blank lines, and end lines with CRLF", async () => {
    const table = {
      "LIST VAR ups":
        '\r\nBEGIN  LIST VAR ups\r\nVAR ups battery.date\r\n\r\n  VAR  ups  ups.status   "OL"  \r\nEND LIST VAR ups\r\n',
      "GET VAR ups battery.date": "VAR ups battery.date\r\n",
      "LIST UPS": "BEGIN LIST UPS\r\nUPS ups\r\nEND LIST UPS\r\n",
    };
    const { client } = await pair([noTls, answers(table)], { tls: { mode: "try" } });
    expect([...(await client.listVar("ups"))]).toEqual([
      ["battery.date", ""],
      ["ups.status", "OL"],
    ]);
    expect(await client.getVar("ups", "battery.date")).toBe("");
    expect([...(await client.listUps())]).toEqual([["ups", ""]]);
  });

  it("may refuse LIST RW and go on (UniFi)", async () => {
    const { client } = await pair([answers({ "LIST RW ups": "ERR UNKNOWN-COMMAND\n" }), serves({ ups: UPS })]);
    expect(await codeOf(client.listRw("ups"))).toBe("unknown-command");
    expect(await client.getVar("ups", "battery.charge")).toBe("90");
  });

  it("may spell names in another case", async () => {
    const { client } = await pair([answers({ "GET VAR UPS ups.status": 'VAR ups UPS.STATUS "OL"\n' })]);
    expect(await client.getVar("UPS", "ups.status")).toBe("OL");
  });

  it("may answer in pieces of one byte", async () => {
    const text = 'BEGIN LIST VAR ups\nVAR ups ups.mfr "Büro \\"x\\""\nEND LIST VAR ups\n';
    const { client } = await pair([
      ([verb], peer) => {
        if (verb !== "LIST") return false;
        for (const byte of Buffer.from(text)) peer.socket.write(Buffer.of(byte));
        return true;
      },
    ]);
    expect([...(await client.listVar("ups"))]).toEqual([["ups.mfr", 'Büro "x"']]);
  });
});
