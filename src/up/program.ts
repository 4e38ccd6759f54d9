/** `nutts up`: everything in one process in the foreground; with `--demo`, with a UPS that needs no device. */
import { lstatSync } from "node:fs";
import { callName } from "../cli/call-name.ts";
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { type DaemonOptions, daemonOptions, type Machine, runDaemon, systemMachine } from "../daemon/run-daemon.ts";
import { NutError } from "../nut/errors.ts";
import { lastingFolder } from "../system/files/lasting-folder.ts";
import { confFile } from "../system/files/paths.ts";
import { createLog, type Log } from "../system/log/log.ts";
import { type ParentPipe, parentPipe, takePipe } from "../upsmon/shell/parent-pipe.ts";
import { pidFileOf, startOf } from "../upsmon/shell/start.ts";
import { DEMO_HOST, findDemoPort, greeting } from "./demo.ts";
import { makeDemoFolder } from "./demo-folder.ts";
import { watchDemo } from "./demo-upsmon.ts";
import { serve } from "./serve.ts";
import type { Up } from "./up.ts";
import type { WebWishes } from "./web-part.ts";

/** Ports that the demo tries for its dashboard. */
const DEMO_WEB_PORTS = 100;

const webWishes = (line: CommandLine, ports: number): WebWishes | undefined =>
  line.has("no-web") ? undefined : { listen: line.value("web"), ports };

/** Also by a link that leads nowhere: somebody wants upsmon, and is told what is wrong with it. */
const isNamed = (path: string): boolean => lstatSync(path, { throwIfNoEntry: false }) !== undefined;

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
        const memory = lastingFolder("outage", folder.env);
        const deps = { clock: machine.clock, log, memory, out: (line: string) => io.out(line) };
        const watch = (up: Up): (() => Promise<void>) =>
          watchDemo(
            { host: DEMO_HOST, port: found.port },
            { ...deps, served: (ups) => up.served(ups) ?? Promise.resolve() },
          );
        return serve(
          daemon,
          { env: folder.env, log, greeting: text, watch, web: webWishes(line, DEMO_WEB_PORTS) },
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
  throw new NutError(
    error.code,
    `${error.detail}\nTo find UPSes: nutts scanner. To set up all of it with questions: nutts init. ` +
      "To see it work without a configuration: nutts up --demo",
  );
}

const isWanted = (line: CommandLine, path: string): boolean => !line.has("no-upsmon") && isNamed(path);

/** The title says where upsmon is: who looks for one, to signal it or to count it, goes by that. */
const optionsOf = (line: CommandLine, io: Io): DaemonOptions => ({
  ...daemonOptions(line, io.env, { name: "up", title: line.has("no-upsmon") ? "up --no-upsmon" : "up" }),
  mode: "foreground",
});

/** `nutts upsmon -c` and `--health` find it by the PID file, which below a parent is the parent's work, and by the title. */
function optionsWithUpsmon(line: CommandLine, io: Io, pipe: ParentPipe | undefined): DaemonOptions {
  const options = { ...optionsOf(line, io), title: "up upsmon", patient: true };
  return pipe ? options : { ...options, mode: "foreground-pid", pidFile: pidFileOf(io), programs: ["upsmon"] };
}

async function everything(line: CommandLine, io: Io, machine: Machine, pipe: ParentPipe | undefined): Promise<number> {
  const start = startOf(line, io, machine);
  const hasUpsmon = isWanted(line, start.path);
  const host = pipe ? { ...machine, pid: process.ppid } : machine;
  return runDaemon(
    hasUpsmon ? optionsWithUpsmon(line, io, pipe) : optionsOf(line, io),
    (daemon) => {
      const run = {
        env: io.env,
        log: daemon.log,
        greeting: "",
        web: webWishes(line, 1),
        unwatched: line.has("no-upsmon"),
        ...(hasUpsmon ? { start, pipe } : {}),
      };
      return serve(daemon, run, io, host).catch(withHint);
    },
    host,
  );
}

/** As root with an upsmon.conf we are the small parent that can shut down, and all else is a process without its rights. */
async function up(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const pipe = takePipe(process.env);
  if (pipe !== undefined) return everything(line, io, machine, parentPipe(pipe));
  if (!machine.users.isRoot() || !isWanted(line, confFile("upsmon.conf", io.env)))
    return everything(line, io, machine, undefined);
  const { runParent } = await import("../upsmon/shell/parent.ts");
  return runParent(startOf(line, io, machine), { ...optionsOf(line, io), patient: true, programs: ["upsmon"] });
}

export async function runUp(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  if (line.operands.length > 0) throw new NutError("usage", `${line.operands[0]} has no place here; see nutts up -h`);
  if (line.has("port") && !line.has("demo"))
    throw new NutError("usage", "--port goes with --demo; without it, write LISTEN <address> <port> into upsd.conf");
  return line.has("demo") ? demo(line, io, machine) : up(line, io, machine);
}

export const run: ProgramModule["run"] = (line, io) => runUp(line, io, systemMachine(io.env));
