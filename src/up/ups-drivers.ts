import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import type { DriverConf, DriverUps } from "../driver-daemon/host/driver-conf.ts";
import { DriverHost, type HostDeps } from "../driver-daemon/host/driver-host.ts";
import { loadDriver } from "../driver-daemon/host/load-driver.ts";
import { fewAtOnce } from "../system/few-at-once.ts";

export interface UpsDriversDeps extends Pick<HostDeps, "clock" | "log" | "openers" | "takeOver"> {
  readonly started: (driver: DriverHandle) => void;
  readonly stopping?: AbortSignal | undefined;
}

export class UpsDrivers {
  readonly #host: DriverHost;
  readonly #stopping: AbortSignal | undefined;
  #upses: ReadonlyMap<string, DriverUps> = new Map();

  constructor(deps: UpsDriversDeps, statePath: string) {
    this.#stopping = deps.stopping;
    this.#host = new DriverHost({
      ...deps,
      statePath,
      debugLevel: deps.log.debugLevel,
      find: (upsname) => this.#upses.get(upsname),
      load: loadDriver,
      came: deps.started,
    });
  }

  /** Starts, stops and reloads drivers until they are those of `conf`. What cannot be started is logged. */
  async apply({ upses }: Pick<DriverConf, "upses">): Promise<void> {
    const before = this.#upses;
    this.#upses = new Map(upses.map((ups) => [ups.upsname, ups]));
    const gone = [...before.keys()].filter((upsname) => !this.#upses.has(upsname));
    const other = upses.filter(({ upsname, driver }) => before.get(upsname)?.driver !== driver);
    await fewAtOnce(gone, (upsname) => this.#host.stop(upsname), this.#stopping);
    await this.#host.reload("reload-or-exit", this.#stopping);
    await fewAtOnce(other, ({ upsname }) => this.#host.start(upsname), this.#stopping);
  }

  stop(): Promise<void> {
    return this.#host.stopAll();
  }
}
