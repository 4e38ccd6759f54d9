/** The outputs that web.conf wants, all from one look at the UPSes of each server. */
import { readWebConfSection, type SectionRead, type SectionShape } from "../conf/web/web-conf.ts";
import { logProblems } from "../daemon/log-problems.ts";
import { UpsMirror } from "../mirror/ups-mirror.ts";
import { NutClient } from "../netproto/client/nut-client.ts";
import type { TlsOptions } from "../netproto/client/tls-options.ts";
import { type Files, warnWorldReadable } from "../system/files/files.ts";
import { confFile, type Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { ChosenOutput } from "./chosen/chosen-output.ts";
import { domoticz } from "./domoticz/domoticz.ts";
import { DOMOTICZ_SECTION } from "./domoticz/settings.ts";
import type { Followed, Output, OutputDeps } from "./followed.ts";
import { homematic } from "./homematic/homematic.ts";
import { HOMEMATIC_SECTION } from "./homematic/settings.ts";
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

interface OutputKind {
  /** What web.conf wants of it; `settings` undefined where it wants nothing. */
  readonly read: (text: string, path: string, files: Files) => SectionRead<OpenOutput>;
  readonly secret: boolean;
}

/** The output of a section. */
const kind = <Name extends string, Settings extends object>(
  shape: SectionShape<Name, Settings>,
  make: (settings: Settings, followed: readonly Followed[], deps: OutputDeps) => Output,
): OutputKind => ({
  secret: (shape.secrets ?? []).length > 0,
  read: (text, path, files) => {
    const { settings, problems } = readWebConfSection(text, path, shape, files);
    return { settings: settings && ((followed, deps) => make(settings, followed, deps)), problems };
  },
});

const KINDS: readonly OutputKind[] = [
  kind(INFLUX_SECTION, (...all) => new InfluxOutput(...all)),
  kind(DOMOTICZ_SECTION, (settings, ...more) => new ChosenOutput(domoticz(settings), ...more)),
  kind(HOMEMATIC_SECTION, (settings, ...more) => new ChosenOutput(homematic(settings), ...more)),
  kind(NIS_SECTION, (...all) => new NisOutput(...all)),
];

/** What web.conf wants beside MQTT; one that cannot be used is reported and left out. */
export function readOutputs(env: Env, files: Files, log: Log): readonly OpenOutput[] {
  const path = confFile("web.conf", env);
  const text = files.read(path);
  if (text === undefined) return [];
  const wanted = KINDS.flatMap(({ read, secret }) => {
    const { settings: open, problems } = read(text, path, files);
    logProblems(problems, log);
    return open ? [{ open, secret }] : [];
  });
  if (wanted.some(({ secret }) => secret)) warnWorldReadable(files, path, log);
  return wanted.map(({ open }) => open);
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
