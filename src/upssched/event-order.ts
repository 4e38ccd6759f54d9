/** The order of events, seen from the processes that upsmon has started for them (Linux; elsewhere nothing is known). */
import { readdirSync, readFileSync } from "node:fs";
import type { Env } from "../system/files/paths.ts";
import { birthOf } from "../system/process/process-identity.ts";
import { isProgram } from "../system/process/running.ts";
import type { ComingEvent } from "./coming.ts";
import { DAEMON_ENV } from "./start-daemon.ts";

/** Counts up with the events: when this process was started. It does not depend on how long Node took to come up. */
export const ownStamp = (): number | undefined => birthOf(process.pid);

function told(pid: number, name: "cmdline" | "environ"): readonly string[] {
  try {
    return readFileSync(`/proc/${pid}/${name}`, "utf8").split("\0");
  } catch {
    return [];
  }
}

const isUpssched = (pid: number): boolean =>
  isProgram(
    told(pid, "cmdline").flatMap((word) => word.split(" ")),
    "upssched",
  );

/** What a process was started as, of those with the same configuration as we: by upsmon, or by one of those. */
function roleOf(pid: number, env: Env): "event" | "daemon" | undefined {
  const found = told(pid, "environ");
  const has = (name: string): boolean => found.some((pair) => pair.startsWith(`${name}=`));
  const folder = env.NUT_CONFPATH;
  const same = folder === undefined ? !has("NUT_CONFPATH") : found.includes(`NUT_CONFPATH=${folder}`);
  if (!same || !has("NOTIFYTYPE") || !has("UPSNAME")) return undefined;
  return has(DAEMON_ENV) ? "daemon" : "event";
}

/** The shells between upsmon and us. */
function ancestors(pid: number): ReadonlySet<number> {
  const all = new Set<number>();
  for (let above = parentOf(pid); above !== undefined && above > 1 && !all.has(above); above = parentOf(above)) {
    all.add(above);
  }
  return all;
}

function parentOf(pid: number): number | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[1]);
  } catch {
    return undefined;
  }
}

function processes(): readonly number[] {
  try {
    return readdirSync("/proc").map(Number).filter(Number.isInteger);
  } catch {
    return [];
  }
}

interface Other {
  readonly pid: number;
  readonly role: "event" | "daemon";
  readonly birth: number;
}

function otherOf(pid: number, env: Env): readonly Other[] {
  const role = isUpssched(pid) ? roleOf(pid, env) : undefined;
  const birth = birthOf(pid);
  return role === undefined || birth === undefined ? [] : [{ pid, role, birth }];
}

/** Every upssched besides us. */
function others(env: Env, pids = processes()): readonly Other[] {
  const above = ancestors(process.pid);
  return pids.filter((pid) => pid !== process.pid && !above.has(pid)).flatMap((pid) => otherOf(pid, env));
}

/**
 * Whether an upssched that was started before us still runs: one whose Node comes up more slowly than ours, or a
 * daemon with its order that does, whose starter was killed before it could hand the lock over.
 */
export function isEarlierRunning(env: Env): boolean {
  const own = ownStamp();
  return own !== undefined && others(env).some(({ birth }) => birth <= own);
}

/** Whoever waits for a script has no timer to order before it; a shell in front of an upssched has none at all. */
function parents(pids: readonly number[], env: Env): ReadonlySet<number> {
  const children = pids.filter((pid) => roleOf(pid, env) !== "daemon");
  return new Set(children.flatMap((pid) => parentOf(pid) ?? []));
}

/** Events that may have orders which have not come yet. */
export function comingEvents(env: Env): readonly ComingEvent[] {
  const pids = processes();
  const events = others(env, pids).filter(({ role }) => role === "event");
  const waiting = events.length > 0 ? parents(pids, env) : new Set();
  return events.filter(({ pid }) => !waiting.has(pid)).map(({ birth }) => ({ stamp: birth, age: ageOf(birth) }));
}

/** Ticks of the system in a second: USER_HZ, the same on all machines that Node runs on. */
const TICKS = 100;
/** An older order has not been on its way all the time: the machine has slept. */
const MOST_MS = 60_000;

/** Milliseconds since the event of a stamp; 0 where nobody can tell. */
export function ageOf(stamp: number | undefined, own = ownStamp(), sinceOwn = performance.now()): number {
  if (stamp === undefined || own === undefined) return 0;
  const age = sinceOwn + ((own - stamp) * 1000) / TICKS;
  return age > 0 && age <= MOST_MS ? age : 0;
}
