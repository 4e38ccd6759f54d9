import { afterEach, describe, expect, it } from "@jest/globals";
import { runProgram } from "../../src/cli/program.ts";
import { UPSC } from "../../src/commands/upsc.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";
import { Pairs } from "../sim/servers/nut-pair.ts";
import { answers, type Behaviour, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const UPS = { desc: 'The "big" one', vars: { "battery.charge": "90", "ups.mfr": 'A\\B "C"', "ups.status": "OB LB" } };
const SERVES = serves({ ups: { ...UPS, clients: ["127.0.0.1", "::1"] }, bare: { vars: {} } });
const ABSENT = answers({
  "LIST VAR gone": "ERR DRIVER-NOT-CONNECTED\n",
  "GET VAR gone ups.status": "ERR DATA-STALE\n",
});

const pairs = new Pairs();
afterEach(() => pairs.end());

interface Ran {
  readonly status: number;
  readonly out: string;
  readonly err: string;
}

/** Runs upsc; `@` at the end of a word stands for the fake server. */
async function run(words: string, behaviours: readonly Behaviour[] = [], io = new FakeIo()): Promise<Ran> {
  const server = await pairs.server(...behaviours, noTls, saysGoodbye, ABSENT, SERVES);
  const here = `127.0.0.1:${server.port}`;
  const argv = words.split(" ").map((word) => word.replace(/^:$/, here).replace(/@$/, `@${here}`));
  const status = await runProgram(UPSC, argv, io);
  return { status, out: io.stdout, err: io.stderr };
}

describe("upsc", () => {
  it.each([
    ["ups@", 'battery.charge: 90\nups.mfr: A\\B "C"\nups.status: OB LB\n'],
    ["ups@ ups.mfr", 'A\\B "C"\n'],
    ["-l :", "ups\nbare\n"],
    ["-L :", 'ups: The "big" one\nbare: Description unavailable\n'],
    ["-c ups@", "127.0.0.1\n::1\n"],
    ["-c bare@", ""],
  ])("%s prints lines", async (words, out) => {
    expect(await run(words)).toEqual({ status: 0, out, err: "" });
  });

  it.each([
    ["-j ups@", '{\n  "battery.charge": "90",\n  "ups.mfr": "A\\\\B \\"C\\"",\n  "ups.status": "OB LB"\n}\n'],
    ["-j ups@ battery.charge", '"90"\n'],
    ["-jl :", '[\n  "ups",\n  "bare"\n]\n'],
    ["-j -L :", '{\n  "ups": "The \\"big\\" one",\n  "bare": "Description unavailable"\n}\n'],
    ["-j -c ups@", '[\n  "127.0.0.1",\n  "::1"\n]\n'],
    ["--json ups@ battery.charge", '"90"\n'],
  ])("%s prints JSON with every value a string", async (words, out) => {
    expect(await run(words)).toEqual({ status: 0, out, err: "" });
    expect(() => JSON.parse(out)).not.toThrow();
  });

  it.each([
    ["gone@", "Driver not connected"],
    ["gone@ ups.status", "Data stale"],
    ["nope@", "Unknown UPS"],
    ["-c nope@", "Unknown UPS"],
    ["ups@ no.such", "Variable not supported by UPS"],
    ["ups@ charge", "a variable has a dot in its name, as ups.status; charge has none"],
  ])("%s ends in an error", async (words, text) => {
    expect(await run(words)).toEqual({ status: 1, out: "", err: `Error: ${text}\n` });
  });

  it.each([
    ["-j gone@", '{\n  "error": "Driver not connected"\n}\n', "Driver not connected"],
    ["-j gone@ ups.status", '{"error": "Data stale"}\n', "Data stale"],
    ["-j -c nope@", '{"error": "Unknown UPS"}\n', "Unknown UPS"],
  ])("%s says the error in JSON too", async (words, out, text) => {
    expect(await run(words)).toEqual({ status: 1, out, err: `Error: ${text}\n` });
  });

  it("gives an empty list as an empty array and an empty object", async () => {
    expect(JSON.parse((await run("-j -l :", [answers({ "LIST UPS": "BEGIN LIST UPS\nEND LIST UPS\n" })])).out)).toEqual(
      [],
    );
    expect(JSON.parse((await run("-j bare@")).out)).toEqual({});
  });

  it.each([
    ["", "none is named"],
    ["@host", "the UPS has no name"],
    ["ups@", "the host has no name"],
    ["ups:1", "a port stands behind a host"],
    ["ups@host:", '"" is not a port from 1 to 65535'],
    ["ups@host:99999", '"99999" is not a port from 1 to 65535'],
    ["ups@[::1", "the ] behind the address is missing"],
  ])("refuses '%s' with the reason and the right form", async (word, why) => {
    const io = new FakeIo();
    const status = await runProgram(UPSC, word === "" ? [] : [word], io);
    const text = `Error: invalid UPS definition: ${why}; write <upsname>[@<hostname>[:<port>]]\n`;
    expect([status, io.stdout, io.stderr]).toEqual([1, "", text]);
  });

  it("never takes part of a list for the whole", async () => {
    const cut: Behaviour = ([verb], peer) => {
      if (verb !== "LIST") return false;
      peer.socket.end('BEGIN LIST VAR ups\nVAR ups battery.charge "90"\n');
      return true;
    };
    expect(await run("ups@", [cut])).toEqual({ status: 1, out: "", err: "Error: Server disconnected\n" });
    expect((await run("-j ups@", [cut])).out).toBe('{\n  "error": "Server disconnected"\n}\n');
  });

  it("explains an old server", async () => {
    const old = answers({ "LIST VAR ups": "ERR UNKNOWN-COMMAND\n", "GET VAR ups ups.status": "ERR UNKNOWN-COMMAND\n" });
    expect((await run("ups@", [old])).err).toBe("Error: this upsd is too old to answer that\n");
    expect((await run("ups@ ups.status", [old])).err).toBe("Error: this upsd is too old to answer that\n");
  });

  it("says where nothing listens", async () => {
    const server = await pairs.server();
    const { port } = server;
    await server.stop();
    const io = new FakeIo();
    const status = await runProgram(UPSC, [`ups@127.0.0.1:${port}`], io);
    expect([status, io.stderr]).toEqual([1, "Error: Connection failure: Connection refused\n"]);
  });

  it("shows values without the control characters of a hostile server", async () => {
    const hostile = answers({
      "LIST VAR ups": 'BEGIN LIST VAR ups\nVAR ups a.b "\u001b]0;x\u0007y"\nEND LIST VAR ups\n',
    });
    expect((await run("ups@", [hostile])).out).toBe("a.b: ]0;xy\n");
  });

  it("colours only on a terminal, and not with NO_COLOR", async () => {
    const ESC = "\u001b[";
    expect((await run("ups@", [], new FakeIo({}, true))).out).toContain(`${ESC}36mbattery.charge${ESC}39m: 90`);
    expect((await run("ups@", [], new FakeIo({}, true))).out).toContain(`${ESC}31mOB LB${ESC}39m`);
    expect((await run("ups@", [], new FakeIo({ NO_COLOR: "1" }, true))).out).not.toContain(ESC);
    expect((await run("ups@", [], new FakeIo({ TERM: "dumb" }, true))).out).not.toContain(ESC);
  });

  it("ignores a time to connect that is no number, and says so", async () => {
    const { status, err } = await run("-W soon ups@ battery.charge");
    expect(status).toBe(0);
    expect(err).toBe("-W soon is ignored: it is not a number of seconds\n");
  });

  it("prints its help after an option that it does not know, and ends well", async () => {
    const { status, out, err } = await run("-Z");
    expect([status, err]).toEqual([0, "upsc: invalid option -- 'Z'\n"]);
    expect(out).toContain("usage: upsc");
    expect((await run("-h")).out).toBe(out);
    expect((await run("-V")).out).toMatch(/^Network UPS Tools upsc \d+\.\d+\.\d+\n$/);
  });

  it("sends its question and LOGOUT together", async () => {
    const server = await pairs.server(noTls, saysGoodbye, SERVES);
    const io = new FakeIo();
    await runProgram(UPSC, [`ups@127.0.0.1:${server.port}`], io);
    expect(server.heard).toEqual(["STARTTLS", "LIST VAR ups", "LOGOUT"]);
  });

  it("says more with -D", async () => {
    const { out, err } = await run("-D ups@ battery.charge");
    expect(out).toBe("90\n");
    expect(err).toMatch(/\[D1:upsc\] connecting to 127\.0\.0\.1 port \d+\n/);
  });
});
