/** A daemon while it lives: signals, reloads, the PID file, the moment it is ready, and its end. */

import { removePidFile, writePidFile } from "../system/files/pid-file.ts";
import type { Log } from "../system/log/log.ts";
import { type DaemonSignal, SIGNAL_NUMBER } from "../system/process/signals.ts";
import type { Account } from "../system/process/users.ts";
import { type ServiceNotify, serviceNotify } from "../system/service-notify.ts";
import { reasonOf, writeReason } from "../system/system-error.ts";
import type { Daemon } from "./daemon.ts";
import type { LogRoute } from "./log-route.ts";
import type { Machine } from "./machine.ts";
import type { DaemonOptions } from "./options.ts";
import { become } from "./privileges.ts";

export class LiveDaemon implements Daemon {
  readonly log: Log;
  readonly stopped: Promise<string>;
  readonly #options: DaemonOptions;
  readonly #account: Account | undefined;
  readonly #machine: Machine;
  readonly #route: LogRoute;
  readonly #service: ServiceNotify;
  readonly #stop = new AbortController();
  readonly #unlisten: readonly (() => void)[];
  #reload: (() => void | Promise<void>) | undefined;
  #user1: (() => void | Promise<void>) | undefined;
  #takeCrash: (error: unknown) => boolean = () => false;
  #reloads: Promise<void> = Promise.resolve();
  #reloadsWaiting = 0;
  #dropped = false;
  #up = false;
  #pidFile: string | undefined;
  #goodbye: Promise<void> | undefined;

  constructor(options: DaemonOptions, account: Account | undefined, machine: Machine, route: LogRoute) {
    this.#options = options;
    this.#account = account;
    this.#machine = machine;
    this.#route = route;
    this.log = route.log;
    this.#service = serviceNotify({ ...machine, log: route.log });
    this.stopped = new Promise((resolve) => {
      this.#stop.signal.addEventListener("abort", () => resolve(String(this.#stop.signal.reason)), { once: true });
    });
    this.#unlisten = [
      machine.signals.listen((signal) => this.#hear(signal)),
      machine.onCrash((error) => this.#crash(error)),
    ];
  }

  get stopping(): AbortSignal {
    return this.#stop.signal;
  }

  stop(reason: string): void {
    if (this.#stop.signal.aborted) return;
    this.log.info(reason);
    this.#goodbye = this.#service.stopping(reason);
    this.#stop.abort(reason);
  }

  onReload(reload: () => void | Promise<void>): void {
    this.#reload = reload;
  }

  onUser1(run: () => void | Promise<void>): void {
    this.#user1 = run;
  }

  #hear(signal: DaemonSignal): void {
    if (signal === "SIGHUP") return this.#queueReload();
    if (signal === "SIGUSR1") return void this.#guarded("SIGUSR1", this.#user1);
    const reason = `Signal ${SIGNAL_NUMBER[signal]}: exiting`;
    if (!this.#stop.signal.aborted) return this.stop(reason);
    if (this.#options.patient) return;
    this.log.warning(`${reason} at once: asked for a second time`);
    this.#removePid();
    this.#machine.exit(1);
  }

  async #guarded(what: string, run: (() => void | Promise<void>) | undefined): Promise<void> {
    try {
      await run?.();
    } catch (error) {
      this.log.error(`${what} failed: ${reasonOf(error)}`);
    }
  }

  /** One runs, one waits: a third would read the same files as the second. */
  #queueReload(): void {
    if (this.#reload === undefined || this.#reloadsWaiting > 1) return;
    this.#reloadsWaiting++;
    this.#reloads = this.#reloads.then(async () => {
      await this.#service.reloading();
      await this.#guarded("reload", this.#reload);
      this.#reloadsWaiting--;
      await this.#service.ready(this.#machine.pid);
    });
  }

  onCrash(take: (error: unknown) => boolean): void {
    this.#takeCrash = take;
  }

  #crash(error: unknown): void {
    if (this.#takeCrash(error)) return;
    this.log.error(`Fatal error: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`);
    this.#removePid();
    this.#machine.exit(1);
  }

  dropPrivileges(): void {
    if (this.#dropped || this.#options.keepUser) return;
    this.#dropped = true;
    become(this.#account, this.#machine, this.log);
  }

  async ready(status?: string): Promise<void> {
    if (this.#up) return;
    this.#up = true;
    this.dropPrivileges();
    const { mode, name } = this.#options;
    if (mode !== "foreground") this.#writePid();
    if (mode === "background") {
      this.#route.leaveTerminal();
      this.#machine.launcher?.ready(this.#route.keepStderr);
      this.log.info(`Startup successful: ${name}`);
    }
    await this.#service.ready(this.#machine.pid, status);
  }

  status(text: string): void {
    void this.#service.status(text);
  }

  beatWhile(answers: () => boolean): void {
    this.#service.beatWhile(answers);
  }

  #writePid(): void {
    const { pidFile: path, pidFileNames } = this.#options;
    if (path === undefined || pidFileNames === "another") return;
    try {
      writePidFile(this.#machine.files, path, this.#machine.pid);
      this.#pidFile = path;
    } catch (error) {
      const why = `cannot write the PID file ${path}: ${writeReason(error)}`;
      if (this.#options.hasCommands === false) this.log.debug(1, why);
      else this.log.warning(`${why}; -c will need -P ${this.#machine.pid}`);
    }
  }

  #removePid(): void {
    if (this.#pidFile === undefined) return;
    try {
      removePidFile(this.#machine.files, this.#pidFile, this.#machine.pid);
    } catch (error) {
      this.log.debug(1, `cannot remove the PID file: ${reasonOf(error)}`);
    }
  }

  /** The body has ended: nothing listens any more, and nothing of us is left on disk. */
  async end(): Promise<void> {
    await (this.#goodbye ?? this.#service.stopping("exiting"));
    for (const unlisten of this.#unlisten) unlisten();
    this.#removePid();
  }
}
