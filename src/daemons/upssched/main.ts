/** upssched: upsmon's NOTIFYCMD, which starts, cancels and runs timers as upssched.conf says. */
import { accessSync, constants, lstatSync } from "node:fs";
import { dirname } from "node:path";
import type { CommandLine } from "../../cli/options.ts";
import { usage } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { UPSSCHED } from "../../cli/tables/upssched.ts";
import { loadUpsschedConf } from "../../conf/load.ts";
import { formatProblem } from "../../conf/problem.ts";
import type { At, UpsschedConf } from "../../conf/upssched-conf.ts";
import { SYSTEM_CLOCK } from "../../host/clock.ts";
import { FILES } from "../../host/files.ts";
import { lockComplaint } from "../../host/lock-file.ts";
import type { Log } from "../../host/log.ts";
import { confPath } from "../../host/paths.ts";
import { shortLog } from "../../host/short-log.ts";
import { VERSION } from "../../nut/version.ts";
import type { Occasion } from "./core.ts";
import { ask } from "./pipe.ts";
import { reach, startDaemon } from "./reach.ts";
import { formatRequest, LIST_TIMERS } from "./requests.ts";
import { runScript } from "./script.ts";
import { serveTimers } from "./serve.ts";

type Ready = UpsschedConf & { readonly cmdscript: string; readonly pipefn: string; readonly lockfn: string };

const isReady = (conf: UpsschedConf): conf is Ready =>
  conf.cmdscript !== undefined && conf.pipefn !== undefined && conf.lockfn !== undefined;

function readConf(io: Io, log: Log): Ready | undefined {
  const loaded = loadUpsschedConf(confPath(io.env), FILES);
  if (loaded.kind === "missing") log.error(`${loaded.path} does not exist: upssched does nothing without it`);
  if (loaded.kind === "unreadable") log.error(`${loaded.path} cannot be read: ${loaded.reason}`);
  if (loaded.kind !== "read") return undefined;
  for (const problem of loaded.problems)
    log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
  if (isReady(loaded.conf)) return loaded.conf;
  log.error(`${loaded.path}: CMDSCRIPT, PIPEFN and LOCKFN must all be set`);
  return undefined;
}

/** Files of other kinds at PIPEFN and LOCKFN are somebody else's. */
function checkKinds({ pipefn, lockfn }: Ready, log: Log): boolean {
  const isSocket = lstatSync(pipefn, { throwIfNoEntry: false })?.isSocket() ?? true;
  const lock = lockComplaint(lockfn);
  const advice = "name a file of its own for upssched, in a folder such as /run/nut";
  if (!isSocket) log.error(`PIPEFN ${pipefn}: what lies there is no socket, and is left alone; ${advice}`);
  if (lock !== undefined) log.error(`LOCKFN ${lockfn}: ${lock}; ${advice}`);
  return isSocket && lock === undefined;
}

/** A folder in which we may make PIPEFN and LOCKFN, or the complaint. */
function checkFolders({ pipefn, lockfn }: Ready, log: Log): boolean {
  const bad = [pipefn, lockfn].filter((path) => {
    try {
      accessSync(dirname(path), constants.W_OK | constants.X_OK);
      return false;
    } catch {
      return true;
    }
  });
  for (const path of bad) {
    log.error(
      `${path} cannot be made: ${dirname(path)} does not exist, or user ${process.getuid?.()} may not write there`,
    );
  }
  return bad.length === 0;
}

const matches = (at: At, { notifyType, upsname }: Occasion): boolean =>
  at.notifyType === notifyType.toUpperCase() && (at.system === "*" || at.system === upsname);

interface Acting {
  readonly conf: Ready;
  readonly io: Io;
  readonly log: Log;
  readonly occasion: Occasion;
}

const REQUEST_KINDS = {
  "start-timer": "start",
  "start-timer-shared": "shared",
  "cancel-timer": "cancel",
  "cancel-timer-matched": "matched",
} as const;

/** Does what one AT says; false when it could not be done. */
async function act({ command }: At, { conf, io, log, occasion }: Acting): Promise<boolean> {
  if (command.kind === "execute") {
    await runScript({ command: conf.cmdscript, env: io.env, log }, command.name, [occasion]);
    return true;
  }
  const starts = "seconds" in command;
  const argument = starts ? String(command.seconds) : (command.otherwise ?? "");
  const request = formatRequest({ kind: REQUEST_KINDS[command.kind], name: command.timer, argument, ...occasion });
  const start = (): void => void startDaemon(io.env);
  const why = await reach({ pipefn: conf.pipefn, clock: SYSTEM_CLOCK, start }, request, starts || argument !== "");
  if (why !== undefined) log.error(`${command.timer}: ${why}`);
  return why === undefined;
}

async function list({ pipefn }: Ready, io: Io, log: Log): Promise<number> {
  const answer = await ask(pipefn, LIST_TIMERS);
  if (answer.kind === "answer") {
    io.out(answer.text.replace(/^BEGIN LIST TIMERS\n/, "").replace(/END LIST TIMERS\nOK\n$/, ""));
    return 0;
  }
  log.error(
    answer.kind === "nobody" ? "no timer runs (nobody listens at PIPEFN)" : `PIPEFN ${pipefn}: ${answer.reason}`,
  );
  return 1;
}

function occasionOf(line: CommandLine, io: Io): Occasion | undefined {
  const { UPSNAME: upsname, NOTIFYTYPE: notifyType } = io.env;
  if (upsname === undefined || notifyType === undefined) return undefined;
  return { upsname, notifyType, message: line.operands[0] ?? "" };
}

async function handle(line: CommandLine, io: Io, log: Log): Promise<number> {
  const occasion = occasionOf(line, io);
  const listing = line.has("l");
  if (!listing && !occasion && io.env.NUTTS_TIMER_DAEMON === undefined) {
    log.error(
      "UPSNAME and NOTIFYTYPE are not in the environment: upsmon, whose NOTIFYCMD this is, puts them there; `upssched -l` lists timers",
    );
    return 1;
  }
  const conf = readConf(io, log);
  if (!conf || !checkFolders(conf, log) || !checkKinds(conf, log)) return 1;
  log.debugLevel = Math.max(log.debugLevel, conf.debugMin ?? 0);
  if (listing) return list(conf, io, log);
  if (io.env.NUTTS_TIMER_DAEMON !== undefined) return serveTimers({ ...conf, env: io.env, log });
  if (!occasion) return 1;
  let failed = 0;
  for (const at of conf.rows.filter((row) => matches(row, occasion))) {
    if (!(await act(at, { conf, io, log, occasion }))) failed++;
  }
  return failed > 0 ? 1 : 0;
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  if (line.has("h")) io.out(usage("upssched", UPSSCHED));
  if (line.has("V")) io.out(`Network UPS Tools upssched ${VERSION}\n`);
  if (line.has("h") || line.has("V")) return 0;
  const told = shortLog("upssched", io.err, line.count("D"));
  try {
    return await handle(line, io, told.log);
  } finally {
    await told.close();
  }
}
