/** NOTIFYFLAG's SYSLOG, WALL and EXEC. None waits for another; a text never goes through a shell's parser. */
import type { NotifyFlag } from "../../conf/tables/upsmon-conf.ts";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { NotifyType } from "../../nut/notify-types.ts";
import type { Log } from "../../system/log/log.ts";
import { MOST_CALLS } from "../../system/process/own-command.ts";
import type { ProcessRunner } from "../../system/process/process-runner.ts";
import type { Notification } from "./notification.ts";
import type { NotifyCommand } from "./notify-command.ts";

export interface Notifier {
  configure(conf: UpsmonConf): void;
  /** `brief`: only NOTIFYCMD is told, and after what matters more. */
  tell(notice: Notification, brief?: boolean): void;
  /** Tells of a drill, as `tell` would: only NOTIFYCMDs that are known to do nothing else are called. */
  rehearse?(notice: Notification, drill: string): void;
  /** A message to everybody who is logged in on a terminal. */
  wall(text: string): void;
  /** Resolves when everything told so far has been handed over. It has no limit of its own. */
  flush(): Promise<void>;
}

const DEFAULT_FLAGS: readonly NotifyFlag[] = ["SYSLOG", "WALL"];
/** C knows nothing of these, so that no file asks for them: they go to every channel. */
const OF_OURS: ReadonlySet<NotifyType> = new Set([
  "SHUTDOWN_FAILED",
  "SHUTDOWN_REPORT",
  "BATTERYTEST_FAILED",
  "BATTERYWORN",
]);
const EVERY_CHANNEL: readonly NotifyFlag[] = ["SYSLOG", "WALL", "EXEC"];
/** No terminal is disturbed for a test that goes as it should. */
const QUIETLY: readonly NotifyFlag[] = ["SYSLOG", "EXEC"];

const usualFlags = (type: NotifyType): readonly NotifyFlag[] =>
  type === "BATTERYTEST" ? QUIETLY : OF_OURS.has(type) ? EVERY_CHANNEL : DEFAULT_FLAGS;
const WALL_LIMIT_MS = 10_000;
/** Programs that run at the same time; what comes beyond waits its turn, and beyond that is dropped, loudly. */
const MAX_RUNNING = 64;
const MAX_WAITING = 512;

/** `nutts notify` and nothing else on the line: what another program would do nobody can take back. */
const isNuttsNotify = (command: string): boolean =>
  /^(?:\/[\w.+/-]*\/)?nutts notify(?: -f [\w.+/-]+)?$/.test(command.trim().replace(/'/g, ""));

export interface NotifierDeps {
  readonly log: Log;
  readonly runner: ProcessRunner;
  readonly notifyCommand: NotifyCommand;
  /** Whether NOTIFYCMD is a program that may be called again where it was killed. */
  readonly mayCallAgain?: (command: string) => boolean;
}

export class FlagNotifier implements Notifier {
  readonly #deps: NotifierDeps;
  #flags: ReadonlyMap<NotifyType, readonly NotifyFlag[]> = new Map();
  #command: string | undefined;
  readonly #running = new Set<Promise<void>>();
  readonly #waiting: (() => Promise<void>)[] = [];
  readonly #waitingLast: (() => Promise<void>)[] = [];
  /** Of each UPS: what is older is not told a second time. */
  readonly #latest = new Map<string, Notification>();
  #dropped = 0;
  #wallMissing = false;

  constructor(conf: UpsmonConf, deps: NotifierDeps) {
    this.#deps = deps;
    this.configure(conf);
  }

  configure({ notifyFlags, notifycmd }: UpsmonConf): void {
    this.#flags = new Map(notifyFlags.map(({ type, flags }) => [type, flags]));
    this.#command = notifycmd;
  }

  rehearse(notice: Notification, drill: string): void {
    const flags = this.#flags.get(notice.type) ?? DEFAULT_FLAGS;
    if (flags.includes("IGNORE")) return;
    if (flags.includes("SYSLOG")) this.#deps.log.notice(notice.text);
    if (flags.includes("WALL")) this.wall(notice.text);
    if (!flags.includes("EXEC") || this.#command === undefined) return;
    if (isNuttsNotify(this.#command)) this.#exec({ ...notice, drill }, false);
    else this.#deps.log.notice(`DRILL: NOTIFYCMD is not called for ${notice.type}: it may do more than tell people`);
  }

  tell(notice: Notification, brief = false): void {
    const flags = this.#flags.get(notice.type) ?? usualFlags(notice.type);
    this.#latest.set(notice.ups, notice);
    if (flags.includes("IGNORE")) return;
    if (flags.includes("SYSLOG") && !brief) this.#deps.log.notice(notice.text);
    if (flags.includes("EXEC")) this.#exec(notice, brief);
    if (flags.includes("WALL") && !brief) this.wall(notice.text);
  }

  #exec(notice: Notification, brief: boolean): void {
    const command = this.#command;
    if (command === undefined) {
      this.#deps.log.debug(1, `no NOTIFYCMD for ${notice.type}`);
      return;
    }
    this.#start(() => this.#call(command, notice), brief ? this.#waitingLast : this.#waiting);
  }

  /** A program of ours that was killed has told nobody, and nobody else knows. */
  async #call(command: string, notice: Notification): Promise<void> {
    const { notifyCommand, mayCallAgain = () => false, log } = this.#deps;
    for (let calls = 1; (await notifyCommand(command, notice, calls > 1)) === "killed"; calls++) {
      if (calls >= MOST_CALLS || this.#latest.get(notice.ups) !== notice || !mayCallAgain(command)) return;
      log.warning(`NOTIFYCMD for ${notice.type} was killed, and is called again`);
    }
  }

  wall(text: string): void {
    this.#start(() => this.#wall(text));
  }

  async #wall(text: string): Promise<void> {
    const result = await this.#deps.runner.run("wall", [], { input: `${text}\n`, timeoutMs: WALL_LIMIT_MS });
    if (result.kind !== "not-started" || this.#wallMissing) return;
    this.#wallMissing = true;
    this.#deps.log.notice(`Can't invoke wall: ${result.reason}; terminals will not be told`);
  }

  #start(job: () => Promise<void>, waiting = this.#waiting): void {
    if (this.#running.size < MAX_RUNNING) return this.#run(job);
    if (waiting.length < MAX_WAITING) return void waiting.push(job);
    if (this.#dropped++ === 0)
      this.#deps.log.error(`${MAX_RUNNING} notification programs hang; a notification was dropped`);
  }

  /** How many went the way of the first one that was dropped. */
  #sayDropped(): void {
    if (this.#dropped > 1) this.#deps.log.error(`${this.#dropped} notifications were dropped meanwhile`);
    this.#dropped = 0;
  }

  #run(job: () => Promise<void>): void {
    const done = job().finally(() => {
      this.#running.delete(done);
      const next = this.#waiting.shift() ?? this.#waitingLast.shift();
      if (next) this.#run(next);
      else this.#sayDropped();
    });
    this.#running.add(done);
  }

  async flush(): Promise<void> {
    while (this.#running.size > 0) await Promise.all(this.#running);
  }
}
