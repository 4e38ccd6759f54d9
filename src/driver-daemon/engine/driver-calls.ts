import { DeviceError, type Driver } from "../../drivers/types.ts";
import type { Clock } from "../../system/clock.ts";
import type { Log } from "../../system/log/log.ts";
import { reasonOf } from "../../system/system-error.ts";
import type { PollFault } from "./poll-types.ts";

/** A driver that does not close within this time is left to itself. */
export const CLOSE_MS = 5000;

/** The message with the beginning of the stack: what a report of a fault needs. */
const stackOf = (error: unknown): string =>
  error instanceof Error && error.stack !== undefined
    ? error.stack
        .split("\n")
        .slice(0, 4)
        .map((line) => line.trim())
        .join(" ")
    : reasonOf(error);

/** A DeviceError says itself what it means; anything else is a fault of the driver. */
export const pollFaultOf = (error: unknown): { readonly fault: PollFault; readonly text: string } =>
  error instanceof DeviceError
    ? { fault: error.fault, text: error.message }
    : { fault: "exception", text: `a fault of the driver: ${stackOf(error)}` };

export function closeDriver(
  driver: Driver,
  { clock, log }: { readonly clock: Clock; readonly log: Log },
): Promise<void> {
  return new Promise((resolve) => {
    const deadline = clock.after(CLOSE_MS, resolve);
    const failed = (error: unknown): void => log.debug(1, `closing the device: ${reasonOf(error)}`);
    void Promise.resolve()
      .then(() => driver.close())
      .catch(failed)
      .then(() => {
        deadline.cancel();
        resolve();
      });
  });
}
