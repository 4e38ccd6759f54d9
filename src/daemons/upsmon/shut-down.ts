/** The deed itself: the flag, then SHUTDOWNCMD. Only here, and only with what was configured at the start. */
import { spawn } from "node:child_process";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Log } from "../../host/log.ts";
import { clearFlag, setFlag } from "./power-down-flag.ts";

/** What a reload does not change. */
export type ShutDownPlan = Pick<UpsmonConf, "shutdowncmd" | "powerdownflag">;

/** The plan, with a flag of an earlier shutdown removed, and without a flag that is not ours to write. */
export function preparePlan({ shutdowncmd, powerdownflag }: UpsmonConf, log: Log): ShutDownPlan {
  if (powerdownflag === undefined) return { shutdowncmd, powerdownflag };
  log.info(`Using power down flag file ${powerdownflag}`);
  const cleared = clearFlag(powerdownflag);
  if (cleared.kind === "done") return { shutdowncmd, powerdownflag };
  log.error(`POWERDOWNFLAG ${powerdownflag} is not used: ${cleared.reason}`);
  return { shutdowncmd, powerdownflag: undefined };
}

function writeFlag(path: string | undefined, log: Log): void {
  if (path === undefined) return;
  const set = setFlag(path);
  if (set.kind === "refused") log.error(`POWERDOWNFLAG ${path} could not be written: ${set.reason}`);
}

/** Resolves with what went wrong, or undefined. The command may take as long as it likes. */
const call = (command: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", command], { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (status, signal) => resolve(status === 0 ? undefined : `it ended with ${signal ?? status}`));
  });

/** Shuts the machine down. Never rejects. */
export async function shutDown({ shutdowncmd, powerdownflag }: ShutDownPlan, log: Log): Promise<void> {
  writeFlag(powerdownflag, log);
  if (shutdowncmd === undefined)
    return log.error("There is no SHUTDOWNCMD: this machine stays up until the power fails");
  const wrong = await call(shutdowncmd);
  if (wrong !== undefined) log.error(`SHUTDOWNCMD failed (${wrong}): ${shutdowncmd}`);
}

/** What a rehearsal does instead. */
export function pretend({ shutdowncmd, powerdownflag }: ShutDownPlan, log: Log): void {
  if (powerdownflag !== undefined) log.notice(`Dry run: would now write ${powerdownflag}`);
  log.notice(`Dry run: would now run SHUTDOWNCMD: ${shutdowncmd ?? "(none is set)"}`);
}
