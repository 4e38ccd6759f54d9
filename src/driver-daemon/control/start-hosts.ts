/** `nutts driver start`: one host process per user and group; a small shell loop restarts one that dies. */
import { realpathSync } from "node:fs";
import type { CommandLine } from "../../cli/options.ts";
import type { Io } from "../../cli/program.ts";
import { debugLevel, type Machine } from "../../daemon/run-daemon.ts";
import { askForList, askToStart } from "../host/control-socket.ts";
import type { DriverConf, DriverUps } from "../host/driver-conf.ts";
import { controlSocketPath, NOT_STARTED, runHost } from "../host/host-program.ts";
import { RESTARTED } from "../host/ups-list.ts";

/** What a host runs as; both undefined where nobody is root. */
interface Pair {
  readonly user?: string | undefined;
  readonly group?: string | undefined;
}

interface Group {
  readonly pair: Pair;
  readonly upses: readonly DriverUps[];
}

/**
 * Status 0: it was told to end. NOT_STARTED: trying again will not help. Anything else: it died. The shell says so on
 * a standard error whose reader has long gone, which must not be its own end.
 */
const WATCH = [
  "trap '' PIPE",
  "while :; do",
  '"$@"; status=$?',
  `case $status in 0|${NOT_STARTED}) exit $status;; esac`,
  "exec 2>/dev/null 3>&-",
  "unset NUTTS_READY_FD",
  `${RESTARTED}=yes NUT_DEBUG_SYSLOG=\${NUT_DEBUG_SYSLOG:-syslog}`,
  `export ${RESTARTED} NUT_DEBUG_SYSLOG`,
  "sleep 2",
  "done",
].join("\n");

/** Only root can become somebody else, and only then do users part hosts. */
function pairOf({ config }: DriverUps, line: CommandLine, machine: Machine): Pair {
  const { user, group } = config.common;
  return { user: machine.users.isRoot() ? (line.value("u") ?? user) : undefined, group };
}

function groups(upses: readonly DriverUps[], line: CommandLine, machine: Machine): readonly Group[] {
  const found = new Map<string, { pair: Pair; upses: DriverUps[] }>();
  for (const ups of upses) {
    const pair = pairOf(ups, line, machine);
    const key = JSON.stringify([pair.user, pair.group]);
    const group = found.get(key) ?? { pair, upses: [] };
    group.upses.push(ups);
    found.set(key, group);
  }
  return [...found.values()];
}

/** The control sockets of the hosts that may serve this ups.conf. */
export const controlSocketsOf = (conf: DriverConf, line: CommandLine, machine: Machine): readonly string[] => [
  ...new Set(
    [{}, ...groups(conf.upses, line, machine).map(({ pair }) => pair)].map((pair) =>
      controlSocketPath(conf.statePath, pair),
    ),
  ),
];

const option = (letter: string, value: string | undefined): readonly string[] =>
  value === undefined ? [] : [letter, value];

/** The command line of a host, after the name of our program. */
export function hostArguments({ pair, upses }: Group, chroot: string | undefined, line: CommandLine, debug: number) {
  const foreground = line.has("F") ? [`-${"F".repeat(Math.min(2, line.count("F")))}`] : [];
  return [
    "driver",
    "host",
    ...foreground,
    ...(line.has("d") && debug > 0 ? [`-${"D".repeat(debug)}`, ...(line.has("F") ? [] : ["-B"])] : []),
    ...option("-u", pair.user),
    ...option("-g", pair.group),
    ...option("-r", chroot),
    ...upses.map(({ upsname }) => upsname),
  ];
}

const entry = (): string => realpathSync(process.argv[1] ?? "");

async function launch(group: Group, conf: DriverConf, line: CommandLine, machine: Machine): Promise<boolean> {
  const { env, journal, signals } = machine;
  const args = [entry(), ...hostArguments(group, line.value("r") ?? conf.common.chroot, line, debugLevel(line, env))];
  const keepStderr = journal || env.NUT_DEBUG_SYSLOG === "stderr";
  const status = line.has("F")
    ? await machine.launch({ kind: "attached", keepStderr, args, signals })
    : await machine.launch({
        kind: "detached",
        keepStderr,
        args,
        signals,
        through: ["/bin/sh", "-c", WATCH, "nutts-drivers"],
      });
  return status === 0;
}

/** Has a host that runs take the UPSes in; false when one of them cannot be used. */
async function join(group: Group, path: string, io: Io, machine: Machine): Promise<boolean> {
  const outcomes = await Promise.all(
    group.upses.map(async ({ upsname, config }) => {
      const outcome = await askToStart(path, upsname, config.common.maxstartdelay * 1000, machine.clock);
      if (outcome === undefined) io.err(`[${upsname}] the driver host does not answer (${path})\n`);
      else if (outcome.outcome !== "up") io.err(`[${upsname}] ${outcome.outcome}: ${outcome.text}\n`);
      return outcome !== undefined && outcome.outcome !== "unusable";
    }),
  );
  return outcomes.every((good) => good);
}

async function missing({ upses }: Group, path: string, machine: Machine): Promise<readonly string[]> {
  const there = await askForList(path, machine.clock);
  return upses.map(({ upsname }) => upsname).filter((name) => there && !there.includes(name));
}

/** In the foreground a single host needs no process besides this one. */
const runHere = (group: Group, conf: DriverConf, line: CommandLine, machine: Machine): Promise<number> =>
  runHost(
    hostArguments(group, line.value("r") ?? conf.common.chroot, line, debugLevel(line, machine.env)).slice(2),
    machine,
  );

async function startGroup(
  group: Group,
  conf: DriverConf,
  line: CommandLine,
  io: Io,
  machine: Machine,
): Promise<boolean> {
  const path = controlSocketPath(conf.statePath, group.pair);
  if (await askForList(path, machine.clock)) return join(group, path, io, machine);
  if (!(await launch(group, conf, line, machine))) return false;
  const failed = line.has("F") ? [] : await missing(group, path, machine);
  for (const upsname of failed) io.err(`Driver for ${upsname} failed to start\n`);
  return failed.length === 0;
}

/** Starts the UPSes. True when all of them run, or wait for their device. */
export async function startUpses(
  upses: readonly DriverUps[],
  conf: DriverConf,
  line: CommandLine,
  io: Io,
  machine: Machine,
): Promise<boolean> {
  const pairs = groups(upses, line, machine);
  const [only, ...others] = pairs;
  if (line.has("F") && only && others.length === 0) return (await runHere(only, conf, line, machine)) === 0;
  const started = pairs.map((group) => startGroup(group, conf, line, io, machine));
  return (await Promise.all(started)).every((good) => good);
}
