/** Errors that nobody caught, in a process whose upsmon is to live on: the part that began what threw is started again. */
import type { Clock } from "../system/clock.ts";
import type { Log } from "../system/log/log.ts";
import { CrashCount } from "./crash-count.ts";
import { ownerNow } from "./owner.ts";
import type { Supervised } from "./supervised.ts";

export interface BlameDeps {
  readonly clock: Clock;
  readonly log: Log;
  /** Taken for the cause where nobody can tell: those with connections of others, which are nobody's work. The first that runs. */
  readonly suspects: readonly (Supervised | undefined)[];
}

const WHY = "it is taken for what failed";

const textOf = (error: unknown): string => (error instanceof Error ? (error.stack ?? error.message) : String(error));

/** True where the error has been dealt with; false where the process had better begin anew. */
export function blamer({ clock, log, suspects }: BlameDeps): (error: unknown) => boolean {
  const crashes = new CrashCount(clock);
  const say = (error: unknown): void => log.error(`an error that nobody caught: ${textOf(error)}`);
  return (error) => {
    const owner = ownerNow();
    const suspect = suspects.find((part) => part?.running);
    if (owner === "process" || (!owner && (!suspect || crashes.tooMany()))) return false;
    say(error);
    if (owner) owner(WHY);
    else suspect?.fault(WHY);
    return true;
  };
}
