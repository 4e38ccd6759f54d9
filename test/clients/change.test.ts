import { afterEach, describe, expect, it } from "@jest/globals";
import type { Prompter } from "../../src/cli/prompts.ts";
import { accountName } from "../../src/clients/credential-prompt.ts";
import { runUpscmd } from "../../src/clients/upscmd.ts";
import { runUpsrw } from "../../src/clients/upsrw.ts";
import { UPSCMD } from "../../src/commands/upscmd.ts";
import { UPSRW } from "../../src/commands/upsrw.ts";
import { FakeIo, lineOf } from "../sim/machine/fake-io.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { agrees, answers, type Behaviour, noTls, saysGoodbye, serves, tracks } from "../sim/servers/nut-server.ts";

const UPS = {
  vars: { "ups.id": "b", "ups.delay": "25", "battery.charge.low": "20", "ups.odd": "1", "ups.name": "x" },
  rw: {
    "ups.id": "RW ENUM STRING:8",
    "ups.delay": "RW RANGE NUMBER",
    "battery.charge.low": "RW NUMBER",
    "ups.odd": "RW FANCY",
    "ups.name": "RW STRING:32",
  },
  enums: { "ups.id": ["a", "b"] },
  ranges: { "ups.delay": [[1, 10] as const, [20, 30] as const] },
  cmds: { "load.off": "Turn off the load", "test.battery.start": "Start a test" },
};
const WHO = agrees("USERNAME", "PASSWORD");
const BASE = [noTls, saysGoodbye, WHO];

const pairs = new Pairs();
afterEach(() => pairs.end());

/** A person who answers from a list. */
class Person implements Prompter {
  readonly questions: string[] = [];
  readonly #answers: (string | undefined)[];
  closed = false;

  constructor(...given: readonly (string | undefined)[]) {
    this.#answers = [...given];
  }

  line(question: string, fallback?: string): Promise<string | undefined> {
    this.questions.push(fallback === undefined ? question : `${question} (${fallback})`);
    const answer = this.#answers.shift();
    return Promise.resolve(answer === "" ? fallback : answer);
  }

  secret(question: string): Promise<string | undefined> {
    this.questions.push(`${question} unseen`);
    return Promise.resolve(this.#answers.shift());
  }

  close(): void {
    this.closed = true;
  }
}

async function run(
  name: "upscmd" | "upsrw",
  argv: readonly string[],
  behaviours: readonly Behaviour[],
  more: { person?: Person; io?: FakeIo; clock?: VirtualClock } = {},
) {
  const {
    person = new Person(),
    io = new FakeIo({ NUT_QUIET_OK_NOTRACKING: "true" }),
    clock = new VirtualClock(),
  } = more;
  const server = await pairs.server(...BASE, ...behaviours, serves({ ups: UPS }));
  const { table } = name === "upscmd" ? UPSCMD : UPSRW;
  const program = name === "upscmd" ? runUpscmd : runUpsrw;
  const words = argv.map((word) => word.replace(/@$/, `@127.0.0.1:${server.port}`));
  const ended = program(lineOf(table, ...words), io, table, { clock, prompter: () => Promise.resolve(person) });
  return { server, io, ended };
}

async function result(...given: Parameters<typeof run>) {
  const { server, io, ended } = await run(...given);
  return { status: await ended, out: io.stdout, err: io.stderr, heard: server.heard };
}

describe("upscmd", () => {
  it("lists commands with what they do", async () => {
    const { status, out } = await result("upscmd", ["-l", "ups@"], []);
    expect(status).toBe(0);
    expect(out).toBe(
      "Instant commands supported on UPS [ups]:\n\nload.off - Turn off the load\ntest.battery.start - Start a test\n",
    );
  });

  it("lists them as JSON, and as a table on a terminal", async () => {
    const json = await result("upscmd", ["-l", "--json", "ups@"], []);
    expect(JSON.parse(json.out)).toEqual([
      { name: "load.off", description: "Turn off the load" },
      { name: "test.battery.start", description: "Start a test" },
    ]);
    const table = await result("upscmd", ["-l", "ups@"], [], { io: new FakeIo({}, true) });
    expect(table.out).toMatch(/^load\.off {12,}Turn off the load$/m);
  });

  it("sends a command with its parameter", async () => {
    const argv = ["-u", "admin", "-p", "s3 cret", "ups@", "load.off", "20"];
    const { status, out, err, heard } = await result("upscmd", argv, [agrees("INSTCMD")]);
    expect([status, out, err]).toEqual([0, "", "OK\n"]);
    expect(heard).toEqual(["STARTTLS", "USERNAME admin", 'PASSWORD "s3 cret"', "INSTCMD ups load.off 20", "LOGOUT"]);
  });

  it.each([
    ["a\\b", "PASSWORD a\\b"],
    ["a#b", "PASSWORD a#b"],
    ['"a b"', 'PASSWORD "a b"'],
    ["päss", "PASSWORD päss"],
    ["a=b", 'PASSWORD "a=b"'],
    ["a\\", "PASSWORD a\\\\"],
    ['"a', 'PASSWORD \\"a'],
    ["#a", "PASSWORD \\#a"],
  ])("sends the password %s as the C client does, unless that is not one word", async (password, line) => {
    const argv = ["-u", "admin", "-p", password, "ups@", "load.off"];
    const { heard } = await result("upscmd", argv, [agrees("INSTCMD")]);
    expect(heard[2]).toBe(line);
  });

  it("shows every line with -DDDD, but no password", async () => {
    const argv = ["-DDDD", "-u", "admin", "-p", "hunter2", "ups@", "load.off"];
    const { err } = await result("upscmd", argv, [agrees("INSTCMD")]);
    expect(err).toMatch(/\[D4:upscmd\] > PASSWORD \*{8}\n/);
    expect(err).toMatch(/\[D4:upscmd\] < OK\n/);
    expect(err).not.toContain("hunter2");
  });

  it("says that OK is not the end of it, unless told to be quiet", async () => {
    const argv = ["-u", "a", "-p", "b", "ups@", "load.off"];
    const { err } = await result("upscmd", argv, [agrees("INSTCMD")], { io: new FakeIo() });
    expect(err).toMatch(/^OK\nWARNING: 'OK' says/);
  });

  it("gives the server's refusal, with status 1", async () => {
    const refuse = answers({ "INSTCMD ups load.off": "ERR ACCESS-DENIED\n" });
    const { status, err } = await result("upscmd", ["-u", "a", "-p", "b", "ups@", "load.off"], [refuse]);
    expect([status, err]).toEqual([1, "Unexpected response from upsd: ERR ACCESS-DENIED\n"]);
  });

  it("asks who it is, without showing the password", async () => {
    const person = new Person("", "secret");
    const { heard } = await result("upscmd", ["ups@", "load.off"], [agrees("INSTCMD")], { person });
    expect(person.questions).toEqual([`Username (${accountName()})`, "Password unseen"]);
    expect(heard.slice(1, 3)).toEqual([`USERNAME ${accountName()}`, "PASSWORD secret"]);
    expect(person.closed).toBe(true);
  });

  it("ends when nobody answers", async () => {
    const { status, err } = await result("upscmd", ["ups@", "load.off"], [], { person: new Person(undefined) });
    expect([status, err]).toEqual([1, "Error: standard input ended before the answer\n"]);
  });

  it("with -w asks every second until the driver has answered", async () => {
    const clock = new VirtualClock();
    const argv = ["-w", "-u", "a", "-p", "b", "ups@", "load.off"];
    const { server, io, ended } = await run("upscmd", argv, [tracks(["PENDING", "PENDING", "SUCCESS"])], { clock });
    const asked = (): number => server.heard.filter((line) => line.startsWith("GET TRACKING")).length;
    for (let i = 1; i <= 2; i++) {
      await until(() => asked() === i && clock.waiting === 1);
      await clock.advance(1000);
    }
    expect(await ended).toBe(0);
    expect(io.stderr).toBe("SUCCESS\n");
    expect(asked()).toBe(3);
  });

  it("with -w gives up after -t seconds", async () => {
    const clock = new VirtualClock();
    const argv = ["-w", "-t", "2", "-u", "a", "-p", "b", "ups@", "load.off"];
    const { server, io, ended } = await run("upscmd", argv, [tracks(["PENDING"])], { clock });
    const asked = (): number => server.heard.filter((line) => line.startsWith("GET TRACKING")).length;
    for (let i = 1; i <= 2; i++) {
      await until(() => asked() === i && clock.waiting === 1);
      await clock.advance(1000);
    }
    expect(await ended).toBe(1);
    expect(io.stderr).toBe("Can't receive status tracking information: timeout\n");
  });

  it.each([
    [["-t", "x", "ups@", "load.off"], "Error: -t x is not a number of seconds\n"],
    [["ups@", "off"], "Error: a command has a dot in its name, as beeper.toggle; off has none (-l lists them)\n"],
    [["-l", "nope@"], "Error: Unknown UPS\n"],
    [
      ["-l", "ups:1"],
      "Error: invalid UPS definition: a port stands behind a host; write <upsname>[@<hostname>[:<port>]]\n",
    ],
  ])("ends in an error for %j", async (argv, err) => {
    expect(await result("upscmd", argv, [])).toMatchObject({ status: 1, err });
  });

  it("shows its help when it is told nothing", async () => {
    expect((await result("upscmd", [], [])).out).toContain("usage: upscmd");
    expect((await result("upscmd", ["ups@"], [])).out).toContain("usage: upscmd");
  });
});

describe("upsrw", () => {
  const LIST = [
    '[ups.id]\nwhat ups.id is\nType: ENUM STRING\nMaximum length: 8\nOption: "a"\nOption: "b" SELECTED\n\n',
    '[ups.delay]\nwhat ups.delay is\nType: RANGE NUMBER\nOption: "1-10"\nOption: "20-30" SELECTED\n\n',
    "[battery.charge.low]\nwhat battery.charge.low is\nType: NUMBER\nValue: 20\n\n",
    "[ups.odd]\nwhat ups.odd is\nType: FANCY (unrecognized)\n\n",
    "[ups.name]\nwhat ups.name is\nType: STRING\nMaximum length: 32\nValue: x\n\n",
  ].join("");

  it("lists what can be set, with types, options and values", async () => {
    expect((await result("upsrw", ["ups@"], [])).out).toBe(LIST);
    expect((await result("upsrw", ["-l", "ups@"], [])).out).toBe(LIST);
  });

  it("lists it as JSON", async () => {
    const { out } = await result("upsrw", ["--json", "ups@"], []);
    expect(JSON.parse(out)[1]).toEqual({
      name: "ups.delay",
      description: "what ups.delay is",
      unrecognized: [],
      type: {
        kind: "range",
        ranges: [
          { min: 1, max: 10 },
          { min: 20, max: 30 },
        ],
      },
      value: "25",
    });
  });

  it("lists after all when -l follows -s, and says so", async () => {
    const { out, err } = await result("upsrw", ["-s", "ups.id=x", "-l", "ups@"], []);
    expect(out).toBe(LIST);
    expect(err).toBe("-l behind -s: variables are listed, and none is set\n");
  });

  it("sets a variable", async () => {
    const argv = ["-s", 'ups.id=a "b"=c', "-u", "admin", "-p", "pw", "ups@"];
    const { status, err, heard } = await result("upsrw", argv, [agrees("SET")]);
    expect([status, err]).toEqual([0, "OK\n"]);
    expect(heard).toContain('SET VAR ups ups.id "a \\"b\\"=c"');
  });

  it("asks for the value", async () => {
    const person = new Person("admin", "pw", "new id");
    const { heard } = await result("upsrw", ["-s", "ups.id", "ups@"], [agrees("SET")], { person });
    expect(person.questions.at(-1)).toBe("Enter new value for ups.id");
    expect(heard).toContain('SET VAR ups ups.id "new id"');
  });

  it("refuses names without a dot", async () => {
    const { status, err } = await result("upsrw", ["-s", "id=1", "-u", "a", "-p", "b", "ups@"], []);
    expect([status, err]).toEqual([1, "Error: a variable has a dot in its name, as ups.id; id has none\n"]);
  });

  it("does not hide that a server refuses the list (UniFi)", async () => {
    const unifi = answers({ "LIST RW ups": "ERR INVALID-ARGUMENT\n" });
    expect(await result("upsrw", ["ups@"], [unifi])).toMatchObject({ status: 1, err: "Error: Invalid argument\n" });
  });

  it("shows what it has and then the error when a value cannot be had", async () => {
    const stale = answers({ "GET VAR ups ups.delay": "ERR DATA-STALE\n" });
    const { status, out, err } = await result("upsrw", ["ups@"], [stale]);
    expect(status).toBe(1);
    expect(out).toMatch(/^\[ups\.id\]\n[\s\S]*SELECTED\n\n$/);
    expect(err).toBe("do_range: can't get current value of ups.delay\n");
  });
});
