/** What would keep the shutdown that is configured from being carried out, as far as upsmon can tell beforehand. */
import { basename } from "node:path";
import type { Env } from "../../system/files/paths.ts";
import { missingProgram, programOf } from "../../system/process/shell-command.ts";
import type { State } from "../core/state.ts";
import type { ShutDownPlan } from "./shut-down.ts";

/** Programs that only root may shut a machine down with. */
const FOR_ROOT = new Set(["shutdown", "poweroff", "halt", "reboot", "init", "telinit", "systemctl", "openrc-shutdown"]);

export interface ObstacleFacts {
  readonly state: State;
  readonly plan: Pick<ShutDownPlan, "shutdowncmd">;
  /** We, or a process above us, are root's. */
  readonly root: boolean;
  /** It is the process above us: what we may not look at, it may run. */
  readonly delegated?: boolean;
  readonly env: Env;
}

const DENIED = /: Permission denied$/;

function commandObstacle({ plan: { shutdowncmd }, root, delegated, env }: ObstacleFacts): string | undefined {
  if (shutdowncmd === undefined) return "upsmon.conf has no SHUTDOWNCMD: this machine stays up until the power fails";
  const missing = missingProgram(shutdowncmd, env);
  if (missing !== undefined && !(delegated && DENIED.test(missing))) return `SHUTDOWNCMD: ${missing}`;
  const program = programOf(shutdowncmd, () => false);
  return !root && FOR_ROOT.has(basename(program ?? ""))
    ? `no process of upsmon is root's, who alone may run SHUTDOWNCMD ${shutdowncmd}`
    : undefined;
}

const refused = ({ upses }: State): readonly string[] =>
  upses.flatMap(({ monitor: { system }, login }) =>
    login.kind === "refused" ? [`${system}: the server refuses the login of upsmon (${login.reason})`] : [],
  );

/** None: it could be. */
export function shutdownObstacles(facts: ObstacleFacts): readonly string[] {
  const { state } = facts;
  const command = commandObstacle(facts);
  return [
    ...(command === undefined ? [] : [command]),
    ...(state.parent.kind === "lost" ? ["the privileged process of upsmon is gone"] : []),
    ...(state.failed ? [`SHUTDOWNCMD failed (${state.failed.why})`] : []),
    ...refused(state),
  ];
}
