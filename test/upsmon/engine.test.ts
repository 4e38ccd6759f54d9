import { afterEach, describe, expect, it } from "@jest/globals";
import { type Monitor, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { createLog } from "../../src/system/log/log.ts";
import { Engine } from "../../src/upsmon/shell/engine.ts";
import type { Notification } from "../../src/upsmon/shell/notification.ts";
import type { Notifier } from "../../src/upsmon/shell/notifier.ts";
import { monitor } from "../scenarios/monitor.ts";
import { ServedUpses } from "../scenarios/served-ups.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

class Clock extends VirtualClock {
  /** What somebody has set the wall clock on by, in milliseconds. */
  set = 0;

  override wall(): number {
    return super.wall() + this.set;
  }
}

class Recorder implements Notifier {
  readonly told: (Notification & { readonly at: number })[] = [];
  readonly walls: string[] = [];
  readonly #clock: VirtualClock;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  configure(): void {}

  tell(notice: Notification): void {
    this.told.push({ ...notice, at: this.#clock.now() });
  }

  wall(text: string): void {
    this.walls.push(text);
  }

  flush(): Promise<void> {
    return Promise.resolve();
  }

  get types(): readonly string[] {
    return this.told.map(({ type }) => type);
  }
}

const servers: ServedUpses[] = [];
const engines: Engine[] = [];
afterEach(async () => {
  for (const engine of engines.splice(0)) engine.send({ kind: "stop", how: "end of the test" });
  for (const server of servers.splice(0)) await server.stop();
});

async function serving(): Promise<ServedUpses> {
  const server = new ServedUpses();
  servers.push(server);
  await server.start();
  return server;
}

const at = (server: ServedUpses, more: Partial<Monitor> = {}, name = "ups1"): Monitor => {
  server.ups(name);
  return monitor(`${name}@s${server.port}`, { host: "127.0.0.1", port: server.port, ...more });
};

function begin(settings: Partial<UpsmonConf>) {
  const clock = new Clock();
  const notifier = new Recorder(clock);
  const lines: string[] = [];
  const downs: number[] = [];
  const statuses: string[] = [];
  const decisions: number[] = [];
  const engine = new Engine(
    { ...UPSMON_CONF_DEFAULTS, ...settings },
    {
      clock,
      notifier,
      log: createLog((level, line) => lines.push(`${level} ${line}`)),
      clientOptions: ({ host, port }) => ({ host, port, clock }),
      shutDown: () => Promise.resolve(void downs.push(clock.now())),
      status: (text) => statuses.push(text),
      decided: () => decisions.push(clock.now()),
    },
  );
  engines.push(engine);
  /** Quarters of a second, in each of which sockets have time to answer. */
  const run = async (seconds: number): Promise<void> => {
    for (let i = 0; i < seconds * 4; i++) {
      await clock.settle(30);
      await clock.advance(250);
    }
    await clock.settle(30);
  };
  return { clock, notifier, lines, downs, statuses, decisions, engine, run };
}

describe("upsmon's engine", () => {
  it("logs in as primary and asks for the status every POLLFREQ seconds", async () => {
    const server = await serving();
    const { run, lines } = begin({ monitors: [at(server)] });
    await run(11);
    expect(server.heard.slice(0, 5)).toEqual([
      "STARTTLS",
      "USERNAME monuser",
      "PASSWORD secret",
      "LOGIN ups1",
      "PRIMARY ups1",
    ]);
    expect(server.heard.filter((line) => line === "GET VAR ups1 ups.status")).toHaveLength(3);
    expect(lines.join()).not.toContain("secret");
  });

  it("tells what a poll has seen at the very moment of its answer", async () => {
    const server = await serving();
    const { run, notifier } = begin({ monitors: [at(server)] });
    await run(6);
    server.ups().status = "OB";
    await run(6);
    expect(notifier.told).toEqual([
      {
        type: "ONBATT",
        ups: `ups1@s${server.port}`,
        text: `UPS ups1@s${server.port} on battery`,
        kind: "notify",
        at: 10_000,
      },
    ]);
  });

  it("passes on the alarm that the server names, and tells when it changes", async () => {
    const server = await serving();
    Object.assign(server.ups(), { status: "OL ALARM", alarm: 'Fan "1" $(reboot)' });
    const { run, notifier } = begin({ monitors: [at(server)] });
    await run(6);
    server.ups().alarm = "Battery";
    await run(5);
    const system = `ups1@s${server.port}`;
    expect(notifier.told.map(({ text }) => text)).toEqual([
      `UPS ${system} raises an alarm: [Fan "1" $(reboot)]`,
      `UPS ${system} raises an alarm: [Battery]`,
    ]);
  });

  it("knows ECO mode by the maker's words", async () => {
    const server = await serving();
    server.ups().buzzwords = "vendor:mge-hid:normal";
    const { run, notifier } = begin({ monitors: [at(server)] });
    await run(6);
    expect(notifier.types).toEqual([]);
    server.ups().buzzwords = "vendor:mge-hid:ECO";
    await run(5);
    expect(notifier.types).toEqual(["ECO"]);
  });

  it("goes on asking where its login is refused, and says so", async () => {
    const server = await serving();
    server.ups().loginError = "ACCESS-DENIED";
    const { run, notifier, statuses } = begin({ monitors: [at(server)] });
    await run(6);
    server.ups().status = "OB";
    await run(5);
    expect(notifier.types).toEqual(["NOLOGIN", "ONBATT"]);
    expect(statuses.at(-1)).toContain("NOT PROTECTED");
  });

  it("takes a UPS that the server does not know for silent, and finds it when it comes", async () => {
    const server = await serving();
    const later = at(server);
    server.upses.clear();
    const { run, notifier, lines } = begin({ monitors: [later] });
    await run(6);
    expect(notifier.types.slice(0, 1)).toEqual(["COMMBAD"]);
    expect(lines.some((line) => line.includes("failed: Unknown UPS"))).toBe(true);
    server.ups();
    await run(6);
    expect(notifier.types.at(-1)).toBe("COMMOK");
    expect(server.logins()).toBe(1);
  });

  it("connects and logs in again to a server that was started again", async () => {
    const server = await serving();
    const { run, notifier } = begin({ monitors: [at(server)] });
    await run(6);
    await server.stop();
    await run(6);
    await server.start();
    await run(6);
    expect(notifier.types).toEqual(["COMMBAD", "COMMOK"]);
    expect(server.logins()).toBe(1);
  });

  it("keeps the login of a UPS that is rarely asked: the server hears from it twice a minute", async () => {
    const server = await serving();
    const { run } = begin({ monitors: [at(server)], pollfreq: 600 });
    await run(95);
    expect(server.heard.filter((line) => line === "VER").length).toBeGreaterThanOrEqual(2);
  });

  it("gives up a server that says nothing after five seconds, and is not held up by it elsewhere", async () => {
    const [dead, good] = [await serving(), await serving()];
    const { run, notifier } = begin({ monitors: [at(dead), at(good)] });
    await run(6);
    dead.ups().mood = "hang";
    good.ups().status = "OB";
    await run(10);
    const [first, second] = notifier.told;
    expect([first?.type, first?.at]).toEqual(["ONBATT", 10_000]);
    expect([second?.type, second?.at]).toEqual(["COMMBAD", 15_000]);
  });

  it("goes down in order: FSD, the wait for a secondary that is named, SHUTDOWN, FINALDELAY, the deed", async () => {
    const server = await serving();
    const { run, notifier, downs, lines, engine } = begin({ monitors: [at(server)] });
    await run(6);
    server.ups().logins.add("10.0.0.7");
    server.ups().status = "OB LB";
    await run(8);
    expect(notifier.types).toEqual(["ONBATT", "LOWBATT", "FSD", "SHUTDOWN_HOSTSYNC"]);
    expect(lines.some((line) => line.includes("Waiting for hosts to log out: 10.0.0.7"))).toBe(true);
    server.ups().logins.clear();
    await run(3);
    expect(notifier.types.at(-1)).toBe("SHUTDOWN");
    expect([notifier.walls, server.logins()]).toEqual([["Executing automatic power-fail shutdown"], 1]);
    await run(6);
    expect(downs).toHaveLength(1);
    expect(await engine.ended).toBe(0);
  });

  it("goes on with what the upsmon before it had decided, though no server tells why", async () => {
    const server = await serving();
    const { run, notifier, downs, lines, decisions, engine } = begin({ monitors: [at(server)], finaldelay: 0 });
    await server.stop();
    engine.send({ kind: "decided" });
    engine.send({ kind: "decided" });
    await run(3);
    expect([decisions.length, downs.length]).toEqual([1, 1]);
    expect(notifier.types).toContain("SHUTDOWN");
    expect(lines).toContain("warning It was decided before upsmon was lost: shutting down");
    expect(lines).toContain("info Nobody says that a secondary is logged in: waiting for none");
  });

  it("does not wait for FSD on a server that is gone", async () => {
    const server = await serving();
    const { run, downs } = begin({ monitors: [at(server)], deadtime: 15, finaldelay: 0 });
    await run(6);
    server.ups().status = "OB";
    await run(5);
    await server.stop();
    await run(20);
    expect(downs).toEqual([26_000]);
  });

  it("says goodbye when it is stopped", async () => {
    const server = await serving();
    const { run, engine } = begin({ monitors: [at(server)] });
    await run(2);
    engine.send({ kind: "stop", how: "Signal 15" });
    await run(1);
    expect(await engine.ended).toBe(0);
    expect(server.heard.at(-1)).toBe("LOGOUT");
  });

  it("asks every UPS at once when the wall clock is set, and tells that once", async () => {
    const server = await serving();
    const { run, clock, notifier, lines } = begin({ monitors: [at(server)], pollfreq: 300 });
    await run(10);
    clock.set = 3_600_000;
    await run(40);
    expect(lines.some((line) => line.includes("The clock moved by 3600 s"))).toBe(true);
    expect(server.heard.filter((line) => line === "GET VAR ups1 ups.status")).toHaveLength(2);
    expect(notifier.types).toEqual(["SUSPEND_TIMEJUMP_UNEXPECTED"]);
  });

  it("watches what a reload adds, and leaves what it removes", async () => {
    const server = await serving();
    const { run, engine } = begin({ monitors: [at(server)] });
    await run(2);
    engine.send({ kind: "reload", settings: { ...UPSMON_CONF_DEFAULTS, monitors: [at(server, {}, "ups2")] } });
    await run(2);
    expect([server.logins("ups1"), server.logins("ups2")]).toEqual([0, 1]);
  });

  it("waits for a remote shutdown that asked it to", async () => {
    const server = await serving();
    const { run, engine, downs } = begin({ monitors: [at(server)], finaldelay: 1 });
    await run(2);
    engine.hold("ssh", 20);
    engine.send({ kind: "fsd", how: "Signal 10" });
    await run(15);
    expect(downs).toEqual([]);
    engine.send({ kind: "release", id: "ssh" });
    await run(1);
    expect(downs).toHaveLength(1);
  });
});
