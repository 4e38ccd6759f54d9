import { join } from "node:path";
import { banner, isBannerWanted } from "../cli/banner.ts";
import { usage } from "../cli/options.ts";
import type { Io, ProgramModule } from "../cli/program.ts";
import type { ProgramTable } from "../cli/program-table.ts";
import { logProblems } from "../daemon/log-problems.ts";
import {
  type Daemon,
  daemonOptions,
  type Machine,
  matchWord,
  runDaemon,
  signalRunning,
  systemMachine,
} from "../daemon/run-daemon.ts";
import { NutError } from "../nut/errors.ts";
import { altPidPath } from "../system/files/paths.ts";
import { signalsHeard } from "../system/process/signals.ts";
import { type LoadContext, loadConfig } from "./load-config.ts";
import { startUpsd, type Upsd } from "./upsd.ts";

type Line = Parameters<ProgramModule["run"]>[0];

const SIGNALS = { reload: "SIGHUP", stop: "SIGTERM" } as const;
const COMMANDS = ["reload", "stop"] as const;

const pidFile = (io: Io): string => join(altPidPath(undefined, io.env), "upsd.pid");

function command(word: string, line: Line, io: Io, machine: Machine): number {
  const found = matchWord(COMMANDS, word);
  if (found === undefined) throw new NutError("usage", `-c ${word}: write reload or stop`);
  const { status, text } = signalRunning(
    {
      programs: ["upsd"],
      signal: SIGNALS[found],
      pidFile: pidFile(io),
      pid: line.value("P"),
      systemd: `systemctl ${found} nut-server`,
    },
    machine,
  );
  if (text !== undefined) io.err(`${text}\n`);
  return status;
}

/** The last one of `-4` and `-6` counts. */
function familyOf({ given }: Line): LoadContext["family"] {
  const last = given.findLast((name) => name === "4" || name === "6");
  return last === undefined ? undefined : last === "4" ? 4 : 6;
}

/** DEBUG_MIN raises the level that the command line asks for. */
function setDebugLevel({ log }: Daemon, debugMin: number | undefined, fromLine: number): void {
  log.debugLevel = Math.max(debugMin ?? 0, fromLine);
}

/** Reads the files again. What is wrong with them stops the reload, not the server. */
async function reload(upsd: Upsd, context: LoadContext): Promise<UpsdReload> {
  context.log.info("SIGHUP: reloading configuration");
  try {
    const { config, problems } = loadConfig({ ...context, again: true });
    logProblems(problems, context.log);
    const errors = problems.filter(({ severity }) => severity === "error").length;
    if (errors > 0) throw new NutError("configuration", `${errors} error${errors > 1 ? "s" : ""} in the files`);
    await upsd.reload(config);
    return { kind: "done", debugMin: config.debugMin };
  } catch (error) {
    if (!(error instanceof NutError)) throw error;
    context.log.error(`Reload refused: ${error.detail ?? error.message}; upsd goes on as it was`);
    return { kind: "refused" };
  }
}

type UpsdReload = { readonly kind: "done"; readonly debugMin: number | undefined } | { readonly kind: "refused" };

async function serve(daemon: Daemon, line: Line, io: Io, machine: Machine): Promise<number> {
  const { log } = daemon;
  const fromLine = log.debugLevel;
  const context: LoadContext = { files: machine.files, env: io.env, log, family: familyOf(line) };
  const { config, problems } = loadConfig(context);
  setDebugLevel(daemon, config.debugMin, fromLine);
  logProblems(problems, log);
  await signalsHeard();
  if (daemon.stopping.aborted) return 0;
  const upsd = await startUpsd(config, { clock: machine.clock, log, env: io.env, stopping: daemon.stopping });
  if (daemon.stopping.aborted) {
    upsd.stop();
    return 0;
  }
  daemon.onReload(async () => {
    const outcome = await reload(upsd, context);
    if (outcome.kind === "done") setDebugLevel(daemon, outcome.debugMin, fromLine);
  });
  await daemon.ready(`serving ${config.upses.length} UPS`);
  await daemon.stopped;
  upsd.stop();
  return 0;
}

/** Once, by the process that a person started. */
function sayBanner(io: Io, { launcher }: Machine): void {
  if (launcher === undefined && isBannerWanted(io.env)) io.out(banner("upsd"));
}

/** Throws NutError `usage`. */
function checkLine(line: Line, table: ProgramTable): void {
  if (line.has("i") || line.has("p")) {
    throw new NutError("usage", "-i and -p are obsolete; write LISTEN <address> [<port>] into upsd.conf instead");
  }
  if (line.operands.length > 0)
    throw new NutError("usage", `${line.operands[0]} has no place here\n${usage("upsd", table)}`);
}

export async function runUpsd(line: Line, io: Io, table: ProgramTable, machine: Machine): Promise<number> {
  checkLine(line, table);
  const word = line.value("c");
  if (word !== undefined) return command(word, line, io, machine);
  sayBanner(io, machine);
  const options = daemonOptions(line, io.env, { name: "upsd", pidFile: pidFile(io) });
  return runDaemon(options, (daemon) => serve(daemon, line, io, machine), machine);
}

export const run: ProgramModule["run"] = (line, io, table) => runUpsd(line, io, table, systemMachine(io.env));
