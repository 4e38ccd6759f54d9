/**
 * Sees to it that there is a process that wakes what was shut down, and that tells of outages, where upssched-cmd.conf has such. It
 * is looked for at the start, when a UPS goes on battery, and every fifteen seconds; none of it can hold anything up here.
 */
import { existsSync } from "node:fs";
import type { Clock, Timer } from "../../../system/clock.ts";
import { lastingFolder } from "../../../system/files/lasting-folder.ts";
import { confFile, type Env } from "../../../system/files/paths.ts";
import type { Log } from "../../../system/log/log.ts";
import { reasonOf } from "../../../system/system-error.ts";

export interface Waking {
  /** A UPS went on battery. */
  onBattery(ups: string): void;
  end(): void;
}

const LOOK_MS = 15_000;

export interface WakingDeps {
  readonly env: Env;
  readonly clock: Clock;
  readonly log: Log;
}

export function keepWaking({ env, clock, log }: WakingDeps): Waking {
  let timer: Timer | undefined;
  const start = async (watched: readonly string[]): Promise<void> => {
    const { startWaker } = await import("../../../hosts/waking/start-waker.ts");
    startWaker(env, watched).on("error", ({ message }) => log.warning(`nobody can be woken: ${message}`));
  };
  const complain = (error: unknown): void => log.warning(`nobody can be woken: ${reasonOf(error)}`);
  const lookNow = async (): Promise<void> => {
    if (!existsSync(lastingFolder("outage", env))) return;
    const { isWakerMissing } = await import("../../../hosts/memory/outage-memory.ts");
    if (isWakerMissing(env)) await start([]);
  };
  const look = (): void => {
    timer = clock.after(LOOK_MS, look);
    void lookNow().catch(complain);
  };
  const isConfigured = (): boolean => existsSync(confFile("upssched-cmd.conf", env));
  if (isConfigured()) look();
  return {
    onBattery: (ups) => {
      if (isConfigured()) void start([ups]).catch(complain);
    },
    end: () => timer?.cancel(),
  };
}
