/** The drivers of ups.conf in this process: started, changed with the file, stopped. */

import type { DriverHandle } from "../driver-daemon/engine/start-driver.ts";
import type { DriverConf, DriverUps } from "../driver-daemon/host/driver-conf.ts";
import { DriverHost, type HostDeps } from "../driver-daemon/host/driver-host.ts";
import { loadDriver } from "../driver-daemon/host/load-driver.ts";

export interface UpsDriversDeps extends Pick<HostDeps, "clock" | "log" | "openers" | "takeOver"> {
  /** A driver has been started. */
  readonly started: (driver: DriverHandle) => void;
}

export class UpsDrivers {
  readonly #host: DriverHost;
  readonly #seen = new WeakSet<DriverHandle>();
  #upses: ReadonlyMap<string, DriverUps> = new Map();

  constructor(deps: UpsDriversDeps, statePath: string) {
    this.#host = new DriverHost({
      ...deps,
      statePath,
      debugLevel: deps.log.debugLevel,
      find: (upsname) => this.#upses.get(upsname),
      load: loadDriver,
      changed: (devices) => this.#greet(devices, deps.started),
    });
  }

  #greet(devices: readonly DriverHandle[], started: UpsDriversDeps["started"]): void {
    for (const device of devices) {
      if (this.#seen.has(device)) continue;
      this.#seen.add(device);
      started(device);
    }
  }

  /** Starts, stops and reloads drivers until they are those of `conf`. What cannot be started is logged. */
  async apply({ upses }: Pick<DriverConf, "upses">): Promise<void> {
    const before = this.#upses;
    this.#upses = new Map(upses.map((ups) => [ups.upsname, ups]));
    const gone = [...before.keys()].filter((upsname) => !this.#upses.has(upsname));
    const other = upses.filter(({ upsname, driver }) => before.get(upsname)?.driver !== driver);
    await Promise.all(gone.map((upsname) => this.#host.stop(upsname)));
    await this.#host.reload("reload-or-exit");
    await Promise.all(other.map(({ upsname }) => this.#host.start(upsname)));
  }

  stop(): Promise<void> {
    return this.#host.stopAll();
  }
}
