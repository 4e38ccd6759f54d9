/**
 * Shuts one host down: looks whether it is there, writes down what is about to happen, orders, tries again while the battery
 * lasts, and looks until nothing answers any more.
 */
import { conceal } from "../conf/settings/conceal.ts";
import { durationText } from "../nut/duration-text.ts";
import { sleep } from "../system/clock.ts";
import { identityLives } from "../system/process/process-identity.ts";
import type { Job, Outcome } from "./host-kind.ts";
import type { Host } from "./hosts-conf.ts";
import { canBeSeen, look, looksGone } from "./look.ts";
import type { HostRecord, HostWork } from "./memory/host-record.ts";
import type { OutageMemory } from "./memory/outage-memory.ts";
import type { Prober, Sight } from "./reach/probe.ts";

export interface ShutDownTask {
  readonly host: Host;
  readonly job: Job;
  readonly probe: Prober;
  readonly memory: OutageMemory;
  readonly ups: string;
  /** Others that feed the host. */
  readonly others?: readonly string[];
  readonly why: string;
  /** Our process, as process-identity.ts has it. */
  readonly by: string;
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

/** One that is to be woken, as far as is known; of one that a lost process was at it counts whether the order may have gone out. */
function openOf(known: HostRecord | undefined): HostRecord | undefined {
  if (!known || known.end) return undefined;
  const { work, ...record } = known;
  return work === undefined || (work.stage === "ordering" && known.before !== "off") ? record : undefined;
}

/** The process that is at it already, where it lives: two at once would take each other's work for a host that was off. */
function otherAtWork({ memory, host, by }: ShutDownTask): string | undefined {
  const other = memory.host(host.name)?.work?.by;
  return other !== undefined && other !== by && identityLives(other) ? other.split(" ")[0] : undefined;
}

/** What is remembered of the host in this outage. Without a UPS that has failed nobody would wake it, and nothing is. */
class Trace {
  readonly #task: ShutDownTask;
  /** From before: an outage after which it is not back yet. */
  readonly #open: HostRecord | undefined;
  readonly #at: number;

  constructor(task: ShutDownTask) {
    this.#task = task;
    this.#open = openOf(task.memory.host(task.host.name));
    this.#at = task.job.clock.wall();
  }

  #keep(record: HostRecord): void {
    if (this.#task.ups !== "") this.#task.memory.keepHost(record);
  }

  #record(before: HostRecord["before"]): HostRecord {
    const { host, ups, others = [], why } = this.#task;
    return { name: host.name, ups, ...(others.length > 0 && { others }), why, at: this.#at, before };
  }

  /** Somebody is at it: whoever finds this without them goes on with it. */
  at(stage: HostWork["stage"], before: HostRecord["before"]): void {
    const work = { by: this.#task.by, stage };
    const open = before === "on" ? undefined : this.#open;
    this.#keep({ ...(open ?? this.#record(before)), work });
  }

  /** The order went out, or may have. */
  ordered(before: HostRecord["before"]): void {
    this.#keep(before === "on" ? this.#record("on") : (this.#open ?? this.#record(before)));
  }

  down(before: HostRecord["before"]): void {
    this.#keep({
      ...(before === "on" ? this.#record("on") : (this.#open ?? this.#record(before))),
      downAt: this.#task.job.clock.wall(),
    });
  }

  /** It was off, and stays so; one of an earlier outage is still to be woken. */
  wasOff(): void {
    const { memory, host, ups } = this.#task;
    if (ups === "") return;
    if (this.#open) memory.keepHost(this.#open);
    else memory.forgetHost(host.name);
  }
}

const sinceText = (start: number, { clock }: Job): string => durationText((clock.now() - start) / 1000);

async function confirm(task: ShutDownTask, said: string, start: number, gone: () => void): Promise<HostResult> {
  const { host, job } = task;
  const { name } = host;
  if (host.kind.leavesByItself) return { kind: "told", text: `${name}: ${said}` };
  if (!canBeSeen(host))
    return { kind: "told", text: `${name}: ${said}; whether it is down is not looked at (no check)` };
  if (!(await isGone(task)))
    return { kind: "still-up", text: `${name}: ${said}, and it still answers after ${sinceText(start, job)}` };
  gone();
  return { kind: "down", text: `${name}: down after ${sinceText(start, job)} (${said})` };
}

function wasOff({ name }: Host, trace: Trace, why: string): HostResult {
  trace.wasOff();
  return { kind: "was-off", text: `${name}: was off already${why}` };
}

/** An order that a host took which had looked off: it was there. One that others carry out says nothing of that. */
const isProof = ({ kind }: Host): boolean => kind.address !== undefined && kind.leavesByItself === undefined;

/** What did not answer is tried once: a look may be wrong, and a host that stays up empties the battery. */
async function orderSilent(task: ShutDownTask, trace: Trace, start: number): Promise<HostResult> {
  const { host } = task;
  trace.at("ordering", "off");
  const outcome = await order(task, "silent");
  if (outcome.kind !== "done") return wasOff(host, trace, ` (${outcome.why})`);
  if (!isProof(host)) return wasOff(host, trace, "");
  trace.ordered("unknown");
  return confirm(task, outcome.text, start, () => trace.down("unknown"));
}

async function orderThere(task: ShutDownTask, trace: Trace, sight: Sight, start: number): Promise<HostResult> {
  const before = sight === "unknown" ? "unknown" : "on";
  trace.at("ordering", before);
  const outcome = await order(task, sight);
  trace.ordered(before);
  if (outcome.kind === "done") return confirm(task, outcome.text, start, () => trace.down(before));
  return { kind: "failed", text: `${task.host.name}: not shut down: ${outcome.why}` };
}

async function shutDownClaimed(task: ShutDownTask): Promise<HostResult> {
  const { host, job, probe } = task;
  const trace = new Trace(task);
  const start = job.clock.now();
  trace.at("looking", "unknown");
  const sight = await look(host, job, probe);
  if (sight === "off") return wasOff(host, trace, "");
  if (sight === "silent") return orderSilent(task, trace, start);
  return orderThere(task, trace, sight, start);
}

/** Never rejects, and ends soon after the job's end. */
export async function shutDownHost(task: ShutDownTask): Promise<HostResult> {
  const { host, memory, ups } = task;
  const other = otherAtWork(task);
  if (other !== undefined) return { kind: "told", text: `${host.name}: process ${other} is at it already` };
  const release = ups === "" ? () => undefined : memory.claim(host.name);
  if (!release) return { kind: "told", text: `${host.name}: another process is at it already` };
  try {
    return await shutDownClaimed(task);
  } finally {
    release();
  }
}
