/**
 * Shuts one host down: looks whether it is there, writes down what is about to happen, orders, tries again while the battery
 * lasts, and looks until nothing answers any more.
 */
import { conceal } from "../conf/settings/conceal.ts";
import { durationText } from "../nut/duration-text.ts";
import { sleep } from "../system/clock.ts";
import type { Job, Outcome } from "./host-kind.ts";
import type { Host } from "./hosts-conf.ts";
import { canBeSeen, look, looksGone } from "./look.ts";
import type { HostRecord } from "./memory/host-record.ts";
import type { OutageMemory } from "./memory/outage-memory.ts";
import type { Prober, Sight } from "./reach/probe.ts";

export interface ShutDownTask {
  readonly host: Host;
  readonly job: Job;
  readonly probe: Prober;
  readonly memory: OutageMemory;
  readonly ups: string;
  readonly why: string;
}

export interface HostResult {
  /** `down`: seen to be; `told`: nobody looks, or it leaves by itself; `was-off`: before we came. */
  readonly kind: "down" | "told" | "was-off" | "still-up" | "failed";
  readonly text: string;
}

const PAUSE_MS = 2000;
/** One look may be unlucky. */
const SILENCES = 3;
const LONGEST_PAUSE_MS = 30_000;

/** Waits, or not where there is no time for it. */
async function paused({ clock, until }: Job, ms: number): Promise<boolean> {
  if (clock.now() + ms >= until) return false;
  await sleep(clock, ms);
  return true;
}

/** Resolves with whether it has been silent several times in a row, at the end of the job at the latest. */
async function isGone({ host, job, probe }: ShutDownTask): Promise<boolean> {
  for (let silences = 0; ; ) {
    const sight = await look(host, job, probe);
    silences = looksGone(sight) ? silences + 1 : 0;
    if (sight === "off" || silences >= SILENCES) return true;
    if (!(await paused(job, PAUSE_MS))) return false;
  }
}

/** Tries until it is done, refused, or there is no time left; one try where it did not answer before. */
async function order(task: ShutDownTask, before: Sight): Promise<Outcome> {
  const { host, job, probe } = task;
  const { kind, settings, secrets } = host;
  const hide = (text: string): string => conceal(text, secrets);
  for (let pause = PAUSE_MS; ; pause = Math.min(2 * pause, LONGEST_PAUSE_MS)) {
    const outcome = await kind.shutDown(settings, job);
    if (outcome.kind === "done") return { ...outcome, text: hide(outcome.text) };
    const failure = { ...outcome, why: hide(outcome.why) };
    if (failure.kind === "refused" || before === "silent") return failure;
    if (!(await paused(job, pause))) return failure;
    job.log.warning(`${host.name}: ${failure.why}; trying again`);
    if (looksGone(await look(host, job, probe))) return { kind: "done", text: `it went (${failure.why})` };
  }
}

/** One that is remembered from before keeps what is known of it. Without a UPS that has failed nobody would wake it. */
function remember({ host, job, memory, ups, why }: ShutDownTask, before: Sight): HostRecord | undefined {
  if (ups === "") return undefined;
  const known = memory.host(host.name);
  const open = known?.end === undefined ? known : undefined;
  if (looksGone(before)) return open;
  const on = before === "answers" || before === "refuses" || open?.before === "on";
  const record: HostRecord = { name: host.name, ups, why, at: job.clock.wall(), before: on ? "on" : "unknown" };
  memory.keepHost(record);
  return record;
}

const sinceText = (start: number, { clock }: Job): string => durationText((clock.now() - start) / 1000);

async function confirm(
  task: ShutDownTask,
  said: string,
  start: number,
  record: HostRecord | undefined,
): Promise<HostResult> {
  const { host, job, memory } = task;
  const { name } = host;
  if (host.kind.leavesByItself) return { kind: "told", text: `${name}: ${said}` };
  if (!canBeSeen(host))
    return { kind: "told", text: `${name}: ${said}; whether it is down is not looked at (no check)` };
  if (!(await isGone(task)))
    return { kind: "still-up", text: `${name}: ${said}, and it still answers after ${sinceText(start, job)}` };
  if (record) memory.keepHost({ ...record, downAt: job.clock.wall() });
  return { kind: "down", text: `${name}: down after ${sinceText(start, job)} (${said})` };
}

const wasOff = ({ name }: Host, why: string): HostResult => ({
  kind: "was-off",
  text: `${name}: was off already${why}`,
});

/** An order that a host took which had looked off: it was there. One that others carry out says nothing of that. */
const isProof = ({ kind }: Host): boolean => kind.address !== undefined && kind.leavesByItself === undefined;

/** What did not answer is tried once: a look may be wrong, and a host that stays up empties the battery. */
async function orderSilent(task: ShutDownTask, start: number): Promise<HostResult> {
  const { host } = task;
  const known = remember(task, "silent");
  const outcome = await order(task, "silent");
  if (outcome.kind !== "done") return wasOff(host, ` (${outcome.why})`);
  if (!isProof(host)) return wasOff(host, "");
  return confirm(task, outcome.text, start, known ?? remember(task, "unknown"));
}

/** Never rejects, and ends soon after the job's end. */
export async function shutDownHost(task: ShutDownTask): Promise<HostResult> {
  const { host, job, probe } = task;
  const start = job.clock.now();
  const before = await look(host, job, probe);
  if (before === "off") return wasOff(host, "");
  if (before === "silent") return orderSilent(task, start);
  const record = remember(task, before);
  const outcome = await order(task, before);
  if (outcome.kind === "done") return confirm(task, outcome.text, start, record);
  return { kind: "failed", text: `${host.name}: not shut down: ${outcome.why}` };
}
