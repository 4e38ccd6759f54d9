/** The plan of a rehearsal from the files of this machine and from what the servers say now. */
import { loadUpsmonConf } from "../conf/load.ts";
import { type Monitor, totalPower, UPSMON_CONF_DEFAULTS, type UpsmonConf } from "../conf/upsmon-conf.ts";
import { durationText } from "../nut/duration-text.ts";
import { NutError } from "../nut/errors.ts";
import { parseUpsId } from "../nut/ups-id.ts";
import type { Files } from "../system/files/files.ts";
import { confPath, type Env } from "../system/files/paths.ts";
import { batteriesOf, type KnownBattery } from "./batteries.ts";
import { type ConnectTo, type Learned, learn } from "./learned.ts";
import { isLocal } from "./local.ts";
import { otherMachines } from "./others.ts";
import type { MachineSpec, Plan, Schedule } from "./paper/plan.ts";
import { findSchedule } from "./schedule.ts";
import { type KnownTime, knownTimes, THIS_MACHINE } from "./shutdown-times.ts";
import { type FoundStage, findStages } from "./stages.ts";
import type { Wishes } from "./wishes.ts";

/** From SHUTDOWNCMD to the moment at which a machine may lose power, in seconds, where nobody says better. */
export const SHUTDOWN_TIME = 120;

export interface LoadedPlan extends Plan {
  readonly batteries: readonly KnownBattery[];
  /** What was rehearsed: the path of a file, or what stood in for it. */
  readonly from: string;
  /** What was taken for granted, and what a reader should know. */
  readonly notes: readonly string[];
}

export interface PlanDeps {
  readonly env: Env;
  readonly files: Files;
  readonly connectTo: ConnectTo;
}

/** A machine with upsmon's defaults that has the cable of this UPS. Throws NutError `usage`. */
function defaultConf(ups: string): UpsmonConf {
  const id = parseUpsId(ups);
  if (id?.upsname === undefined)
    throw new NutError("usage", `${ups} does not name a UPS: write ups@host or ups@host:port`);
  const monitor = { ...id, upsname: id.upsname, system: ups, powerValue: 1, username: "", password: "" };
  return {
    ...UPSMON_CONF_DEFAULTS,
    monitors: [{ ...monitor, role: "primary" }],
    shutdowncmd: "/sbin/shutdown -h +0",
    powerdownflag: "/etc/killpower",
  };
}

/** Throws NutError `configuration`. */
function configured({ env, files }: PlanDeps): {
  readonly conf: UpsmonConf;
  readonly path: string;
  readonly errors: number;
} {
  const loaded = loadUpsmonConf(confPath(env), files);
  const advice = "or rehearse with upsmon's defaults: nutts drill ups@host";
  if (loaded.kind === "missing")
    throw new NutError(
      "configuration",
      `there is no ${loaded.path} to rehearse: name its folder with NUT_CONFPATH, ${advice}`,
    );
  if (loaded.kind === "unreadable")
    throw new NutError("configuration", `${loaded.path} cannot be read: ${loaded.reason}; ${advice}`);
  const { conf, path, problems } = loaded;
  if (conf.monitors.length === 0)
    throw new NutError("configuration", `${path} has no MONITOR line: nothing is watched`);
  const total = totalPower(conf);
  if (total < conf.minsupplies)
    throw new NutError(
      "configuration",
      `${path}: MINSUPPLIES is ${conf.minsupplies}, but all power values make ${total}: upsmon refuses to start`,
    );
  return { conf, path, errors: problems.filter(({ severity }) => severity === "error").length };
}

/** Machines that do the same at the same time are played once. */
function together(machines: readonly MachineSpec[]): readonly MachineSpec[] {
  const alike = new Map<string, MachineSpec>();
  for (const { names, ...rest } of machines) {
    const key = JSON.stringify(rest);
    alike.set(key, { ...rest, names: [...(alike.get(key)?.names ?? []), ...names] });
  }
  return [...alike.values()];
}

function machinesOf(
  conf: UpsmonConf,
  stages: readonly FoundStage[],
  schedule: Schedule | undefined,
  learned: ReadonlyMap<string, Learned>,
  wishes: Wishes,
  known: KnownTime,
): readonly MachineSpec[] {
  const timeOf = (name: string): number => known(name) ?? SHUTDOWN_TIME;
  const serves = conf.monitors.filter(isLocal).map(({ system }) => system);
  const own = { names: [THIS_MACHINE], conf, schedule, serves, shutdownTime: timeOf(THIS_MACHINE) };
  const others = otherMachines(conf, stages, learned, wishes.secondaries).map(({ name, ...other }) => {
    return { ...other, names: [name], schedule: undefined, shutdownTime: timeOf(name) };
  });
  return [own, ...together(others)];
}

function assumptions(machines: readonly MachineSpec[], known: KnownTime): readonly string[] {
  const names = machines.flatMap((machine) => machine.names);
  const assumed = names.some((name) => known(name) === undefined);
  const others = names.length > 1 ? ["the other machines are taken to have upsmon's defaults"] : [];
  const time = `a shutdown is taken to last ${durationText(SHUTDOWN_TIME)}: say better with --shutdown-time 90s, or NAME=5m`;
  return [...others, ...(assumed ? [time] : [])];
}

const silent = (learned: ReadonlyMap<string, Learned>): readonly string[] =>
  [...learned].flatMap(([system, { error }]) => (error === undefined ? [] : [`${system} was not asked: ${error}`]));

/** Every UPS that has something to tell, once. */
const withStages = (monitors: readonly Monitor[], stages: readonly FoundStage[]): readonly Monitor[] => {
  const named = new Set(monitors.map(({ system }) => system));
  return [...monitors, ...stages.filter(({ system }) => !named.has(system)).map(({ monitor }) => monitor)];
};

/** Throws NutError. */
export async function loadPlan(ups: string | undefined, wishes: Wishes, deps: PlanDeps): Promise<LoadedPlan> {
  const { conf, path, errors } =
    ups === undefined ? configured(deps) : { conf: defaultConf(ups), path: `${ups} with upsmon's defaults`, errors: 0 };
  const stages = ups === undefined ? findStages(conf.monitors, deps.files, deps.env) : [];
  const learned = await learn(withStages(conf.monitors, stages), deps.connectTo);
  const batteries = batteriesOf(conf.monitors, learned, wishes);
  const { schedule, notes } = findSchedule(conf, deps.files, deps.env);
  const known = knownTimes(wishes.shutdownTime, conf, deps.files);
  const machines = machinesOf(conf, stages, schedule, learned, wishes, known);
  const faults =
    errors > 0 ? [`${path} has ${errors} line${errors > 1 ? "s" : ""} that cannot be used: they are left out`] : [];
  const none = conf.shutdowncmd === undefined ? ["there is no SHUTDOWNCMD: this machine cannot be shut down"] : [];
  return {
    machines,
    batteries,
    stages,
    from: path,
    notes: [...faults, ...none, ...notes, ...silent(learned), ...assumptions(machines, known)],
  };
}
