/** upsmon of the demo's machines: secondaries that say what they decide, shut nothing down and start over. */
import { mkdirSync } from "node:fs";
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../conf/upsmon-conf.ts";
import { keepReport, type OutageReport } from "../hosts/memory/outage-reports.ts";
import { type PowerReader, powerReader } from "../hosts/waking/read-power.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { createLog, type Log, type LogLevel } from "../system/log/log.ts";
import { systemReason } from "../system/system-error.ts";
import { Engine } from "../upsmon/shell/engine.ts";
import { logPlan } from "../upsmon/shell/shut-down.ts";
import { DEMO_UPS, DEMO_USER } from "./demo-folder.ts";
import { DEMO_MACHINES, type DemoMachine } from "./demo-machines.ts";
import { DemoWaking, type Sleeper } from "./demo-waking.ts";
import { clockTime } from "./status-line.ts";

/** After a decision: by then the mains has come back. */
const NEXT_OUTAGE_MS = 50_000;
const WEIGHTY: ReadonlySet<LogLevel> = new Set(["error", "warning"]);

export interface DemoServer {
  readonly host: string;
  readonly port: number;
}

const settings = ({ ups, rules }: DemoMachine, { host, port }: DemoServer): UpsmonConf => ({
  ...UPSMON_CONF_DEFAULTS,
  monitors: [
    {
      ...{ system: ups, upsname: ups, host, port },
      ...{ powerValue: 1, username: DEMO_USER, password: DEMO_USER, role: "secondary" },
    },
  ],
  shutdownRules: rules,
  shutdowncmd: "/sbin/shutdown -h +0",
  // The demo is sixty times faster than life.
  pollfreq: 1,
  pollfreqalert: 1,
  hostsync: 1,
  finaldelay: 1,
});

export interface DemoWatchDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Until then upsd has nothing good to tell of that UPS, and a poll would be an error. */
  readonly served: (ups: string) => Promise<void>;
  /** Over the network where it is left out, as any client asks. */
  readonly power?: PowerReader;
  /** Where the dashboard looks for what became of machines. */
  readonly memory: string;
  out(text: string): void;
}

class WatchedMachine implements Sleeper {
  readonly #machine: DemoMachine;
  readonly #server: DemoServer;
  readonly #deps: DemoWatchDeps;
  readonly #waking: DemoWaking;
  #engine: Engine | undefined;
  #timer: Timer | undefined;
  #stopped = false;

  constructor(machine: DemoMachine, server: DemoServer, deps: DemoWatchDeps, waking: DemoWaking) {
    this.#machine = machine;
    this.#server = server;
    this.#deps = deps;
    this.#waking = waking;
    void deps.served(machine.ups).then(() => this.#begin());
  }

  get name(): string {
    return this.#machine.name;
  }

  isUp(): boolean {
    return this.#engine !== undefined;
  }

  wake(): void {
    if (!this.isUp()) this.#begin();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#timer?.cancel();
    this.#engine?.send({ kind: "stop", how: "end of the demo" });
    await this.#engine?.ended;
  }

  #print(text: string): void {
    const { clock, out } = this.#deps;
    out(`${clockTime(clock.wall())}  ${this.#machine.name.padEnd(4)}  ${text}\n`);
  }

  #begin(): void {
    if (this.#stopped) return;
    const { clock, log } = this.#deps;
    const { host, port } = this.#server;
    const conf = settings(this.#machine, this.#server);
    const say = createLog((_level, line) => this.#print(line));
    const reasons = log.debugLevel > 0 ? log : createLog((level, line) => WEIGHTY.has(level) && this.#print(line));
    const tell = ({ type, text }: { readonly type: string; readonly text: string }): void =>
      this.#print(`${type.padEnd(14)}  ${text}`);
    this.#engine = new Engine(conf, {
      clock,
      log: reasons,
      notifier: {
        configure: () => undefined,
        tell,
        rehearse: tell,
        wall: () => undefined,
        flush: () => Promise.resolve(),
      },
      clientOptions: () => ({ host, port, clock }),
      shutDown: () => Promise.resolve(void logPlan(conf, say)),
      status: () => undefined,
    });
    void this.#engine.ended.then(() => this.#down());
  }

  #down(): void {
    this.#engine = undefined;
    if (this.#stopped) return;
    if (this.#machine.woken) return this.#waking.remember(this);
    this.#timer = this.#deps.clock.after(NEXT_OUTAGE_MS, () => this.#begin());
  }
}

function remember({ memory, log }: DemoWatchDeps, report: OutageReport): void {
  try {
    mkdirSync(memory, { recursive: true });
    keepReport(memory, report);
  } catch (error) {
    log.warning(`${memory} cannot be written: ${systemReason(error)}; the dashboard does not show who was woken`);
  }
}

/** Returns the way to stop them. */
export function watchDemo(server: DemoServer, deps: DemoWatchDeps): () => Promise<void> {
  const { clock, out } = deps;
  const reader = deps.power === undefined ? powerReader() : undefined;
  const waking = new DemoWaking({
    clock,
    ups: `${DEMO_UPS}@${server.host}:${server.port}`,
    read: deps.power ?? reader?.read ?? (() => Promise.resolve(undefined)),
    say: (text) => out(`${clockTime(clock.wall())}  waking  ${text}\n`),
    report: (report) => remember(deps, report),
  });
  const machines = DEMO_MACHINES.map((machine) => new WatchedMachine(machine, server, deps, waking));
  return async () => {
    waking.stop();
    await Promise.all(machines.map((machine) => machine.stop()));
    await reader?.close();
  };
}
