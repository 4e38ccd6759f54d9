/**
 * Many devices in one process: each has its driver, its socket and its own life. A device may join, leave and be
 * started again while the others go on; when the last one has left, the host has nothing to live for.
 */
import type { DriverDefinition } from "../../drivers/types.ts";
import { fewAtOnce } from "../../system/few-at-once.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { Settled } from "../engine/device-runner.ts";
import { type DriverDeps, type DriverHandle, startDriver } from "../engine/start-driver.ts";
import type { DriverUps } from "./driver-conf.ts";

export interface HostDeps extends Omit<DriverDeps, "logPrefix" | "readConfig" | "onExit" | "turn"> {
  /** The UPS as ups.conf has it now; undefined when it is not there. Throws when the file cannot be read. */
  readonly find: (upsname: string) => DriverUps | undefined;
  readonly load: (driver: string) => Promise<DriverDefinition>;
  /** Ends a driver of another process that serves this UPS. Throws NutError when it does not end. */
  readonly takeOver: (ups: DriverUps) => Promise<void>;
  /** Runs what starts a driver, so that what goes wrong in it later is known to be its own. */
  readonly contain?: <T>(upsname: string, start: () => Promise<T>) => Promise<T>;
  readonly came?: (device: DriverHandle) => void;
  readonly changed?: () => void;
}

export class DriverHost {
  /** Resolves when the last device has left. */
  readonly empty: Promise<void>;
  readonly #deps: HostDeps;
  readonly #log: Log;
  readonly #devices = new Map<string, DriverHandle>();
  /** Starts and stops of one UPS, one after the other. */
  readonly #turns = new Map<string, Promise<unknown>>();
  #leave: () => void = () => undefined;
  #ending = false;
  #launched = 0;

  constructor(deps: HostDeps) {
    this.#deps = deps;
    this.#log = deps.log;
    this.empty = new Promise((resolve) => {
      this.#leave = resolve;
    });
  }

  get upsnames(): readonly string[] {
    return [...this.#devices.keys()];
  }

  get count(): number {
    return this.#devices.size;
  }

  get devices(): Iterable<DriverHandle> {
    return this.#devices.values();
  }

  /**
   * Starts a UPS of ups.conf; one that runs already is started again. Resolves when its socket is open, with what
   * becomes of it; what is wrong is said and told as `unusable`. Never rejects.
   */
  start(upsname: string): Promise<{ readonly settled: Promise<Settled> }> {
    return this.#inTurn(upsname, async () => {
      try {
        if (this.#ending) throw new Error("not started: all devices are being stopped");
        await this.#devices.get(upsname)?.stop();
        const { contain = (_, start) => start() } = this.#deps;
        return { settled: (await contain(upsname, () => this.#launch(upsname))).settled };
      } catch (error) {
        const text = reasonOf(error);
        this.#log.error(`[${upsname}] ${text}`);
        return { settled: Promise.resolve<Settled>({ outcome: "unusable", text }) };
      }
    });
  }

  #inTurn<T>(upsname: string, run: () => Promise<T>): Promise<T> {
    const turn = (this.#turns.get(upsname) ?? Promise.resolve()).then(run);
    this.#turns.set(upsname, turn);
    return turn;
  }

  async #launch(upsname: string): Promise<DriverHandle> {
    const ups = this.#deps.find(upsname);
    if (!ups) throw new Error("is not in ups.conf, or has no driver or port there");
    const definition = await this.#deps.load(ups.driver);
    await this.#deps.takeOver(ups);
    const handle: DriverHandle = await startDriver(definition, ups.config, {
      ...this.#deps,
      logPrefix: `[${upsname}] `,
      turn: this.#launched++,
      readConfig: () => this.#deps.find(upsname)?.config,
      onExit: (why) => void (why === "exit" ? this.stop(upsname) : this.start(upsname)),
    });
    this.#devices.set(upsname, handle);
    void handle.ended.then(() => this.#gone(upsname, handle));
    this.#deps.came?.(handle);
    this.#deps.changed?.();
    return handle;
  }

  #gone(upsname: string, handle: DriverHandle): void {
    if (this.#devices.get(upsname) !== handle) return;
    this.#devices.delete(upsname);
    this.#deps.changed?.();
    // A device that is started again leaves for a moment.
    void this.#turns.get(upsname)?.then(() => {
      if (this.#devices.size === 0) this.#leave();
    });
  }

  stop(upsname: string): Promise<void> {
    return this.#inTurn(upsname, async () => {
      await this.#devices.get(upsname)?.stop();
    });
  }

  /** For good: no device starts after this. */
  async stopAll(): Promise<void> {
    this.#ending = true;
    await Promise.all(this.upsnames.map((upsname) => this.stop(upsname)));
  }

  /** Every device takes over what changed in ups.conf; with `reload-or-exit` it is started again where needed. */
  async reload(kind: "reload" | "reload-or-exit", stopping?: AbortSignal): Promise<void> {
    await fewAtOnce([...this.#devices.values()], (handle) => handle.reload(kind), stopping);
  }
}
