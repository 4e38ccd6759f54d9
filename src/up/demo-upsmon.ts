/** The demo's upsmon: a secondary that says what it decides, shuts nothing down and starts over. */
import { UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../conf/upsmon-conf.ts";
import type { Clock, Timer } from "../system/clock.ts";
import { createLog, type Log, type LogLevel } from "../system/log/log.ts";
import { Engine } from "../upsmon/shell/engine.ts";
import { logPlan } from "../upsmon/shell/shut-down.ts";
import { DEMO_UPS, DEMO_USER } from "./demo-folder.ts";
import { clockTime } from "./status-line.ts";

/** After a decision: by then the mains has come back. */
const NEXT_OUTAGE_MS = 30_000;
const WEIGHTY: ReadonlySet<LogLevel> = new Set(["error", "warning"]);

const settings = (host: string, port: number): UpsmonConf => ({
  ...UPSMON_CONF_DEFAULTS,
  monitors: [
    {
      system: DEMO_UPS,
      upsname: DEMO_UPS,
      host,
      port,
      powerValue: 1,
      username: DEMO_USER,
      password: DEMO_USER,
      role: "secondary",
    },
  ],
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
  /** Until then upsd has nothing good to tell, and a poll would be an error. */
  readonly served: Promise<void>;
  out(text: string): void;
}

export function watchDemo(host: string, port: number, { clock, log, served, out }: DemoWatchDeps): () => Promise<void> {
  const conf = settings(host, port);
  const print = (text: string): void => out(`${clockTime(clock.wall())}  upsmon  ${text}\n`);
  const sayLog = createLog((_level, line) => print(line));
  const reasons = log.debugLevel > 0 ? log : createLog((level, line) => WEIGHTY.has(level) && print(line));
  let engine: Engine | undefined;
  let timer: Timer | undefined;
  let stopped = false;
  const begin = (): void => {
    if (stopped) return;
    engine = new Engine(conf, {
      clock,
      log: reasons,
      notifier: {
        configure: () => undefined,
        tell: ({ type, text }) => print(`${type.padEnd(14)}  ${text}`),
        rehearse: ({ type, text }) => print(`${type.padEnd(14)}  ${text}`),
        wall: () => undefined,
        flush: () => Promise.resolve(),
      },
      clientOptions: () => ({ host, port, clock }),
      shutDown: () => Promise.resolve(void logPlan(conf, sayLog)),
      status: () => undefined,
    });
    void engine.ended.then(() => {
      if (!stopped) timer = clock.after(NEXT_OUTAGE_MS, begin);
    });
  };
  void served.then(begin);
  return async () => {
    stopped = true;
    timer?.cancel();
    engine?.send({ kind: "stop", how: "end of the demo" });
    await engine?.ended;
  };
}
