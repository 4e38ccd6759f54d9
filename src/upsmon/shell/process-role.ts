/** Where in the pair of processes we are: how the machine is shut down from here, and who tells of sleep. */
import { existsSync } from "node:fs";
import type { Machine } from "../../daemon/run-daemon.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import type { HowDown } from "../core/step.ts";
import type { Engine } from "./engine.ts";
import type { ParentPipe, SleepNews } from "./parent-pipe.ts";
import { callOff, logPlan, type ShutDownPlan, type StartedShutDown, shutDown } from "./shut-down.ts";
import { startBusctl, watchSleep } from "./sleep-watch.ts";

export interface ProcessRole {
  readonly plan: ShutDownPlan;
  /** We, or the process above us, have root's rights. */
  readonly root: boolean;
  /** False in a rehearsal, which writes no file. */
  readonly leavesTraces: boolean;
  /** Never rejects. */
  shutDown(log: Log, how: HowDown): Promise<StartedShutDown>;
  callOff(log: Log): void;
  decided(): void;
  /** False where the process that shuts down hangs. */
  answers(): boolean;
  /** Called when the engine runs; returns what is to be done when it has ended. */
  attach(engine: Engine, log: Log): () => void;
  /** Resolves when the PID file names us, where that is another's work. */
  ready(): Promise<void>;
}

const NOTHING = (): void => undefined;
const NOTHING_TO_WAIT_FOR = (): Promise<void> => Promise.resolve();
const SYSTEM_BUS = "/run/dbus/system_bus_socket";

/** Whether there is a system bus to listen to, and whether we may. */
const mayWatchSleep = (env: Env, root: boolean): boolean =>
  root && (env.DBUS_SYSTEM_BUS_ADDRESS !== undefined || existsSync(SYSTEM_BUS));

/** Listens to logind where that is possible; returns the way to stop. */
export function onSleep({ env, users, clock }: Machine, log: Log, hear: (news: SleepNews) => void): () => void {
  if (!mayWatchSleep(env, users.isRoot())) return NOTHING;
  return watchSleep(hear, { clock, log, start: startBusctl });
}

/** Shuts the machine down from this process. */
async function done(plan: ShutDownPlan, log: Log, how: HowDown): Promise<StartedShutDown> {
  const result = await shutDown(plan, log, how);
  return { result: Promise.resolve(result) };
}

/** Below a parent, which shuts down; without it we try ourselves, with what rights we have. */
export const childRole = (plan: ShutDownPlan, parent: ParentPipe, ready: () => Promise<void>): ProcessRole => ({
  plan,
  root: true,
  leavesTraces: true,
  ready,
  decided: () => parent.decided(),
  answers: () => parent.answers(),
  shutDown: async (log, how) => {
    const shutDown = await parent.shutDown(how);
    if (shutDown) return shutDown;
    log.error("The privileged parent process is gone: trying SHUTDOWNCMD without its rights");
    return done(plan, log, how);
  },
  callOff: () => parent.callOff(),
  attach: (engine) => {
    parent.listen({
      lost: () => engine.send({ kind: "parent-lost" }),
      sleep: (news) => engine.send({ kind: news }),
      decided: () => engine.send({ kind: "decided" }),
    });
    return NOTHING;
  },
});

/** `-p`: one process for all. */
export const aloneRole = (plan: ShutDownPlan, machine: Machine): ProcessRole => ({
  plan,
  root: machine.users.isRoot(),
  leavesTraces: true,
  ready: NOTHING_TO_WAIT_FOR,
  decided: NOTHING,
  answers: () => true,
  shutDown: (log, how) => done(plan, log, how),
  callOff: (log) => callOff(plan, log),
  attach: (engine, log) => onSleep(machine, log, (news) => engine.send({ kind: news })),
});

/** `--dry-run`: what would be done is said. */
export const rehearsalRole = (plan: ShutDownPlan): ProcessRole => ({
  plan,
  root: false,
  leavesTraces: false,
  ready: NOTHING_TO_WAIT_FOR,
  decided: NOTHING,
  answers: () => true,
  shutDown: (log) => {
    logPlan(plan, log);
    return Promise.resolve({ result: Promise.resolve({ kind: "done" }) });
  },
  callOff: NOTHING,
  attach: () => NOTHING,
});
