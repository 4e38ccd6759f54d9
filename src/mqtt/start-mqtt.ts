/** The bridge as web.conf wants it, for these servers. */
import { logProblems } from "../daemon/log-problems.ts";
import { type ChangeUser, UpsMirror } from "../mirror/ups-mirror.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import type { Clock } from "../system/clock.ts";
import { type Files, warnWorldReadable } from "../system/files/files.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { MqttBridge } from "./bridge.ts";
import { brokerLink } from "./broker-link.ts";
import type { OpenLink } from "./link.ts";
import { type MqttSettings, parseWebConf } from "./settings.ts";

const POLL_MS = 2000;

export interface MqttServer {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
}

export interface MqttDeps {
  readonly clock: Clock;
  readonly log: Log;
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

function mirrorOf({ host, port, tls }: MqttServer, { clock, log }: MqttDeps): UpsMirror {
  const place = { host, port, tls, clock, log };
  return new UpsMirror({
    connect: (signal) => NutClient.connect({ ...place, reconnect: true, signal }),
    connectAs: (who: ChangeUser) => NutClient.connect({ ...place, ...who }),
    clock,
    wanted: { upses: "all", variables: "all", types: true, commands: true },
  });
}

/** Publishes until the end that it resolves with. Rejects with NutError `configuration`. */
export async function startMqtt(
  settings: MqttSettings,
  servers: readonly MqttServer[],
  deps: MqttDeps,
  open: OpenLink = brokerLink(settings),
): Promise<() => Promise<void>> {
  const bridge = new MqttBridge(settings, { ...deps, open });
  const several = servers.length > 1;
  const bridged = servers.map((server) => ({
    label: several ? `${server.host}_${server.port}` : "",
    mirror: mirrorOf(server, deps),
  }));
  await bridge.start(bridged);
  const following = bridged.map(({ mirror }) => mirror.follow(POLL_MS));
  return async () => {
    await bridge.stop();
    await Promise.all(bridged.map(({ mirror }) => mirror.close()));
    await Promise.all(following);
  };
}
