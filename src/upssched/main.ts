import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { formatProblem } from "../conf/problem.ts";
import { AT_WORDS } from "../conf/tables/upssched-conf.ts";
import { loadUpsschedConf } from "../conf/upssched/load.ts";
import { lengthComplaint, type Places, placeComplaint } from "../conf/upssched/places.ts";
import { scriptComplaint } from "../conf/upssched/script-command.ts";
import { isRuleFor, type UpsschedConf } from "../conf/upssched/upssched-conf.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";
import { FILES } from "../system/files/files.ts";
import { confPath } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { shortLog } from "../system/log/short-log.ts";
import { AGAIN } from "../system/process/own-command.ts";
import type { NotifyEvent } from "./core.ts";
import { isEarlierRunning, ownStamp } from "./event-order.ts";
import { leftTimers, mayGoOn } from "./kept-timers.ts";
import { ask } from "./pipe.ts";
import { formatRequest, LIST_TIMERS } from "./requests.ts";
import { type NotDone, runRules, type TimerCommand } from "./rules.ts";
import { runScript } from "./script.ts";
import { type RequestParts, sendRequest } from "./send-request.ts";
import { serveTimers } from "./serve.ts";
import { DAEMON_ENV, someoneStarts, startDaemon } from "./start-daemon.ts";

type Ready = UpsschedConf & { readonly cmdscript: string };

const isReady = (conf: UpsschedConf): conf is Ready => conf.cmdscript !== undefined;

function readConf(io: Io, log: Log): Ready | undefined {
  const loaded = loadUpsschedConf(confPath(io.env), FILES);
  if (loaded.kind === "missing") log.error(`${loaded.path} does not exist: upssched does nothing without it`);
  if (loaded.kind === "unreadable") log.error(`${loaded.path} cannot be read: ${loaded.reason}`);
  if (loaded.kind !== "read") return undefined;
  for (const problem of loaded.problems)
    log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
  if (isReady(loaded.conf)) return loaded.conf;
  log.error(`${loaded.path}: CMDSCRIPT must be set: nothing can be called without it`);
  return undefined;
}

/** Both files of the timer daemon, or why there are none. */
function placesOf({ pipefn, lockfn }: Ready): Places | string {
  if (pipefn === undefined || lockfn === undefined) {
    const name = pipefn === undefined ? "PIPEFN" : "LOCKFN";
    return `upssched.conf does not set ${name}; write ${name} with the path of a file in a folder such as /run/nut`;
  }
  const long = lengthComplaint(pipefn);
  return long === undefined ? { pipefn, lockfn } : `PIPEFN ${pipefn}: ${long}`;
}

interface Acting {
  readonly conf: Ready;
  readonly io: Io;
  readonly log: Log;
  readonly event: NotifyEvent;
}

const REQUEST_KINDS = {
  "start-timer": "start",
  "start-timer-shared": "shared",
  "cancel-timer": "cancel",
  "cancel-timer-matched": "matched",
} as const;

/** `again`: who was told before was killed, and may have started it: no second timer beside that. */
function requestOf(command: TimerCommand, event: NotifyEvent, again: boolean): string {
  const argument = "seconds" in command ? String(command.seconds) : (command.otherwise ?? "");
  return formatRequest({
    kind: again && command.kind === "start-timer" ? "shared" : REQUEST_KINDS[command.kind],
    name: command.timer,
    argument,
    stamp: ownStamp(),
    ...event,
  });
}

/** How the orders of this event get to the timer daemon. */
function orderer({ conf, io, log, event }: Acting): (command: TimerCommand) => Promise<NotDone | undefined> {
  const places = placesOf(conf);
  if (typeof places === "string") return () => Promise.resolve({ why: places, unreached: true });
  const isLeft = (): boolean => mayGoOn(conf.cmdscript, io.env) && leftTimers(places.pipefn, io.env) !== undefined;
  const parts: RequestParts = {
    pipefn: places.pipefn,
    clock: SYSTEM_CLOCK,
    start: (order) => {
      const reason = placeComplaint(places);
      return reason === undefined
        ? startDaemon({ ...places, env: io.env, log, goesOn: isLeft() }, order)
        : { kind: "failed", reason };
    },
    starting: () => someoneStarts(places.lockfn),
    earlier: () => isLeft() || isEarlierRunning(io.env),
  };
  return (command) =>
    sendRequest(
      parts,
      requestOf(command, event, io.env[AGAIN] !== undefined),
      "seconds" in command || command.otherwise !== undefined,
    );
}

const nameOf = (command: TimerCommand): string => `${AT_WORDS[command.kind]} ${command.timer}`;

async function handleEvent(acting: Acting): Promise<number> {
  const { conf, io, log, event } = acting;
  const rules = conf.rows.filter((row) => isRuleFor(row, event.notifyType, event.upsname));
  if (rules.length === 0) return 0;
  const complaint = scriptComplaint(conf.cmdscript, io.env);
  if (complaint !== undefined) log.error(complaint);
  const script = { command: conf.cmdscript, env: io.env, log, again: mayGoOn(conf.cmdscript, io.env) };
  const done = await runRules(rules, {
    clock: SYSTEM_CLOCK,
    execute: ({ name }) => runScript(script, name, [event]),
    order: orderer(acting),
    failed: (commands, why) => log.error(`${commands.map(nameOf).join(", ")}: not done. ${why}`),
  });
  return done ? 0 : 1;
}

async function list({ pipefn }: Ready, io: Io, log: Log): Promise<number> {
  if (pipefn === undefined) {
    log.error("upssched.conf does not set PIPEFN, so no timer can run");
    return 1;
  }
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

function notifyEventOf(line: CommandLine, io: Io): NotifyEvent | undefined {
  const { UPSNAME: upsname, NOTIFYTYPE: notifyType } = io.env;
  if (upsname === undefined || notifyType === undefined) return undefined;
  return { upsname, notifyType, message: line.operands[0] ?? "" };
}

async function handle(line: CommandLine, io: Io, log: Log): Promise<number> {
  const event = notifyEventOf(line, io);
  const listing = line.has("l");
  if (!listing && !event && io.env[DAEMON_ENV] === undefined) {
    log.error(
      "UPSNAME and NOTIFYTYPE are not in the environment: upsmon, whose NOTIFYCMD this is, puts them there; `upssched -l` lists timers",
    );
    return 1;
  }
  const conf = readConf(io, log);
  if (!conf) return 1;
  log.debugLevel = Math.max(log.debugLevel, conf.debugMin ?? 0);
  if (listing) return list(conf, io, log);
  if (io.env[DAEMON_ENV] !== undefined) return serve(conf, io, log);
  return event ? handleEvent({ conf, io, log, event }) : 1;
}

function serve(conf: Ready, io: Io, log: Log): Promise<number> {
  const places = placesOf(conf);
  const complaint = typeof places === "string" ? places : placeComplaint(places);
  if (typeof places !== "string" && complaint === undefined)
    return serveTimers({ ...places, cmdscript: conf.cmdscript, env: io.env, log });
  log.error(`no timer can run. ${complaint}`);
  return Promise.resolve(1);
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const told = shortLog("upssched", io.err, line.count("D"));
  try {
    return await handle(line, io, told.log);
  } finally {
    await told.close();
  }
}
