/** Traps only bring the next poll: whoever sends them, the card is asked. */
import type { SnmpTarget } from "../../device/snmp.ts";
import { numberOf } from "../kit/options.ts";
import { DeviceError, type DriverContext } from "../types.ts";

/** Milliseconds from one poll that a trap brings to the next: cards tell of an outage in a handful of them. */
const REST_MS = 1000;

/** At once, then no more often than each second; what comes in between is heard at its end. */
export function rested(wake: () => void, { clock }: Pick<DriverContext, "clock">): () => void {
  let resting = false;
  let missed = false;
  const hear = (): void => {
    missed = resting;
    if (resting) return;
    resting = true;
    wake();
    clock.after(REST_MS, () => {
      resting = false;
      if (missed) hear();
    });
  };
  return hear;
}

interface Ear {
  close(): Promise<void>;
}

/** Undefined where no traps are wanted, or the port cannot be had: polling goes on as before. */
export async function trapsOf(context: DriverContext, target: SnmpTarget, wake: () => void): Promise<Ear | undefined> {
  const { settings, openers, log } = context;
  const port = numberOf(settings.get("snmptrap"));
  if (port === undefined) return undefined;
  try {
    return await openers.snmp.hear(target, port, rested(wake, context));
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error;
    log.warning(`no traps are heard on UDP port ${port}: ${error.message}; the card is polled as ever`);
    return undefined;
  }
}
