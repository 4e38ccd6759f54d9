import { banner, isBannerWanted } from "../cli/banner.ts";
import type { CommandLine } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import { type Machine, matchWord, signalRunning, systemMachine } from "../daemon/run-daemon.ts";
import { NutError } from "../nut/errors.ts";
import { readPidFile } from "../system/files/pid-file.ts";
import { SILENT_LOG } from "../system/log/log.ts";
import { takePipe } from "./shell/parent-pipe.ts";
import { pidFileOf, type Start, startOf } from "./shell/start.ts";

const COMMANDS = ["fsd", "stop", "reload"] as const;
const SIGNALS = { fsd: "SIGUSR1", stop: "SIGTERM", reload: "SIGHUP" } as const;
const ADVICE = {
  fsd: "kill -USR1 PID",
  stop: "systemctl stop nut-monitor",
  reload: "systemctl reload nut-monitor",
} as const;

function command(word: string, { line, io, machine }: Start): number {
  const found = matchWord(COMMANDS, word);
  if (found === undefined) throw new NutError("usage", `-c ${word}: write fsd, reload or stop`);
  const { status, text } = signalRunning(
    {
      programs: ["upsmon"],
      signal: SIGNALS[found],
      pidFile: pidFileOf(io),
      pid: line.value("P"),
      systemd: ADVICE[found],
    },
    machine,
  );
  if (text !== undefined) io.err(`${text}\n`);
  return status;
}

/** The last scripts run: so far the machine has come. Where nothing can be written any more, that is how it is. */
async function markShutdown(path: string, { files, clock }: Machine): Promise<void> {
  const { ShutdownRecord } = await import("./shell/shutdown-record.ts");
  new ShutdownRecord(path, { files, clock, log: SILENT_LOG }).mark();
}

/** `-K`: 0 when the flag of a power-fail shutdown is set. */
async function checkFlag({ io, path, machine }: Start): Promise<number> {
  const { loadSettings } = await import("./shell/load-settings.ts");
  const { flagState } = await import("./shell/power-down-flag.ts");
  const { powerdownflag, shutdownrecord } = loadSettings(path, machine.files).conf;
  const state = powerdownflag === undefined ? "unset" : flagState(powerdownflag);
  if (state === "set" && shutdownrecord !== undefined) await markShutdown(shutdownrecord, machine);
  if (state === "set") io.err("POWERDOWNFLAG is set\n");
  else if (state === "unset") io.err("POWERDOWNFLAG is not set\n");
  else io.err(`POWERDOWNFLAG ${powerdownflag} was not written by upsmon\n`);
  return state === "set" ? 0 : 1;
}

/** `--health`: 0 when an upsmon runs and this machine is protected. For health checks of containers and the like. */
async function showHealth({ io, machine }: Start): Promise<number> {
  const { healthPath, readHealth } = await import("./shell/health-file.ts");
  const running = readPidFile(pidFileOf(io), ["upsmon"], machine);
  if (running.kind !== "running") {
    io.out(`no upsmon runs (${pidFileOf(io)})\n`);
    return 1;
  }
  const health = readHealth(healthPath(io.env), machine.files);
  io.out(`${health.text}\n`);
  return health.protected ? 0 : 1;
}

async function watch(start: Start): Promise<number> {
  const { line, io, machine } = start;
  const pipe = takePipe(process.env);
  if (pipe !== undefined) return (await import("./shell/child.ts")).runChild(start, pipe);
  if (machine.launcher === undefined && isBannerWanted(io.env)) io.out(banner("upsmon"));
  const dryRun = line.has("dry-run");
  if (line.has("p") || dryRun) return (await import("./shell/child.ts")).runAlone(start, dryRun);
  return (await import("./shell/parent.ts")).runParent(start);
}

export async function runUpsmon(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  if (line.operands.length > 0) throw new NutError("usage", `${line.operands[0]} has no place here`);
  const start = startOf(line, io, machine);
  const word = line.value("c");
  if (word !== undefined) return command(word, start);
  if (line.has("K")) return checkFlag(start);
  if (line.has("health")) return showHealth(start);
  return watch(start);
}

export const run: ProgramModule["run"] = (line, io) => runUpsmon(line, io, systemMachine(io.env));
