/** `nutts driver start|stop|shutdown|status|list [UPS]`: what upsdrvctl does, with its options. */
import type { CommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import type { Problem } from "../../conf/problem.ts";
import { logProblems } from "../../daemon/log-problems.ts";
import { debugLevel, type Machine, matchWord } from "../../daemon/run-daemon.ts";
import { NutError } from "../../nut/errors.ts";
import { queryVariables } from "../../sockproto/driver-query.ts";
import { createLog, type Log } from "../../system/log/log.ts";
import { stderrSink } from "../../system/log/stderr-sink.ts";
import { reasonOf } from "../../system/system-error.ts";
import { secondsToOff } from "../engine/off-order.ts";
import { systemOpeners } from "../engine/openers.ts";
import { type DriverConf, type DriverUps, type ListedUps, loadDriverConf, upsNamed } from "../host/driver-conf.ts";
import { loadDriver } from "../host/load-driver.ts";
import { driverStatusLine, statusHeader } from "./driver-status.ts";
import { turnLoadOff } from "./kill-running.ts";
import { oneDriver } from "./one-driver.ts";
import { rehearse } from "./rehearse.ts";
import { controlSocketsOf, startUpses } from "./start-hosts.ts";
import { stopDriver, stopForgotten } from "./stop-drivers.ts";
import { DRIVER_WORDS, tellDriver } from "./tell-driver.ts";

interface Job {
  readonly conf: DriverConf;
  readonly upses: readonly DriverUps[];
  readonly one: boolean;
  readonly listed: readonly ListedUps[];
  readonly line: CommandLine;
  readonly io: Io;
  readonly machine: Machine;
  readonly log: Log;
}

type Action = (job: Job) => Promise<boolean>;

async function start(job: Job): Promise<boolean> {
  const { upses, one, line, io, machine, conf } = job;
  const [ups] = upses;
  if (one && ups && line.has("F")) return (await oneDriver(ups.driver, driverArguments(ups, line), io, machine)) === 0;
  return startUpses(upses, conf, line, io, machine);
}

/** `-F start ONE` becomes the driver itself. */
function driverArguments({ upsname }: DriverUps, line: CommandLine): readonly string[] {
  const [user, chroot] = [line.value("u"), line.value("r")];
  return [
    ...(line.count("F") > 1 ? ["-FF"] : ["-F"]),
    ...(line.has("d") ? line.all("D").map(() => "-D") : []),
    ...(user === undefined ? [] : ["-u", user]),
    ...(chroot === undefined ? [] : ["-r", chroot]),
    "-a",
    upsname,
  ];
}

async function stop({ upses, one, conf, line, io, machine, log }: Job): Promise<boolean> {
  const stopped = await Promise.all(upses.map((ups) => stopDriver(ups, io, machine, log)));
  const known = new Set(conf.upses.map(({ upsname }) => upsname));
  const rest = one || (await stopForgotten(controlSocketsOf(conf, line, machine), known, io, machine));
  return rest && stopped.every((good) => good);
}

async function status({ listed, io, machine }: Job): Promise<boolean> {
  const lines = await Promise.all(listed.map((ups) => driverStatusLine(ups, machine)));
  io.out(statusHeader() + lines.join(""));
  return true;
}

function list({ listed, io }: Job): Promise<boolean> {
  io.out(listed.map(({ upsname }) => `${upsname}\n`).join(""));
  return Promise.resolve(true);
}

/** In the order of `sdorder`; -1 leaves a UPS out unless it is named. */
function inShutdownOrder(upses: readonly DriverUps[], one: boolean): readonly DriverUps[] {
  const order = ({ config }: DriverUps): number => config.common.sdorder;
  return upses.filter((ups) => one || order(ups) >= 0).sort((a, b) => order(a) - order(b));
}

/** Seconds in which it goes off by itself, as it was told: then it is left alone. */
function toldBefore({ socketPath, upsname }: DriverUps, { machine, log }: Job): number | undefined {
  const left = secondsToOff({ socketPath, files: machine.files, clock: machine.clock, log });
  if (left !== undefined) log.notice(`UPS [${upsname}] was told before, and goes off in ${left} s: left as it is`);
  return left;
}

/** One that fails does not stop the others. Prints in how many seconds the last of those goes off that had been told before. */
async function shutdown(job: Job): Promise<boolean> {
  const { upses, one, io, machine, log } = job;
  let good = true;
  let last = 0;
  for (const ups of inShutdownOrder(upses, one)) {
    const left = toldBefore(ups, job);
    last = Math.max(last, left ?? 0);
    if (left !== undefined) continue;
    try {
      const definition = await loadDriver(ups.driver);
      const shot = {
        definition,
        config: ups.config,
        clock: machine.clock,
        log,
        openers: systemOpeners(machine.clock, log),
      };
      if (!(await turnLoadOff(ups, shot, machine))) good = false;
    } catch (error) {
      io.err(`[${ups.upsname}] ${reasonOf(error)}\n`);
      good = false;
    }
  }
  if (last > 0) io.out(`${last}\n`);
  return good;
}

const ACTIONS: Readonly<Record<string, Action>> = { start, stop, shutdown, status, list };
/** What only looks, or only says what it would do. */
const HARMLESS: ReadonlySet<string> = new Set(["status", "list"]);

const WORDS = [...DRIVER_WORDS, "data-dump", "dump"] as const;

/** `-c WORD`. */
function tell(given: string): Action {
  const word = matchWord(WORDS, given);
  if (word === undefined)
    throw new NutError("usage", `-c ${given}: write reload, reload-or-error, reload-or-exit, exit or data-dump`);
  if (word === "data-dump" || word === "dump") return dump;
  return async ({ upses, io, machine }) => {
    const told = await Promise.all(upses.map((ups) => tellDriver(ups, word, machine)));
    upses.forEach(({ driver, upsname }, i) => {
      io.err(`driver.${word} to ${driver}-${upsname}: ${told[i]?.text ?? ""}\n`);
    });
    return told.every((one) => one.status === 0);
  };
}

/** What the drivers show, as `upsc` prints it; without upsd. */
async function dump({ upses, io, machine }: Job): Promise<boolean> {
  let good = true;
  for (const { upsname, socketPath } of upses) {
    const answer = await queryVariables({ path: socketPath, clock: machine.clock, timeoutMs: 3000 });
    if (answer.kind === "answer") {
      io.out(answer.value.map(([name, value]) => `${name}: ${value}\n`).join(""));
    } else {
      io.err(`[${upsname}] no answer on ${socketPath}\n`);
      good = false;
    }
  }
  return good;
}

function actionOf(line: CommandLine): readonly [name: string, action: Action, ...operands: readonly string[]] {
  const word = line.value("c");
  const [first, ...rest] = line.operands;
  if (word !== undefined) return [`-c ${word}`, tell(word), ...line.operands];
  if (line.has("l")) return ["list", list, ...line.operands];
  const action = ACTIONS[first ?? ""];
  if (!action) throw new NutError("usage", `unrecognized command [${first ?? ""}]`);
  return [first ?? "", action, ...rest];
}

function logOf(line: CommandLine, machine: Machine): Log {
  const write = (text: string): void => machine.stderr(text);
  const log: Log = createLog(
    stderrSink({ clock: machine.clock, journal: false, debugLevel: () => log.debugLevel, write }),
    debugLevel(line, machine.env),
  );
  return log;
}

const isError = ({ severity }: Problem): boolean => severity === "error";

/** True for the words that this file takes; anything else is the name of a driver. */
export const isControl = (line: CommandLine): boolean =>
  line.has("c") || line.has("l") || ACTIONS[line.operands[0] ?? ""] !== undefined;

/** Runs one of them. Throws NutError. */
export async function control(line: CommandLine, io: Io, machine: Machine): Promise<number> {
  const [name, action, upsname, extra] = actionOf(line);
  if (extra !== undefined)
    throw new NutError("usage", `${extra} has no place here: one UPS or all, and options in front`);
  const conf = loadDriverConf(machine);
  const log = logOf(line, machine);
  const harmless = HARMLESS.has(name);
  if ((harmless ? conf.listed : conf.upses).length === 0) {
    logProblems(conf.problems.filter(isError), log);
    throw new NutError("configuration", `${conf.path} has no UPS: add a section (nutts scanner --write does)`);
  }
  const dry = line.has("t") && !harmless;
  const one = upsname !== undefined;
  const listed = conf.listed.filter((ups) => !one || ups.upsname === upsname);
  const found = !one || conf.upses.some((ups) => ups.upsname === upsname);
  // Who starts says all that is wrong with the file; who asks for one UPS asks for no other.
  if (!found || !(one || dry || name === "start")) logProblems(conf.problems.filter(isError), log);
  const upses = !one || (harmless && listed.length > 0) ? conf.upses : [upsNamed(conf, upsname)];
  if (dry) {
    const inTurn = name === "shutdown" ? inShutdownOrder(upses, one) : upses;
    return (await rehearse(name, { conf, upses: inTurn, io, log })) ? 0 : 1;
  }
  return (await action({ conf, upses, listed, one, line, io, machine, log })) ? 0 : 1;
}
