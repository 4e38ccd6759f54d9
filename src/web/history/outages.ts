/** Outages and battery tests: when, how long, how deep, under which load. Pure. */
import { parseDecimal } from "../../nut/decimal.ts";
import { parseStatus } from "../../nut/status.ts";

export interface Outage {
  readonly ups: string;
  readonly kind: "outage" | "test";
  /** Milliseconds since 1970. */
  readonly start: number;
  /** Absent while it lasts, or where nobody saw the end yet. */
  readonly end?: number;
  readonly lowestCharge?: number;
  /** Mean load in percent, and samples that are in it. */
  readonly load?: number;
  readonly samples: number;
}

export const isOutage = (value: unknown): value is Outage =>
  typeof value === "object" &&
  value !== null &&
  "ups" in value &&
  typeof value.ups === "string" &&
  "kind" in value &&
  (value.kind === "outage" || value.kind === "test") &&
  "start" in value &&
  Number.isFinite(value.start) &&
  (!("end" in value) || Number.isFinite(value.end));

const IN_PROGRESS = /in progress/i;

/** What goes on now: a test that runs the load from the battery is a test. */
export function kindOf(values: ReadonlyMap<string, string>): Outage["kind"] | undefined {
  const tokens = parseStatus(values.get("ups.status") ?? "");
  if (tokens.includes("TEST") || tokens.includes("CAL") || IN_PROGRESS.test(values.get("ups.test.result") ?? ""))
    return "test";
  return tokens.includes("OB") ? "outage" : undefined;
}

const decimal = (values: ReadonlyMap<string, string>, name: string): number | undefined =>
  parseDecimal(values.get(name) ?? "");

function deepened(outage: Outage, values: ReadonlyMap<string, string>): Outage {
  const [charge, load] = [decimal(values, "battery.charge"), decimal(values, "ups.load")];
  const { samples, load: mean = 0 } = outage;
  return {
    ...outage,
    ...(charge !== undefined && { lowestCharge: Math.min(outage.lowestCharge ?? charge, charge) }),
    ...(load !== undefined && { load: mean + (load - mean) / (samples + 1), samples: samples + 1 }),
  };
}

export interface OutageStep {
  /** What goes on now. */
  readonly open: Outage | undefined;
  /** What is to be on the disk at once: one that has begun, one that has ended. */
  readonly write: readonly Outage[];
}

/** Takes the values of a UPS that is seen. One that is not seen changes nothing: who knows. */
export function outageStep(
  open: Outage | undefined,
  ups: string,
  values: ReadonlyMap<string, string>,
  wall: number,
): OutageStep {
  const kind = kindOf(values);
  if (open && kind === open.kind) return { open: deepened(open, values), write: [] };
  const ended = open ? [{ ...deepened(open, values), end: Math.max(wall, open.start) }] : [];
  if (!kind) return { open: undefined, write: ended };
  const begun = deepened({ ups, kind, start: wall, samples: 0 }, values);
  return { open: begun, write: [...ended, begun] };
}

/** The last word on each, in the order of their beginnings. */
export function folded(lines: readonly Outage[]): readonly Outage[] {
  const byStart = new Map<string, Outage>();
  for (const line of lines) byStart.set(`${line.ups} ${line.start} ${line.kind}`, line);
  return [...byStart.values()].sort((a, b) => a.start - b.start);
}
