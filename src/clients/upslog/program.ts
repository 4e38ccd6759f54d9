/** upslog: values of UPSes into files, every so many seconds. Options, lines and signals as upslog 2.8.5 has them. */
import { hostname } from "node:os";
import { isAbsolute, join } from "node:path";
import { helpText } from "../../cli/about.ts";
import { banner } from "../../cli/banner.ts";
import type { CommandLine } from "../../cli/options.ts";
import type { Io, ProgramModule } from "../../cli/program.ts";
import type { ProgramTable } from "../../cli/program-table.ts";
import {
  type Daemon,
  type DaemonMode,
  daemonOptions,
  type Machine,
  runDaemon,
  systemMachine,
} from "../../daemon/run-daemon.ts";
import { NutClient } from "../../netproto/client/nut-client.ts";
import { pidPath } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { loadAuth } from "../auth.ts";
import { clientLog, connectTimeoutMs, introduce } from "../connect.ts";
import { endingInError, Fatal, messageOf } from "../fatal.ts";
import type { UpsTarget } from "../target.ts";
import { compileFormat, type Piece, variablesOf, writeLine } from "./format.ts";
import { LogFiles } from "./log-files.ts";
import { type LoggedUps, logPlan, type Plan } from "./plan.ts";
import { nextPoll, Sleeper } from "./schedule.ts";
import { type Source, type SourceDeps, sourcesOf } from "./source.ts";

const NAME = "upslog";

/** Connections that would idle for longer are closed between updates, in seconds. */
const KEEP_OPEN_SECONDS = 30;

type Connect = (target: UpsTarget) => Promise<NutClient>;

/** All UPSes of a host. Throws Fatal. */
async function servedBy(entry: LoggedUps, connect: Connect, log: Log): Promise<readonly LoggedUps[]> {
  const { host, port } = entry.target;
  log.info(`Querying ${host}:${port} for currently served devices`);
  try {
    const client = await connect(entry.target);
    const names = [...(await client.listUps()).keys()];
    await client.close();
    if (names.length === 0) log.warning(`${host}:${port} serves no UPS`);
    // The C program puts each before the last.
    return names.reverse().map((upsname) => ({
      monhost: `${upsname}@${host}:${port}`,
      target: { upsname, host, port },
      file: entry.file,
    }));
  } catch (error) {
    throw new Fatal(`Error: ${messageOf(error)}`, { cause: error });
  }
}

async function expand(entries: readonly LoggedUps[], connect: Connect, log: Log): Promise<readonly LoggedUps[]> {
  const found: LoggedUps[] = [];
  for (const entry of entries) {
    found.push(...(entry.target.upsname === "*" ? await servedBy(entry, connect, log) : [entry]));
  }
  if (found.length === 0) throw new Fatal("Queries failed to find anything");
  return found;
}

interface Followed {
  readonly entry: LoggedUps;
  readonly source: Source;
}

/** Opens the files and the first connections. Throws Fatal when a file cannot be opened. */
async function follow(followed: readonly Followed[], plan: Plan, files: LogFiles, log: Log): Promise<void> {
  for (const { entry, source } of followed) {
    await source.open().catch((error: unknown) => log.warning(`Warning: initial connect failed: ${messageOf(error)}`));
    if (!files.open(entry.file) && !plan.format.includes("%UPSHOST%")) {
      const where = entry.file === "-" ? "standard output" : entry.file;
      log.info(`NOTE: lines of several UPSes go to ${where}: -N, or %UPSHOST% in the format, tells them apart`);
    }
  }
}

function followedOf({ entries }: Plan, pieces: readonly Piece[], deps: SourceDeps): readonly Followed[] {
  const targets = entries.map(({ target }) => target);
  const sources = sourcesOf(targets, variablesOf(pieces), deps);
  return sources.flatMap((source, i) => (entries[i] ? [{ entry: entries[i], source }] : []));
}

interface Update {
  readonly pieces: readonly Piece[];
  readonly json: boolean;
  readonly date: Date;
  readonly pid: number;
}

/** The line of one UPS: by the format, or as JSON with the variables that the format names. */
async function lineOf({ entry, source }: Followed, { pieces, json, date, pid }: Update): Promise<string> {
  const names = variablesOf(pieces);
  const values = await source.values();
  if (!json)
    return writeLine(pieces, { date, pid, host: hostname(), ups: entry.monhost, value: (name) => values.get(name) });
  const known = Object.fromEntries(names.map((name) => [name, values.get(name) ?? null]));
  return JSON.stringify({ time: date.toISOString(), ups: entry.monhost, values: known });
}

async function writeUpdate(followed: readonly Followed[], files: LogFiles, update: Update): Promise<void> {
  const lines = await Promise.all(followed.map((one) => lineOf(one, update)));
  for (const [i, { entry }] of followed.entries()) files.write(entry.file, lines[i] ?? "");
}

function announce(plan: Plan, io: Io): void {
  for (const { monhost, file } of plan.entries)
    io.out(`logging status of ${monhost} to ${file === "-" ? "stdout" : file} (${plan.interval}s intervals)\n`);
}

async function keepLogging(daemon: Daemon, plan: Plan, line: CommandLine, how: LogIo): Promise<number> {
  const { machine, io, connect } = how;
  const files = new LogFiles(io, (text) => daemon.log.warning(text));
  const pieces = compileFormat(plan.format);
  const followed = followedOf(plan, pieces, { connect, clock: machine.clock });
  await follow(followed, plan, files, daemon.log);
  const sleeper = new Sleeper(machine.clock);
  daemon.onReload(() => {
    daemon.log.info("Signal 1: reopening log file");
    files.reopen();
    sleeper.wake();
  });
  daemon.onUser1(() => sleeper.wake());
  daemon.stopping.addEventListener("abort", () => sleeper.wake());
  await daemon.ready(`logging ${followed.length} UPS`);
  for (let due = 0, count = 0; !daemon.stopping.aborted; ) {
    const { wait, next } = nextPoll(due, machine.clock.now(), plan.interval * 1000);
    due = next;
    await sleeper.sleep(wait);
    await writeUpdate(followed, files, {
      pieces,
      json: line.has("json"),
      date: new Date(machine.clock.wall()),
      pid: machine.pid,
    });
    if (plan.interval > KEEP_OPEN_SECONDS) await closeAll(followed);
    if (plan.count > 0 && ++count >= plan.count) {
      daemon.log.info(`${plan.count} loops have elapsed`);
      daemon.stop("Signal 1: exiting");
    }
  }
  await closeAll(followed);
  files.close();
  return 0;
}

const closeAll = async (followed: readonly Followed[]): Promise<void> => {
  await Promise.all(followed.map(({ source }) => source.close()));
};

interface LogIo {
  readonly io: Io;
  readonly machine: Machine;
  readonly connect: Connect;
}

/** `-F` and `-B`, the last one decides; else the foreground when debugging or writing to standard output. */
function modeOf(line: CommandLine, plan: Plan): DaemonMode {
  const last = line.given.findLast((name) => name === "F" || name === "B");
  if (last !== undefined) return last === "F" ? "foreground-pid" : "background";
  return line.has("D") || plan.entries.some(({ file }) => file === "-") ? "foreground-pid" : "background";
}

const pidFile = (line: CommandLine, io: Io): string => {
  const base = line.value("p") ?? "upslog";
  return isAbsolute(base) ? base : join(pidPath(io.env), `${base}.pid`);
};

async function main(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const log = clientLog(NAME, line, io, machine.clock);
  const asked = logPlan(line, (text) => io.err(`${text}\n`));
  const connectTimeout = connectTimeoutMs(line, io, log);
  const authOf = await loadAuth(line, io, log);
  const connect: Connect = async ({ host: name, port }) => {
    const { settings, tls } = authOf({ host: name, port });
    const client = await NutClient.connect({
      ...{ host: name, port, connectTimeoutMs: connectTimeout, log, tls },
      clock: machine.clock,
    });
    await introduce(client, settings);
    return client;
  };
  const plan = { ...asked, entries: await expand(asked.entries, connect, log) };
  announce(plan, io);
  const options = {
    ...daemonOptions(line, io.env, {
      name: NAME,
      pidFile: pidFile(line, io),
      hasCommands: false,
      whenRunning: "ignore",
    }),
    mode: modeOf(line, plan),
  };
  return runDaemon(
    options,
    async (daemon) => {
      try {
        return await keepLogging(daemon, plan, line, { io, machine, connect });
      } catch (error) {
        if (!(error instanceof Fatal)) throw error;
        daemon.log.error(error.message);
        return 1;
      }
    },
    machine,
  );
}

export async function runUpslog(line: CommandLine, io: Io, table: ProgramTable, machine: Machine): Promise<number> {
  if (line.operands.length === 1 || line.operands.length === 2) {
    io.out(helpText(table));
    return 0;
  }
  io.out(banner(NAME));
  return endingInError(io, () => main(line, io, machine));
}

export const run: ProgramModule["run"] = (line, io, table) => runUpslog(line, io, table, systemMachine(io.env));
