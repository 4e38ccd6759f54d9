/** The energy that each UPS has given since it is counted, as a file has it. */
export interface Total {
  readonly wattHours: number;
  /** Milliseconds since 1970. */
  readonly since: number;
}

const MOST = 10_000;

const isTotal = (value: unknown): value is Total =>
  typeof value === "object" &&
  value !== null &&
  "wattHours" in value &&
  "since" in value &&
  typeof value.wattHours === "number" &&
  Number.isFinite(value.wattHours) &&
  value.wattHours >= 0 &&
  Number.isFinite(value.since);

/** A file that is damaged has nothing to say. */
export function parseTotals(text: string): Map<string, Total> {
  try {
    const all: unknown = JSON.parse(text);
    if (typeof all !== "object" || all === null) return new Map();
    const entries = Object.entries(all).slice(0, MOST);
    return new Map(entries.flatMap(([id, total]) => (isTotal(total) ? [[id, total] as const] : [])));
  } catch {
    return new Map();
  }
}

export const totalsText = (totals: ReadonlyMap<string, Total>): string =>
  `${JSON.stringify(Object.fromEntries(totals))}\n`;
