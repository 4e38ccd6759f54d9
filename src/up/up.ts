import { mkdirSync } from "node:fs";
import { loadUpsConf } from "../conf/load.ts";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import { logProblems } from "../daemon/log-problems.ts";
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import { type DriverConf, driverConfOf } from "../driver-daemon/host/driver-conf.ts";
import { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { signalsHeard } from "../system/process/signals.ts";
import { systemReason } from "../system/system-error.ts";
import type { UpsdConfig } from "../upsd/config.ts";
import { loadConfig } from "../upsd/load-config.ts";
import { startUpsd, type Upsd } from "../upsd/upsd.ts";
import { UpsDrivers, type UpsDriversDeps } from "./ups-drivers.ts";

export interface UpDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly env: Env;
  readonly files: Files;
  readonly openers: UpsDriversDeps["openers"];
  readonly takeOver: UpsDriversDeps["takeOver"];
  readonly started?: (driver: DriverHandle) => void;
  /** Ends a start or a reload that is under way: nothing more is begun. */
  readonly stopping?: AbortSignal;
}

export interface Up {
  readonly addresses: readonly ListenAddress[];
  /** Resolves when upsd has good data of this UPS for the first time; undefined when there is no such UPS. */
  served(upsname: string): Promise<void> | undefined;
  /** Reads the files again. Throws NutError `configuration` and changes nothing when they cannot be used. */
  reload(): Promise<void>;
  stop(): Promise<void>;
}

interface Loaded {
  /** Lines that cannot be used: they stop a reload, not a start. */
  readonly errors: number;
  readonly upsd: UpsdConfig;
  readonly drivers: DriverConf;
}

/** Lets signals in, and throws NutError when one of them has ended it all. */
async function goesOn(stopping: AbortSignal | undefined): Promise<void> {
  await signalsHeard();
  if (stopping?.aborted) throw new NutError("configuration", "ended before the files were read");
}

/** Reads the folder. Throws NutError `configuration`. */
async function load({ env, files, log, stopping }: UpDeps, again = false): Promise<Loaded> {
  const upsConf = loadUpsConf(confPath(env), files);
  await goesOn(stopping);
  const { config, problems } = loadConfig({ env, files, log, family: undefined, again, upsConf });
  await goesOn(stopping);
  logProblems(problems, log);
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return { errors, upsd: config, drivers: driverConfOf(upsConf, env) };
}

function ensureStatePath(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o770 });
  } catch (error) {
    const advice = "create it for this user, or name another with NUT_STATEPATH or statepath in ups.conf";
    throw new NutError("configuration", `the folder for drivers' sockets, ${path}: ${systemReason(error)}; ${advice}`);
  }
}

class Running implements Up {
  readonly #deps: UpDeps;
  readonly #drivers: UpsDrivers;
  readonly #upsd: Upsd;

  constructor(deps: UpDeps, drivers: UpsDrivers, upsd: Upsd) {
    this.#deps = deps;
    this.#drivers = drivers;
    this.#upsd = upsd;
  }

  get addresses(): readonly ListenAddress[] {
    return this.#upsd.addresses;
  }

  served(upsname: string): Promise<void> | undefined {
    return this.#upsd.served(upsname);
  }

  async reload(): Promise<void> {
    const { errors, upsd, drivers } = await load(this.#deps, true);
    if (errors > 0)
      throw new NutError(
        "configuration",
        `${errors} line${errors > 1 ? "s" : ""} cannot be used; all goes on as it was`,
      );
    await this.#upsd.reload(upsd);
    await this.#drivers.apply(drivers);
  }

  async stop(): Promise<void> {
    this.#upsd.stop();
    await this.#drivers.stop();
  }
}

/** Starts everything, addresses first. Throws NutError `configuration`; nothing is left behind then. */
export async function startUp(deps: UpDeps): Promise<Up> {
  const { upsd, drivers } = await load(deps);
  if (drivers.upses.length > 0) ensureStatePath(drivers.statePath);
  const { clock, log, env, stopping, started = () => undefined } = deps;
  const running = new UpsDrivers({ ...deps, started }, drivers.statePath);
  try {
    const server = await startUpsd(upsd, {
      ...{ clock, log, env },
      ...(stopping ? { stopping } : {}),
      holding: () => running.apply(drivers),
    });
    return new Running(deps, running, server);
  } catch (error) {
    await running.stop();
    throw error;
  }
}
