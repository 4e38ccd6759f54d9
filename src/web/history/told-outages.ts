/** Outages as they were followed from here, joined with what upssched-cmd of this machine has told of its hosts. Pure. */
import type { HostRecord } from "../../hosts/memory/host-record.ts";
import type { OutageReport } from "../../hosts/memory/outage-reports.ts";
import type { Outage } from "./outages.ts";

export interface ToldOutage extends Outage {
  /** Seconds. */
  readonly lowestRuntime?: number;
  /** Who left, in that order. */
  readonly hosts: readonly HostRecord[];
}

/** `id`: the UPS, as the history names it. */
export interface ReportOf extends OutageReport {
  readonly id: string;
}

/** Neither sees the mains fail or return in the very moment. */
const ABOUT_MS = 60_000;
const EVER = Number.POSITIVE_INFINITY;

const isPartOf = (
  { ups, kind, start, end = EVER }: Outage,
  { id, outage: { since, until = EVER } }: ReportOf,
): boolean => ups === id && kind === "outage" && start <= until + ABOUT_MS && end >= since - ABOUT_MS;

const least = (a: number | undefined, b: number | undefined): number => Math.min(a ?? EVER, b ?? EVER);

/** What nobody followed from here: the server of the pages did not run, or follows other UPSes. */
const unfollowed = ({ id, outage: { since, until } }: ReportOf): Outage => ({
  ...{ ups: id, kind: "outage", start: since, samples: 0 },
  ...(until !== undefined && { end: until }),
});

/** The one in which the host was told to go; mains that came and went make several of one report. */
function outageOf({ at }: HostRecord, parts: readonly Outage[]): Outage | undefined {
  return parts.findLast(({ start }) => start <= at + ABOUT_MS) ?? parts[0];
}

function withHosts(known: ToldOutage, left: readonly HostRecord[]): ToldOutage {
  const names = new Set(left.map(({ name }) => name));
  const others = known.hosts.filter(({ name }) => !names.has(name));
  return { ...known, hosts: [...others, ...left].toSorted((a, b) => a.at - b.at) };
}

/** Depths are those of the whole report: of one part of several they say nothing. */
function deepened(known: ToldOutage, { outage: { charge, runtime } }: ReportOf): ToldOutage {
  const [low, short] = [least(known.lowestCharge, charge), least(known.lowestRuntime, runtime)];
  return { ...known, ...(low !== EVER && { lowestCharge: low }), ...(short !== EVER && { lowestRuntime: short }) };
}

/** In the order of their beginnings. */
export function withReports(outages: readonly Outage[], reports: readonly ReportOf[]): readonly ToldOutage[] {
  const joined = new Map<Outage, ToldOutage>(outages.map((outage) => [outage, { ...outage, hosts: [] }]));
  for (const report of reports) {
    const seen = outages.filter((outage) => isPartOf(outage, report));
    const parts = seen.length > 0 ? seen : [unfollowed(report)];
    for (const part of parts) {
      const left = report.hosts.filter((host) => outageOf(host, parts) === part);
      const known = withHosts(joined.get(part) ?? { ...part, hosts: [] }, left);
      joined.set(part, parts.length === 1 ? deepened(known, report) : known);
    }
  }
  return [...joined.values()].toSorted((a, b) => a.start - b.start);
}
