/**
 * Timers and the scripts that they run, on the disk: a daemon that comes after one that was killed goes on with them. Only
 * where CMDSCRIPT is `nutts upssched-cmd`, of which we know that it may be called again.
 */
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { lastingFolder } from "../system/files/lasting-folder.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import { beatWork, dropWork, keepWork, leftWork } from "../system/files/work-file.ts";
import type { Log } from "../system/log/log.ts";
import { callsOwn } from "../system/process/own-command.ts";
import { writeReason } from "../system/system-error.ts";
import type { Cancelled } from "./cancelled.ts";
import type { SchedState, ScheduledTimer } from "./core.ts";
import type { NotifyEvent } from "./notify-event.ts";

/** What a timer has begun to run. */
export interface RunningScript {
  readonly name: string;
  readonly events: readonly NotifyEvent[];
}

export interface KeptTimers extends Pick<SchedState, "timers" | "cancelled"> {
  readonly running: readonly RunningScript[];
}

const PREFIX = "timers-";

/** In a folder that upsmon knows without upssched.conf. */
export const keptPath = (pipefn: string, env: Env): string =>
  join(lastingFolder("outage", env), `${PREFIX}${createHash("sha256").update(pipefn).digest("hex").slice(0, 16)}`);

export const isKeptName = (name: string): boolean => /^timers-[0-9a-f]{16}$/.test(name);

/** Whether what was killed is called again, and timers outlive their daemon. */
export const mayGoOn = (cmdscript: string, env: Env): boolean =>
  callsOwn(cmdscript, ["upssched-cmd"]) && existsSync(confFile("upssched-cmd.conf", env));

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null;
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value);
const isStamp = (value: unknown): boolean => value === undefined || isTime(value);

const isEvent = (value: unknown): value is NotifyEvent =>
  isJson(value) && ["notifyType", "upsname", "message"].every((name) => typeof value[name] === "string");
const areEvents = (value: unknown): boolean => Array.isArray(value) && value.every(isEvent);

const isScript = (value: unknown): value is RunningScript =>
  isJson(value) && typeof value.name === "string" && areEvents(value.events);
const isTimer = (value: unknown): value is ScheduledTimer =>
  isScript(value) &&
  isJson(value) &&
  ["due", "look", "latest"].every((name) => isTime(value[name])) &&
  isStamp(value.stamp);
const isCancelled = (value: unknown): value is Cancelled =>
  isJson(value) &&
  typeof value.name === "string" &&
  isTime(value.stamp) &&
  isTime(value.until) &&
  (value.event === undefined || isEvent(value.event));

const listOf = <T>(value: unknown, is: (each: unknown) => each is T): readonly T[] =>
  Array.isArray(value) ? value.filter((each) => is(each)) : [];

/** What is none of it is left out. */
export function parseKept(text: string): KeptTimers | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isJson(value)) return undefined;
    return {
      timers: listOf(value.timers, isTimer),
      cancelled: listOf(value.cancelled, isCancelled),
      running: listOf(value.running, isScript),
    };
  } catch {
    return undefined;
  }
}

/** Of a daemon that was lost lately. */
export function leftTimers(pipefn: string, env: Env): KeptTimers | undefined {
  const work = leftWork(keptPath(pipefn, env));
  return work === undefined ? undefined : parseKept(work);
}

/** Those of the daemon that runs here. A disk that does not take them costs nothing else. */
export class Keeping {
  readonly #path: string;
  readonly #log: Log;
  #kept: KeptTimers = { timers: [], cancelled: [], running: [] };
  #complained = false;

  constructor(path: string, log: Log) {
    this.#path = path;
    this.#log = log;
  }

  timers({ timers, cancelled }: SchedState): void {
    if (timers !== this.#kept.timers || cancelled !== this.#kept.cancelled) this.#keep({ timers, cancelled });
  }

  /** Until `ended`, whoever comes after us has to call it again. */
  begun(script: RunningScript): void {
    this.#keep({ running: [...this.#kept.running, script] });
  }

  ended(script: RunningScript): void {
    this.#keep({ running: this.#kept.running.filter((each) => each !== script) });
  }

  beat(): void {
    beatWork(this.#path);
  }

  /** Nothing is left to do, or nobody shall go on with it. */
  drop(): void {
    dropWork(this.#path);
  }

  #keep(change: Partial<KeptTimers>): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      if (this.#kept.timers.length + this.#kept.running.length > 0) keepWork(this.#path, JSON.stringify(this.#kept));
      else dropWork(this.#path);
    } catch (error) {
      if (this.#complained) return;
      this.#complained = true;
      this.#log.warning(
        `${this.#path} cannot be written: ${writeReason(error)}; timers would not outlive their daemon`,
      );
    }
  }
}
