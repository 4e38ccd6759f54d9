import { mkdirSync } from "node:fs";
import { loadUpsConf } from "../conf/load.ts";
import type { ListenAddress } from "../conf/upsd-conf.ts";
import { logProblems } from "../daemon/log-problems.ts";
import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import { type DriverConf, driverConfOf } from "../driver-daemon/host/driver-conf.ts";
import { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import { lastingFolder } from "../system/files/lasting-folder.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { signalsHeard } from "../system/process/signals.ts";
import { systemReason } from "../system/system-error.ts";
import type { UpsdConfig } from "../upsd/config.ts";
import { loadConfig } from "../upsd/load-config.ts";
import { startUpsd, type Upsd } from "../upsd/upsd.ts";
import { type RunningPart, Supervised } from "./supervised.ts";
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
  /** None while upsd does not run. */
  readonly addresses: readonly ListenAddress[];
  /** For errors that nobody caught. */
  readonly upsd: Supervised;
  /** How the first start went. Rejects with NutError `configuration`; it is tried again until `stop`. */
  readonly begun: Promise<void>;
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

const NEVER = new Promise<never>(() => undefined);

/** upsd, and the drivers, which it starts when it holds its addresses, and which go on while it is started again. */
class Running implements Up {
  readonly upsd: Supervised;
  readonly #deps: UpDeps;
  #server: Upsd | undefined;
  #drivers: UpsDrivers | undefined;
  /** The files as they were last read, once upsd has run with them. */
  #loaded: Loaded | undefined;
  /** What the drivers are those of. */
  #applied: DriverConf | undefined;

  constructor(deps: UpDeps, firstMustWork: boolean) {
    this.#deps = deps;
    this.upsd = new Supervised({ name: "upsd", start: () => this.#start() }, { ...deps, firstMustWork });
    void this.upsd.run();
  }

  get begun(): Promise<void> {
    return this.upsd.begun;
  }

  get addresses(): readonly ListenAddress[] {
    return this.#server?.addresses ?? [];
  }

  served(upsname: string): Promise<void> | undefined {
    return this.#server?.served(upsname);
  }

  async reload(): Promise<void> {
    if (!this.#server) return this.upsd.reload();
    const loaded = await load(this.#deps, true);
    const { errors, upsd, drivers } = loaded;
    if (errors > 0)
      throw new NutError(
        "configuration",
        `${errors} line${errors > 1 ? "s" : ""} cannot be used; all goes on as it was`,
      );
    await this.#server.reload(upsd);
    this.#loaded = loaded;
    await this.#apply(drivers);
  }

  async stop(): Promise<void> {
    await this.upsd.stop();
    await this.#drivers?.stop();
  }

  async #start(): Promise<RunningPart> {
    const loaded = this.#loaded ?? (await load(this.#deps));
    const { clock, log, env, stopping } = this.#deps;
    const server = await startUpsd(loaded.upsd, {
      ...{ clock, log, env },
      ...(stopping ? { stopping } : {}),
      holding: () => this.#apply(loaded.drivers),
    });
    this.#server = server;
    this.#loaded = loaded;
    const stop = (): Promise<void> => {
      this.#server = undefined;
      return Promise.resolve(server.stop());
    };
    return { failed: NEVER, stop };
  }

  /** Those that run already go on. */
  async #apply(conf: DriverConf): Promise<void> {
    if (conf === this.#applied) return;
    if (conf.upses.length > 0) ensureStatePath(conf.statePath);
    const { started = () => undefined, env } = this.#deps;
    const batteryPath = lastingFolder("battery", env, conf.statePath);
    this.#drivers ??= new UpsDrivers({ ...this.#deps, started, batteryPath }, conf.statePath);
    this.#applied = conf;
    await this.#drivers.apply(conf);
  }
}

/** Starts everything, addresses first, and tries again where it cannot. */
export const beginUp = (deps: UpDeps): Up => new Running(deps, false);

/** Starts everything or nothing. Throws NutError `configuration`; nothing is left behind then. */
export async function startUp(deps: UpDeps): Promise<Up> {
  const up = new Running(deps, true);
  try {
    await up.begun;
    return up;
  } catch (error) {
    await up.stop();
    throw error;
  }
}
