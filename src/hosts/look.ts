/** Whether a host is there, by what its kind knows, else by `check`. */
import type { Job } from "./host-kind.ts";
import type { Host } from "./hosts-conf.ts";
import type { Prober, Sight } from "./reach/probe.ts";

/** Whether its kind knows better than a look at the address. */
const isKnown = ({ kind, settings }: Host): boolean =>
  kind.isDown !== undefined && (kind.knowsItself?.(settings) ?? true);

/** Whether anything can tell that it is down. */
export const canBeSeen = (host: Host): boolean => isKnown(host) || host.check.kind !== "none";

/** Never rejects. Where both can be asked, `check` says whether it answers, and the kind whether it is off. */
export async function look(host: Host, job: Job, probe: Prober): Promise<Sight> {
  const { kind, settings, check } = host;
  const down = isKnown(host) ? await kind.isDown?.(settings, job) : undefined;
  if (down === true) return "off";
  if (check.kind !== "none") return probe(check, job);
  return down === false ? "answers" : "unknown";
}

/** Nothing answers, as far as one look tells. */
export const looksGone = (sight: Sight): boolean => sight === "silent" || sight === "off";
