/** Hosts of upssched-cmd.conf: shut down at once, each within its time and the battery's, and said what became of them. */
import { existsSync } from "node:fs";
import type { ScheduledAction } from "../conf/upssched/upssched-cmd-conf.ts";
import { budgetOf, shortestLeft } from "../hosts/budget.ts";
import type { Job } from "../hosts/host-kind.ts";
import type { Host } from "../hosts/hosts-conf.ts";
import { httpAsker } from "../hosts/http/http-ask.ts";
import { memoryFolder, OutageMemory } from "../hosts/memory/outage-memory.ts";
import { type Prober, probe as systemProbe } from "../hosts/reach/probe.ts";
import { type HostResult, shutDownHost } from "../hosts/shut-down-host.ts";
import { deliverPosted, openNotifyQueues, post } from "../notify/notify-queues.ts";
import { type Clock, SYSTEM_CLOCK } from "../system/clock.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import { askToWait } from "../system/process/hold.ts";
import { identityOf } from "../system/process/process-identity.ts";
import { PROCESS_RUNNER } from "../system/process/process-runner.ts";
import { areMainsBack, variablesOf } from "./mains-back.ts";
import { leaveToWorker } from "./notify-worker.ts";
import type { readVariables } from "./read-variables.ts";
import type { Acting } from "./scheduled-action.ts";

export interface HostDeps {
  readonly clock?: Clock;
  readonly probe?: Prober;
  /** Variables of a UPS. */
  readonly read?: typeof readVariables;
  /** Starts the process that wakes them. */
  readonly wake?: (env: Env, ups: string) => void;
}

/** Added to what the slowest host may take, in seconds: for the last look, and for telling. */
const GRACE_S = 5;
const DELIVER_MS = 5000;

export const jobOf = ({ io, log, runner = PROCESS_RUNNER }: Acting, clock: Clock, seconds: number): Job => ({
  ...{ clock, runner, log, env: io.env },
  ask: httpAsker(clock),
  until: clock.now() + seconds * 1000,
});

const isGood = ({ kind }: HostResult): boolean => kind !== "still-up" && kind !== "failed";

/** To the channels of the section, else to all that want it; only where there is a notify.conf. */
async function tellResult(action: ScheduledAction, result: HostResult, { io, log }: Acting): Promise<void> {
  if (!existsSync(confFile("notify.conf", io.env))) return;
  const queues = openNotifyQueues(io.env, log);
  if (!queues) return;
  const only = action.notify && action.notify.length > 0 ? { only: action.notify } : {};
  const type = isGood(result) ? "HOST_DOWN" : "HOST_NOT_DOWN";
  const message = { type, upsname: io.env.UPSNAME ?? "", text: result.text, ...only };
  const posted = post(queues, message, { env: io.env, log });
  const { due } = await deliverPosted(queues, posted, { env: io.env, log, forMs: DELIVER_MS });
  if (due !== undefined) leaveToWorker(io.env);
}

async function shutDownOne(
  host: Host,
  seconds: number,
  action: ScheduledAction,
  acting: Acting,
  { clock = SYSTEM_CLOCK, probe = systemProbe }: HostDeps,
): Promise<boolean> {
  const { io, log } = acting;
  const { UPSNAME = "", NOTIFYTYPE = "", NOTIFYMSG = "" } = io.env;
  const memory = new OutageMemory(memoryFolder(io.env), log);
  const [ups = "", ...more] = UPSNAME.split(",").filter((each) => each !== "");
  const others = (host.upses.length > 0 ? host.upses : more).filter((each) => each !== ups);
  const result = await shutDownHost({
    ...{ host, probe, memory, by: identityOf(process.pid), ups, others },
    job: jobOf(acting, clock, seconds),
    why: NOTIFYMSG || NOTIFYTYPE || "asked for",
  });
  log[isGood(result) ? "notice" : "error"](result.text);
  await tellResult(action, result, acting);
  return isGood(result);
}

export interface HostsOf {
  readonly action: ScheduledAction;
  readonly host: Host;
}

/** All at once. True when each is down, or on its way as far as anybody looks. */
export async function shutDownHosts(
  all: readonly HostsOf[],
  reserve: number,
  acting: Acting,
  deps: HostDeps = {},
): Promise<boolean> {
  const { io, log } = acting;
  const waitedFor = all.filter(({ host }) => !host.kind.leavesByItself);
  if (waitedFor.length > 0) askToWait(io.env, Math.max(...waitedFor.map(({ host }) => host.timeoutS)) + GRACE_S);
  // From here on there may be somebody to wake, whatever becomes of us.
  if (deps.wake !== undefined && io.env.UPSNAME) deps.wake(io.env, io.env.UPSNAME);
  const upses = await variablesOf(io.env, log, deps.read);
  if (areMainsBack(io.env, upses)) {
    log.notice(`${all.map(({ host }) => host.name).join(", ")}: not shut down: the mains are back`);
    return true;
  }
  const battery = shortestLeft(upses);
  const results = all.map(({ action, host }) => {
    const { seconds, note } = budgetOf(host.timeoutS, battery, reserve);
    if (note !== undefined) log.warning(`${host.name}: ${note}`);
    return shutDownOne(host, seconds, action, acting, deps);
  });
  return (await Promise.all(results)).every(Boolean);
}
