/** Which services there are, and how they are. */
import type { ProcessRunner } from "../../system/process/process-runner.ts";
import { SCRIPT } from "./busybox/script.ts";
import { readUpses } from "./conf.ts";
import type { ServiceWorld } from "./install.ts";
import { instanceOf, MONITOR, ONE, SERVER } from "./systemd/names.ts";

export interface ServiceStatus {
  readonly service: string;
  /** `skipped`: by MODE. */
  readonly state: "running" | "stopped" | "failed" | "skipped" | "starting";
  /** Undefined where nobody can tell. */
  readonly atBoot: boolean | undefined;
  readonly pid: number | undefined;
}

type Runner = Pick<ProcessRunner, "run">;
type Looked = Pick<ServiceWorld, "facts" | "tree" | "runner">;

/** A machine that has much else to do is not one without services. */
const ANSWER_MS = 60_000;

async function answer(runner: Runner, program: string, ...args: readonly string[]) {
  const result = await runner.run(program, args, { timeoutMs: ANSWER_MS });
  return result.kind === "exited" ? result : { status: 1, stdout: "" };
}

const PROPERTIES = "Id,LoadState,ActiveState,UnitFileState,ConditionResult,ExecCondition,Result,MainPID";

const STATES: Readonly<Record<string, ServiceStatus["state"]>> = {
  active: "running",
  reloading: "running",
  activating: "starting",
  deactivating: "starting",
  failed: "failed",
};

function unitStatus(block: string): readonly ServiceStatus[] {
  const values = new Map(block.split("\n").map((line) => [line.replace(/=.*/, ""), line.replace(/^[^=]*=/, "")]));
  if (values.get("LoadState") !== "loaded") return [];
  const skipped = values.get("Result") === "exec-condition";
  const pid = Number(values.get("MainPID"));
  return [
    {
      service: values.get("Id") ?? "",
      state: STATES[values.get("ActiveState") ?? ""] ?? (skipped ? "skipped" : "stopped"),
      atBoot: /^enabled/.test(values.get("UnitFileState") ?? ""),
      pid: pid > 0 ? pid : undefined,
    },
  ];
}

async function systemdStatus({ runner, tree, facts }: Looked): Promise<readonly ServiceStatus[]> {
  const drivers = readUpses(tree, facts.confPath).upsnames.map(instanceOf);
  const one = tree.stat(`/etc/systemd/system/${ONE}`) !== undefined;
  const units = [...(one ? [ONE] : [...drivers, SERVER]), MONITOR];
  const { stdout } = await answer(runner, "systemctl", "show", `--property=${PROPERTIES}`, ...units);
  return stdout.trim().split("\n\n").flatMap(unitStatus);
}

/** openrc-run(8): 0 runs, 3 does not, 32 crashed. */
const OPENRC_STATES: Readonly<Record<number, ServiceStatus["state"]>> = { 0: "running", 8: "starting", 32: "failed" };

async function openrcStatus({ runner, tree }: Looked): Promise<readonly ServiceStatus[]> {
  const found: ServiceStatus[] = [];
  for (const service of ["nut-upsd", "nutts", "nut-upsmon"]) {
    if (tree.stat(`/etc/init.d/${service}`) === undefined) continue;
    const { status } = await answer(runner, "rc-service", service, "status");
    const atBoot = tree.list("/etc/runlevels/default").includes(service);
    found.push({ service, state: OPENRC_STATES[status] ?? "stopped", atBoot, pid: undefined });
  }
  return found;
}

async function busyboxStatus({ runner, tree }: Looked): Promise<readonly ServiceStatus[]> {
  if (tree.stat(SCRIPT) === undefined) return [];
  const { status } = await answer(runner, SCRIPT, "status");
  return [{ service: SCRIPT, state: status === 0 ? "running" : "stopped", atBoot: true, pid: undefined }];
}

/** None where there are no services of ours and none of the C project's. */
export function serviceStatus(world: Looked): Promise<readonly ServiceStatus[]> {
  switch (world.facts.init.name) {
    case "systemd":
      return systemdStatus(world);
    case "openrc":
      return openrcStatus(world);
    case "busybox":
      return busyboxStatus(world);
    default:
      return Promise.resolve([]);
  }
}

export const isWell = ({ state }: ServiceStatus): boolean => state === "running" || state === "skipped";

const TEXTS = {
  running: "runs",
  stopped: "does not run",
  failed: "has failed",
  skipped: "not wanted by MODE",
  starting: "is starting or stopping",
} as const;

export function statusRow({ service, state, atBoot, pid }: ServiceStatus): readonly [string, string] {
  const boot = atBoot === false ? ", not started at boot" : "";
  return [service, `${TEXTS[state]}${pid === undefined ? "" : ` (process ${pid})`}${boot}`];
}
