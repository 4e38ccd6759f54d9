/** The outputs that web.conf wants, all from one look at the UPSes of each server. */
import { readWebConfSection } from "../conf/web/web-conf.ts";
import { logProblems } from "../daemon/log-problems.ts";
import { UpsMirror } from "../mirror/ups-mirror.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import { type Files, warnWorldReadable } from "../system/files/files.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { Followed, Output, OutputDeps } from "./followed.ts";
import { InfluxOutput } from "./influx/influx-output.ts";
import { INFLUX_SECTION } from "./influx/settings.ts";
import { NisOutput } from "./nis/nis-server.ts";
import { NIS_SECTION } from "./nis/settings.ts";

const POLL_MS = 2000;

export interface OutputServer {
  readonly host: string;
  readonly port: number;
  readonly tls?: TlsOptions | undefined;
}

type OpenOutput = (followed: readonly Followed[], deps: OutputDeps) => Output;

/** What web.conf wants beside MQTT; one that cannot be used is reported and left out. */
export function readOutputs(env: Env, files: Files, log: Log): readonly OpenOutput[] {
  const path = confFile("web.conf", env);
  const text = files.read(path);
  if (text === undefined) return [];
  return [influxIn(text, path, files, log), nisIn(text, path, log)].filter((output) => output !== undefined);
}

function influxIn(text: string, path: string, files: Files, log: Log): OpenOutput | undefined {
  const { settings, problems } = readWebConfSection(text, path, INFLUX_SECTION);
  logProblems(problems, log);
  if (!settings) return undefined;
  warnWorldReadable(files, path, log);
  return (followed, deps) => new InfluxOutput(settings, followed, deps);
}

function nisIn(text: string, path: string, log: Log): OpenOutput | undefined {
  const { settings, problems } = readWebConfSection(text, path, NIS_SECTION);
  logProblems(problems, log);
  return settings && ((followed, deps) => new NisOutput(settings, followed, deps));
}

function follow({ host, port, tls }: OutputServer, { clock, log }: OutputDeps) {
  const mirror = new UpsMirror({
    connect: (signal) => NutClient.connect({ host, port, tls, clock, log, reconnect: true, signal }),
    clock,
    wanted: { upses: "all", variables: "all" },
  });
  return { server: `${host}:${port}`, mirror, following: mirror.follow(POLL_MS) };
}

/** Tells until the end that it returns, which never rejects. */
export function startOutputs(
  outputs: readonly OpenOutput[],
  servers: readonly OutputServer[],
  deps: OutputDeps,
): () => Promise<void> {
  const followed = outputs.length > 0 ? servers.map((server) => follow(server, deps)) : [];
  const running = outputs.map((open) => open(followed, deps));
  return async () => {
    await Promise.all(running.map((output) => output.stop()));
    await Promise.all(followed.map(({ mirror }) => mirror.close()));
    await Promise.all(followed.map(({ following }) => following));
  };
}
