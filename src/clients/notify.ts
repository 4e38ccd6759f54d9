/** nutts notify: upsmon's NOTIFYCMD, the test of its channels, and the machine's own events. */
import { resolve } from "node:path";
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { DRILL_ID } from "../notify/notice.ts";
import {
  deliver,
  deliverPosted,
  type Message,
  type NotifyQueues,
  openNotifyQueues,
  post,
} from "../notify/notify-queues.ts";
import { NutError } from "../nut/errors.ts";
import type { Log } from "../system/log/log.ts";
import { shortLog } from "../system/log/short-log.ts";
import { leaveToWorker } from "./notify-worker.ts";
import { testChannels } from "./test-channels.ts";

/** How long a NOTIFYCMD tries by itself before it leaves the rest to a process of its own. */
const OWN_TRIES_MS = 20_000;
const DAY_MS = 86_400_000;

const MACHINE_EVENTS: Readonly<Record<string, string>> = {
  boot: "The machine has started",
  halt: "The machine is going down",
};

interface NotifyContext {
  readonly io: Io;
  readonly log: Log;
  readonly queues: NotifyQueues;
}

const fileArgs = (line: CommandLine): readonly string[] => line.all("f").flatMap((file) => ["-f", resolve(file)]);

async function send({ io, log, queues }: NotifyContext, message: Message, line: CommandLine): Promise<number> {
  const posted = post(queues, message, { env: io.env, log });
  const { due, lost } = await deliverPosted(queues, posted, { env: io.env, log, forMs: OWN_TRIES_MS });
  if (due !== undefined) leaveToWorker(io.env, fileArgs(line));
  return lost ? 1 : 0;
}

async function test({ io, log, queues }: NotifyContext, only: readonly string[], line: CommandLine): Promise<number> {
  const { delivered, due } = await testChannels(queues, only, { env: io.env, log, out: io.out });
  if (due !== undefined) leaveToWorker(io.env, fileArgs(line));
  return delivered ? 0 : 1;
}

/** A process of its own, for what could not be delivered at once. Another takes its place when notify.conf changes. */
async function workOn({ io, log, queues }: NotifyContext, line: CommandLine): Promise<number> {
  const { due } = await deliver(queues, { env: io.env, log, forMs: DAY_MS });
  if (due !== undefined && queues.outdated()) leaveToWorker(io.env, fileArgs(line));
  return 0;
}

function listQueue({ io, queues }: NotifyContext): number {
  for (const { name } of queues.conf.channels) {
    for (const { id, at } of queues.spool.list(name)) {
      io.out(`${name}\t${new Date(at).toISOString()}\t${queues.spool.get(name, id)?.subject ?? "(damaged)"}\n`);
    }
  }
  return 0;
}

async function watch(desk: NotifyContext, line: CommandLine): Promise<number> {
  const [, ups, ...variables] = line.operands;
  if (ups === undefined || variables.length === 0) throw new NutError("usage", "watch needs a UPS and its variables");
  const { watchVariables } = await import("./watch-variables.ts");
  return watchVariables(ups, variables, { log: desk.log, tell: (message) => void send(desk, message, line) });
}

async function act(desk: NotifyContext, line: CommandLine): Promise<number> {
  const [word = "", ...rest] = line.operands;
  const { NOTIFYTYPE: type, UPSNAME: upsname = "", NUTTS_NOTIFY_WORKER: worker } = desk.io.env;
  const drill = desk.io.env[DRILL_ID] !== undefined;
  if (worker !== undefined) return workOn(desk, line);
  if (type !== undefined) return send(desk, { type, upsname, text: line.operands.join(" "), drill }, line);
  if (word === "test") return test(desk, rest, line);
  if (word === "queue") return listQueue(desk);
  if (word === "watch") return watch(desk, line);
  const machine = MACHINE_EVENTS[word];
  if (machine !== undefined) return send(desk, { type: word.toUpperCase(), upsname: "", text: machine }, line);
  if (word === "") throw new NutError("usage", "nothing to send: give a message, or test, boot, halt, queue, watch");
  return send(desk, { type: "OTHER", upsname, text: line.operands.join(" ") }, line);
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  const { log, close } = shortLog("notify", io.err, line.count("D"));
  try {
    const queues = openNotifyQueues(io.env, log, line.value("f"));
    return queues ? await act({ io, log, queues }, line) : 1;
  } finally {
    await close();
  }
}
