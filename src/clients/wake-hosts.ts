/** `upssched-cmd --wake`: waits until the power is back, wakes what was shut down, and tells how it went. */
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import type { Host } from "../hosts/hosts-conf.ts";
import { type HostRecord, upsesOf } from "../hosts/memory/host-record.ts";
import { memoryFolder, OutageMemory, wakerLock } from "../hosts/memory/outage-memory.ts";
import type { OutageRecord } from "../hosts/memory/outage-record.ts";
import { keepReport } from "../hosts/memory/outage-reports.ts";
import { probe } from "../hosts/reach/probe.ts";
import { Keeper } from "../hosts/waking/keeper.ts";
import { reportLine, reportText } from "../hosts/waking/outage-report.ts";
import { powerReader } from "../hosts/waking/read-power.ts";
import { openNotifyQueues, post } from "../notify/notify-queues.ts";
import { SYSTEM_CLOCK } from "../system/clock.ts";
import { appendLine } from "../system/files/bounded-lines.ts";
import { takeLock } from "../system/files/lock-file.ts";
import { confFile } from "../system/files/paths.ts";
import { writeReason } from "../system/system-error.ts";
import { jobOf, shutDownHosts } from "./host-actions.ts";
import { hostsIn } from "./host-plan.ts";
import { leaveToWorker } from "./notify-worker.ts";
import { type CmdConf, readCmdConf } from "./read-cmd-conf.ts";
import type { Acting } from "./scheduled-action.ts";

const REPORT = "OUTAGE_REPORT";
const LOG = "outages.log";
/** Some thousand outages. */
const MOST_LOGGED = 262_144;
const FOLDER_MODE = 0o750;

/** Into the queue; a process of its own delivers it. */
function tell(text: string, ups: string, { recovery }: CmdConf, { io, log }: Acting): void {
  if (recovery.report === undefined || !existsSync(confFile("notify.conf", io.env))) return;
  const queues = openNotifyQueues(io.env, log);
  if (!queues) return;
  const only = recovery.report.length > 0 ? { only: recovery.report } : {};
  const { queued } = post(queues, { type: REPORT, upsname: ups, text, ...only }, { env: io.env, log });
  if (queued.length > 0) leaveToWorker(io.env);
}

/** Runs it; what the system says against it is a warning. `lost`: what comes of it. */
function written(path: string, lost: string, log: Acting["log"], write: () => string | undefined): void {
  try {
    const why = write();
    if (why !== undefined) log.warning(`${path} cannot be made shorter: ${why}; it grows`);
  } catch (error) {
    log.warning(`${path} cannot be written: ${writeReason(error)}; ${lost}`);
  }
}

function report(outage: OutageRecord, hosts: readonly HostRecord[], conf: CmdConf, acting: Acting): void {
  const { io, log } = acting;
  const text = reportText(outage, hosts);
  log.notice(text);
  const folder = memoryFolder(io.env);
  const path = conf.recovery.log ?? join(folder, LOG);
  written(path, "this outage has no line in it", log, () => appendLine(path, reportLine(outage, hosts), MOST_LOGGED));
  written(folder, "the history of nutts web lacks this outage", log, () => keepReport(folder, { outage, hosts }));
  tell(text, outage.ups, conf, acting);
}

/** Nothing is configured that anybody could want this for. */
const isWanted = ({ actions, recovery }: CmdConf): boolean =>
  recovery.asked || actions.some(({ host }) => host !== undefined);

/** As it would have been done by whoever began with it. */
async function finish(host: Host, { actions, recovery }: CmdConf, acting: Acting): Promise<void> {
  const action = actions.find(({ name }) => name === host.name);
  if (action) await shutDownHosts([{ action, host }], recovery.reserve, acting);
}

async function keep(conf: CmdConf, watched: readonly string[], acting: Acting): Promise<void> {
  const { io, log } = acting;
  const { read, close } = powerReader();
  let hosts: readonly Host[] = hostsIn(conf, acting);
  const memory = new OutageMemory(memoryFolder(io.env), log);
  const keeper = new Keeper(watched, {
    ...{ clock: SYSTEM_CLOCK, log, memory, read, probe, hosts: () => hosts },
    rules: conf.recovery,
    job: (seconds) => jobOf(acting, SYSTEM_CLOCK, seconds),
    finish: (host, record) => {
      const env = { ...io.env, UPSNAME: upsesOf(record).join(","), NOTIFYMSG: record.why };
      return finish(host, conf, { ...acting, io: { ...io, env } });
    },
    report: (outage, left) => report(outage, left, conf, acting),
  });
  process.on("SIGHUP", () => {
    const next = readCmdConf(conf.file, log);
    if (next) hosts = hostsIn(next, acting);
  });
  await keeper.ended;
  await close();
}

/** For the process that does it already: it looks at the files now and then. */
function leaveWord(watched: readonly string[], memory: OutageMemory): void {
  const known = memory.outages().map(({ ups }) => ups);
  for (const ups of watched.filter((each) => !known.includes(each)))
    memory.keepOutage({ ups, since: SYSTEM_CLOCK.wall() });
}

/** True also where another process does it already. */
export async function wakeHosts(conf: CmdConf, watched: readonly string[], acting: Acting): Promise<boolean> {
  const { io, log } = acting;
  const folder = memoryFolder(io.env);
  const memory = new OutageMemory(folder, log);
  if (!isWanted(conf) && memory.hosts().length === 0) return true;
  try {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
  } catch (error) {
    log.error(`${folder} cannot be made: ${writeReason(error)}; nobody is woken`);
    return false;
  }
  const lock = takeLock(wakerLock(io.env));
  if (lock.kind === "taken") {
    leaveWord(watched, memory);
    return true;
  }
  if (lock.kind === "failed") {
    log.error(`${folder}: ${lock.reason}; nobody is woken`);
    return false;
  }
  try {
    await keep(conf, watched, acting);
  } finally {
    lock.release();
  }
  return true;
}
