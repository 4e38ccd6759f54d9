/**
 * The privileged parent. It waits for one byte, and then writes the flag and runs SHUTDOWNCMD as they were in the file
 * when it started. It passes signals on, and a child that is lost is replaced, loudly: without it nobody watches.
 */

import { type Daemon, type DaemonOptions, type Machine, runDaemon } from "../../daemon/run-daemon.ts";
import { sleep } from "../../system/clock.ts";
import { removePidFile, writePidFile } from "../../system/files/pid-file.ts";
import { systemReason } from "../../system/system-error.ts";
import { UNPROTECTED_STATUS } from "../core/health.ts";
import type { HowDown } from "../core/step.ts";
import { checkPossible, loadSettings, logSettings } from "./load-settings.ts";
import { onSleep } from "./process-role.ts";
import { callOff, preparePlan, type ShutDownPlan, type ShutDownResult, shutDown } from "./shut-down.ts";
import { type Child, type ChildEnd, type SpawnChild, spawnChild } from "./spawn-child.ts";
import { pidFileOf, type Start, upsmonOptions } from "./start.ts";

/** A child that lived for so long is replaced at once; one that keeps dying is given ever more time. */
const GOOD_LIFE_MS = 10_000;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 30_000;

export interface ParentDeps {
  readonly machine: Pick<Machine, "clock" | "files" | "runner">;
  readonly spawn: SpawnChild;
  readonly plan: ShutDownPlan;
  readonly pidFile: string;
}

const LOST: ChildEnd = { status: undefined, how: "lost" };

/** A child that ended because it was told to: with 0, or because a server refuses its login with another number. */
const wasTold = ({ status }: ChildEnd): boolean => status === 0 || status === UNPROTECTED_STATUS;

export class Parent {
  readonly #daemon: Daemon;
  readonly #deps: ParentDeps;
  #child: Child | undefined;
  /** SHUTDOWNCMD, while it runs and once it has worked. */
  #down: Promise<ShutDownResult> | undefined;
  /** It has failed, and the machine is to go down, or was. */
  #failed = false;
  #wasReady = false;
  #decided = false;
  #lostOnTheWay = 0;
  #pause = 0;

  constructor(daemon: Daemon, deps: ParentDeps) {
    this.#daemon = daemon;
    this.#deps = deps;
    daemon.onReload(() => this.#child?.kill("SIGHUP"));
    daemon.onUser1(() => this.#child?.kill("SIGUSR1"));
    void daemon.stopped.then(() => this.#child?.kill("SIGTERM"));
  }

  get child(): Child | undefined {
    return this.#child;
  }

  async run(): Promise<number> {
    const { clock } = this.#deps.machine;
    for (;;) {
      const begun = clock.now();
      const end = await this.#oneLife();
      const status = await this.#statusAfter(end);
      if (status !== undefined) return status;
      await this.#replace(end, clock.now() - begun);
      if (this.#daemon.stopping.aborted) return 0;
    }
  }

  async #oneLife(): Promise<ChildEnd> {
    const child = this.#deps.spawn();
    this.#child = child;
    child.onShutDown((how) => {
      this.#down ??= this.#shutDown(how);
    });
    child.onCallOff(() => this.#callOff());
    child.onDecided(() => {
      this.#decided = true;
    });
    if (this.#decided) child.tell("decided");
    void child.ready.then(() => this.#ready(child));
    if (this.#daemon.stopping.aborted) child.kill("SIGTERM");
    const end = await child.ended;
    this.#removePid(child);
    return end;
  }

  /** Where it fails the child is told, watches on, and says when to try again. */
  async #shutDown(how: HowDown): Promise<ShutDownResult> {
    const result = await shutDown(this.#deps.plan, this.#daemon.log, how);
    this.#failed = result.kind === "failed";
    if (result.kind === "failed") {
      this.#down = undefined;
      this.#decided = false;
      this.#lostOnTheWay = 0;
    }
    this.#child?.tell(result.kind === "failed" ? `failed: ${result.why}` : "done");
    return result;
  }

  #callOff(): void {
    this.#decided = false;
    if (!this.#failed) return;
    this.#failed = false;
    callOff(this.#deps.plan, this.#daemon.log);
  }

  /** The exit status when it is over, or undefined when another child is needed. */
  async #statusAfter(end: ChildEnd): Promise<number | undefined> {
    const result = await this.#down;
    if (result?.kind === "done") return 0;
    if (this.#failed) return this.#afterFailure(end);
    if (this.#decided) return this.#goOn(end);
    if (wasTold(end) || this.#daemon.stopping.aborted || !this.#wasReady) return end.status ?? 1;
    return undefined;
  }

  /** A child that is lost leaves it to the next one to find out whether the machine still has to go down. */
  #afterFailure(end: ChildEnd): number | undefined {
    if (wasTold(end) || this.#daemon.stopping.aborted) return UNPROTECTED_STATUS;
    this.#callOff();
    return undefined;
  }

  /** A decision outlives the child that made it: the next one goes on, and without one we do. */
  async #goOn({ how }: ChildEnd): Promise<number | undefined> {
    this.#lostOnTheWay++;
    if (this.#lostOnTheWay === 1 && !this.#daemon.stopping.aborted) return undefined;
    const { log } = this.#daemon;
    log.error(`upsmon was lost on its way down (${how}): shutting this machine down without it`);
    const { kind } = await this.#shutDown("halt");
    return kind === "done" ? 0 : this.#afterFailure(LOST);
  }

  /** The PID file names the child before anybody hears that we are up, and at no time the parent, whom only root may signal. */
  async #ready(child: Child): Promise<void> {
    const { pid } = child;
    const { files } = this.#deps.machine;
    try {
      writePidFile(files, this.#deps.pidFile, pid);
    } catch (error) {
      const why = `cannot write the PID file ${this.#deps.pidFile}: ${systemReason(error)}`;
      this.#daemon.log.warning(`${why}; -c will need -P ${pid}`);
    }
    child.tell("named");
    if (this.#wasReady) return;
    this.#wasReady = true;
    await this.#daemon.ready();
  }

  #removePid({ pid }: Child): void {
    try {
      removePidFile(this.#deps.machine.files, this.#deps.pidFile, pid);
    } catch (error) {
      this.#daemon.log.debug(1, `cannot remove the PID file: ${systemReason(error)}`);
    }
  }

  async #replace({ how }: ChildEnd, lived: number): Promise<void> {
    this.#pause =
      lived >= GOOD_LIFE_MS || this.#decided ? 0 : Math.min(LONGEST_PAUSE_MS, this.#pause * 2 || FIRST_PAUSE_MS);
    const text = `upsmon was lost (${how}) and is started again: for a moment nobody watched the UPSes of this machine`;
    this.#daemon.log.error(text);
    void this.#deps.machine.runner.run("wall", [], { input: `${text}\n` });
    await sleep(this.#deps.machine.clock, this.#pause, this.#daemon.stopping).catch(() => undefined);
  }
}

/** Everything but the watching. The service manager is told by the child. */
export function runParent(start: Start, own: DaemonOptions = upsmonOptions(start)): Promise<number> {
  const { files } = start.machine;
  const { NOTIFY_SOCKET: _, ...env } = start.machine.env;
  const host = { ...start.machine, env };
  const body = async (daemon: Daemon): Promise<number> => {
    const settings = loadSettings(start.path, files);
    logSettings(settings, start.path, files, daemon.log);
    checkPossible(settings, start.path);
    const plan = preparePlan(settings.conf, daemon.log);
    const pidFile = pidFileOf(start.io);
    const servers = new Set(settings.conf.monitors.map((monitor) => monitor.host)).size;
    const parent = new Parent(daemon, { machine: host, spawn: spawnChild(start.io.env, servers), plan, pidFile });
    const stopHearing = onSleep(host, daemon.log, (news) => parent.child?.tell(news));
    const status = await parent.run();
    stopHearing();
    return status;
  };
  const pidFile = { pidFile: pidFileOf(start.io), pidFileNames: "another" } as const;
  return runDaemon({ ...own, ...pidFile, title: "upsmon-parent", keepUser: true }, body, host);
}
