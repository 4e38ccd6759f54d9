/** A host that tests can switch off, the clock that it lives by, and what was said and remembered of it. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseUpsschedCmdConf } from "../../src/conf/upssched/upssched-cmd-conf.ts";
import type { HostKind, Job, Outcome, Settings } from "../../src/hosts/host-kind.ts";
import { done } from "../../src/hosts/host-kind.ts";
import { type Host, readHosts } from "../../src/hosts/hosts-conf.ts";
import type { HttpAsker } from "../../src/hosts/http/http-ask.ts";
import { OutageMemory } from "../../src/hosts/memory/outage-memory.ts";
import type { Prober, Sight } from "../../src/hosts/reach/probe.ts";
import { type HostResult, shutDownHost } from "../../src/hosts/shut-down-host.ts";
import { createLog } from "../../src/system/log/log.ts";
import type { ProcessRunner, RunResult } from "../../src/system/process/process-runner.ts";
import { VirtualClock } from "../sim/machine/virtual-clock.ts";

/** The hosts of a text of upssched-cmd.conf. Throws where it has a problem. */
export function hostsOf(text: string): readonly Host[] {
  const { actions, problems } = parseUpsschedCmdConf(text);
  const secrets = { file: () => ({ kind: "found", secret: "of a file" }) as const, env: () => "of the environment" };
  const read = readHosts(actions, "upssched-cmd.conf", secrets);
  const all = [...problems, ...read.problems];
  if (all.length > 0) throw new Error(all.map(({ text: each }) => each).join("\n"));
  return read.hosts;
}

export function hostOf(body: string): Host {
  const [host] = hostsOf(`[it]\n${body}\n`);
  if (!host) throw new Error("no host");
  return host;
}

export const settingsOf = (kind: HostKind, values: Readonly<Record<string, string>> = {}): Settings => ({
  get: (name) => values[name] ?? kind.rows.find((row) => row.name === name)?.fallback ?? "",
});

/** Programs that answer as the test says. */
export class PlayedPrograms implements ProcessRunner {
  readonly ran: { readonly words: string; readonly env: Readonly<Record<string, string | undefined>> }[] = [];
  answer: (words: string) => Partial<Extract<RunResult, { kind: "exited" }>> | RunResult = () => ({});

  run: ProcessRunner["run"] = (command, args, options) => {
    const words = [command, ...args].join(" ");
    this.ran.push({ words, env: options?.env ?? {} });
    const played = this.answer(words);
    const all = { kind: "exited", status: 0, stdout: "", stderr: "", ...played } as RunResult;
    return Promise.resolve(all);
  };

  feed: ProcessRunner["feed"] = () => {
    throw new Error("not used");
  };
}

const NOBODY: HttpAsker = () => Promise.resolve({ kind: "silent", why: "Connection refused", sent: false });

export class HostWorld {
  readonly clock = new VirtualClock();
  readonly folder = mkdtempSync(join(tmpdir(), "nutts-hosts-"));
  readonly lines: string[] = [];
  readonly programs = new PlayedPrograms();
  readonly log = createLog((level, line) => void this.lines.push(`${level} ${line}`));
  readonly memory = new OutageMemory(this.folder, this.log);
  ask: HttpAsker = NOBODY;
  sight: Sight = "answers";
  readonly orders: number[] = [];
  /** What the host makes of an order. */
  obey: (job: Job) => Promise<Outcome> = () => {
    this.goesDownIn(20);
    return Promise.resolve(done("ordered"));
  };

  goesDownIn(seconds: number): void {
    this.clock.after(seconds * 1000, () => {
      this.sight = "silent";
    });
  }

  readonly probe: Prober = () => Promise.resolve(this.sight);

  job(seconds = 60): Job {
    const { clock, log, programs: runner, ask } = this;
    return { clock, log, runner, ask, env: { PATH: "/bin" }, until: clock.now() + seconds * 1000 };
  }

  /** A host of a kind of its own, with what `body` says besides. */
  host(body = "check = port h:22", more: Partial<HostKind> = {}): Host {
    const base = hostOf(`type = ssh\nssh = root@h\ncommand = poweroff\n${body}`);
    const shutDown = (_: Settings, job: Job): Promise<Outcome> => {
      this.orders.push(this.clock.now() / 1000);
      return this.obey(job);
    };
    return { ...base, kind: { ...base.kind, shutDown, ...more } };
  }

  /** Runs to the end on the virtual clock. */
  async shutDown(host = this.host(), seconds = 60): Promise<HostResult> {
    const { probe, memory } = this;
    let result: HostResult | undefined;
    const task = { host, probe, memory, ups: "ups@h", why: "ONBATT", by: "1", job: this.job(seconds) };
    void shutDownHost(task).then((ended) => {
      result = ended;
    });
    for (let second = 0; second < 2 * seconds + 60 && result === undefined; second++) await this.clock.advance(1000);
    if (!result) throw new Error("it never ended");
    return result;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
