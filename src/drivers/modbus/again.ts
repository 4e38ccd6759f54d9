/** An order that turns a UPS off, given again where it was not taken: at the end of a shutdown nobody else does it. */
import { type Clock, sleep } from "../../system/clock.ts";
import type { Outcome } from "../types.ts";

/** Milliseconds before each further try, as in the C drivers. */
const PAUSES = [500, 750, 1500] as const;

export async function again(clock: Clock, order: () => Promise<Outcome>): Promise<Outcome> {
  for (const pause of PAUSES) {
    if ((await order()) === "handled") return "handled";
    await sleep(clock, pause);
  }
  return order();
}
