/** Takes notices in and sees to it that they go out: what NOTIFYCMD, upssched-cmd and the daemons call. */
import { statSync } from "node:fs";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import { formatProblem } from "../conf/problem.ts";
import { machineSecrets } from "../conf/settings/machine-secrets.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { LASTING, lastingFolder } from "../system/files/lasting-folder.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import { readText } from "../system/files/text-file.ts";
import type { Log } from "../system/log/log.ts";
import { fileReason, systemCode, writeReason } from "../system/system-error.ts";
import { COMMAND } from "./channels/command.ts";
import { NOTICE_ID, type Notice, newNotice } from "./notice.ts";
import { type ChannelConf, type NotifyConf, parseNotifyConf } from "./notify-conf.ts";
import { Spool } from "./spool.ts";
import { type Left, QueueWorker, type WorkerParts } from "./worker.ts";

export interface NotifyQueues {
  readonly conf: NotifyConf;
  readonly spool: Spool;
  /** True when notify.conf has changed since it was read: whoever works for long begins anew with what it says now. */
  outdated(): boolean;
}

function timeOf(file: string): number | undefined {
  try {
    return statSync(file).mtimeMs;
  } catch {
    return undefined;
  }
}

function confText(file: string, log: Log): string | undefined {
  try {
    return readText(file);
  } catch (error) {
    const advice = "write one section for each channel, e.g. [phone] with type = ntfy and topic = …";
    const why = systemCode(error) === "ENOENT" ? `there is no such file; ${advice}` : fileReason(error);
    return void log.error(`${file} cannot be read: ${why}`);
  }
}

/** A queue that was begun where it would be without NUT_STATEPATH, or before `spool` was written: nobody else speaks of it. */
function warnAbandoned({ folder }: Spool, { channels }: NotifyConf, lasting: string, log: Log): void {
  const old = new Spool(join(lasting, "notify"));
  if (resolve(old.folder) === folder) return;
  const waiting = channels.reduce((count, { name }) => count + old.countOf(name), 0);
  if (waiting === 0) return;
  const advice = `move its folders to ${folder}, or write spool = ${old.folder} into notify.conf`;
  log.warning(
    `${waiting} message${waiting > 1 ? "s wait" : " waits"} in ${old.folder}, where the queue was before; ${advice}`,
  );
}

/** Opens the queue as notify.conf says; problems of the file go to the log. Undefined without a usable channel. */
export function openNotifyQueues(
  env: Env,
  log: Log,
  file = confFile("notify.conf", env),
  lasting = LASTING,
): NotifyQueues | undefined {
  const time = timeOf(file);
  const text = confText(file, log);
  if (text === undefined) return undefined;
  const conf = parseNotifyConf(text, file, machineSecrets(env));
  for (const problem of conf.problems) log[problem.severity === "error" ? "error" : "warning"](formatProblem(problem));
  if (conf.channels.length === 0) {
    log.error(`${file} has no channel that can be used: nobody is told anything`);
    return undefined;
  }
  // Relative to the file: a worker of later days has another working directory.
  const spool = new Spool(resolve(dirname(file), conf.spool ?? lastingFolder("notify", env, undefined, lasting)));
  warnAbandoned(spool, conf, lasting, log);
  return { conf, spool, outdated: () => timeOf(file) !== time };
}

const wordsOf = (text: string): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== "");

export function wants({ settings }: ChannelConf, { type, upsname }: Pick<Notice, "type" | "upsname">): boolean {
  const events = wordsOf(settings.get("events").toUpperCase());
  const upses = wordsOf(settings.get("ups"));
  return (
    (events.length === 0 || events.includes(type.toUpperCase()) || type === "TEST") &&
    (upses.length === 0 || upsname === "" || upses.includes(upsname))
  );
}

export interface Message {
  readonly type: string;
  readonly upsname: string;
  readonly text: string;
  /** Without one: the text itself, with the machine's name before it where it is about the machine. */
  readonly subject?: string;
  /** Only these channels, by name. */
  readonly only?: readonly string[];
  /** For people alone: no command gets it, and no automation may take it for the event. */
  readonly drill?: boolean;
}

function isFor(channel: ChannelConf, message: Message): boolean {
  if (message.drill === true && channel.kind.name === COMMAND.name) return false;
  return message.only ? message.only.includes(channel.name) : wants(channel, message);
}

export interface PostOptions {
  readonly env: Env;
  readonly log: Log;
  readonly clock?: Clock;
}

export interface Undelivered {
  readonly channel: ChannelConf;
  readonly notice: Notice;
}

export interface Posted {
  readonly queued: readonly string[];
  readonly undelivered: readonly Undelivered[];
}

export function post(
  { conf, spool }: NotifyQueues,
  message: Message,
  { env, log, clock = SYSTEM_CLOCK }: PostOptions,
): Posted {
  const { upsname, text } = message;
  const type = message.drill === true ? "DRILL" : message.type;
  const born = newNotice(env[NOTICE_ID], Math.round(clock.wall()), process.pid);
  const queued: string[] = [];
  const undelivered: Undelivered[] = [];
  for (const channel of conf.channels.filter((each) => isFor(each, message))) {
    const { name, settings } = channel;
    const subject = `${settings.get("prefix")}${message.subject ?? (upsname === "" ? `${hostname()}: ${text}` : text)}`;
    const notice: Notice = { ...born, type, upsname, subject, text };
    try {
      spool.put(name, notice);
      queued.push(name);
    } catch (error) {
      log.error(`${name}: the message cannot be queued and is tried once: ${spool.folder}: ${writeReason(error)}`);
      undelivered.push({ channel, notice });
    }
  }
  return { queued, undelivered };
}

const liveChannels = ({ conf }: NotifyQueues, env: Env, log: Log): WorkerParts["channels"] =>
  conf.channels.map(({ name, kind, settings }) => ({
    name,
    channel: kind.create(settings, { env, log, fetch }),
    expireMs: Number(settings.get("expire")) * 1000,
  }));

export interface DeliverOptions extends PostOptions {
  readonly onAttempt?: WorkerParts["onAttempt"];
  readonly forMs: number;
}

/** The one try that a notice gets which could not be queued. */
async function deliverUndelivered({ channel, notice }: Undelivered, options: DeliverOptions): Promise<boolean> {
  const { env, log, onAttempt } = options;
  const { name, kind, settings } = channel;
  const delivery = await kind.create(settings, { env, log, fetch }).deliver(notice);
  onAttempt?.(name, notice.id, delivery);
  if (delivery.kind === "delivered") log.info(`${name}: message ${notice.id} delivered`);
  else log.error(`${name}: message ${notice.id} lost: ${delivery.why}`);
  return delivery.kind === "delivered";
}

/** What became of a notice that was posted. */
export interface PostOutcome extends Left {
  /** A channel has neither queued nor delivered it. */
  readonly lost: boolean;
}

export async function deliverPosted(
  queues: NotifyQueues,
  { queued, undelivered }: Posted,
  options: DeliverOptions,
): Promise<PostOutcome> {
  const tries = Promise.all(undelivered.map((each) => deliverUndelivered(each, options)));
  const left = queued.length > 0 ? await deliver(queues, options) : { due: undefined };
  return { ...left, lost: (await tries).includes(false) };
}

export function deliver(queues: NotifyQueues, options: DeliverOptions): Promise<Left> {
  const { env, log, clock = SYSTEM_CLOCK, onAttempt, forMs } = options;
  const parts = {
    spool: queues.spool,
    channels: liveChannels(queues, env, log),
    clock,
    log,
    outdated: queues.outdated,
  };
  return new QueueWorker(onAttempt ? { ...parts, onAttempt } : parts).run(clock.wall() + forMs);
}
