/** upsd on real loopback sockets, with drivers made of lines and time that stands still. */

import { createLog } from "../../../src/system/log/log.ts";
import type { UpsdConfig } from "../../../src/upsd/config.ts";
import { startUpsd, type Upsd, type UpsdDeps } from "../../../src/upsd/upsd.ts";
import { ScriptedDriver } from "../devices/scripted-driver.ts";
import { VirtualClock } from "../machine/virtual-clock.ts";
import { RawClient } from "./raw-client.ts";
import { SMALL_WORLD, scriptedDrivers, upsdConfig, type WorldTexts } from "./upsd-world.ts";

export interface ServerOptions {
  readonly texts?: WorldTexts;
  readonly config?: Partial<UpsdConfig>;
  readonly deps?: Partial<UpsdDeps>;
}

export interface UpsdServer {
  readonly upsd: Upsd;
  readonly clock: VirtualClock;
  readonly lines: readonly string[];
  readonly drivers: Map<string, ScriptedDriver>;
  readonly port: number;
  client(port?: number): RawClient;
}

/** Servers and clients of one test file; `end` closes them. */
export class UpsdServers {
  readonly #upsds: Upsd[] = [];
  readonly #clients: RawClient[] = [];

  async start({ texts = SMALL_WORLD, config = {}, deps = {} }: ServerOptions = {}): Promise<UpsdServer> {
    const clock = new VirtualClock();
    const lines: string[] = [];
    const drivers = new Map(scriptedDrivers(texts));
    const upsd = await startUpsd(upsdConfig(texts, config), {
      clock,
      log: createLog((_level, line) => lines.push(line)),
      env: {},
      connectDriver: (path) => (drivers.get(path) ?? new ScriptedDriver([])).connect(),
      ...deps,
    });
    this.#upsds.push(upsd);
    await clock.settle();
    const port = upsd.addresses[0]?.port ?? 0;
    return { upsd, clock, lines, drivers, port, client: (at = port) => this.client(at) };
  }

  client(port: number): RawClient {
    const raw = new RawClient(port);
    this.#clients.push(raw);
    return raw;
  }

  end(): void {
    for (const client of this.#clients.splice(0)) client.socket.destroy();
    for (const upsd of this.#upsds.splice(0)) upsd.stop();
  }
}
