/** What a live drill has brought: each host that is logged in, when it heard, and when it would be down. Times in seconds. */
import type { DrillHost } from "../../nut/drill.ts";
import { durationText } from "../../nut/duration-text.ts";
import type { Attendance } from "./attendance.ts";

export type HostOutcome =
  /** Both from the beginning of the drill; `off` when the machine may lose power. */
  | { readonly kind: "down"; readonly command: number; readonly off: number }
  | { readonly kind: "up" }
  /** It is logged in and has not answered: an upsmon of the C project, a NAS, or a nutts that does not hear. */
  | { readonly kind: "silent" };

export interface HostReport {
  readonly address: string;
  readonly name: string | undefined;
  /** The stage with which it leaves. */
  readonly stage: string | undefined;
  readonly heardAfter: number | undefined;
  readonly outcome: HostOutcome;
}

export interface LiveReport {
  readonly id: string;
  readonly ups: string;
  readonly hosts: readonly HostReport[];
  /** How long the battery lasts; undefined where nobody says. */
  readonly runtime: number | undefined;
  readonly ok: boolean;
  readonly verdict: string;
}

/** Who waits for others: its latest end is later than its earliest. */
const waits = ({ fate }: DrillHost): boolean => fate.kind === "down" && fate.latest > fate.earliest;

const leavesAt = ({ heardAfter, fate }: DrillHost): number => (fate.kind === "down" ? heardAfter + fate.earliest : 0);

/** A primary goes when the last secondary has left, and waits no longer than HOSTSYNC. */
function commandAt(host: DrillHost, all: readonly DrillHost[], someSilent: boolean): number {
  const { fate, heardAfter } = host;
  if (fate.kind === "up") return 0;
  const longest = fate.latest - fate.earliest;
  if (!waits(host)) return leavesAt(host);
  const last = Math.max(0, ...all.filter((each) => !waits(each)).map(leavesAt));
  const wait = someSilent ? longest : Math.min(longest, Math.max(0, last - heardAfter));
  return heardAfter + wait + fate.earliest;
}

const whoIsOff = (hosts: number, exceptions: number): string =>
  exceptions > 0 ? "the others" : hosts === 1 ? "it" : "all of them";

function verdictOf(
  hosts: readonly HostReport[],
  runtime: number | undefined,
): { readonly ok: boolean; readonly text: string } {
  if (hosts.length === 0) return { ok: false, text: "Nobody is logged in to this UPS: nothing would be shut down." };
  const silent = hosts.filter(({ outcome }) => outcome.kind === "silent").length;
  const up = hosts.filter(({ outcome }) => outcome.kind === "up").length;
  const off = Math.max(0, ...hosts.map(({ outcome }) => (outcome.kind === "down" ? outcome.off : 0)));
  const parts = [
    ...(silent > 0 ? [`${silent} of ${hosts.length} did not answer, and nobody knows when they would be down`] : []),
    ...(up > 0 ? [`${up} would stay up on other supplies`] : []),
  ];
  const late = runtime !== undefined && off > runtime;
  if (late)
    parts.push(`the last one would be off after ${durationText(off)}, but the battery lasts ${durationText(runtime)}`);
  else if (off > 0)
    parts.push(`${whoIsOff(hosts.length, parts.length)} would be off ${durationText(off)} after the battery is low`);
  const text = parts.join("; ");
  return { ok: silent === 0 && !late, text: `${text.charAt(0).toUpperCase()}${text.slice(1)}.` };
}

export interface LiveFacts extends Attendance {
  readonly id: string;
  readonly ups: string;
  readonly runtime: number | undefined;
  readonly shutdownTimeOf: (name: string) => number;
}

export function liveReport({ id, ups, hosts, silent, runtime, shutdownTimeOf }: LiveFacts): LiveReport {
  const answered = hosts.map((host): HostReport => {
    const { address, name, stage, heardAfter, fate } = host;
    const command = commandAt(host, hosts, silent.length > 0);
    const outcome: HostOutcome =
      fate.kind === "up" ? { kind: "up" } : { kind: "down", command, off: command + shutdownTimeOf(name) };
    return { address, name, stage, heardAfter, outcome };
  });
  const unheard = { name: undefined, heardAfter: undefined, outcome: { kind: "silent" } } as const;
  const all = [...answered, ...silent.map((each): HostReport => ({ ...each, ...unheard }))];
  const { ok, text } = verdictOf(all, runtime);
  return { id, ups, hosts: all, runtime, ok, verdict: text };
}
