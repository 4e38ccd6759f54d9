/** A machine in memory: files, processes, accounts and signals that a test sets and looks at. */

import type { LaunchOptions } from "../../../src/daemon/launch.ts";
import type { Machine } from "../../../src/daemon/machine.ts";
import type { Files } from "../../../src/system/files/files.ts";
import type { Env } from "../../../src/system/files/paths.ts";
import type { Feed, ProcessRunner, RunResult } from "../../../src/system/process/process-runner.ts";
import type { Running, SendResult } from "../../../src/system/process/running.ts";
import type { DaemonSignal, Signals } from "../../../src/system/process/signals.ts";
import type { Account, Users } from "../../../src/system/process/users.ts";
import { VirtualClock } from "./virtual-clock.ts";

export class FakeFiles implements Files {
  readonly texts = new Map<string, string>();
  readonly modes = new Map<string, number>();
  /** Paths that cannot be written. */
  readonly readOnly = new Set<string>();

  read(path: string): string | undefined {
    return this.texts.get(path);
  }

  replace(path: string, text: string, mode: number): void {
    if (this.readOnly.has(path)) {
      throw Object.assign(new Error(`EACCES: permission denied, open '${path}'`), { code: "EACCES" });
    }
    this.texts.set(path, text);
    this.modes.set(path, mode);
  }

  remove(path: string): void {
    this.texts.delete(path);
  }

  mode(path: string): number | undefined {
    return this.modes.get(path);
  }
}

export class FakeRunning implements Running {
  readonly processes = new Map<number, string>();
  readonly denied = new Set<number>();
  readonly sent: (readonly [number, NodeJS.Signals | 0])[] = [];

  command(pid: number): readonly string[] | undefined {
    return this.processes.get(pid)?.split(" ");
  }

  send(pid: number, signal: NodeJS.Signals | 0): SendResult {
    if (!this.processes.has(pid)) return "no-process";
    if (this.denied.has(pid)) return "not-allowed";
    if (signal !== 0) this.sent.push([pid, signal]);
    return "sent";
  }
}

export class FakeFeed implements Feed {
  readonly lines: string[] = [];
  ended = false;
  #exit: ((status: number | undefined) => void) | undefined;

  write(line: string): void {
    this.lines.push(line);
  }

  end(): Promise<void> {
    this.ended = true;
    return Promise.resolve();
  }

  onExit(listener: (status: number | undefined) => void): void {
    this.#exit = listener;
  }

  exit(status: number | undefined): void {
    this.#exit?.(status);
  }
}

const OK: RunResult = { kind: "exited", status: 0, stdout: "", stderr: "" };

export class FakeRunner implements ProcessRunner {
  readonly ran: string[] = [];
  readonly feeds: FakeFeed[] = [];
  /** What a command line answers; success without output otherwise. */
  readonly answers = new Map<string, RunResult>();

  run(command: string, args: readonly string[]): Promise<RunResult> {
    const line = [command, ...args].join(" ");
    this.ran.push(line);
    return Promise.resolve(this.answers.get(line) ?? this.answers.get(command) ?? OK);
  }

  feed(command: string, args: readonly string[]): FakeFeed {
    this.ran.push([command, ...args].join(" "));
    const feed = new FakeFeed();
    this.feeds.push(feed);
    return feed;
  }
}

export class FakeUsers implements Users {
  readonly accounts = new Map<string, Account>();
  root = false;
  became: Account | undefined;

  find(name: string): Promise<Account | undefined> {
    return Promise.resolve(this.accounts.get(name));
  }

  isRoot(): boolean {
    return this.root;
  }

  become(account: Account): void {
    this.became = account;
    this.root = account.uid === 0;
  }
}

export class FakeSignals implements Signals {
  readonly #listeners = new Set<(signal: DaemonSignal) => void>();

  listen(hear: (signal: DaemonSignal) => void): () => void {
    this.#listeners.add(hear);
    return () => void this.#listeners.delete(hear);
  }

  send(signal: DaemonSignal): void {
    for (const hear of [...this.#listeners]) hear(signal);
  }

  get listeners(): number {
    return this.#listeners.size;
  }
}

export class FakeHost implements Machine {
  env: Env = {};
  readonly pid = 4321;
  readonly clock = new VirtualClock();
  readonly files = new FakeFiles();
  readonly running = new FakeRunning();
  readonly runner = new FakeRunner();
  readonly users = new FakeUsers();
  readonly signals = new FakeSignals();
  journal = false;
  launcher: Machine["launcher"];
  /** Everything that was written to standard error. */
  said = "";
  title = "";
  smallHeap = false;
  readonly launches: LaunchOptions[] = [];
  launchStatus = 0;
  readonly exits: number[] = [];
  crash: (error: unknown) => void = () => undefined;

  readonly launch: Machine["launch"] = (options) => {
    this.launches.push(options);
    return Promise.resolve(this.launchStatus);
  };

  stderr(text: string): void {
    this.said += text;
  }

  setTitle(title: string): void {
    this.title = title;
  }

  keepHeapSmall(): void {
    this.smallHeap = true;
  }

  onCrash(hear: (error: unknown) => void): () => void {
    this.crash = hear;
    return () => {
      this.crash = () => undefined;
    };
  }

  leaveWithin(): void {}

  exit(status: number): void {
    this.exits.push(status);
  }

  /** Makes us the process in the background; returns whether the launcher has been let go so far. */
  inBackground(): () => boolean {
    let released = false;
    this.launcher = {
      ready: () => {
        released = true;
      },
    };
    return () => released;
  }
}
