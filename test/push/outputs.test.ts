import { afterEach, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { readWebConfSection } from "../../src/conf/web/web-conf.ts";
import { SharedMirrors } from "../../src/mirror/shared-mirrors.ts";
import { UNASKED, type UpsSnapshot } from "../../src/mirror/snapshot.ts";
import { NutError } from "../../src/nut/errors.ts";
import { InfluxOutput } from "../../src/push/influx/influx-output.ts";
import { lineOf } from "../../src/push/influx/line-protocol.ts";
import { LineQueue } from "../../src/push/influx/line-queue.ts";
import { INFLUX_SECTION } from "../../src/push/influx/settings.ts";
import { readOutputs, startOutputs } from "../../src/push/start-outputs.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog } from "../../src/system/log/log.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { HttpSink } from "../sim/servers/http-sink.ts";
import { Pairs, until } from "../sim/servers/nut-pair.ts";
import { type FakeUps, noTls, saysGoodbye, serves } from "../sim/servers/nut-server.ts";

const AT = 1_796_000_000;
const line = (values: Readonly<Record<string, string>>, more: { ups?: string; description?: string } = {}) =>
  lineOf({
    ups: "rack",
    description: "Rack",
    server: "127.0.0.1:3493",
    at: AT,
    ...more,
    values: new Map(Object.entries(values)),
  });

/** One line as InfluxDB's own grammar has it, with what is escaped. */
const LINE =
  /^(?:[^\s,=#\\]|\\[,= ])(?:[^\s,=\\]|\\[,= ])*(?:,\w+=(?:[^\s,=\\]|\\[,= ])+)* [\w.-]+=(?:-?[\d.e+-]+|"(?:[^"\\\n]|\\["\\])*")(?:,[\w.-]+=(?:-?[\d.e+-]+|"(?:[^"\\\n]|\\["\\])*"))* \d+$/u;

describe("a UPS in the line protocol of InfluxDB", () => {
  it("is as PeaNUT writes it", () => {
    expect(line({ "battery.charge": "100", "ups.load": "12", "ups.status": "OL CHRG" })).toBe(
      `rack,description=Rack,server=127.0.0.1:3493 battery.charge=100,ups.load=12,ups.status="OL CHRG" ${AT}`,
    );
  });

  it("keeps the type of each field by its name: a serial of digits is a text, a voltage that is none is left out", () => {
    expect(line({ "ups.serial": "0042", "input.voltage": "N/A", "input.L1-N.voltage": "229.50" })).toBe(
      `rack,description=Rack,server=127.0.0.1:3493 ups.serial="0042",input.L1-N.voltage=229.5 ${AT}`,
    );
    expect(line({ "vendor.thing": "7" })).toContain('vendor.thing="7"');
    expect(line({ "input.voltage": "1e3" })).toBeUndefined();
  });

  it("escapes what separates, and has no tag without a value", () => {
    const said = line({ "ups.model": 'a "b" \\' }, { ups: "a b", description: "x, y=z\\" });
    expect(said).toBe(String.raw`a\ b,description=x\,\ y\=z/,server=127.0.0.1:3493 ups.model="a \"b\" \\" ${AT}`);
    expect(line({ "ups.model": "x" }, { description: "" })).toBe(`rack,server=127.0.0.1:3493 ups.model="x" ${AT}`);
  });

  it("is one line of the grammar whatever a server says", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 300 }),
      fc.constantFrom("\n", "\\", '"', "\\\\\n", "#", ",", "=", "x".repeat(100_000), "\0\x1b[2J"),
    );
    const name = fc.oneof(fc.constantFrom("battery.charge", "ups.status", "ups.serial", "__proto__"), text);
    fc.assert(
      fc.property(fc.array(fc.tuple(name, text)), text, text, (values, ups, description) => {
        const said = lineOf({ ups, description, server: "h:1", at: AT, values: new Map([["ups.id", "x"], ...values]) });
        expect(said).toMatch(LINE);
      }),
      { seed: 12, numRuns: 300 },
    );
  });
});

describe("the lines that wait", () => {
  it("go in batches that no server refuses for their size", () => {
    const queue = new LineQueue();
    for (let at = 0; at < 6000; at++) queue.push(`${at}`);
    expect(queue.batch().lines).toHaveLength(5000);
    queue.done(queue.batch());
    expect(queue.batch().lines[0]).toBe("5000");
    queue.done(queue.batch());
    expect(queue.batch().lines).toEqual([]);
    for (let at = 0; at < 3; at++) queue.push("x".repeat(300_000));
    expect(queue.batch().lines).toHaveLength(1);
  });

  it("are bounded: the oldest go, and what was under way is not taken for others", () => {
    const queue = new LineQueue();
    queue.push("first");
    const sent = queue.batch();
    for (let at = 0; at < 20; at++) queue.push(`${at}${"x".repeat(400_000)}`);
    expect(queue.length).toBe(10);
    expect(queue.takeLost()).toBe(11);
    expect(queue.takeLost()).toBe(0);
    queue.done(sent);
    expect(queue.length).toBe(10);
  });
});

const CONF = "[influxdb]\nurl = http://influx:8086\ntoken = s3cr3tt0ken\norg = home\nbucket = ups\n";

describe("[influxdb] of web.conf", () => {
  const read = (text: string) => readWebConfSection(text, "web.conf", INFLUX_SECTION);

  it("is read, and what cannot be used is said", () => {
    expect(read(`[mqtt]\nurl = x\n${CONF}`)).toEqual({
      settings: { url: "http://influx:8086", token: "s3cr3tt0ken", org: "home", bucket: "ups", intervalMs: 10_000 },
      problems: [],
    });
    expect(read("")).toEqual({ settings: undefined, problems: [] });
    expect(read(`${CONF}intervall = 5\n`).problems.map(({ advice }) => advice)).toEqual([
      expect.stringContaining("interval"),
    ]);
    for (const text of [
      "[influxdb]\n",
      CONF.replace("http://influx:8086", "influx"),
      CONF.replace("token =", "#"),
      CONF.replace("s3cr3tt0ken", "ü"),
      `${CONF}interval = 0\n`,
      `${CONF}interval = 1.5\n`,
    ]) {
      const { settings, problems } = read(text);
      expect([settings, problems.length]).toEqual([undefined, 1]);
      expect(problems[0]?.text).not.toContain("s3cr3tt0ken");
    }
  });

  it("is read of whatever a file holds", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(read(`[influxdb]\n${text}`)).toHaveProperty("problems");
      }),
      { seed: 12 },
    );
  });
});

describe("the output to InfluxDB", () => {
  const pairs = new Pairs();
  const stops: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    const stopping = stops.splice(0).map((stop) => stop());
    await pairs.end();
    await Promise.all(stopping);
  });

  async function world() {
    const sink = await HttpSink.start();
    const clock = new VirtualClock(AT * 1000);
    const said: string[] = [];
    const log = createLog((_level, text) => said.push(text));
    stops.push(() => sink.stop());
    return { sink, clock, said, log };
  }

  const RACK: UpsSnapshot = {
    ...UNASKED,
    description: "Rack",
    answeredAt: 0,
    values: new Map([
      ["ups.status", "OL"],
      ["ups.load", "12"],
    ]),
  };

  async function written(rack = RACK) {
    const { sink, clock, said, log } = await world();
    const settings = { url: sink.url, token: "s3cr3tt0ken", org: "home", bucket: "ups", intervalMs: 10_000 };
    const followed = [{ server: "h:3493", mirror: { upses: new Map([["rack", rack]]) } }];
    const output = new InfluxOutput(settings, followed, { clock, log, fetch });
    stops.push(() => output.stop());
    const tells = (text: string) => until(() => said.some((one) => one.includes(text)));
    return { sink, clock, said, tells, output };
  }

  it("writes each UPS at every interval, with the token in its header and nowhere else", async () => {
    const { sink, clock, said } = await written();
    sink.answer = { status: 204 };
    await clock.advance(10_000);
    await until(() => sink.requests.length === 1);
    expect(sink.requests[0]).toMatchObject({
      method: "POST",
      path: "/api/v2/write?org=home&bucket=ups&precision=s",
      body: `rack,description=Rack,server=h:3493 ups.status="OL",ups.load=12 ${AT + 10}\n`,
    });
    expect(sink.requests[0]?.headers.authorization).toBe("Token s3cr3tt0ken");
    expect(said).toEqual([]);
  });

  it("keeps what a database that is away did not take, and writes it in order when it is back", async () => {
    const { sink, clock, said, tells } = await written();
    sink.answer = { status: 503, echo: true };
    await clock.advance(10_000);
    await tells("HTTP 503");
    sink.answer = { status: 204 };
    await clock.advance(30_000);
    const times = () =>
      sink.requests.slice(1).flatMap(({ body }) => [...body.matchAll(/ (\d+)$/gm)].map(([, at]) => Number(at)));
    await until(() => times().length >= 4);
    expect(times()).toEqual([AT + 10, AT + 20, AT + 30, AT + 40]);
    await tells("written again");
    expect(said.join("\n")).not.toContain("s3cr3tt0ken");
  });

  it("says what to check where it may not write, once, and tries again later and later", async () => {
    const { sink, clock, said, tells } = await written();
    sink.answer = { status: 401, body: '{"code":"unauthorized","message":"unauthorized access"}' };
    await clock.advance(10_000);
    await tells("check token of [influxdb]");
    for (let beat = 0; beat < 19; beat++) {
      await clock.advance(10_000);
      await clock.settle(30);
    }
    await until(() => sink.requests.length > 1);
    expect(said).toHaveLength(1);
    expect(sink.requests.length).toBeLessThan(6);
  });

  it("waits for as long as the server says", async () => {
    const { sink, clock, tells } = await written();
    sink.answer = { status: 429, headers: { "retry-after": "100" } };
    await clock.advance(10_000);
    await tells("HTTP 429");
    sink.answer = { status: 204 };
    await clock.advance(90_000);
    expect(sink.requests).toHaveLength(1);
    await clock.advance(10_000);
    await until(() => sink.requests.length === 2);
  });

  it("leaves out what is never taken, and goes on with what comes after", async () => {
    const { sink, clock, tells } = await written();
    sink.answer = { status: 422, body: '{"message":"field type conflict"}' };
    await clock.advance(10_000);
    await tells("field type conflict");
    sink.answer = { status: 204 };
    await clock.advance(10_000);
    await until(() => sink.requests.length === 2);
    expect(sink.requests[1]?.body).toMatch(new RegExp(`^[^\\n]* ${AT + 20}\\n$`));
  });

  it("writes nothing of a UPS whose data are stale, or of which nothing is known yet", async () => {
    for (const one of [{ ...RACK, error: new NutError("data-stale") }, UNASKED]) {
      const { sink, clock, said } = await written(one);
      await clock.advance(30_000);
      await clock.settle(30);
      expect([sink.requests, said]).toEqual([[], []]);
    }
  });

  it("ends at once, also with a request under way to a server that never answers", async () => {
    const { sink, clock, output, said } = await written();
    sink.answer = { status: 200, endless: true };
    await clock.advance(10_000);
    await until(() => sink.requests.length === 1);
    await output.stop();
    await clock.advance(100_000);
    expect(sink.requests).toHaveLength(1);
    expect(said).toEqual([]);
  });

  it("begins where web.conf has the section, for the UPSes of a server", async () => {
    const { sink, clock, said, log } = await world();
    sink.answer = { status: 204 };
    const rack: FakeUps = { desc: "Rack", vars: { "ups.status": "OB" } };
    const server = await pairs.server(noTls, serves({ rack }), saysGoodbye);
    const files = { ...FILES, read: () => CONF.replace("http://influx:8086", sink.url), mode: () => 0o640 };
    const outputs = readOutputs({}, files, log);
    stops.push(
      startOutputs(outputs, [{ host: "127.0.0.1", port: server.port }], {
        clock,
        log,
        fetch,
        mirrors: new SharedMirrors({ clock, log }),
      }),
    );
    for (let beat = 0; beat < 100 && sink.requests.length === 0; beat++) {
      await clock.advance(2000);
      await clock.settle(30);
    }
    expect(sink.requests[0]?.body).toContain(`server=127.0.0.1:${server.port} ups.status="OB" `);
    expect(said.join("\n")).not.toContain("s3cr3tt0ken");
    expect(readOutputs({}, { ...files, read: () => "[mqtt]\n" }, log)).toEqual([]);
  });

  it("begins where PeaNUT's settings name a database and web.conf has none", async () => {
    const { log, said } = await world();
    const files = (text: string | undefined) => ({ ...FILES, read: () => text, mode: () => 0o640 });
    const other = { url: "http://db:8086", token: "t0ken", org: "o", bucket: "b", interval: "5" };
    expect(readOutputs({}, files(undefined), log, other)).toHaveLength(1);
    expect(readOutputs({}, files(CONF), log, other)).toHaveLength(1);
    expect(said).toEqual([]);
    expect(readOutputs({}, files(undefined), log, { ...other, url: "db" })).toEqual([]);
    expect(said.join()).toContain("INFLUX_HOST and what belongs to it cannot be used: url is missing");
  });
});
