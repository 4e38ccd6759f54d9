/** Whether something sets the clock of the machine. */
import type { ProcessRunner } from "../../../system/process/process-runner.ts";
import type { Machine } from "../../system/machine.ts";
import { isRunning, runningProcesses } from "./processes.ts";

const DAEMONS = ["chronyd", "ntpd", "openntpd", "ntpsec"];

/** Undefined: the host of a container does it, or nobody can tell. */
export async function isClockSet(
  { tree, facts }: Machine,
  runner: Pick<ProcessRunner, "run">,
): Promise<boolean | undefined> {
  if (facts.container) return undefined;
  if (runningProcesses(tree).some((each) => DAEMONS.some((name) => isRunning(each, name)))) return true;
  if (facts.init.name !== "systemd") return undefined;
  const result = await runner.run("timedatectl", ["show", "--property=NTPSynchronized", "--value"]);
  const says = result.kind === "exited" ? result.stdout.trim() : "";
  return says === "yes" ? true : says === "no" ? false : undefined;
}
