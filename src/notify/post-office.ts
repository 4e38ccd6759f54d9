/** Takes notices in and sees to it that they go out: what NOTIFYCMD, upssched-cmd and the daemons call. */
import { accessSync, constants, existsSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { formatProblem } from "../conf/problem.ts";
import { type Clock, SYSTEM_CLOCK } from "../host/clock.ts";
import type { Log } from "../host/log.ts";
import { confFile, type Env, statePath } from "../host/paths.ts";
import { fileReason, reasonOf, systemCode } from "../host/system-error.ts";
import { birth, NOTICE_ID, type Notice } from "./notice.ts";
import { type ChannelConf, type NotifyConf, parseNotifyConf } from "./notify-conf.ts";
import { Spool } from "./spool.ts";
import { type Left, Worker, type WorkerParts } from "./worker.ts";

export interface PostOffice {
  readonly conf: NotifyConf;
  readonly spool: Spool;
}

const readText = (path: string): string | undefined => {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return undefined;
  }
};

/** The text of notify.conf; without one, the log says what to do. */
function confText(file: string, log: Log): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const advice = "write one section for each channel, e.g. [phone] with type = ntfy and topic = …";
    const why = systemCode(error) === "ENOENT" ? `there is no such file; ${advice}` : fileReason(error);
    return void log.error(`${file} cannot be read: ${why}`);
  }
}

const writable = (folder: string): boolean => {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
};

/** What outlives a boot where there is such a place, else beside the driver sockets. */
const usualSpool = (env: Env): string =>
  join(existsSync("/var/lib/nut") && writable("/var/lib/nut") ? "/var/lib/nut" : statePath(undefined, env), "notify");

/** Opens the queue as notify.conf says; problems of the file go to the log. Undefined without a usable channel. */
export function openPostOffice(env: Env, log: Log, file = confFile("notify.conf", env)): PostOffice | undefined {
  const text = confText(file, log);
  if (text === undefined) return undefined;
  const conf = parseNotifyConf(text, file, { file: readText, env: (name) => env[name] });
  for (const problem of conf.problems) log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
  if (conf.channels.length === 0) {
    log.error(`${file} has no channel that can be used: nobody is told anything`);
    return undefined;
  }
  return { conf, spool: new Spool(conf.spool ?? usualSpool(env)) };
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");

/** True when a channel is to hear of this. What is not about a UPS passes `ups =`. */
export function wants({ settings }: ChannelConf, { type, upsname }: Pick<Notice, "type" | "upsname">): boolean {
  const events = wordsOf(settings.get("events").toUpperCase());
  const upses = wordsOf(settings.get("ups"));
  return (
    (events.length === 0 || events.includes(type.toUpperCase()) || type === "TEST") &&
    (upses.length === 0 || upsname === "" || upses.includes(upsname))
  );
}

export interface Telling {
  readonly type: string;
  readonly upsname: string;
  readonly text: string;
  /** Without one: the text itself, with the machine's name before it where it is about the machine. */
  readonly subject?: string;
  /** Only these channels, by name. */
  readonly only?: readonly string[];
}

export interface PostOptions {
  readonly env: Env;
  readonly log: Log;
  readonly clock?: Clock;
}

/** Puts a notice into the queue of every channel that wants it; returns their names. Failures are logged. */
export function post(
  { conf, spool }: PostOffice,
  telling: Telling,
  { env, log, clock = SYSTEM_CLOCK }: PostOptions,
): readonly string[] {
  const { type, upsname, text, only } = telling;
  const born = birth(env[NOTICE_ID], Math.round(clock.wall()), process.pid);
  const chosen = conf.channels.filter((each) => (only ? only.includes(each.name) : wants(each, telling)));
  return chosen.flatMap((each) => {
    const subject = `${each.settings.get("prefix")}${telling.subject ?? (upsname === "" ? `${hostname()}: ${text}` : text)}`;
    try {
      spool.put(each.name, { ...born, type, upsname, subject, text });
      return [each.name];
    } catch (error) {
      log.error(`${each.name}: the message cannot be queued: ${reasonOf(error)}`);
      return [];
    }
  });
}

const liveChannels = ({ conf }: PostOffice, env: Env, log: Log): WorkerParts["channels"] =>
  conf.channels.map(({ name, kind, settings }) => ({
    name,
    channel: kind.create(settings, { env, log, fetch }),
    expireMs: Number(settings.get("expire")) * 1000,
  }));

export interface DeliverOptions extends PostOptions {
  readonly onAttempt?: WorkerParts["onAttempt"];
  /** Milliseconds to work for at most. */
  readonly forMs: number;
}

/** Delivers what waits; returns what is left. */
export function deliver(office: PostOffice, options: DeliverOptions): Promise<Left> {
  const { env, log, clock = SYSTEM_CLOCK, onAttempt, forMs } = options;
  const parts = { spool: office.spool, channels: liveChannels(office, env, log), clock, log };
  return new Worker(onAttempt ? { ...parts, onAttempt } : parts).run(clock.wall() + forMs);
}
