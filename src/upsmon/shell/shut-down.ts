/** The shutdown itself: the flag, then SHUTDOWNCMD. Only here, and only with what was configured at the start. */
import { spawn } from "node:child_process";
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { missingProgram, shellCommand } from "../../system/process/shell-command.ts";
import type { HowDown } from "../core/step.ts";
import { clearFlag, setFlag, tryFlag } from "./power-down-flag.ts";

export type ShutDownPlan = Pick<UpsmonConf, "shutdowncmd" | "restartcmd" | "powerdownflag">;

/** What became of it. Without a SHUTDOWNCMD nothing can fail, and nothing is to be tried again. */
export type ShutDownResult = { readonly kind: "done" } | { readonly kind: "failed"; readonly why: string };

/** `result` may come later than upsmon may be seen to go. */
export interface StartedShutDown {
  readonly result: Promise<ShutDownResult>;
}

export type ShutDown = (how: HowDown) => Promise<StartedShutDown | undefined>;

const DONE: ShutDownResult = { kind: "done" };

const STAYS_ON = "the UPS will not be switched off after a shutdown, and this machine may stay down";

/** The flag is for whoever has a UPS switched off: a machine that is primary of nothing has none to switch off. */
export const writesFlag = ({ monitors }: UpsmonConf): boolean =>
  monitors.length === 0 || monitors.some(({ role }) => role === "primary");

export const shutDownPlan = (conf: UpsmonConf): ShutDownPlan => ({
  shutdowncmd: conf.shutdowncmd,
  restartcmd: conf.restartcmd,
  powerdownflag: writesFlag(conf) ? conf.powerdownflag : undefined,
});

/** The flag that may be written, after one of an earlier shutdown has been removed. */
function prepareFlag(path: string, conf: UpsmonConf, log: Log): string | undefined {
  const cleared = clearFlag(path);
  if (!writesFlag(conf)) {
    log.info(`POWERDOWNFLAG ${path} is not used: this machine is primary of nothing, and has no UPS to switch off`);
    return undefined;
  }
  log.info(`Using power down flag file ${path}`);
  if (cleared.kind === "refused") {
    log.error(`POWERDOWNFLAG ${path} is not used: ${cleared.reason}; ${STAYS_ON}: rm ${path}, and restart upsmon`);
    return undefined;
  }
  const tried = tryFlag(path);
  if (tried.kind === "refused") {
    const mend = "make the folder, or name another file, and restart upsmon";
    log.error(`POWERDOWNFLAG ${path} cannot be written: ${tried.reason}; ${STAYS_ON}: ${mend}`);
  }
  return path;
}

/** What is to be done, looked through: what would fail then is said now. */
export function preparePlan(conf: UpsmonConf, log: Log, env: Env = process.env): ShutDownPlan {
  const { shutdowncmd, restartcmd, powerdownflag } = conf;
  for (const [name, command] of Object.entries({ SHUTDOWNCMD: shutdowncmd, RESTARTCMD: restartcmd })) {
    const missing = command === undefined ? undefined : missingProgram(command, env);
    if (missing === undefined) continue;
    const done = name === "RESTARTCMD" ? "restarted" : "shut down";
    log.error(`${name}: ${missing}: this machine cannot be ${done}; mend the line, and restart upsmon`);
  }
  return {
    shutdowncmd,
    restartcmd,
    powerdownflag: powerdownflag === undefined ? undefined : prepareFlag(powerdownflag, conf, log),
  };
}

function writeFlag(path: string | undefined, log: Log): void {
  if (path === undefined) return;
  const set = setFlag(path);
  if (set.kind === "refused") log.error(`POWERDOWNFLAG ${path} could not be written: ${set.reason}; ${STAYS_ON}`);
}

/** Resolves with what went wrong, or undefined. The command may take as long as it likes. */
const call = (command: string): Promise<string | undefined> =>
  new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-c", shellCommand(command)], { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", (error) => resolve(error.message));
    child.on("exit", (status, signal) => resolve(status === 0 ? undefined : `it ended with ${signal ?? status}`));
  });

/** A restart that fails, or that there is no command for, becomes a shutdown. */
async function restarted({ restartcmd }: ShutDownPlan, log: Log): Promise<boolean> {
  if (restartcmd === undefined) return false;
  const why = await call(restartcmd);
  if (why !== undefined) log.error(`RESTARTCMD failed (${why}): ${restartcmd}; SHUTDOWNCMD comes in its place`);
  return why === undefined;
}

export async function shutDown(plan: ShutDownPlan, log: Log, how: HowDown = "halt"): Promise<ShutDownResult> {
  const { shutdowncmd, powerdownflag } = plan;
  writeFlag(powerdownflag, log);
  if (how === "restart" && (await restarted(plan, log))) return DONE;
  if (shutdowncmd === undefined) {
    log.error("There is no SHUTDOWNCMD: this machine stays up until the power fails");
    return DONE;
  }
  const why = await call(shutdowncmd);
  if (why === undefined) return DONE;
  log.error(`SHUTDOWNCMD failed (${why}): ${shutdowncmd}`);
  return { kind: "failed", why };
}

/** The machine stays up after all: an ordinary shutdown later on must not have the UPS switched off. */
export function callOff({ powerdownflag }: ShutDownPlan, log: Log): void {
  if (powerdownflag === undefined) return;
  const cleared = clearFlag(powerdownflag);
  if (cleared.kind === "refused") log.error(`POWERDOWNFLAG ${powerdownflag} could not be removed: ${cleared.reason}`);
}

export function logPlan({ shutdowncmd, powerdownflag }: ShutDownPlan, log: Log): void {
  if (powerdownflag !== undefined) log.notice(`Dry run: would now write ${powerdownflag}`);
  log.notice(`Dry run: would now run SHUTDOWNCMD: ${shutdowncmd ?? "(none is set)"}`);
}
