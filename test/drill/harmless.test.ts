/**
 * No path, fault or crash of a drill runs SHUTDOWNCMD or any other program, writes POWERDOWNFLAG or any other file, sets FSD,
 * or sends a command to a UPS.
 */
import { ChildProcess } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "@jest/globals";
import fc from "fast-check";
import { runProgram } from "../../src/cli/program.ts";
import { CredentialPrompt } from "../../src/clients/credential-prompt.ts";
import { DRILL as PROGRAM } from "../../src/commands/drill.ts";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../../src/conf/upsmon-conf.ts";
import { runDrill } from "../../src/drill/program.ts";
import { NutClient } from "../../src/netproto/client/nut-client.ts";
import { DRILL } from "../../src/nut/drill.ts";
import { NutError } from "../../src/nut/errors.ts";
import { NOTIFY_TYPES } from "../../src/nut/notify-types.ts";
import { rehearseFailure } from "../../src/upsmon/core/rehearse.ts";
import { monitor } from "../scenarios/monitor.ts";
import { FakeIo } from "../sim/machine/fake-io.ts";
import { type Behaviour, NutServer } from "../sim/servers/nut-server.ts";
import { LiveDrillWorld } from "./live-world.ts";

const started: string[] = [];
const prototype = ChildProcess.prototype as unknown as { spawn: (options: { readonly file: string }) => unknown };
const { spawn } = prototype;
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "nutts-drill-"));
  prototype.spawn = (options) => {
    started.push(options.file);
    throw new Error(`a drill starts ${options.file}`);
  };
});
afterAll(() => {
  prototype.spawn = spawn;
  rmSync(folder, { recursive: true });
});

const word = fc.constantFrom(
  "ups@127.0.0.1",
  "ups@nas",
  "a b",
  '"',
  "",
  "touch $HOME",
  "poweroff",
  "upsmon -c fsd",
  "go",
);
const number = fc.integer({ min: -1, max: 900 });

/** Lines that may be in upsmon.conf, good and bad. */
const upsmonLine = fc.oneof(
  fc
    .tuple(fc.constantFrom("primary", "secondary", "master", "x"), fc.integer({ min: 0, max: 2 }))
    .map(([role, power]) => `MONITOR ups@PLACE ${power} mon pw ${role}`),
  fc
    .tuple(
      fc.constantFrom("HOSTSYNC", "FINALDELAY", "DEADTIME", "POLLFREQ", "POLLFREQALERT", "MINSUPPLIES", "OBLBDURATION"),
      number,
    )
    .map(([name, value]) => `${name} ${value}`),
  fc.constantFrom(...NOTIFY_TYPES).map((type) => `NOTIFYFLAG ${type} SYSLOG+WALL+EXEC`),
  word.map((text) => `NOTIFYMSG ONBATT "${text}"`),
);

const upsschedLine = fc
  .tuple(
    fc.constantFrom("ONBATT", "ONLINE", "LOWBATT", "COMMBAD", "SHUTDOWN"),
    fc.constantFrom("START-TIMER", "CANCEL-TIMER", "EXECUTE", "START-TIMER-SHARED"),
    number,
  )
  .map(([type, command, seconds]) => `AT ${type} * ${command} go ${command.startsWith("START") ? seconds : ""}`);

/** What a server may answer in place of the truth. */
const fault = fc.constantFrom("none", "none", "silence", "garbage", "hangs up", "errors");

const behaviour =
  (how: string): Behaviour =>
  ([verb = "", what = "", ups = "", name = ""], peer) => {
    if (how === "silence") return true;
    if (how === "hangs up") return false;
    if (how === "garbage") peer.send('\u0000OK "\nEND LIST\nVAR\n');
    else if (how === "errors") peer.send("ERR DATA-STALE\n");
    else if (verb === "STARTTLS") peer.send("ERR FEATURE-NOT-CONFIGURED\n");
    else if (verb === "LIST") peer.send(`BEGIN LIST ${what} ${ups}\nCLIENT ${ups} 10.0.0.7\nEND LIST ${what} ${ups}\n`);
    else peer.send(name === "battery.runtime" ? `VAR ${ups} ${name} "300"\n` : "ERR VAR-NOT-SUPPORTED\n");
    return true;
  };

describe("a drill on paper", () => {
  it("asks servers for what they know, and does nothing else in the world", async () => {
    const texts = fc.record({
      upsmon: fc.array(upsmonLine, { maxLength: 8 }),
      upssched: fc.array(upsschedLine, { maxLength: 8 }),
      script: fc.constantFrom(
        "#!/bin/sh\ncase $1 in go) upsmon -c fsd;; esac\n",
        "#!/bin/sh\ncase $1 in *) poweroff;; esac\n",
        "",
      ),
      runtime: fc.constantFrom("1s", "2m", "6m", "x"),
      unreadable: fc.boolean(),
      how: fault,
    });
    await fc.assert(
      fc.asyncProperty(texts, async ({ upsmon, upssched, script, runtime, unreadable, how }) => {
        const server = await NutServer.start(behaviour(how));
        const flag = join(folder, "killpower");
        const head = [`MONITOR ups@127.0.0.1:${server.port} 1 mon pw primary`, `SHUTDOWNCMD "touch ${flag}"`];
        const more = [`POWERDOWNFLAG ${flag}`, "NOTIFYCMD /sbin/upssched"];
        const files: Readonly<Record<string, string>> = {
          "upsmon.conf": [...head, ...more, ...upsmon].join("\n").replaceAll("PLACE", `127.0.0.2:${server.port}`),
          "upssched.conf": ["CMDSCRIPT /etc/nut/script", "PIPEFN /p", "LOCKFN /l", ...upssched].join("\n"),
          script,
        };
        const io = new FakeIo({ NUT_CONFPATH: "/etc/nut" });
        const deny = (): never => {
          throw new Error("a drill changes no file");
        };
        const quick = { connectTimeoutMs: 300, answerTimeoutMs: 50 };
        const world = {
          files: {
            read: (path: string) => {
              if (unreadable && path.endsWith("upssched.conf")) throw new Error("EIO");
              return files[path.replace("/etc/nut/", "")];
            },
            replace: deny,
            remove: deny,
            mode: () => undefined,
          },
          connectTo:
            ({ port }: { readonly port: number }) =>
            () =>
              NutClient.connect({ host: "127.0.0.1", port, tls: { mode: "off" }, ...quick }),
          connect: () => Promise.reject(new NutError("connect-failed")),
          authFor: () => ({}),
          asking: new CredentialPrompt(deny),
          onInterrupt: deny,
        };
        const load = () =>
          Promise.resolve({ run: (line: Parameters<typeof runDrill>[0]) => runDrill(line, io, world) });
        const status = await runProgram({ ...PROGRAM, load }, ["--runtime", runtime], io);
        const heard = [...server.heard];
        await server.stop();
        expect([0, 1, 2]).toContain(status);
        for (const line of heard) expect(line).toMatch(/^(STARTTLS|GET VAR|LIST (VAR|CLIENT|UPS)|LOGOUT|VER)/);
        expect([started, existsSync(flag), readdirSync(folder)]).toEqual([[], false, []]);
      }),
      { numRuns: 20 },
    );
  }, 120_000);

  it("plays any settings to an end", () => {
    const settings = fc.record({
      pollfreq: fc.integer({ min: 1, max: 600 }),
      hostsync: fc.integer({ min: 0, max: 900 }),
      finaldelay: fc.integer({ min: 0, max: 900 }),
      oblbduration: fc.integer({ min: -1, max: 900 }),
      deadtime: fc.integer({ min: 0, max: 60 }),
      minsupplies: fc.integer({ min: 0, max: 2 }),
    });
    const roles = fc.array(fc.constantFrom("primary" as const, "secondary" as const), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(settings, roles, fc.integer({ min: 0, max: 3 }), (some, all, others) => {
        const monitors = all.map((role, i) => monitor(`ups${i}@server`, { role, powerValue: 1 }));
        const minsupplies = Math.min(some.minsupplies, monitors.length);
        const conf: UpsmonConf = { ...UPSMON_CONF_DEFAULTS, ...some, minsupplies, monitors };
        const { downAfterMs } = rehearseFailure(conf, "ups0@server", others);
        const left = monitors.length - 1;
        expect(downAfterMs === undefined).toBe(left >= minsupplies);
      }),
    );
  });
});

describe("a live drill", () => {
  const event = fc.constantFrom(
    ...(["begin", "begin", "begin", "begin"] as const),
    "end",
    "garbage",
    "another user",
    "driver gone",
    "driver back",
    "charging",
    "upsmon crashes",
    "upsmon again",
    "reload",
    "report of a stranger",
    "too long",
  );
  const notifycmd = fc.constantFrom(
    ...[
      "/usr/bin/nutts notify",
      "/sbin/upssched",
      "/etc/nut/off.sh",
      "nutts notify; poweroff",
      "nutts upssched-cmd",
      "nutts notify $(poweroff)",
    ],
  );

  it("shuts down nobody, sets no FSD and tells no driver anything, whatever happens to it", async () => {
    let heard = 0;
    await fc.assert(
      fc.asyncProperty(fc.array(event, { minLength: 1, maxLength: 10 }), notifycmd, async (events, command) => {
        const world = await LiveDrillWorld.start();
        const notifyFlags = NOTIFY_TYPES.map((type) => ({ type, flags: ["SYSLOG", "WALL", "EXEC"] as const }));
        const settings = { notifycmd: command, notifyFlags, pollfreq: 1, pollfreqalert: 1, finaldelay: 0, hostsync: 0 };
        const begin = (role: "primary" | "secondary") =>
          world.upsmon({
            ...settings,
            monitors: [world.line({ role, username: role === "primary" ? "mon" : "slave" })],
          });
        const watching = [begin("primary"), begin("secondary")];
        const raw = world.server.client();
        const other = world.server.client();
        raw.send("USERNAME admin\nPASSWORD secret\n");
        other.send("USERNAME slave\nPASSWORD pw\n");
        const driver = world.server.drivers.get("/run/nut/fake-rack");
        await world.run(2);
        const happen: Readonly<Record<(typeof events)[number], () => void>> = {
          begin: () => raw.send(`SET VAR rack ${DRILL} "abc 20"\n`),
          end: () => raw.send(`SET VAR rack ${DRILL} "abc 0"\n`),
          garbage: () => raw.send(`SET VAR rack ${DRILL} "FSD OB LB"\nSET VAR rack ${DRILL}.host.1 "x"\n`),
          "another user": () => other.send(`SET VAR rack ${DRILL} "evil 20"\n`),
          "driver gone": () => driver?.say("DATASTALE"),
          "driver back": () => driver?.say("DATAOK"),
          charging: () => driver?.say('SETINFO ups.status "OL"'),
          "upsmon crashes": () => watching.at(-1)?.engine.send({ kind: "stop", how: "crash" }),
          "upsmon again": () => void watching.push(begin("secondary")),
          reload: () =>
            watching[0]?.engine.send({
              kind: "reload",
              settings: { ...watching[0].engine.state.settings, finaldelay: 1 },
            }),
          "report of a stranger": () => other.send(`SET VAR rack ${DRILL}.heard "abc down 1 1 x"\n`),
          "too long": () => raw.send(`SET VAR rack ${DRILL} "abc 99999"\n`),
        };
        for (const each of events) {
          happen[each]();
          await world.run(1.5);
        }
        await world.run(3);
        raw.received = "";
        raw.send("GET VAR rack ups.status\nGET VAR desk ups.status\n");
        await world.run(0.5);
        const { received } = raw;
        await world.end();
        expect(received).not.toMatch(/FSD|OB|LB/);
        expect(watching.flatMap(({ deeds }) => deeds)).toEqual([]);
        for (const { called } of watching)
          for (const { type, drill, command: run } of called)
            if (drill !== undefined) expect(run).toBe("/usr/bin/nutts notify");
            else expect(["COMMBAD", "COMMOK", "NOCOMM"]).toContain(type);
        expect(world.server.drivers.get("/run/nut/fake-rack")?.heard).toEqual([]);
        expect(started).toEqual([]);
        heard += watching.filter(({ lines }) => lines.some((line) => line.startsWith("DRILL"))).length;
      }),
      { numRuns: 20 },
    );
    expect(heard).toBeGreaterThan(5);
  }, 240_000);
});
