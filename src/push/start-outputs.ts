/** The outputs that web.conf wants, all from one look at the UPSes of each server. */
import { readWebConfSection, type SectionRead, type SectionShape, type WebConfSection } from "../conf/web/web-conf.ts";
import { logProblems } from "../daemon/log-problems.ts";
import type { FollowedPlace, SharedMirrors } from "../mirror/shared-mirrors.ts";
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
import { INFLUX_SECTION, type InfluxName } from "./influx/settings.ts";
import { NisOutput } from "./nis/nis-server.ts";
import { NIS_SECTION } from "./nis/settings.ts";

export interface OutputServer extends FollowedPlace {
  /** What people call it; its address where they do not. */
  readonly name?: string | undefined;
}

export interface OutputsDeps extends OutputDeps {
  readonly mirrors: SharedMirrors;
}

type OpenOutput = (followed: readonly Followed[], deps: OutputDeps) => Output;

interface OutputKind {
  readonly section: WebConfSection;
  /** What web.conf wants of it; `settings` undefined where it wants nothing. */
  readonly read: (text: string, path: string, files: Files) => SectionRead<OpenOutput>;
  readonly secret: boolean;
}

/** The output of a section. */
const kind = <Name extends string, Settings extends object>(
  shape: SectionShape<Name, Settings>,
  make: (settings: Settings, followed: readonly Followed[], deps: OutputDeps) => Output,
): OutputKind => ({
  section: shape.section,
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

/** Settings of InfluxDB from elsewhere, each as web.conf would have it. */
export type OtherInflux = Readonly<Partial<Record<InfluxName, string>>>;

function influxOf(other: OtherInflux, log: Log): readonly OpenOutput[] {
  const settings = INFLUX_SECTION.settings((name) => other[name] || undefined, []);
  if (typeof settings === "object") return [(...all) => new InfluxOutput(settings, ...all)];
  log.error(`INFLUX_HOST and what belongs to it cannot be used: ${settings}; nothing goes there until that is mended`);
  return [];
}

/** What web.conf wants beside MQTT; one that cannot be used is reported and left out. `other` is for where it has no [influxdb]. */
export function readOutputs(env: Env, files: Files, log: Log, other?: OtherInflux): readonly OpenOutput[] {
  const path = confFile("web.conf", env);
  const text = files.read(path) ?? "";
  const wanted = KINDS.flatMap(({ read, secret, section }) => {
    const { settings: open, problems } = read(text, path, files);
    logProblems(problems, log);
    return open ? [{ open, secret, section }] : [];
  });
  if (wanted.some(({ secret }) => secret)) warnWorldReadable(files, path, log);
  const influx = other && !wanted.some(({ section }) => section === "influxdb") ? influxOf(other, log) : [];
  return [...influx, ...wanted.map(({ open }) => open)];
}

/** Tells until the end that it returns, which never rejects. */
export function startOutputs(
  outputs: readonly OpenOutput[],
  servers: readonly OutputServer[],
  { mirrors, ...deps }: OutputsDeps,
): () => Promise<void> {
  const wanted = outputs.length > 0 ? servers : [];
  const followed = wanted.map((server) => {
    const lease = mirrors.lease(server);
    void lease.follow();
    return { server: server.name ?? `${server.host}:${server.port}`, mirror: lease.mirror, lease };
  });
  const running = outputs.map((open) => open(followed, deps));
  return async () => {
    await Promise.all(running.map((output) => output.stop()));
    await Promise.all(followed.map(({ lease }) => lease.release()));
  };
}
