/** What web.conf wants as parts of `nutts up`: MQTT, and the outputs beside it. */
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { FollowedPlace, SharedMirrors } from "../mirror/shared-mirrors.ts";
import type { EnergyOf } from "../mqtt/energy-source.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { Part, RunningPart } from "./supervised.ts";

export interface WebConfPartDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly files: Files;
  readonly log: Log;
  /** Where upsd listens. */
  readonly addresses: () => readonly ListenAddress[];
  readonly mirrors: SharedMirrors;
  readonly energy: EnergyOf;
}

const ANY: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
const NOTHING = (): Promise<void> => Promise.resolve();

type Begin = () => Promise<() => Promise<void>>;

/** `begin` reads its settings, and returns the way to stop. */
async function reloadable(begin: Begin): Promise<RunningPart> {
  let stop = await begin();
  const reload = async (): Promise<void> => {
    await stop();
    stop = NOTHING;
    stop = await begin();
  };
  return { failed: new Promise<never>(() => undefined), reload, stop: () => stop() };
}

/** As the dashboard follows it, so that both share a connection. */
async function ownServer({ addresses, env, log }: WebConfPartDeps): Promise<readonly FollowedPlace[]> {
  const { withAuth } = await import("../web/settings/server-auth.ts");
  const own = addresses()
    .slice(0, 1)
    .map(({ host, port }) => ({ host: ANY[host] ?? host, port }));
  return withAuth(own, undefined, env, log);
}

export const mqttPart = (deps: WebConfPartDeps): Part => ({
  name: "MQTT",
  start: async (): Promise<RunningPart> => {
    const { env, clock, files, log, mirrors, energy } = deps;
    const { readMqttSettings, startMqtt } = await import("../mqtt/start-mqtt.ts");
    return reloadable(async () => {
      const settings = readMqttSettings(env, files, log);
      return settings ? startMqtt(settings, await ownServer(deps), { clock, log, mirrors, energy }) : NOTHING;
    });
  },
});

export const outputsPart = (deps: WebConfPartDeps): Part => ({
  name: "outputs of web.conf",
  start: async (): Promise<RunningPart> => {
    const { env, clock, files, log, mirrors } = deps;
    const { readOutputs, startOutputs } = await import("../push/start-outputs.ts");
    return reloadable(async () => {
      const outputs = readOutputs(env, files, log);
      return startOutputs(outputs, await ownServer(deps), { clock, log, fetch, mirrors });
    });
  },
});
