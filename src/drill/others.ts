/** The machines besides this one. Nobody knows their upsmon.conf: they are taken to have upsmon's defaults. */
import { type Monitor, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../conf/upsmon-conf.ts";
import { withoutOwn } from "../system/own-addresses.ts";
import type { Learned } from "./learned.ts";
import { LOOPBACK } from "./local.ts";
import type { FoundStage } from "./stages.ts";
import type { Counts } from "./wishes.ts";

export interface OtherMachine {
  readonly name: string;
  readonly conf: UpsmonConf;
  readonly serves: readonly string[];
}

const confWith = (monitors: readonly Monitor[]): UpsmonConf => ({
  ...UPSMON_CONF_DEFAULTS,
  monitors: [...monitors],
  shutdowncmd: "its own",
});

/** Who is logged in on each UPS besides us. */
function addressesOf(monitor: Monitor, learned: ReadonlyMap<string, Learned>, whole: boolean): readonly string[] {
  const clients = learned.get(monitor.system)?.clients ?? [];
  const others = withoutOwn(clients);
  return whole ? others : others.filter((address) => !LOOPBACK.test(address) && address !== monitor.host);
}

function loggedIn(
  monitors: readonly Monitor[],
  stages: readonly Monitor[],
  learned: ReadonlyMap<string, Learned>,
): readonly OtherMachine[] {
  const lines = new Map<string, Monitor[]>();
  for (const monitor of [...monitors, ...stages]) {
    const seen = new Map<string, number>();
    for (const address of addressesOf(monitor, learned, monitor.role === "primary" || stages.includes(monitor))) {
      const count = (seen.get(address) ?? 0) + 1;
      seen.set(address, count);
      const name = count > 1 ? `${address} (${count})` : address;
      lines.set(name, [...(lines.get(name) ?? []), { ...monitor, role: "secondary", powerValue: 1 }]);
    }
  }
  return [...lines].map(([name, own]) => ({ name, conf: confWith(own), serves: [] }));
}

/** Behind the server of a UPS of which this machine is a secondary there is a primary. */
function primaries(monitors: readonly Monitor[]): readonly OtherMachine[] {
  const hosts = new Map<string, Monitor[]>();
  for (const monitor of monitors)
    if (monitor.role === "secondary" && monitor.powerValue > 0)
      hosts.set(monitor.host, [...(hosts.get(monitor.host) ?? []), { ...monitor, role: "primary" }]);
  return [...hosts].map(([host, own]) => ({
    name: LOOPBACK.test(host) ? "the primary" : host,
    conf: confWith(own),
    serves: own.map(({ system }) => system),
  }));
}

function made(monitors: readonly Monitor[], count: number): readonly OtherMachine[] {
  const own = monitors
    .filter(({ role, powerValue }) => role === "primary" && powerValue > 0)
    .map((monitor): Monitor => ({ ...monitor, role: "secondary", powerValue: 1 }));
  if (own.length === 0) return [];
  return Array.from({ length: count }, (_, i) => ({ name: `secondary ${i + 1}`, conf: confWith(own), serves: [] }));
}

const madeOn = ({ monitor }: FoundStage, count: number): readonly OtherMachine[] =>
  Array.from({ length: count }, (_, i) => ({
    name: `on ${monitor.upsname}${count > 1 ? ` ${i + 1}` : ""}`,
    conf: confWith([monitor]),
    serves: [],
  }));

export function otherMachines(
  { monitors }: UpsmonConf,
  stages: readonly FoundStage[],
  learned: ReadonlyMap<string, Learned>,
  { all, of }: Counts,
): readonly OtherMachine[] {
  const feeding = monitors.filter(({ powerValue }) => powerValue > 0);
  const asked = stages.filter(({ monitor }) => !of.has(monitor.upsname)).map(({ monitor }) => monitor);
  const rest = loggedIn(all === undefined ? feeding : [], asked, learned);
  const onStages = stages.flatMap((stage) => madeOn(stage, of.get(stage.monitor.upsname) ?? 0));
  return [...primaries(feeding), ...rest, ...made(feeding, all ?? 0), ...onStages];
}
