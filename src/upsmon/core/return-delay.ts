/** How long a UPS that has been told to go off is to wait for those that go down. */
import type { UpsmonConf } from "../../conf/upsmon-conf.ts";

/** What a machine is given that was never measured. */
const UNMEASURED_S = 120;
/** The next shutdown may be slower than those that were measured. */
const MARGIN = 1.5;
const LEAST_S = 60;
/** The largest unit that a vendor counts in: CyberPower drops the seconds, so that 20 s is none. */
const UNIT_S = 60;

/** Seconds from the command to the end of the power: what is needed at least, and what is asked for, in whole units. */
export interface ReturnDelay {
  readonly needed: number;
  readonly asked: number;
}

/** The slowest counts: this machine as configured, else as measured, and whoever SHUTDOWNTIME names. */
export function returnDelay({ shutdownTimes }: UpsmonConf, measured: number | undefined): ReturnDelay {
  const configured = shutdownTimes.find(({ host }) => host === undefined)?.seconds;
  const own = configured ?? (measured === undefined ? UNMEASURED_S : Math.max(LEAST_S, measured * MARGIN));
  const needed = Math.max(1, Math.ceil(own), ...shutdownTimes.map(({ seconds }) => seconds));
  return { needed, asked: Math.ceil(needed / UNIT_S) * UNIT_S };
}
