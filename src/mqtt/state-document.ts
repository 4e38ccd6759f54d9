/** The state of a UPS as one flat document of NUT names, with every name that discovery has announced. */

import { SENSORS } from "./discovery/sensor-table.ts";
import { isPlainDecimal, type PublishedUps, variablesOf } from "./published-ups.ts";

const isMeasured = (name: string): boolean => SENSORS.some((row) => row.name.test(name) && row.unit !== undefined);

/** Numbers for what has a unit; everything else is a text, however much it looks like a number. */
const stateValue = (name: string, text: string): string | number =>
  isMeasured(name) && isPlainDecimal(text) ? Number(text) : text;

/** `announced`: names that templates may look for although the UPS has them no longer. */
export function stateDocument(ups: PublishedUps, announced: Iterable<string> = []): string {
  const state = new Map<string, string | number | null>([...announced].map((name) => [name, null]));
  state.set("ups.status", "");
  for (const [name, value] of variablesOf(ups)) state.set(name, stateValue(name, value));
  if (typeof state.get("ups.alarm") !== "string") state.set("ups.alarm", "none");
  if (ups.energyKwh !== undefined) state.set("energy.kwh", Math.round(ups.energyKwh * 1e6) / 1e6);
  return JSON.stringify(Object.fromEntries(state));
}
