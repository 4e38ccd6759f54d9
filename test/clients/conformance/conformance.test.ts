import { connect, createServer } from "node:net";
import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import type { Verdict } from "../../../src/clients/conformance/check.ts";
import { Interview } from "../../../src/clients/conformance/interview.ts";
import { CHECKS, examine, type Row, run } from "../../../src/clients/conformance/program.ts";
import { CONFORMANCE } from "../../../src/commands/conformance.ts";
import { type Clock, SYSTEM_CLOCK } from "../../../src/system/clock.ts";
import { FakeIo, lineOf } from "../../sim/machine/fake-io.ts";
import { firstOnly, SmallServer } from "../../sim/machine/small-server.ts";
import {
  agrees,
  answers,
  type Behaviour,
  NutServer,
  noTls,
  saysGoodbye,
  serves,
  silent,
} from "../../sim/servers/nut-server.ts";

const UPSES = serves({
  rack: {
    desc: "Rack",
    vars: { "ups.status": "OL", "battery.charge": "100", "ups.id": "Rack 1", "input.sensitivity": "low" },
    rw: { "ups.id": "RW STRING:32", "input.sensitivity": "RW ENUM" },
    enums: { "input.sensitivity": ["low", "high"] },
    cmds: { "test.battery.start": "Start a test" },
    clients: ["127.0.0.1"],
  },
});
const VERSIONS = answers({ VER: "Network UPS Tools upsd 2.8.5 - https://www.networkupstools.org/\n", NETVER: "1.3\n" });
const RIGHT: readonly Behaviour[] = [VERSIONS, noTls, saysGoodbye, agrees("USERNAME", "PASSWORD", "SET"), UPSES];

const ends: (() => Promise<void>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

async function started(...faults: readonly Behaviour[]): Promise<NutServer> {
  const server = await NutServer.start(...faults, ...RIGHT);
  ends.push(() => server.stop());
  return server;
}

const TIMEOUT_MS = 150;

async function examined(port: number, clock: Clock = SYSTEM_CLOCK): Promise<readonly Row[]> {
  const dial = () =>
    new Promise<ReturnType<typeof connect>>((resolve) => {
      const socket = connect(port, "127.0.0.1", () => resolve(socket));
    });
  const interview = new Interview({ dial, clock, timeoutMs: TIMEOUT_MS });
  const subject = {
    interview,
    credentials: { user: "admin", password: "secret" },
    write: "ups.id",
    upsnames: ["rack"],
  };
  const rows = await examine(subject, () => undefined);
  interview.close();
  return rows;
}

const complaints = (rows: readonly Row[]): Readonly<Record<string, Verdict>> =>
  Object.fromEntries(
    rows.filter(({ verdict }) => verdict !== "right").map(({ check, verdict }) => [check.name, verdict]),
  );

const said = (request: string, reply: string): Behaviour => answers({ [request]: reply });

/** Changes what the server says of a request. */
const LISTED = "BEGIN LIST VAR rack\n";
const list = (...rows: readonly string[]): string =>
  [LISTED, ...rows.map((row) => `${row}\n`), "END LIST VAR rack\n"].join("");

/** A server that is wrong in one way, and what is found of it besides what it is about. */
const WRONG: readonly (readonly [check: string, verdict: Verdict, fault: Behaviour, others?: readonly string[]])[] = [
  ["version of the server", "odd", said("VER", "upsd 2.8.5\n")],
  ["version of the protocol", "missing", said("NETVER", "ERR UNKNOWN-COMMAND\n")],
  ["list of UPSes", "odd", said("LIST UPS", 'BEGIN LIST UPS \nUPS rack "Rack"\nEND LIST UPS\n')],
  ["descriptions in quotes", "odd", said("LIST UPS", "BEGIN LIST UPS\nUPS rack Rack\nEND LIST UPS\n")],
  ["names without blanks", "odd", said("LIST UPS", 'BEGIN LIST UPS\nUPS "my rack" "Rack"\nEND LIST UPS\n')],
  ["a UPS that is not there", "odd", said("GET VAR no-such-ups ups.status", "ERR UNKNOWN\n")],
  ["a verb that is none", "odd", said("CONFORMANCE", "What?\n")],
  ["STARTTLS", "odd", said("STARTTLS", "ERR UNKNOWN-COMMAND\n")],
  ["USERNAME and PASSWORD", "missing", said("PASSWORD secret", "ERR UNKNOWN-COMMAND\n")],
  ["LOGOUT", "odd", said("LOGOUT", "OK\n")],
  [
    "list of variables",
    "odd",
    said("LIST VAR rack", list('VAR other ups.status "OL"')),
    ["one variable", "state of the UPS"],
  ],
  ["values in quotes", "odd", said("LIST VAR rack", list("VAR rack battery.charge 100", 'VAR rack ups.status "OL"'))],
  ["one variable", "missing", said("GET VAR rack ups.status", "ERR VAR-NOT-SUPPORTED\n"), ["state of the UPS"]],
  ["state of the UPS", "odd", said("LIST VAR rack", list('VAR rack battery.charge "100"'))],
  ["state of the UPS", "odd", said("GET VAR rack ups.status", 'VAR rack ups.status "ONLINE"\n'), ["one variable"]],
  ["type of each variable", "missing", said("GET TYPE rack battery.charge", "ERR VAR-NOT-SUPPORTED\n")],
  ["description of each variable", "odd", said("GET DESC rack battery.charge", "DESC rack battery.charge\n")],
  ["description of the UPS", "missing", said("GET UPSDESC rack", "ERR UNKNOWN-COMMAND\n")],
  ["list of commands", "missing", said("LIST CMD rack", "ERR CMD-NOT-SUPPORTED\n"), ["description of each command"]],
  ["description of each command", "missing", said("GET CMDDESC rack test.battery.start", "ERR CMD-NOT-SUPPORTED\n")],
  ["list of what can be set", "odd", said("GET TYPE rack ups.id", "TYPE rack ups.id STRING:32\n")],
  ["list of clients", "missing", said("LIST CLIENT rack", "ERR ACCESS-DENIED\n")],
  ["number of clients", "odd", said("GET NUMLOGINS rack", "NUMLOGINS rack many\n")],
  ["a variable that is not there", "odd", said("GET VAR rack ups.mode.buzzwords", "ERR UNKNOWN-COMMAND\n")],
  ["a variable that is set", "missing", said('SET VAR rack ups.id "Rack 1"', "ERR ACCESS-DENIED\n")],
  ["ASCII alone", "odd", said("GET UPSDESC rack", 'UPSDESC rack "Büro"\n')],
  ["no quotes inside values", "odd", said("GET UPSDESC rack", 'UPSDESC rack "19\\" rack"\n')],
  ["no quotes inside values", "odd", said("GET UPSDESC rack", 'UPSDESC rack "the "good" rack"\n')],
  [
    "lists under 64 KiB",
    "odd",
    said("LIST CMD rack", `BEGIN LIST CMD rack\n${"CMD rack load.off\n".repeat(4000)}END LIST CMD rack\n`),
    ["description of each command"],
  ],
];

/** Those that need more than an answer. */
const ELSEWHERE = [
  "several requests in one packet",
  "half a request in a packet",
  "answers within two seconds",
  "one connection for all questions",
];

describe("a server that answers as NUT's does", () => {
  it("gives no reason to complain, and is asked everything once, in words that change nothing", async () => {
    const server = await started();
    expect(complaints(await examined(server.port))).toEqual({});
    const asked = server.heard.filter((line) => !/^(VER|NETVER|USERNAME|PASSWORD)/.test(line));
    expect(new Set(asked).size).toBe(asked.length);
    const changing = server.heard.filter(
      (line) => !/^(GET|LIST|VER|NETVER|STARTTLS|LOGOUT|USERNAME|PASSWORD|CONFORMANCE)\b/.test(line),
    );
    expect(changing).toEqual(['SET VAR rack ups.id "Rack 1"']);
  });
});

describe("a server that is wrong in one way", () => {
  it.each(WRONG)("is found out by: %s", async (check, verdict, fault, others = []) => {
    const server = await started(fault);
    const found = complaints(await examined(server.port));
    expect(found[check]).toBe(verdict);
    expect(Object.keys(found).filter((name) => name !== check && !others.includes(name))).toEqual([]);
  });

  it("is looked for by a check for each", () => {
    const names = CHECKS.map(({ name }) => name);
    expect([...new Set([...WRONG.map(([name]) => name), ...ELSEWHERE])].sort()).toEqual([...names].sort());
  });

  it("that reads one request of a packet is found out", async () => {
    const server = await started();
    const small = await SmallServer.start(server.port, { reading: firstOnly });
    ends.push(() => small.stop());
    expect(complaints(await examined(small.port))).toMatchObject({ "several requests in one packet": "missing" });
  });

  it("that takes a packet for a request is found out", async () => {
    const server = await started();
    const hasty = createServer((socket) => {
      const upstream = connect(server.port, "127.0.0.1");
      for (const end of [socket, upstream]) end.on("error", () => undefined);
      upstream.on("data", (chunk) => socket.write(chunk));
      socket.on("close", () => upstream.destroy());
      socket.on("data", (chunk) => {
        if (chunk.toString().endsWith("\n")) upstream.write(chunk);
        else socket.write("ERR UNKNOWN-COMMAND\n");
      });
    });
    await new Promise<void>((resolve) => hasty.listen(0, "127.0.0.1", resolve));
    ends.push(() => new Promise((resolve) => hasty.close(() => resolve())));
    const address = hasty.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    expect(complaints(await examined(port))).toEqual({ "half a request in a packet": "missing" });
  });

  it("that takes its time is found out", async () => {
    const server = await started();
    let now = 0;
    const slow: Clock = { ...SYSTEM_CLOCK, now: () => (now += 1500) };
    expect(complaints(await examined(server.port, { ...slow, now: () => (now += 2500) }))).toEqual({
      "answers within two seconds": "odd",
    });
    expect(complaints(await examined(server.port, slow))).toEqual({});
  });

  it("that hangs up after each refusal is found out", async () => {
    const server = await started(([verb], peer) => {
      if (verb !== "CONFORMANCE") return false;
      peer.socket.end("ERR UNKNOWN-COMMAND\n");
      return true;
    });
    expect(complaints(await examined(server.port))).toEqual({ "one connection for all questions": "odd" });
  });

  it("that never answers is told apart from one that refuses", async () => {
    const server = await started((words, peer, line) => line === "NETVER" && silent(words, peer, line));
    const rows = await examined(server.port);
    expect(rows.find(({ check }) => check.name === "version of the protocol")).toMatchObject({
      verdict: "missing",
      detail: "NETVER: no answer",
    });
  });

  it("whose UPS has no data now is not blamed for it", async () => {
    const server = await started((words, peer) => {
      if (!["GET", "LIST"].includes(words[0] ?? "") || words[2] !== "rack" || words[1] === "UPSDESC") return false;
      peer.send("ERR DATA-STALE\n");
      return true;
    });
    const verdicts = Object.values(complaints(await examined(server.port)));
    expect(verdicts.filter((verdict) => verdict === "odd")).toEqual([]);
    expect(verdicts.filter((verdict) => verdict === "unasked").length).toBeGreaterThan(8);
  });

  it("that says anything at all is survived", async () => {
    const noise = fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes));
    await fc.assert(
      fc.asyncProperty(noise, fc.boolean(), async (bytes, hangUp) => {
        const server = await NutServer.start((_words, peer) => {
          peer.socket.write(Buffer.concat([bytes, Buffer.from("\n")]));
          if (hangUp) peer.socket.end();
          return true;
        });
        const rows = await examined(server.port).finally(() => server.stop());
        expect(rows.length).toBe(CHECKS.length);
      }),
      { numRuns: 3 },
    );
  });
});

describe("nutts conformance", () => {
  async function ran(...argv: readonly string[]) {
    const io = new FakeIo();
    const line = lineOf(CONFORMANCE.table, ...argv);
    return { status: await run(line, io, CONFORMANCE.table), io };
  }

  it("says row by row what is right, and ends with 0", async () => {
    const server = await started();
    const { status, io } = await ran(`127.0.0.1:${server.port}`, "--ups", "rack");
    expect(status).toBe(0);
    expect(io.stdout).toMatch(/^right {4}version of the server\n/);
    expect(io.stdout).toMatch(/- {8}a variable that is set: name a harmless variable with --write\n/);
    expect(io.stdout.split("\n").at(-2)).toMatch(/^127\.0\.0\.1:\d+: \d+ right, 0 odd, 0 missing, 2 not asked$/);
  });

  it("says who stumbles and what to do, and ends with 1", async () => {
    const server = await started(said("LIST CLIENT rack", "ERR ACCESS-DENIED\n"));
    const { status, io } = await ran("--timeout", "1", `127.0.0.1:${server.port}`);
    expect(status).toBe(1);
    expect(io.stdout).toContain(
      [
        "MISSING  list of clients: LIST CLIENT rack: ERR ACCESS-DENIED",
        "           asked: LIST CLIENT <ups>, without a login",
        "           stumble: Telegraf, nut_exporter of DRuggeri (go.nut); nut_webgui; upsc, and what runs it (LibreNMS, Zabbix, Checkmk)",
        "           to do: answer the list, empty if need be, to whoever asks",
      ].join("\n"),
    );
  });

  it("says the same as JSON", async () => {
    const server = await started(said("VER", "upsd 2.8.5\n"));
    const { status, io } = await ran(`127.0.0.1:${server.port}`, "--json");
    const rows: unknown = JSON.parse(io.stdout);
    expect(status).toBe(1);
    expect(rows).toHaveLength(CHECKS.length);
    expect(rows).toContainEqual(
      expect.objectContaining({ check: "version of the server", verdict: "odd", detail: "VER: upsd 2.8.5" }),
    );
  });

  it("ends with 2 where nobody listens, and says where", async () => {
    const server = await started();
    const { port } = server;
    await server.stop();
    const { status, io } = await ran(`127.0.0.1:${port}`);
    expect([status, io.stdout]).toEqual([2, ""]);
    expect(io.stderr).toMatch(new RegExp(`^Error: 127\\.0\\.0\\.1:${port}: .*; is upsd running there`));
  });

  it("says in one line that a server of something else is none of NUT, and of none that is", async () => {
    const stranger: Behaviour = (_words, peer) => {
      peer.send("HTTP/1.1 400 Bad Request\n");
      return true;
    };
    const said: string[] = [];
    for (const fault of [stranger, agrees("SET")]) {
      const { port } = await started(fault);
      const { io } = await ran("--timeout", "1", `127.0.0.1:${port}`);
      said.push(io.stdout.split("\n").at(-2) ?? "");
    }
    expect(said).toEqual([
      expect.stringMatching(/^this seems to be no NUT server: is the port right/),
      expect.stringMatching(/ right, .* not asked$/),
    ]);
  });

  it.each([
    [[], /name one server/],
    [["a", "b"], /name one server/],
    [["nas:0"], /not a port/],
    [["nas", "--timeout", "x"], /write whole seconds/],
    [["nas", "--user", "a b"], /without blanks/],
    [["nas", "--no-such"], /unrecognized option/],
    [["nas", "--user", "a", "--password-file", "/nowhere"], /\/nowhere is not there/],
  ])("%j is refused before anybody is asked", async (argv, text) => {
    await expect(ran(...argv)).rejects.toThrow(text);
  });
});
