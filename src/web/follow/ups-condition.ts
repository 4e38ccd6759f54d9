/** Whether what is known of a UPS is the truth of now. */

import { readFaultOf } from "../../mirror/fault.ts";
import type { UpsSnapshot } from "../../mirror/snapshot.ts";

/**
 *  - `live`: its values are those of the last poll.
 *  - `waiting`: it has not been asked yet.
 *  - `stale`: its server answers and has no data (the driver is not connected, or the device is silent).
 *  - `lost`: its server does not answer.
 *  - `gone`: its server names it no longer.
 */
export type UpsCondition = "live" | "waiting" | "stale" | "lost" | "gone";

export function conditionOf({ error, answeredAt }: UpsSnapshot): UpsCondition {
  if (error === undefined) return answeredAt === undefined ? "waiting" : "live";
  const fault = readFaultOf(error);
  if (fault === "stale") return "stale";
  return error.code === "unknown-ups" ? "gone" : "lost";
}
