import { afterEach, describe, expect, it } from "@jest/globals";
import { SCANNER } from "../../../src/commands/scanner.ts";
import type { SnmpOpener, SnmpTarget } from "../../../src/device/snmp.ts";
import { upsConf } from "../../../src/scanner/display.ts";
import { nutServer } from "../../../src/scanner/net/nut-servers.ts";
import { snmpAgent } from "../../../src/scanner/net/snmp-agents.ts";
import { snmpUser } from "../../../src/scanner/net/snmp-options.ts";
import { SNMP } from "../../../src/transport/snmp/opener.ts";
import { loadWalk, OWN_WALKS } from "../../sim/devices/snmp-walk.ts";
import { lineOf } from "../../sim/machine/fake-io.ts";
import {
  answers,
  type Behaviour,
  NutServer,
  noTls,
  saysGoodbye,
  serves,
  silent,
} from "../../sim/servers/nut-server.ts";
import { SnmpAgent } from "../../sim/servers/snmp-agent.ts";

const never = new AbortController().signal;
const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function nut(...behaviours: readonly Behaviour[]) {
  const server = await NutServer.start(...behaviours);
  ends.push(() => server.stop());
  const said: string[] = [];
  const look = nutServer({ port: server.port, timeoutMs: 300, debug: (text) => said.push(text) });
  const found = await look("127.0.0.1", never);
  return { found, said, server, ports: found.map(({ port }) => port) };
}

const UPSES = serves({ rack: { vars: {} }, desk: { vars: {}, desc: "Desk" } });

describe("a NUT server", () => {
  it("is shown with each UPS that it lists, for the repeater", async () => {
    const { found, server } = await nut(noTls, saysGoodbye, UPSES);
    expect(upsConf(found)).toBe(
      ["rack", "desk"]
        .map((ups, i) => `[nutdev-nut${i + 1}]\n\tdriver = "dummy-ups"\n\tport = "${ups}@127.0.0.1:${server.port}"\n`)
        .join(""),
    );
    expect(server.heard).toEqual(["STARTTLS", "LIST UPS", "LOGOUT"]);
  });

  it("without a UPS is nothing that could be driven", async () => {
    expect((await nut(noTls, saysGoodbye, serves({}))).found).toEqual([]);
  });

  it.each([
    ["says nothing", silent],
    ["refuses to list", answers({ "LIST UPS": "ERR ACCESS-DENIED\n" })],
    ["is something else", answers({ STARTTLS: "HTTP/1.1 400 Bad Request\r\n", "LIST UPS": "<html>\n" })],
  ])("that %s is left out, and -D says why", async (_how, behaviour) => {
    const { found, said } = await nut(behaviour);
    expect(found).toEqual([]);
    expect(said.join("")).toMatch(/^127\.0\.0\.1:\d+: ./);
  });

  it("writes no line of its own into a file, whatever it calls its UPSes", async () => {
    const { found, said } = await nut(
      noTls,
      saysGoodbye,
      answers({ "LIST UPS": 'BEGIN LIST UPS\nUPS "a\\"]" "x"\nEND LIST UPS\n' }),
    );
    expect(said).toEqual([]);
    expect(upsConf(found)).toMatch(/\tport = "a\\"]@127/);
  });
});

const V1 = snmpUser(lineOf(SCANNER.table));

async function agent(name: string) {
  const started = await SnmpAgent.start(loadWalk(OWN_WALKS, name));
  ends.push(() => started.stop());
  const targets: SnmpTarget[] = [];
  const snmp: Pick<SnmpOpener, "open"> = {
    open: (target) => {
      targets.push(target);
      return SNMP.open({ ...target, port: started.port });
    },
  };
  const said: string[] = [];
  const look = (timeoutMs = 900, user = V1) =>
    snmpAgent({ snmp, ...user, timeoutMs, debug: (text) => said.push(text) })("127.0.0.1", never);
  return { agent: started, targets, look, said };
}

describe("an SNMP agent", () => {
  it("is shown with what it calls itself and the table that describes it", async () => {
    const { look, targets } = await agent("own-apc-smart-ups");
    const [found, ...more] = await look();
    expect(more).toEqual([]);
    expect(found).toMatchObject({ kind: "SNMP", driver: "snmp-ups", port: "127.0.0.1" });
    expect(found?.options.slice(1)).toEqual([
      { name: "mibs", value: "apcc" },
      { name: "community", value: "public" },
    ]);
    expect(targets).toEqual([
      { host: "127.0.0.1", port: 161, access: { version: "v1", community: "public" }, timeoutMs: 300, retries: 2 },
    ]);
  });

  it("of no known make is shown with every table that knows its model", async () => {
    const { look, agent: started } = await agent("own-rfc1628-three-phase");
    started.walk.set("1.3.6.1.2.1.1.2.0", { type: "OBJECT IDENTIFIER", oid: "1.3.6.1.4.1.99999" });
    expect((await look()).map(({ options }) => options[1]?.value)).toEqual(["ietf"]);
  });

  it("is found though two packets were lost, in the time of one answer", async () => {
    const { look, agent: started } = await agent("own-apc-smart-ups");
    started.dropped = 2;
    expect(await look()).toHaveLength(1);
  });

  it("that keeps silent, or is no power device, is left out", async () => {
    const { look, agent: started, said } = await agent("own-apc-smart-ups");
    started.silent = true;
    expect(await look(60)).toEqual([]);
    expect(said.join("")).toMatch(/127\.0\.0\.1:\d+: no answer/);
  });

  it("is given up when it is enough", async () => {
    const { agent: started } = await agent("own-apc-smart-ups");
    started.silent = true;
    const enough = new AbortController();
    started.heard.push = (...times: number[]) => {
      enough.abort();
      return times.length;
    };
    const snmp: Pick<SnmpOpener, "open"> = { open: (target) => SNMP.open({ ...target, port: started.port }) };
    const look = snmpAgent({ snmp, ...V1, timeoutMs: 3_000_000, debug: () => undefined });
    expect(await look("127.0.0.1", enough.signal)).toEqual([]);
  });
});

const user = (...argv: readonly string[]) => snmpUser(lineOf(SCANNER.table, ...argv));

describe("who we are to SNMP agents", () => {
  it("is the community, or the user of v3, and so it stands in ups.conf", () => {
    expect(user("-c", "secret", "-l", "authPriv")).toEqual({
      access: { version: "v1", community: "secret" },
      options: [{ name: "community", value: "secret" }],
    });
    const v3 = user(
      "-l",
      "authPriv",
      "-u",
      "mon",
      "-W",
      "a pass phrase",
      "-w",
      "SHA256",
      "-X",
      "b pass phrase",
      "-x",
      "AES",
    );
    expect(v3.access).toEqual({
      version: "v3",
      user: "mon",
      auth: { protocol: "SHA256", password: "a pass phrase" },
      priv: { protocol: "AES", password: "b pass phrase" },
    });
    expect(v3.options.map(({ name }) => name)).toEqual([
      "snmp_version",
      "secLevel",
      "secName",
      "authPassword",
      "privPassword",
      "authProtocol",
      "privProtocol",
    ]);
  });

  it.each([
    [["-l", "none"], /"none" is none of noAuthNoPriv, authNoPriv, authPriv/],
    [["-l", "noAuthNoPriv"], /needs secName/],
    [["-l", "authNoPriv", "-u", "mon"], /needs authPassword/],
    [["-l", "authPriv", "-u", "mon", "-W", "12345678"], /needs privPassword/],
    [["-l", "authPriv", "-u", "mon", "-W", "1234567"], /shorter than the 8 characters/],
    [["-l", "authNoPriv", "-u", "mon", "-W", "12345678", "-w", "SHA1"], /"SHA1" is none of MD5/],
  ])("%j is refused before anything is sent", (argv, text) => {
    expect(() => user(...argv)).toThrow(text);
  });
});
