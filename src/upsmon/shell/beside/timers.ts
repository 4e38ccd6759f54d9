/** Sees to it that a timer daemon of upssched that was lost is started again, where upssched-cmd.conf has its timers' names. */
import { access } from "node:fs/promises";
import type { Clock, Timer } from "../../../system/clock.ts";
import { confFile, type Env } from "../../../system/files/paths.ts";
import type { Log } from "../../../system/log/log.ts";
import { reasonOf } from "../../../system/system-error.ts";

/** Less than what is lost keeps being wanted. */
const LOOK_MS = 5000;

export interface KeepTimersDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Log;
}

async function lookNow({ env, log }: KeepTimersDeps): Promise<void> {
  const isConfigured = await access(confFile("upssched-cmd.conf", env)).then(
    () => true,
    () => false,
  );
  if (!isConfigured) return;
  const { resumeTimers } = await import("../../../upssched/resume.ts");
  if (await resumeTimers(env)) log.warning("the timer daemon of upssched was lost, and is started again");
}

/** Returns the way to stop. Nothing here is waited for. */
export function keepTimers(deps: KeepTimersDeps): () => void {
  let timer: Timer | undefined;
  let isLooking = false;
  const look = (): void => {
    timer = deps.clock.after(LOOK_MS, look);
    if (isLooking) return;
    isLooking = true;
    void lookNow(deps)
      .catch((error: unknown) => deps.log.warning(`lost timers are not looked for: ${reasonOf(error)}`))
      .finally(() => {
        isLooking = false;
      });
  };
  look();
  return () => timer?.cancel();
}
