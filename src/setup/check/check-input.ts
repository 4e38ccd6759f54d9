/** What rules look at: the files, the machine, and who runs what on it. */
import { commonOptions, driverSettings } from "../../conf/driver-settings.ts";
import type { Monitor } from "../../conf/tables/upsmon-conf.ts";
import { completeUpses, type UpsSection } from "../../conf/ups-conf.ts";
import type { Account } from "../../system/process/users.ts";
import type { Machine } from "../system/machine.ts";
import { type ConfFile, type ConfFiles, loadConfFiles } from "./conf-files.ts";
import { type KnownDrivers, knownDrivers } from "./known-drivers.ts";
import { isThisMachine } from "./this-host.ts";

export interface CheckInput {
  readonly machine: Machine;
  /** Of the configuration files. */
  readonly folder: string;
  readonly files: ConfFiles;
  /** Who runs upsd and the drivers, and who runs upsmon's child with NOTIFYCMD and upssched. Undefined: there is no such account. */
  readonly serverUser: Account | undefined;
  readonly monitorUser: Account | undefined;
  /** The name of the latter, as configured. */
  readonly monitorUserName: string;
  /** Seconds that the battery of a UPS lasts, as far as they are known. */
  readonly runtimes: ReadonlyMap<string, number>;
  readonly drivers: KnownDrivers;
}

export const confOf = <T>(file: ConfFile<T>): T | undefined => (file.kind === "read" ? file.conf : undefined);

/** Runs everything where the files are one's own: a set-up to try things. */
const ownsFolder = ({ me, tree }: Machine, folder: string): boolean =>
  me.uid !== 0 && tree.stat(folder)?.uid === me.uid;

const seconds = (text: string | undefined): number | undefined => {
  const value = /^\d+/.exec(text ?? "")?.[0];
  return value === undefined ? undefined : Number(value);
};

/** `battery.runtime: 900` of a simulation. */
function simulatedRuntime({ tree }: Machine, folder: string, { driver, port }: UpsSection): number | undefined {
  if (driver !== "dummy-ups" || port === undefined || !/\.(dev|seq)$/.test(port)) return undefined;
  const path = port.startsWith("/") ? port : `${folder}/${port}`;
  if (tree.stat(path)?.kind !== "file") return undefined;
  return seconds(/^battery\.runtime:\s*(\d+)/m.exec(tree.read(path) ?? "")?.[1]);
}

function writtenRuntimes(machine: Machine, folder: string, { ups }: ConfFiles): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const section of confOf(ups)?.sections ?? []) {
    const settings = driverSettings({ upsname: section.name, section: section.entries });
    const runtime =
      seconds(settings.override("battery.runtime")) ??
      seconds(settings.fallback("battery.runtime")) ??
      seconds(settings.get("runtimecal")) ??
      simulatedRuntime(machine, folder, section);
    if (runtime !== undefined && runtime > 0) found.set(section.name, runtime);
  }
  return found;
}

/** Reads the files of a folder. `runtimes`: what a UPS or a person says of a battery, which counts before the files. */
export async function gatherInput(
  machine: Machine,
  folder: string,
  runtimes: ReadonlyMap<string, number> = new Map(),
): Promise<CheckInput> {
  const files = loadConfFiles(machine.tree, folder);
  const { user, monitorUser = user } = machine.facts.distribution;
  const server = commonOptions(confOf(files.ups)?.globals ?? []).user ?? user;
  const monitorUserName = confOf(files.upsmon)?.settings.runAsUser ?? monitorUser;
  const own = ownsFolder(machine, folder) ? machine.me : undefined;
  return {
    machine,
    folder,
    files,
    serverUser: own ?? (await machine.account(server)),
    monitorUser: own ?? (await machine.account(monitorUserName)),
    monitorUserName: own?.name ?? monitorUserName,
    runtimes: new Map([...writtenRuntimes(machine, folder, files), ...runtimes]),
    drivers: await knownDrivers((confOf(files.ups)?.sections ?? []).flatMap(({ driver }) => driver ?? [])),
  };
}

/** The MONITOR lines of this machine's own upsd. */
export function ownMonitors({ machine, files }: CheckInput): readonly Monitor[] {
  const ports = new Set((confOf(files.upsd)?.settings.listen ?? []).map(({ port }) => port));
  const monitors = confOf(files.upsmon)?.settings.monitors ?? [];
  return monitors.filter(
    ({ host, port }) => isThisMachine(host, machine) && (ports.size === 0 || ports.has(port)) && hasServer(files),
  );
}

const hasServer = ({ nut, ups }: ConfFiles): boolean =>
  confOf(nut)?.mode !== "netclient" && (confOf(ups)?.sections.length ?? 0) > 0;

/** This machine has a UPS switched off at the end of a shutdown. */
export function switchesOff(input: CheckInput): boolean {
  const served = completeUpses(confOf(input.files.ups) ?? { globals: [], sections: [], problems: [] });
  const primary = ownMonitors(input).some(({ role, powerValue }) => role === "primary" && powerValue > 0);
  return primary && served.length > 0 && !input.machine.facts.container;
}

/** UNIX's root, who runs SHUTDOWNCMD and the last scripts; oneself where one's own files are tried. */
export const ROOT: Account = { name: "root", uid: 0, gid: 0, groups: [0] };
