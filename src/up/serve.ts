/** What `nutts up` runs, in order: drivers and upsd, upsmon, the dashboard, MQTT and other outputs; it ends in the reverse order. */
import type { Io } from "../cli/program.ts";
import type { Daemon, Machine } from "../daemon/run-daemon.ts";
import { systemOpeners } from "../driver-daemon/engine/openers.ts";
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import { takeOver } from "../driver-daemon/host/driver-daemon.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";
import type { ParentPipe } from "../upsmon/shell/parent-pipe.ts";
import type { Start } from "../upsmon/shell/start.ts";
import { ChangedFiles } from "./changed-files.ts";
import { CrashCount } from "./crash-count.ts";
import { clockTime, statusLine } from "./status-line.ts";
import { type Part, Supervised } from "./supervised.ts";
import { startUp, type Up } from "./up.ts";
import { watchPart } from "./watch-part.ts";
import { watchStatus } from "./watch-status.ts";
import { mqttPart, outputsPart } from "./web-conf-parts.ts";
import { type WebWishes, webPart } from "./web-part.ts";

export interface Run {
  readonly env: Env;
  readonly log: Log;
  readonly greeting: string;
  /** Undefined where no dashboard is wanted. */
  readonly web: WebWishes | undefined;
  /** Begins when upsd listens; returns the way to stop. */
  readonly watch?: (up: Up) => () => Promise<void>;
  /** How upsmon begins, where there is an upsmon.conf. */
  readonly start?: Start;
  readonly pipe?: ParentPipe | undefined;
}

const NO_PARENT =
  "the privileged process above us is gone, so that nobody could shut this machine down: ending, for whoever starts us to begin anew";

const NO_UPSMON = "there is no upsmon.conf: nothing shuts this machine down in a power failure. nutts init writes one";

function partsOf(daemon: Daemon, up: Up, run: Run, io: Io, machine: Machine) {
  const { clock, files } = machine;
  const { log, web, env, start, pipe } = run;
  const supervised = (part: Part): Supervised => new Supervised(part, { clock, log });
  const orders = { forceShutdown: (): void | Promise<void> => log.warning(NO_UPSMON) };
  const opened = (url: string): void => io.out(`${clockTime(clock.wall())}  web  the dashboard is at ${url}/\n`);
  const beside = { env, clock, files, log, addresses: () => up.addresses };
  return {
    orders,
    upsmon: start && supervised(watchPart(daemon, start, pipe, orders)),
    web: web && supervised(webPart({ ...beside, opened, ...web })),
    mqtt: run.watch ? undefined : supervised(mqttPart(beside)),
    outputs: run.watch ? undefined : supervised(outputsPart(beside)),
  };
}

async function untilStopped(daemon: Daemon, up: Up, run: Run, io: Io, machine: Machine): Promise<void> {
  const { clock } = machine;
  const { log } = run;
  const { orders, upsmon, web, mqtt, outputs } = partsOf(daemon, up, run, io, machine);
  const changed = new ChangedFiles(confPath(run.env), clock, log);
  const crashes = new CrashCount(clock);
  daemon.onCrash((error) => {
    if (!web?.running || crashes.tooMany()) return false;
    log.error(
      `an error that nobody caught: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
    );
    web.fault("it is taken for what failed");
    return true;
  });
  daemon.onReload(async () => {
    changed.read();
    for (const part of [up, upsmon, web, mqtt, outputs]) {
      await Promise.resolve(part?.reload()).catch((error: unknown) => log.error(`reload: ${reasonOf(error)}`));
    }
  });
  daemon.onUser1(() => orders.forceShutdown());
  for (const part of [upsmon, web, mqtt, outputs]) void part?.run();
  if (!upsmon && !run.watch) log.warning(NO_UPSMON);
  await daemon.ready(`serving ${up.addresses.length} addresses`);
  machine.launcher?.ready(true);
  const stopWatching = run.watch?.(up);
  await daemon.stopped;
  changed.stop();
  await Promise.all([outputs?.stop(), mqtt?.stop()]);
  await web?.stop();
  await stopWatching?.();
  await upsmon?.stop();
}

/** Throws NutError `configuration` when drivers and upsd cannot be started. */
export async function serve(daemon: Daemon, run: Run, io: Io, machine: Machine): Promise<number> {
  const { clock, files } = machine;
  const tell = ({ upsname, published }: DriverHandle): void =>
    io.out(`${statusLine(clock.wall(), upsname, published.state)}\n`);
  daemon.dropPrivileges();
  const started = startUp({
    clock,
    files,
    env: run.env,
    log: run.log,
    openers: systemOpeners(clock, run.log),
    takeOver: (ups) => takeOver(ups, machine, run.log),
    started: (driver) => void watchStatus(driver, tell),
    stopping: daemon.stopping,
  });
  const up = await started.catch((error: unknown) => {
    if (!daemon.stopping.aborted) throw error;
    return undefined;
  });
  if (up === undefined || daemon.stopping.aborted) {
    await up?.stop();
    return 0;
  }
  io.out(run.greeting);
  let status = 0;
  run.pipe?.onLost(() => {
    if (daemon.stopping.aborted) return;
    status = 1;
    run.log.error(NO_PARENT);
    daemon.stop(NO_PARENT);
  });
  await untilStopped(daemon, up, run, io, machine);
  await up.stop();
  return status;
}
