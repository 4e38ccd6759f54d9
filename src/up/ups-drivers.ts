import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import type { DriverConf, DriverUps } from "../driver-daemon/host/driver-conf.ts";
import { DriverHost, type HostDeps } from "../driver-daemon/host/driver-host.ts";
import { loadDriver } from "../driver-daemon/host/load-driver.ts";
import { sleep } from "../system/clock.ts";
import { fewAtOnce } from "../system/few-at-once.ts";
import { BackOff } from "./back-off.ts";
import { ownedBy } from "./owner.ts";

export interface UpsDriversDeps extends Pick<HostDeps, "clock" | "log" | "openers" | "takeOver" | "batteryPath"> {
  readonly started: (driver: DriverHandle) => void;
  readonly stopping?: AbortSignal | undefined;
}

export class UpsDrivers {
  readonly #deps: UpsDriversDeps;
  readonly #host: DriverHost;
  readonly #ended = new AbortController();
  readonly #backOffs = new Map<string, BackOff>();
  /** Those that wait to be started again. */
  readonly #faulted = new Set<string>();
  #upses: ReadonlyMap<string, DriverUps> = new Map();

  constructor(deps: UpsDriversDeps, statePath: string) {
    this.#deps = deps;
    this.#host = new DriverHost({
      ...deps,
      statePath,
      debugLevel: deps.log.debugLevel,
      find: (upsname) => this.#upses.get(upsname),
      load: loadDriver,
      contain: (upsname, start) => ownedBy((why) => void this.#fault(upsname, why), start),
      came: deps.started,
    });
  }

  /** Starts, stops and reloads drivers until they are those of `conf`. What cannot be started is logged. */
  async apply({ upses }: Pick<DriverConf, "upses">): Promise<void> {
    const { stopping } = this.#deps;
    const before = this.#upses;
    this.#upses = new Map(upses.map((ups) => [ups.upsname, ups]));
    const gone = [...before.keys()].filter((upsname) => !this.#upses.has(upsname));
    const other = upses.filter(({ upsname, driver }) => before.get(upsname)?.driver !== driver);
    await fewAtOnce(gone, (upsname) => this.#host.stop(upsname), stopping);
    await this.#host.reload("reload-or-exit", stopping);
    await fewAtOnce(other, ({ upsname }) => this.#host.start(upsname), stopping);
  }

  stop(): Promise<void> {
    this.#ended.abort(new Error("stopped"));
    return this.#host.stopAll();
  }

  /** The driver of one device is started again; the other devices go on. */
  async #fault(upsname: string, why: string): Promise<void> {
    if (this.#faulted.has(upsname) || this.#ended.signal.aborted) return;
    this.#faulted.add(upsname);
    const { clock, log } = this.#deps;
    const backOff = this.#backOffs.get(upsname) ?? new BackOff(clock);
    this.#backOffs.set(upsname, backOff);
    const ms = backOff.next();
    log.error(`[${upsname}] the driver: ${why}; it is started again in ${ms / 1000} s, the rest goes on`);
    await this.#host.stop(upsname);
    await sleep(clock, ms, this.#ended.signal).catch(() => undefined);
    this.#faulted.delete(upsname);
    backOff.begins();
    if (this.#upses.has(upsname) && !this.#ended.signal.aborted) await this.#host.start(upsname);
  }
}
