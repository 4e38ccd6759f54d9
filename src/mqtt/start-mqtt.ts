/** The bridge as web.conf wants it, for these servers. */
import { logProblems } from "../daemon/log-problems.ts";
import type { FollowedPlace, SharedMirrors } from "../mirror/shared-mirrors.ts";
import type { Clock } from "../system/clock.ts";
import { type Files, warnWorldReadable } from "../system/files/files.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { MqttBridge } from "./bridge.ts";
import { brokerLink } from "./broker-link.ts";
import type { EnergyOf } from "./energy-source.ts";
import type { OpenLink } from "./link.ts";
import { type MqttSettings, parseWebConf } from "./settings.ts";

export interface MqttDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly mirrors: SharedMirrors;
  /** Where energy is counted by another. */
  readonly energy?: EnergyOf;
}

/** What web.conf says of MQTT; undefined where there is nothing. */
export function readMqttSettings(env: Env, files: Files, log: Log): MqttSettings | undefined {
  const path = confFile("web.conf", env);
  const text = files.read(path);
  if (text === undefined) return undefined;
  const { mqtt, problems } = parseWebConf(text, path, files);
  logProblems(problems, log);
  if (mqtt?.password !== undefined || mqtt?.user) warnWorldReadable(files, path, log);
  return mqtt;
}

/** Publishes until the end that it resolves with. Rejects with NutError `configuration`. */
export async function startMqtt(
  settings: MqttSettings,
  servers: readonly FollowedPlace[],
  deps: MqttDeps,
  open: OpenLink = brokerLink(settings),
): Promise<() => Promise<void>> {
  const { mirrors, energy = () => "own", ...world } = deps;
  const bridge = new MqttBridge(settings, { ...world, open });
  const several = servers.length > 1;
  const bridged = servers.map((server) => {
    const lease = mirrors.lease(server);
    const label = several ? `${server.host}_${server.port}` : "";
    return { label, lease, mirror: lease.mirror, energy: (ups: string) => energy(server, ups) };
  });
  const release = () => Promise.all(bridged.map(({ lease }) => lease.release()));
  try {
    await bridge.start(bridged);
  } catch (error) {
    await release();
    throw error;
  }
  for (const { lease, mirror } of bridged)
    void lease.follow(() => mirror.error ?? bridge.looked(mirror, bridged.length));
  return async () => {
    await bridge.stop();
    await release();
  };
}
