/** What web.conf wants beside the pages, of the same servers: MQTT and the outputs, loaded only where there is a web.conf. */
import type { SharedMirrors } from "../mirror/shared-mirrors.ts";
import { NutError } from "../nut/errors.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { WatchedServer } from "./follow/watched-server.ts";
import type { PeanutInflux } from "./settings/peanut-influx.ts";
import type { Site } from "./site.ts";

export interface WebConfDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly files: Files;
  readonly log: Log;
  readonly mirrors: SharedMirrors;
}

export interface WebConfWishes {
  readonly servers: readonly WatchedServer[];
  /** What counts the energy. */
  readonly site: Pick<Site, "energy">;
  /** A database that PeaNUT's settings name. */
  readonly influx: PeanutInflux | undefined;
}

type Stop = () => Promise<void>;

async function beginMqtt({ servers, site }: WebConfWishes, deps: WebConfDeps): Promise<readonly Stop[]> {
  const { env, clock, files, log, mirrors } = deps;
  const { readMqttSettings, startMqtt } = await import("../mqtt/start-mqtt.ts");
  const settings = readMqttSettings(env, files, log);
  if (!settings) return [];
  const energy: Site["energy"] = (server, ups) => site.energy(server, ups);
  return [await startMqtt(settings, servers, { clock, log, mirrors, energy })];
}

async function beginOutputs({ servers, influx }: WebConfWishes, deps: WebConfDeps): Promise<readonly Stop[]> {
  const { env, clock, files, log, mirrors } = deps;
  const { readOutputs, startOutputs } = await import("../push/start-outputs.ts");
  return [startOutputs(readOutputs(env, files, log, influx), servers, { clock, log, fetch, mirrors })];
}

/** One that cannot be used is reported, and all else goes on. Returns the way to stop. */
export async function startWebConf(wishes: WebConfWishes, deps: WebConfDeps): Promise<Stop> {
  const { env, files, log } = deps;
  const written = files.read(confFile("web.conf", env)) !== undefined;
  const begin = written ? [beginMqtt, beginOutputs] : wishes.influx ? [beginOutputs] : [];
  const stops: Stop[] = [];
  for (const one of begin) {
    try {
      stops.push(...(await one(wishes, deps)));
    } catch (error) {
      if (!(error instanceof NutError)) throw error;
      log.error(error.message);
    }
  }
  return async () => {
    await Promise.all(stops.map((stop) => stop()));
  };
}
