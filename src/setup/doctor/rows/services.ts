/** What is to run on this machine, and whether it does. */
import { DEFAULT_PORT } from "../../../nut/ups-id.ts";
import { confOf } from "../../check/check-input.ts";
import { isWell, type ServiceStatus, statusRow } from "../../service/status.ts";
import { may } from "../../system/accounts.ts";
import { portHolders } from "../measure/listeners.ts";
import { isRunning, processTitle, type RunningProcess, runningProcesses } from "../measure/processes.ts";
import {
  AS_ROOT,
  type DoctorInput,
  type DoctorRow,
  fine,
  type Look,
  serves,
  startCommand,
  unknown,
  upsesOf,
  wrong,
} from "../row.ts";

const processesOf = ({ check }: DoctorInput, name: string): readonly RunningProcess[] =>
  runningProcesses(check.machine.tree).filter((each) => isRunning(each, name));

const guardsNothing = ({ command }: RunningProcess): boolean =>
  ["--demo", "--no-upsmon"].some((word) => command.includes(word));

/** `nutts up` runs upsmon, too, but for its demo and where it is told not to. */
export const upsmonProcesses = (input: DoctorInput): readonly RunningProcess[] => [
  ...processesOf(input, "upsmon"),
  ...processesOf(input, "up").filter((each) => !guardsNothing(each)),
];

const hasServices = ({ reality }: DoctorInput): boolean => reality.services.length > 0;

/** Where nothing is to run there is nothing to look at. */
const hasMonitors = ({ check }: DoctorInput): boolean =>
  (confOf(check.files.upsmon)?.settings.monitors.length ?? 0) > 0;

const KINDS: readonly (readonly [RegExp, "driver" | "server" | "monitor"])[] = [
  [/driver/, "driver"],
  [/upsmon|monitor|S51/, "monitor"],
];

function serviceMend({ check }: DoctorInput, { service, state }: ServiceStatus): string {
  const { init } = check.machine.facts;
  if (state === "failed") return "nutts service logs";
  const kind = KINDS.find(([name]) => name.test(service))?.[1] ?? "server";
  return init.start === undefined
    ? startCommand(check.machine, kind, true)
    : `sudo ${init.start.replaceAll("%s", service)}`;
}

function lookAtServices(input: DoctorInput): readonly Look[] {
  const { facts } = input.check.machine;
  if (hasServices(input))
    return input.reality.services.map((status) => {
      const [name, text] = statusRow(status);
      return isWell(status) ? fine(`${name} ${text}`) : wrong(`${name} ${text}`, serviceMend(input, status));
    });
  if (facts.container || facts.init.name === "none" || !hasMonitors(input)) return [];
  return [wrong("there are no services of nutts or NUT: after a restart nothing of it runs")];
}

function lookAtBoot(input: DoctorInput): readonly Look[] {
  const wanted = input.reality.services.filter(({ state, atBoot }) => state !== "skipped" && atBoot !== undefined);
  const late = wanted.filter(({ atBoot }) => atBoot === false);
  // Drivers are started by upsd's unit or by their target.
  const own = late.filter(({ service }) => !service.startsWith("nut-driver@"));
  if (wanted.length === 0) return [];
  if (own.length === 0) return [fine("all of them start at boot")];
  return own.map((status) =>
    wrong(`${status.service} does not start at boot`, serviceMend(input, { ...status, state: "stopped" })),
  );
}

function lookAtServerPort(input: DoctorInput, port: number): Look {
  const { check } = input;
  const held = portHolders(check.machine.tree, port);
  const [holder] = held.flatMap(({ process }) => process ?? []);
  if (held.length === 0)
    return wrong(
      `nobody listens on port ${port}: upsd does not run`,
      startCommand(check.machine, "server", hasServices(input)),
    );
  if (holder === undefined) return unknown(`somebody listens on port ${port}; only root sees who`, AS_ROOT);
  if (isRunning(holder, "upsd") || isRunning(holder, "up"))
    return fine(`${processTitle(holder)} listens on port ${port}`);
  return wrong(`${processTitle(holder)} has port ${port}, so upsd cannot have it`, `sudo kill ${holder.pid}`);
}

/** Where nutts up is to answer as an apcupsd does. */
function lookAtNisPort({ check }: DoctorInput): readonly Look[] {
  const nis = confOf(check.files.web)?.nis;
  if (!nis) return [];
  const [holder] = portHolders(check.machine.tree, nis.port).flatMap(({ process }) => process ?? []);
  if (holder === undefined || isRunning(holder, "up") || isRunning(holder, "web")) return [];
  const text = `${processTitle(holder)} has port ${nis.port}, so [nis] of web.conf cannot have it`;
  return [wrong(text, `sudo kill ${holder.pid}`)];
}

function lookAtPort(input: DoctorInput): readonly Look[] {
  const { check } = input;
  const listens = confOf(check.files.upsd)?.settings.listen ?? [];
  const ports = new Set(listens.length > 0 ? listens.map(({ port }) => port) : [DEFAULT_PORT]);
  const own = serves(check) ? [...ports].map((port) => lookAtServerPort(input, port)) : [];
  return [...own, ...lookAtNisPort(input)];
}

function lookAtUpsmon(input: DoctorInput): readonly Look[] {
  if (!hasMonitors(input)) return [];
  const found = upsmonProcesses(input);
  if (found.length > 0) return [fine(`upsmon runs: ${found.map(({ pid }) => `process ${pid}`).join(" and ")}`)];
  return [
    wrong(
      "upsmon does not run: nobody shuts this machine down",
      startCommand(input.check.machine, "monitor", hasServices(input)),
    ),
  ];
}

/** One's own files are tried: nobody expects the machine to go down. */
export const isTrial = ({ check: { machine, monitorUser } }: DoctorInput): boolean =>
  machine.me.uid !== 0 && monitorUser?.uid === machine.me.uid;

function lookAtRoot(input: DoctorInput): readonly Look[] {
  const found = upsmonProcesses(input);
  if (found.length === 0) return [];
  if (found.some(({ uid }) => uid === 0)) return [fine("a process of upsmon is root's, and may shut the machine down")];
  if (isTrial(input)) return [unknown("upsmon runs as an ordinary user: SHUTDOWNCMD may do no more than that user")];
  return [
    wrong(
      "no process of upsmon is root's, so it may not shut the machine down",
      startCommand(input.check.machine, "monitor", hasServices(input)),
    ),
  ];
}

function statePathOf({ check: { files, machine } }: DoctorInput): string {
  const { env, facts } = machine;
  const globals = confOf(files.ups)?.globals ?? [];
  const written = globals.find(({ name }) => name === "statepath")?.value;
  return env.NUT_STATEPATH || written || confOf(files.upsd)?.settings.statepath || facts.statePath;
}

function lookAtDrivers(input: DoctorInput): readonly Look[] {
  const { check } = input;
  if (!serves(check)) return [];
  const folder = statePathOf(input);
  const { tree } = check.machine;
  const stat = tree.stat(folder);
  if (stat && !may(check.machine.me, "execute", stat))
    return [unknown(`${folder} shows nothing to ${check.machine.me.name}`, AS_ROOT)];
  return upsesOf(check).map(({ name, driver }) => {
    const path = `${folder}/${driver}-${name}`;
    if (tree.stat(path)?.kind === "socket") return fine(`${name}: ${driver} has its socket ${path}`);
    return wrong(`${name}: ${driver} does not run, there is no socket ${path}`, `sudo nutts driver start ${name}`);
  });
}

export const SERVICE_ROWS: readonly DoctorRow[] = [
  {
    name: "services",
    looksAt: "the services of NUT or nutts, as the init tells",
    means: "What no service starts is gone after the next restart of the machine.",
    mend: "sudo nutts service install",
    look: lookAtServices,
  },
  {
    name: "at-boot",
    looksAt: "whether those services start at boot",
    means: "A machine that comes back after an outage has to be guarded against the next one.",
    mend: "sudo nutts service install",
    look: lookAtBoot,
  },
  {
    name: "driver-socket",
    looksAt: "the socket of every section of ups.conf in the state folder",
    means: "upsd hears of a UPS through the socket of its driver. Without it there is no data.",
    mend: "sudo nutts driver start",
    look: lookAtDrivers,
  },
  {
    name: "port",
    looksAt: "who listens on the ports of LISTEN, and on that of [nis] in web.conf",
    means: "Where another program has the port, upsd cannot start, or upsmon asks a stranger.",
    mend: "sudo nutts upsd",
    look: lookAtPort,
  },
  {
    name: "upsmon-process",
    looksAt: "the processes of the machine",
    means: "upsmon is what shuts this machine down. All else only tells.",
    mend: "sudo nutts upsmon",
    look: lookAtUpsmon,
  },
  {
    name: "upsmon-root",
    looksAt: "whose process upsmon is",
    means: "SHUTDOWNCMD is run by the parent of upsmon, which stays root. Started as an ordinary user it has none.",
    mend: "sudo nutts upsmon",
    look: lookAtRoot,
  },
];
