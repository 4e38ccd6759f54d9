import { AsyncResource } from "node:async_hooks";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { systemOpeners } from "../../src/driver-daemon/engine/openers.ts";
import type { DriverHandle } from "../../src/driver-daemon/engine/start-driver.ts";
import { FILES } from "../../src/system/files/files.ts";
import { createLog, SILENT_LOG } from "../../src/system/log/log.ts";
import { blamer } from "../../src/up/blame.ts";
import { type DemoFolder, makeDemoFolder } from "../../src/up/demo-folder.ts";
import { DEMO_SECONDS } from "../../src/up/demo-sequence.ts";
import { beginUp, startUp, type Up } from "../../src/up/up.ts";
import { watchStatus } from "../../src/up/watch-status.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";
import { until } from "../sim/servers/nut-pair.ts";

/** Requests on one connection; gives the answers after `QUIT`. */
const ask = (port: number, ...requests: readonly string[]): Promise<string> =>
  new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    let said = "";
    socket.on("error", reject).on("close", () => resolve(said));
    socket.on("data", (chunk: Buffer) => {
      said += chunk.toString();
    });
    socket.write([...requests, "LOGOUT", ""].join("\n"));
  });

/** Files read at once, so that a poll on the virtual clock does not wait for the disk. */
const FILES_AT_ONCE = {
  read: (path: string) => Promise.resolve(readFileSync(path, "utf8")),
  modified: (path: string) => Promise.resolve(statSync(path).mtimeMs),
};

describe("drivers and upsd in one process", () => {
  let folder: DemoFolder;
  let clock: VirtualClock;
  let said: string[];
  let statuses: string[];
  let up: Up | undefined;
  let started: string[];

  beforeEach(() => {
    folder = makeDemoFolder("127.0.0.1", 0, {});
    clock = new VirtualClock();
    said = [];
    statuses = [];
    started = [];
    up = undefined;
  });
  afterEach(async () => {
    const stopping = up?.stop();
    await clock.advance(10_000);
    await stopping;
    folder.remove();
  });

  async function start(hear: (upsname: string) => void = () => undefined): Promise<number> {
    const log = createLog((level, line) => said.push(`${level}: ${line}`));
    const came = (driver: DriverHandle): void => {
      started.push(driver.upsname);
      hear(driver.upsname);
      watchStatus(driver, ({ upsname, published }) => {
        statuses.push(`${upsname} ${published.state.value("ups.status")} ${published.state.value("battery.charge")}`);
      });
    };
    const openers = { ...systemOpeners(clock, log), files: FILES_AT_ONCE };
    const takeOver = () => Promise.resolve();
    up = await startUp({ clock, log, env: folder.env, files: FILES, openers, takeOver, started: came });
    await passes(0);
    return up.addresses[0]?.port ?? 0;
  }

  /** Seconds of the virtual clock, one by one. */
  async function passes(seconds: number): Promise<void> {
    for (let i = 0; i < seconds; i++) await clock.advance(1000);
    await clock.settle(20);
  }

  /** Asks until the answer matches: what a driver says comes over a real socket. A little time passes meanwhile. */
  async function answers(port: number, request: string, expected: RegExp): Promise<void> {
    let answer = "";
    for (let i = 0; i < 100; i++) {
      answer = await ask(port, request);
      if (expected.test(answer)) break;
      await clock.advance(100);
    }
    expect(answer).toMatch(expected);
  }

  const edit = (name: string, change: (text: string) => string): void => {
    const path = join(folder.path, name);
    writeFileSync(path, change(readFileSync(path, "utf8")));
  };

  it("shows the demo's whole outage, each status once, with the charge that goes with it", async () => {
    await start();
    await passes(DEMO_SECONDS - 4);
    expect(statuses.filter((line) => line.startsWith("demo "))).toEqual([
      "demo OL 100",
      "demo OB DISCHRG 99",
      expect.stringMatching(/^demo OB DISCHRG LB (20|1\d)$/),
      "demo OL CHRG 12",
      "demo OL 100",
    ]);
    expect(statuses.filter((line) => line.startsWith("demo-nas "))).toEqual([
      "demo-nas OL 100",
      "demo-nas OB DISCHRG 99",
      expect.stringMatching(/^demo-nas OB DISCHRG FSD 6\d$/),
      expect.stringMatching(/^demo-nas OB DISCHRG OFF \d+$/),
      expect.stringMatching(/^demo-nas OB DISCHRG LB OFF (20|1\d)$/),
      "demo-nas OL CHRG OFF 12",
      expect.stringMatching(/^demo-nas OL CHRG \d+$/),
      "demo-nas OL 100",
    ]);
  });

  it("serves what the drivers have", async () => {
    const port = await start();
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"\n/);
    await answers(port, "GET VAR demo ups.model", /^VAR demo ups.model "Demo 900"\n/);
    await answers(port, "GET UPSDESC demo", /^UPSDESC demo "Simulated UPS of nutts up --demo"\n/);
  });

  it("tells when there is something good to serve, and not before", async () => {
    const port = await start();
    await up?.served("demo");
    expect(await ask(port, "GET VAR demo ups.status")).toMatch(/^VAR demo ups.status "OL"\n/);
    expect(up?.served("ghost")).toBeUndefined();
  });

  it("starts and stops drivers at a reload, and serves them", async () => {
    const port = await start();
    edit("ups.conf", (text) => text.replace("[demo]", "[other]"));
    const reloading = up?.reload();
    await passes(12);
    await reloading;
    await answers(port, "LIST UPS", /UPS other "/);
    await answers(port, "GET VAR other ups.status", /^VAR other ups.status "O[LB]/);
    await answers(port, "GET VAR demo ups.status", /^ERR UNKNOWN-UPS/);
  });

  it("goes on as it was when the new files cannot be used", async () => {
    const port = await start();
    edit("ups.conf", () => "");
    await expect(up?.reload()).rejects.toThrow("ups.conf has no UPS");
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
  });

  it("refuses a reload of files with lines that cannot be used", async () => {
    const port = await start();
    edit("ups.conf", (text) => text.replace("driver = dummy-ups", ""));
    await expect(up?.reload()).rejects.toThrow("1 line cannot be used");
    expect(said.join("\n")).toMatch(/error: .*ups.conf:2:1: .*no driver/);
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
  });

  it("names a driver that it does not have, and serves the others", async () => {
    edit("ups.conf", (text) => `${text}[ghost]\n  driver = no-such-driver\n  port = auto\n`);
    const port = await start();
    expect(said.join("\n")).toMatch(/error: \[ghost\] .*no-such-driver/);
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
  });

  it("asks no other driver to leave where another up serves already", async () => {
    const port = await start();
    edit("upsd.conf", () => `LISTEN 127.0.0.1 ${port}\n`);
    const { env } = folder;
    const asked: string[] = [];
    const takeOver = ({ upsname }: { readonly upsname: string }) => Promise.resolve(void asked.push(upsname));
    const openers = { ...systemOpeners(clock, SILENT_LOG), files: FILES_AT_ONCE };
    const second = startUp({ clock, log: SILENT_LOG, env, files: FILES, openers, takeOver });
    await expect(second).rejects.toThrow(`not listening on 127.0.0.1 port ${port}`);
    expect(asked).toEqual([]);
  });

  it("leaves nothing behind when upsd cannot start", async () => {
    edit("upsd.conf", (text) => `${text}CERTFILE /nowhere/at-all.pem\n`);
    const outcome = expect(start()).rejects.toThrow("/nowhere/at-all.pem");
    await passes(12);
    await outcome;
    expect(clock.waiting).toBe(0);
  });

  it("starts upsd again after a fault, while the drivers go on", async () => {
    const port = await start();
    edit("upsd.conf", () => `LISTEN 127.0.0.1 ${port}\n`);
    await up?.reload();
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
    up?.upsd.fault("it has lost its way");
    await clock.settle();
    expect(up?.addresses).toEqual([]);
    await expect(ask(port, "VER")).rejects.toThrow("ECONNREFUSED");
    await clock.advance(1000);
    await until(() => up?.upsd.running === true);
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
    expect(said.filter((line) => line.startsWith("error: upsd"))).toEqual([
      "error: upsd: it has lost its way; it is started again in 1 s, the rest goes on",
    ]);
    expect(statuses.filter((line) => line.startsWith("demo "))).toEqual(["demo OL 100"]);
  });

  it("starts the driver of one device again when it throws where nobody catches it, and no other", async () => {
    edit("ups.conf", (text) => `${text}[twin]\n  driver = dummy-ups\n  port = ${join(folder.path, "demo.seq")}\n`);
    let thrown: (() => void) | undefined;
    const port = await start((upsname) => {
      if (upsname === "twin") thrown ??= AsyncResource.bind(() => crash(new Error("of twin's driver")));
    });
    const crash = blamer({ clock, log: SILENT_LOG, suspects: [] });
    thrown?.();
    await passes(2);
    expect(said.filter((line) => line.includes("is started again"))).toEqual([
      "error: [twin] the driver: it is taken for what failed; it is started again in 1 s, the rest goes on",
    ]);
    await answers(port, "GET VAR twin ups.status", /^VAR twin ups.status "OL"/);
    expect(started.filter((name) => name === "twin")).toHaveLength(2);
    expect(started.filter((name) => name === "demo")).toHaveLength(1);
  });

  it("tries again where upsd cannot listen, and comes when it can", async () => {
    const other = createServer();
    await new Promise<void>((resolve) => void other.listen(0, "127.0.0.1", resolve));
    const address = other.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    edit("upsd.conf", () => `LISTEN 127.0.0.1 ${port}\n`);
    const log = createLog((level, line) => said.push(`${level}: ${line}`));
    const openers = { ...systemOpeners(clock, log), files: FILES_AT_ONCE };
    up = beginUp({ clock, log, env: folder.env, files: FILES, openers, takeOver: () => Promise.resolve() });
    await expect(up.begun).rejects.toThrow(`not listening on 127.0.0.1 port ${port}`);
    expect(up.addresses).toEqual([]);
    await new Promise((resolve) => other.close(resolve));
    const reloading = up.reload();
    await until(() => up?.upsd.running === true);
    await reloading;
    await answers(port, "GET VAR demo ups.status", /^VAR demo ups.status "OL"/);
  });
});
