import { parseStatus } from "../nut/status.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import { readVariables } from "./read-variables.ts";

/** Events that nobody wants to act on with the mains present. */
const OF_BATTERY = /\b(ONBATT|LOWBATT)\b/;

export type Variables = ReadonlyMap<string, string>;

/** Of all UPSes of an event, in its order; empty where they cannot be read. */
export const variablesOf = ({ UPSNAME = "" }: Env, log: Log, read = readVariables): Promise<readonly Variables[]> =>
  Promise.all(
    UPSNAME.split(",")
      .filter((ups) => ups !== "")
      .map((ups) => read(ups, log)),
  );

/** Whether all of them are on line power again, as far as anybody says; false where the event is of another kind. */
export function areMainsBack({ NOTIFYTYPE = "" }: Env, all: readonly Variables[]): boolean {
  if (!OF_BATTERY.test(NOTIFYTYPE)) return false;
  const states = all.map((values) => parseStatus(values.get("ups.status") ?? ""));
  return states.length > 0 && states.every((tokens) => tokens.includes("OL") && !tokens.includes("FSD"));
}
