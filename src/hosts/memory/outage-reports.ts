/** Outages that are over, with what became of the hosts: a line of JSON for each, beside what is remembered of those that last. */
import { join } from "node:path";
import { appendLine, linesOf } from "../../system/files/bounded-lines.ts";
import { SILENT_LOG } from "../../system/log/log.ts";
import { type HostRecord, recordOf } from "./host-record.ts";
import { OutageMemory } from "./outage-memory.ts";
import { type OutageRecord, outageOf } from "./outage-record.ts";

export interface OutageReport {
  readonly outage: OutageRecord;
  readonly hosts: readonly HostRecord[];
}

/** Not `.json`: that is what somebody has to look after. */
const FILE = "reports.lines";
const MODE = 0o640;
/** Some thousand outages. */
const MOST_BYTES = 1_048_576;

const textOf = ({ outage, hosts }: OutageReport): string => JSON.stringify({ outage, hosts });

function reportOf(line: string): OutageReport | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("outage" in value)) return undefined;
    const outage = outageOf(value.outage);
    const hosts: readonly unknown[] = "hosts" in value && Array.isArray(value.hosts) ? value.hosts : [];
    return outage && { outage, hosts: hosts.flatMap((host) => recordOf(host) ?? []) };
  } catch {
    return undefined;
  }
}

/** As appendLine. */
export const keepReport = (folder: string, report: OutageReport, most = MOST_BYTES): string | undefined =>
  appendLine(join(folder, FILE), textOf(report), most, MODE);

const isTold = ({ before, work }: HostRecord): boolean => before !== "off" && work?.stage !== "looking";

/** Those that last, as far as they are remembered. */
function lasting(folder: string): readonly OutageReport[] {
  const memory = new OutageMemory(folder, SILENT_LOG);
  const hosts = memory.hosts().filter(isTold);
  return memory.outages().map((outage) => ({ outage, hosts: hosts.filter(({ ups }) => ups === outage.ups) }));
}

/** The oldest first; one that was told twice is there once, as it was told last. Throws with the system's reason. */
export function outageReports(folder: string): readonly OutageReport[] {
  const over = linesOf(join(folder, FILE)).flatMap((line) => reportOf(line) ?? []);
  const all = [...over, ...lasting(folder)].map(
    (report) => [`${report.outage.ups} ${report.outage.since}`, report] as const,
  );
  return [...new Map(all).values()].toSorted((a, b) => a.outage.since - b.outage.since);
}
