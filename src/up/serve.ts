/** What `nutts up` runs, in order: drivers and upsd, upsmon, the dashboard, MQTT and other outputs; it ends in the reverse order. */
import type { Io } from "../cli/program.ts";
import type { Daemon, Machine } from "../daemon/run-daemon.ts";
import { systemOpeners } from "../driver-daemon/engine/openers.ts";
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import type { DriverUps } from "../driver-daemon/host/driver-conf.ts";
import { takeOver } from "../driver-daemon/host/driver-daemon.ts";
import { SharedMirrors } from "../mirror/shared-mirrors.ts";
import type { EnergyOf } from "../mqtt/energy-source.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { reasonOf } from "../system/system-error.ts";
import { known } from "../upsmon/shell/child.ts";
import type { ParentPipe } from "../upsmon/shell/parent-pipe.ts";
import type { Start } from "../upsmon/shell/start.ts";
import type { Site } from "../web/site.ts";
import { blamer } from "./blame.ts";
import { ChangedFiles } from "./changed-files.ts";
import { UpsmonBeside } from "./own-machine.ts";
import { clockTime, statusLine } from "./status-line.ts";
import { type Part, Supervised } from "./supervised.ts";
import { beginUp, startUp, type Up, type UpDeps } from "./up.ts";
import { type WatchOrders, watchPart } from "./watch-part.ts";
import { watchStatus } from "./watch-status.ts";
import { mqttPart, outputsPart } from "./web-conf-parts.ts";
import { type WebWishes, webPart } from "./web-part.ts";

export interface Run {
  readonly env: Env;
  readonly log: Log;
  readonly greeting: string;
  /** Undefined where no dashboard is wanted. */
  readonly web: WebWishes | undefined;
  /** Another process is upsmon, as whoever started us knows. */
  readonly unwatched?: boolean;
  /** Begins when upsd listens; returns the way to stop. */
  readonly watch?: (up: Up) => () => Promise<void>;
  /** How upsmon begins, where there is an upsmon.conf. */
  readonly start?: Start;
  readonly pipe?: ParentPipe | undefined;
}

const NO_PARENT =
  "the privileged process above us is gone, so that nobody could shut this machine down: ending, for whoever starts us to begin anew";

const NO_UPSMON = "there is no upsmon.conf: nothing shuts this machine down in a power failure. nutts init writes one";

const NOT_HERE = "upsmon is another process (--no-upsmon): nutts upsmon -c fsd asks that one";

function partsOf(daemon: Daemon, up: Up, run: Run, io: Io, machine: Machine) {
  const { clock, files } = machine;
  const { log, web, env, start, pipe } = run;
  const supervised = (part: Part): Supervised => new Supervised(part, { clock, log, stopping: daemon.stopping });
  const own = new UpsmonBeside(() => upsmon?.trouble);
  const orders: WatchOrders = {
    forceShutdown: () => log.warning(run.unwatched ? NOT_HERE : NO_UPSMON),
    seen: (look) => {
      own.look = look;
    },
  };
  const upsmon = start && supervised(watchPart(daemon, start, pipe, orders));
  const opened = (url: string): void => io.out(`${clockTime(clock.wall())}  web  the dashboard is at ${url}/\n`);
  const mirrors = new SharedMirrors({ clock, log });
  const beside = { env, clock, files, log, addresses: () => up.addresses, mirrors };
  let site: Site | undefined;
  const shown = (now: Site | undefined): void => {
    site = now;
  };
  const energy: EnergyOf = (server, name) => (web ? site?.energy(server, name) : "own");
  return {
    orders,
    upsmon,
    web: web && supervised(webPart({ ...beside, opened, shown, own: start && own, ...web })),
    mqtt: run.watch ? undefined : supervised(mqttPart({ ...beside, energy })),
    outputs: run.watch ? undefined : supervised(outputsPart({ ...beside, energy })),
  };
}

async function untilStopped(daemon: Daemon, up: Up, run: Run, io: Io, machine: Machine): Promise<void> {
  const { clock } = machine;
  const { log, pipe } = run;
  const { orders, upsmon, web, mqtt, outputs } = partsOf(daemon, up, run, io, machine);
  const changed = new ChangedFiles(confPath(run.env), clock, log);
  daemon.onCrash(blamer({ clock, log, suspects: [web, up.upsd] }));
  daemon.onReload(async () => {
    changed.read();
    for (const part of [up, upsmon, web, mqtt, outputs]) {
      await Promise.resolve(part?.reload()).catch((error: unknown) => log.error(`reload: ${reasonOf(error)}`));
    }
  });
  daemon.onUser1(() => orders.forceShutdown());
  void upsmon?.run();
  // What they follow is upsd.
  for (const part of [web, mqtt, outputs]) void up.upsd.ran.then(() => part?.run());
  if (!upsmon && !run.watch && !run.unwatched) log.warning(NO_UPSMON);
  if (pipe) await known(machine.launcher, pipe);
  await daemon.ready(up.upsd.trouble ?? `serving ${up.addresses.length} addresses`);
  const stopWatching = run.watch?.(up);
  await daemon.stopped;
  changed.stop();
  await Promise.all([outputs?.stop(), mqtt?.stop()]);
  await web?.stop();
  await stopWatching?.();
  await upsmon?.stop();
}

/** upsmon may watch UPSes of another server: where upsd cannot start, it is told, and upsmon does not wait for it. */
async function beginWith(deps: UpDeps): Promise<Up> {
  const up = beginUp(deps);
  await up.begun.catch(() => undefined);
  return up;
}

/** Throws NutError `configuration` when drivers and upsd cannot be started, and there is no upsmon to go on with. */
export async function serve(daemon: Daemon, run: Run, io: Io, machine: Machine): Promise<number> {
  const { clock, files } = machine;
  // What drivers tell before the greeting comes behind it.
  let early: string[] | undefined = [];
  const say = (text: string): void => {
    if (early) early.push(text);
    else io.out(text);
  };
  const tell = ({ upsname, published }: DriverHandle): void =>
    say(`${statusLine(clock.wall(), upsname, published.state)}\n`);
  daemon.dropPrivileges();
  const deps = {
    clock,
    files,
    env: run.env,
    log: run.log,
    openers: systemOpeners(clock, run.log),
    takeOver: (ups: DriverUps) => takeOver(ups, machine, run.log),
    started: (driver: DriverHandle) => void watchStatus(driver, tell),
    stopping: daemon.stopping,
  };
  const up = await (run.start ? beginWith(deps) : startUp(deps)).catch((error: unknown) => {
    if (!daemon.stopping.aborted) throw error;
    return undefined;
  });
  if (up === undefined || daemon.stopping.aborted) {
    await up?.stop();
    return 0;
  }
  io.out([run.greeting, ...early].join(""));
  early = undefined;
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
