/**
 * A driver for one device, started: what `nutts driver`, the driver host and `nutts up` are made of.
 *
 *     const driver = await startDriver(definition, config, deps);
 *     await driver.settled;     there are data, or the device is waited for
 *     await driver.stop();
 */
import { join } from "node:path";
import type { Openers } from "../../device/openers.ts";
import type { DriverDefinition } from "../../drivers/types.ts";
import { driverPlace } from "../../nut/driver-place.ts";
import { DriverSocket } from "../../sockproto/driver-socket.ts";
import { PublishedState } from "../../sockproto/published-state.ts";
import type { Clock } from "../../system/clock.ts";
import { FILES } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import { batteryWatchOf } from "./battery-watch-of.ts";
import { deviceLog } from "./device-log.ts";
import { DeviceRunner, type Settled } from "./device-runner.ts";
import { type DriverConfig, firstShareOf, pollTimes } from "./driver-config.ts";
import { forgetOffOrder, keepOffOrder } from "./off-order.ts";
import { openersOf } from "./openers.ts";
import { driverActions, type ReloadKind } from "./orders.ts";
import { DEBUG, defaultVariables, publisherFor, publishOverrides, publishOwn } from "./own-variables.ts";
import { optionProblems, parameterVariables } from "./parameters.ts";
import type { ReadingPublisher } from "./reading-publisher.ts";
import { needsRestart } from "./reload-plan.ts";

export interface DriverDeps {
  readonly openers: Openers;
  readonly clock: Clock;
  readonly log: Log;
  readonly statePath: string;
  /** Folder of what is learned of batteries; without it nothing is. */
  readonly batteryPath?: string | undefined;
  readonly logPrefix?: string;
  /** `-D`; ups.conf's debug_min may ask for more. */
  readonly debugLevel?: number;
  /** Which of its host's devices it is, from 0. */
  readonly turn?: number;
  /** Group of the socket, by number. */
  readonly socketGroup?: number | undefined;
  readonly readConfig?: () => DriverConfig | undefined | Promise<DriverConfig | undefined>;
  /** Called for `driver.exit`, and for `driver.reload-or-exit` when a setting needs a restart. Default: stops. */
  readonly onExit?: (why: "exit" | "reload-or-exit") => void;
}

export interface DriverHandle {
  readonly upsname: string;
  readonly driver: string;
  readonly socketPath: string;
  readonly published: PublishedState;
  /** How the start went; never rejects. */
  readonly settled: Promise<Settled>;
  /** Resolves when the driver has ended, for whatever reason. */
  readonly ended: Promise<void>;
  readonly gaveUp: boolean;
  reload(kind?: ReloadKind): Promise<boolean>;
  stop(): Promise<void>;
}

const debugLevelOf = ({ common }: DriverConfig, { debugLevel = 0 }: DriverDeps): number =>
  Math.max(debugLevel, common.debugMin ?? 0);

/** Parameters that a reload changes as the driver runs. */
const LIVE_PARAMETERS = ["pollinterval", "pollfreq", "synchronous", "sdcommands"].map(
  (name) => `driver.parameter.${name}`,
);

class RunningDriver implements DriverHandle {
  readonly published = new PublishedState();
  readonly settled: Promise<Settled>;
  readonly ended: Promise<void>;
  readonly #definition: DriverDefinition;
  readonly #deps: DriverDeps;
  readonly #log: Log;
  readonly #publisher: ReadingPublisher;
  readonly #runner: DeviceRunner;
  #config: DriverConfig;
  #socket: DriverSocket | undefined;
  /** What SET driver.debug has asked for; it outlives reloads. */
  #askedLevel: number | undefined;

  constructor(definition: DriverDefinition, config: DriverConfig, deps: DriverDeps) {
    this.#definition = definition;
    this.#config = config;
    this.#deps = deps;
    this.#log = deviceLog(deps.log, deps.logPrefix ?? "", debugLevelOf(config, deps));
    publishOwn(this.published, definition, config, this.#log.debugLevel);
    this.#publisher = publisherFor(this.published, definition, config, this.#log, deps.clock);
    this.#runner = this.#makeRunner();
    this.settled = this.#runner.settled.then((settled) => this.#noteSettled(settled));
    this.ended = this.#runner.ended.then(() => this.#socket?.close());
  }

  get gaveUp(): boolean {
    return this.#runner.gaveUp;
  }

  get upsname(): string {
    return this.#config.settings.upsname;
  }

  get driver(): string {
    return this.#definition.name;
  }

  get socketPath(): string {
    return join(this.#deps.statePath, driverPlace(this.driver, this.upsname));
  }

  #makeRunner(): DeviceRunner {
    const { clock } = this.#deps;
    const { settings, common } = this.#config;
    const openers = openersOf(this.#deps.openers, common, this.#deps.statePath);
    const log = this.#log;
    return new DeviceRunner({
      definition: this.#definition,
      context: { settings, openers, log, clock },
      published: this.published,
      publisher: this.#publisher,
      battery: batteryWatchOf(this.#definition, () => this.#config, this.#deps, log),
      clock,
      log,
      times: { ...pollTimes(this.#config, this.#definition), firstShare: firstShareOf(this.#deps.turn ?? 0) },
    });
  }

  async start(): Promise<void> {
    const { name, standsIn } = this.#definition;
    if (standsIn !== undefined) this.#log.notice(`driver = ${name}: ${standsIn} stands in for it`);
    for (const problem of optionProblems(this.#definition, this.#config)) this.#log.error(problem);
    const actions = driverActions({
      runner: this.#runner,
      published: this.published,
      log: this.#log,
      clock: this.#deps.clock,
      sdcommands: () => this.#config.common.sdcommands,
      debug: (level) => {
        this.#askedLevel = level;
        this.#applyDebugLevel();
      },
      reload: (kind) => this.reload(kind),
      exit: () => this.#exit("exit"),
      goesOff: (seconds) => this.#goesOff(seconds),
    });
    const options = { published: this.published, actions, pid: process.pid, clock: this.#deps.clock, log: this.#log };
    this.#socket = await DriverSocket.open(this.socketPath, options, this.#deps.socketGroup);
    this.#log.debug(1, `Listening on socket ${this.socketPath}`);
    this.#runner.start();
  }

  #goesOff(seconds: number | undefined): void {
    const place = { socketPath: this.socketPath, files: FILES, clock: this.#deps.clock, log: this.#log };
    if (seconds === undefined) forgetOffOrder(place);
    else keepOffOrder(place, seconds);
  }

  #noteSettled(settled: Settled): Settled {
    if (settled.outcome === "up" && this.#config.common.ignorelb && !this.#canJudgeLow()) {
      this.#log.error(
        "ignorelb is set, but the device gives neither battery.charge with battery.charge.low nor battery.runtime with " +
          "battery.runtime.low: its own LB counts on; set default.battery.charge.low, or remove ignorelb",
      );
    }
    return settled;
  }

  #canJudgeLow(): boolean {
    const has = (name: string): boolean => this.published.state.get(name) !== undefined;
    return ["battery.charge", "battery.runtime"].some((name) => has(name) && has(`${name}.low`));
  }

  #exit(why: "exit" | "reload-or-exit"): void {
    const { onExit } = this.#deps;
    // The answer to whoever asked goes out first.
    setImmediate(() => (onExit ? onExit(why) : void this.stop()));
  }

  async reload(kind: ReloadKind = "reload"): Promise<boolean> {
    const before = this.published.state.value("driver.state") ?? "quiet";
    this.published.set("driver.state", "reloading");
    try {
      const config = await this.#deps.readConfig?.();
      if (config) return this.#takeOver(config, kind);
      this.#log.warning("this UPS is not in ups.conf (any more): the driver goes on with what it has");
      return kind !== "reload-or-error";
    } catch (error) {
      this.#log.error(`ups.conf cannot be read, the driver goes on with what it has: ${reasonOf(error)}`);
      return false;
    } finally {
      this.published.set("driver.state", before);
    }
  }

  #takeOver(config: DriverConfig, kind: ReloadKind): boolean {
    const fixed = needsRestart(this.#config, config);
    if (fixed.length > 0)
      this.#log.warning(`changed, but only a restart of the driver applies it: ${fixed.join(", ")}`);
    this.#config = { settings: fixed.length > 0 ? this.#config.settings : config.settings, common: config.common };
    this.#runner.setTimes(pollTimes(config, this.#definition));
    this.#applyDebugLevel();
    publishOverrides(this.published, config);
    this.#publisher.setDefaults(defaultVariables(config));
    this.#publishLive(parameterVariables(this.#definition, config));
    this.#log.info("configuration read again");
    if (fixed.length > 0 && kind === "reload-or-exit") this.#exit("reload-or-exit");
    return fixed.length === 0;
  }

  #publishLive(parameters: ReadonlyMap<string, string>): void {
    const prefixed = [...parameters.keys()].filter((name) => /^driver\.parameter\.(override|default)\./i.test(name));
    for (const name of [...LIVE_PARAMETERS, ...prefixed]) {
      const value = parameters.get(name);
      if (value === undefined) this.published.apply({ kind: "delete", name });
      else this.published.set(name, value);
    }
  }

  #applyDebugLevel(): void {
    this.#log.debugLevel = this.#askedLevel ?? debugLevelOf(this.#config, this.#deps);
    if (this.published.set(DEBUG, String(this.#log.debugLevel))) this.#log.info(`debug level ${this.#log.debugLevel}`);
  }

  stop(): Promise<void> {
    return this.#runner.stop();
  }
}

export async function startDriver(
  definition: DriverDefinition,
  config: DriverConfig,
  deps: DriverDeps,
): Promise<DriverHandle> {
  const driver = new RunningDriver(definition, config, deps);
  await driver.start();
  return driver;
}
