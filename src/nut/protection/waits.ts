/** How upsmon waits once a battery is low, and whether that battery lasts so long. */
import { durationText } from "../duration-text.ts";
import type { Battery } from "./battery.ts";
import type { Waits } from "./facts.ts";

const NONE: Waits = { oblbduration: 0, hostsync: 0, finaldelay: 0 };

/** OBLBDURATION in seconds, where it counts: not for a line SHUTDOWNON. */
export const patienceWith = ({ rule }: Battery, { oblbduration } = NONE): number =>
  rule === undefined ? Math.max(0, oblbduration) : 0;

const WORDS = [
  ["OBLBDURATION", (battery: Battery, waits: Waits): number => patienceWith(battery, waits)],
  ["HOSTSYNC", ({ waitsForOthers }: Battery, { hostsync }: Waits): number => (waitsForOthers ? hostsync : 0)],
  ["FINALDELAY", (_: Battery, { finaldelay }: Waits): number => finaldelay],
] as const;

/** Why it may be empty before this machine is told to go down, or undefined. */
export function tooLate(battery: Battery, waits: Waits = NONE): string | undefined {
  const { left, system, rule } = battery;
  const counted = WORDS.map(([name, of]) => ({ name, seconds: of(battery, waits) })).filter(
    ({ seconds }) => seconds > 0,
  );
  const total = counted.reduce((sum, { seconds }) => sum + seconds, 0);
  if (left === undefined || total === 0 || total < left) return undefined;
  const words = counted.map(({ name, seconds }) => `${name} ${seconds}`).join(" and ");
  const then = rule === undefined ? "once it is low" : `once it meets SHUTDOWNON ${rule}`;
  const last = left === 0 ? "not at all" : `about ${durationText(left)}`;
  return `the battery of ${system} lasts ${last} ${then}, and upsmon may wait for ${durationText(total)} then (${words})`;
}
