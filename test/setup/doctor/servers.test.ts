/** What doctor asks of a server, and what it does not. */
import { afterEach, describe, expect, it } from "@jest/globals";
import { parseUpsmonConf } from "../../../src/conf/upsmon-conf.ts";
import { lookAtServers, type MonitorLook } from "../../../src/setup/doctor/measure/servers.ts";
import { type Behaviour, NutServer, serves } from "../../sim/servers/nut-server.ts";

const servers: NutServer[] = [];

afterEach(() => Promise.all(servers.splice(0).map((server) => server.stop())));

const secret: Behaviour = ([verb, word], peer) => {
  if (verb !== "USERNAME" && verb !== "PASSWORD") return false;
  peer.send(word === "refused" ? "ERR INVALID-PASSWORD\n" : "OK\n");
  return true;
};

const answering =
  (verb: string, answer: string): Behaviour =>
  ([word], peer) => {
    if (word !== verb) return false;
    peer.send(`${answer}\n`);
    return true;
  };

async function look(
  status: string,
  role: string,
  ...behaviours: readonly Behaviour[]
): Promise<{ server: NutServer; looks: readonly MonitorLook[] }> {
  const server = await NutServer.start(
    ...behaviours,
    secret,
    answering("LOGIN", "OK"),
    answering("PRIMARY", "OK PRIMARY-GRANTED"),
    answering("LOGOUT", "OK Goodbye"),
    serves({ rack: { vars: { "ups.status": status }, clients: ["127.0.0.1"] } }),
  );
  servers.push(server);
  const conf = parseUpsmonConf(`MONITOR rack@127.0.0.1:${server.port} 1 local s3cret ${role}\n`);
  return { server, looks: await lookAtServers(conf) };
}

const wordsOf = ({ heard }: NutServer): readonly string[] => heard.map((line) => line.split(" ").slice(0, 2).join(" "));

describe("a server that doctor looks at", () => {
  it("is read, logged in to as the user of MONITOR, asked for the role, and logged out of", async () => {
    const { server, looks } = await look("OL", "primary");
    expect(wordsOf(server)).toEqual([
      "STARTTLS",
      "LIST VAR",
      "LIST CLIENT",
      "USERNAME local",
      "PASSWORD s3cret",
      "LOGIN rack",
      "PRIMARY rack",
      "LOGOUT",
    ]);
    expect(looks[0]?.server).toMatchObject({
      kind: "reached",
      secure: false,
      clients: ["127.0.0.1"],
      login: { kind: "accepted" },
      primary: { kind: "accepted" },
      reading: { kind: "read", vars: new Map([["ups.status", "OL"]]) },
    });
  });

  it("is not asked for a role that MONITOR does not have", async () => {
    const { server, looks } = await look("OL", "secondary");
    expect(wordsOf(server)).not.toContain("PRIMARY rack");
    expect(looks[0]?.server).toMatchObject({ login: { kind: "accepted" }, primary: undefined });
  });

  it.each(["OB DISCHRG", "FSD OB LB"])("is not logged in to while the status is %s", async (status) => {
    const { server, looks } = await look(status, "primary");
    expect(wordsOf(server).some((words) => /^(USERNAME|LOGIN|PRIMARY)/.test(words))).toBe(false);
    expect(looks[0]?.server).toMatchObject({ login: { kind: "left-out" }, primary: { kind: "left-out" } });
  });

  it("says why it refuses, and is not asked for more", async () => {
    const { server, looks } = await look("OL", "primary", answering("LOGIN", "ERR ACCESS-DENIED"));
    expect(looks[0]?.server).toMatchObject({
      login: { kind: "refused", why: { code: "access-denied", text: "Access denied" } },
    });
    expect(wordsOf(server)).not.toContain("PRIMARY rack");
    expect(wordsOf(server).at(-1)).toBe("LOGOUT");
  });

  it("may have no list of clients, and no data", async () => {
    const denied = answering("LIST", "ERR DATA-STALE");
    const { looks } = await look("OL", "secondary", denied);
    expect(looks[0]?.server).toMatchObject({
      clients: undefined,
      reading: { kind: "silent", why: { code: "data-stale" } },
      login: { kind: "accepted" },
    });
  });

  it("may be gone", async () => {
    const { server } = await look("OL", "secondary");
    const conf = parseUpsmonConf(`MONITOR rack@127.0.0.1:${server.port} 1 local s3cret primary\n`);
    await servers.pop()?.stop();
    expect((await lookAtServers(conf))[0]?.server).toMatchObject({
      kind: "out-of-reach",
      why: { code: "connect-failed" },
    });
  });

  it("is not asked in clear text where upsmon.conf has CERTPATH that cannot be read", async () => {
    const { server } = await look("OL", "secondary");
    const asked = server.heard.length;
    const conf = parseUpsmonConf(`MONITOR rack@127.0.0.1:${server.port} 1 local s3cret primary\nCERTPATH /nowhere\n`);
    expect((await lookAtServers(conf))[0]?.server).toMatchObject({
      why: { code: "configuration", text: expect.stringContaining("CERTPATH /nowhere does not exist") },
    });
    expect(server.heard).toHaveLength(asked);
  });
});
