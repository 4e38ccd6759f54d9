/** `nutts up`: everything in one process in the foreground; with `--demo`, with a UPS that needs no device. */

import { callName } from "../cli/call-name.ts";
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { type Daemon, daemonOptions, type Machine, runDaemon, systemMachine } from "../daemon/run-daemon.ts";
import { systemOpeners } from "../driver-daemon/engine/openers.ts";
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import { takeOver } from "../driver-daemon/host/driver-daemon.ts";
import { NutError } from "../nut/errors.ts";
import type { Env } from "../system/files/paths.ts";
import { createLog, type Log } from "../system/log/log.ts";
import type { Site } from "../web/site.ts";
import { DEMO_HOST, findDemoPort, greeting } from "./demo.ts";
import { DEMO_UPS, makeDemoFolder } from "./demo-folder.ts";
import { watchDemo } from "./demo-upsmon.ts";
import { clockTime, statusLine } from "./status-line.ts";
import { startUp, type Up } from "./up.ts";
import { watchStatus } from "./watch-status.ts";

/** Ports that the demo tries for its dashboard. */
const WEB_PORTS = 100;

interface Run {
  readonly env: Env;
  readonly log: Log;
  readonly greeting: string;
  readonly web: WebWishes;
  /** Begins when upsd listens; returns the way to stop. */
  readonly watch?: (up: Up) => () => Promise<void>;
}

interface WebWishes {
  readonly off: boolean;
  readonly listen: string | undefined;
  /** How many ports to try. */
  readonly ports: number;
}

const webWishes = (line: CommandLine, ports: number): WebWishes => ({
  off: line.has("no-web"),
  listen: line.value("web"),
  ports,
});

/** Without it everything else goes on. */
async function startWeb(up: Up, { env, log, web }: Run, { clock, files }: Machine): Promise<Site | undefined> {
  if (web.off) return undefined;
  const { startBesideUpsd } = await import("../web/beside-upsd.ts");
  try {
    const { listen, ports } = web;
    return await startBesideUpsd({ upsd: up.addresses, listen, ports, env, log, clock, files });
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    log.error(`no dashboard: ${error.detail ?? error.message}`);
    return undefined;
  }
}

async function serve(daemon: Daemon, run: Run, io: Io, machine: Machine): Promise<number> {
  const { clock, files } = machine;
  const tell = ({ upsname, published }: DriverHandle): void =>
    io.out(`${statusLine(clock.wall(), upsname, published.state)}\n`);
  daemon.dropPrivileges();
  const started = startUp({
    clock,
    files,
    env: run.env,
    log: run.log,
    openers: systemOpeners(clock, run.log),
    takeOver: (ups) => takeOver(ups, machine, run.log),
    started: (driver) => void watchStatus(driver, tell),
    stopping: daemon.stopping,
  });
  const up = await started.catch((error: unknown) => {
    if (!daemon.stopping.aborted) throw error;
    return undefined;
  });
  if (up === undefined || daemon.stopping.aborted) {
    await up?.stop();
    return 0;
  }
  daemon.onReload(() => up.reload());
  io.out(run.greeting);
  const site = await startWeb(up, run, machine);
  if (site) io.out(`${clockTime(clock.wall())}  web  the dashboard is at ${site.url}/\n`);
  await daemon.ready(`serving ${up.addresses.length} addresses`);
  const stopWatching = run.watch?.(up);
  await daemon.stopped;
  await stopWatching?.();
  await site?.close();
  await up.stop();
  return 0;
}

/** In the demo only what is wrong is worth a line between the changes of status, unless somebody debugs. */
const quiet = (log: Log): Log =>
  log.debugLevel > 0
    ? log
    : createLog((level, line) => {
        if (level === "error" || level === "warning") log[level](line);
      });

async function demo(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const found = await findDemoPort(line.value("port"));
  const folder = makeDemoFolder(DEMO_HOST, found.port, io.env);
  const text = greeting(found, callName(io.env, process.argv[1]));
  const options = { ...daemonOptions(line, io.env, { name: "up", title: "up --demo" }), keepUser: true };
  try {
    return await runDaemon(
      { ...options, mode: "foreground" },
      (daemon) => {
        const log = quiet(daemon.log);
        const deps = { clock: machine.clock, log, out: (line: string) => io.out(line) };
        const watch = (up: Up): (() => Promise<void>) =>
          watchDemo(DEMO_HOST, found.port, { ...deps, served: up.served(DEMO_UPS) ?? Promise.resolve() });
        return serve(
          daemon,
          { env: folder.env, log, greeting: text, web: webWishes(line, WEB_PORTS), watch },
          io,
          machine,
        );
      },
      machine,
    );
  } finally {
    folder.remove();
  }
}

/** Whoever has no configuration yet should not give up here. */
function withHint(error: unknown): never {
  if (!(error instanceof NutError)) throw error;
  throw new NutError(error.code, `${error.detail}\nTo see it work without a configuration: nutts up --demo`);
}

function up(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const options = daemonOptions(line, io.env, { name: "up" });
  return runDaemon(
    { ...options, mode: "foreground" },
    (daemon) =>
      serve(daemon, { env: io.env, log: daemon.log, greeting: "", web: webWishes(line, 1) }, io, machine).catch(
        withHint,
      ),
    machine,
  );
}

export async function runUp(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  if (line.operands.length > 0) throw new NutError("usage", `${line.operands[0]} has no place here; see nutts up -h`);
  if (line.has("port") && !line.has("demo"))
    throw new NutError("usage", "--port goes with --demo; without it, write LISTEN <address> <port> into upsd.conf");
  return line.has("demo") ? demo(line, io, machine) : up(line, io, machine);
}

export const run: ProgramModule["run"] = (line, io) => runUp(line, io, systemMachine(io.env));
