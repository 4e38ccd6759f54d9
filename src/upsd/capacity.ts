import type { Log } from "../system/log/log.ts";

/** Descriptors that Node itself, logs and files need. */
const RESERVE = 32;

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
