/** What is remembered of an outage of one UPS, as the text of its file. */

export interface OutageRecord {
  readonly ups: string;
  /** Milliseconds since 1970. */
  readonly since: number;
  /** When it ran on mains again. */
  readonly until?: number;
  /** Lowest charge in percent, and shortest runtime in seconds, that anybody saw. */
  readonly charge?: number;
  readonly runtime?: number;
  /** How often mains failed again before all was over. */
  readonly again?: number;
}

const isNumber = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;

/** Undefined where the value is none. */
export function outageOf(value: unknown): OutageRecord | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const number = (name: string): number | undefined => {
    const found: unknown = Reflect.get(value, name);
    return isNumber(found) ? found : undefined;
  };
  const [ups, since] = [Reflect.get(value, "ups") as unknown, number("since")];
  if (typeof ups !== "string" || since === undefined) return undefined;
  const [until, charge, runtime, again] = ["until", "charge", "runtime", "again"].map(number);
  return {
    ups,
    since,
    ...(until !== undefined && { until }),
    ...(charge !== undefined && { charge }),
    ...(runtime !== undefined && { runtime }),
    ...(again !== undefined && { again }),
  };
}

/** Undefined where the text is none. */
export function outageOfText(text: string): OutageRecord | undefined {
  try {
    return outageOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

export const textOfOutage = (outage: OutageRecord): string => `${JSON.stringify(outage)}\n`;
