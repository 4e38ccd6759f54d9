/** What a daemon's body is handed: its log, and the moments of its life. */
import type { Log } from "../system/log/log.ts";

export interface Daemon {
  readonly log: Log;
  /** Aborted when the daemon is to end. */
  readonly stopping: AbortSignal;
  /** Resolves with the reason when the daemon is to end: `Signal 15: exiting`. */
  readonly stopped: Promise<string>;
  /** Ends the daemon from inside (a stop asked for on a socket, a fault), as a signal would. */
  stop(reason: string): void;
  /** What HUP does. One reload at a time; one that comes meanwhile follows. The service manager is told. */
  onReload(reload: () => void | Promise<void>): void;
  /** What USR1 does. */
  onUser1(run: () => void | Promise<void>): void;
  /** Leaves root now (sockets are open). `ready` does it otherwise. Throws NutError `configuration`. */
  dropPrivileges(): void;
  /** Up: leaves root, writes the PID file, lets the launcher and the terminal go, tells the service manager. */
  ready(status?: string): Promise<void>;
  status(text: string): void;
  /** What is to be done about an error that nobody caught: true when it has been dealt with and the daemon goes on. */
  onCrash(take: (error: unknown) => boolean): void;
  /** For a watchdog: whether what else belongs to the daemon still answers. */
  beatWhile(answers: () => boolean): void;
}

export type DaemonBody = (daemon: Daemon) => Promise<number>;
