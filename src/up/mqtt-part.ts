/** MQTT as a part of `nutts up`, where web.conf has a broker. */
import type { ListenAddress } from "../conf/upsd-conf.ts";
import type { Clock } from "../system/clock.ts";
import type { Files } from "../system/files/files.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { Part, RunningPart } from "./supervised.ts";

export interface MqttPartDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly files: Files;
  readonly log: Log;
  /** Where upsd listens. */
  readonly addresses: () => readonly ListenAddress[];
}

const ANY: Readonly<Record<string, string>> = { "0.0.0.0": "127.0.0.1", "::": "::1" };
const NOTHING = (): Promise<void> => Promise.resolve();

export const mqttPart = ({ env, clock, files, log, addresses }: MqttPartDeps): Part => ({
  name: "MQTT",
  start: async (): Promise<RunningPart> => {
    const { readMqttSettings, startMqtt } = await import("../mqtt/start-mqtt.ts");
    const begin = async (): Promise<() => Promise<void>> => {
      const settings = readMqttSettings(env, files, log);
      const servers = addresses()
        .slice(0, 1)
        .map(({ host, port }) => ({ host: ANY[host] ?? host, port }));
      return settings ? startMqtt(settings, servers, { clock, log }) : NOTHING;
    };
    let stop = await begin();
    const reload = async (): Promise<void> => {
      await stop();
      stop = NOTHING;
      stop = await begin();
    };
    return { failed: new Promise<never>(() => undefined), reload, stop: () => stop() };
  },
});
