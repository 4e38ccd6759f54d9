/** What a driver says of a device that is read and not switched. */
import type { Log } from "../../system/log/log.ts";
import type { Driver, DriverContext, Outcome } from "../types.ts";

/** What a driver without variables to set and without commands has of its own. */
export type Reads = Pick<Driver, "open" | "poll" | "close" | "giveUp">;

const unknown = (): Promise<Outcome> => Promise.resolve("unknown");

/** The end of a shutdown where the driver cannot turn the load off; `why` says who does, or that nothing does. */
export function cannotTurnOff(log: Log, why: string): Promise<Outcome> {
  log.error(`shutdown not supported: ${why}`);
  return Promise.resolve("failed");
}

export const readOnly = (driver: Reads, { log }: DriverContext, why: string): Driver => ({
  open: (wake) => driver.open(wake),
  poll: (depth) => driver.poll(depth),
  setvar: unknown,
  instcmd: unknown,
  killpower: () => cannotTurnOff(log, why),
  close: () => driver.close(),
  giveUp: () => driver.giveUp?.(),
});
