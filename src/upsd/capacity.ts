import { readFileSync } from "node:fs";
import type { Log } from "../system/log/log.ts";

/** Descriptors that Node itself, logs and files need. */
const RESERVE = 32;
/** What is assumed where the system does not tell. */
const USUAL = 1024;

/** `Max open files  1024  524288  files`: Node has raised the first to the second at its start. */
function fromProc(): number | undefined {
  try {
    const found = /^Max open files\s+(\d+)/m.exec(readFileSync("/proc/self/limits", "utf8"))?.[1];
    return found === undefined ? undefined : Number(found);
  } catch {
    return undefined;
  }
}

/** Files and sockets that this process may have open. */
export const openFileLimit = (): number => fromProc() ?? USUAL;

export interface Need {
  readonly wanted: number | undefined;
  /** NUT_SYSMAXCONN_LIMIT lowers what the system allows. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** UPSes and listeners, which count as connections too. */
  readonly others: number;
  readonly systemLimit: number;
}

/** How many clients there may be at once: at least one. A MAXCONN that the system cannot serve is refused and said. */
export function clientLimit({ wanted, env, others, systemLimit }: Need, log: Log): number {
  const lowered = /^\d+$/.test(env.NUT_SYSMAXCONN_LIMIT ?? "") ? Number(env.NUT_SYSMAXCONN_LIMIT) : systemLimit;
  const possible = Math.max(1, Math.min(systemLimit, lowered || systemLimit) - RESERVE);
  if (wanted !== undefined && wanted > possible) {
    log.error(
      `MAXCONN ${wanted} is more than this system allows: ${systemLimit} open files for this process, of which ` +
        `${RESERVE} are needed otherwise; ${possible} it is. Raise LimitNOFILE= of the unit (or ulimit -n)`,
    );
  }
  return Math.max(1, Math.min(wanted ?? possible, possible) - others);
}
