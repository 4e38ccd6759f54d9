/** What is remembered of a host that was shut down, as the text of its file. What cannot be read counts as not there. */

export interface HostRecord {
  readonly name: string;
  /** The UPS that failed, as upsmon.conf writes it; "" where nobody said. */
  readonly ups: string;
  readonly why: string;
  /** Milliseconds since 1970, as all times here: when it was told to go. */
  readonly at: number;
  /** Whether it was there before. */
  readonly before: "on" | "unknown";
  /** When nothing answered any more. */
  readonly downAt?: number;
  /** Milliseconds that it has been waited for since the power came back. No times: a clock may be set in between. */
  readonly spent?: number;
  /** How it ended. Told in the report, and forgotten then. */
  readonly end?: HostEnd;
}

/** `woken`: nobody can see whether it is back. `stayed`: it never went. */
export interface HostEnd {
  readonly kind: (typeof ENDS)[number];
  readonly at: number;
}

type Json = Readonly<Record<string, unknown>>;
const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
const textIn = (value: unknown): string => (typeof value === "string" ? value.slice(0, 1000) : "");

const ENDS = ["back", "given-up", "stayed", "woken"] as const;

function endOf(value: unknown): Pick<HostRecord, "end"> {
  if (!isJson(value) || !isTime(value.at)) return {};
  const kind = ENDS.find((each) => each === value.kind);
  return kind === undefined ? {} : { end: { kind, at: value.at } };
}

export function recordOfText(text: string): HostRecord | undefined {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return undefined;
  }
  if (!isJson(value) || typeof value.name !== "string" || !isTime(value.at)) return undefined;
  return {
    name: value.name,
    ups: textIn(value.ups),
    why: textIn(value.why),
    at: value.at,
    before: value.before === "on" ? "on" : "unknown",
    ...(isTime(value.downAt) ? { downAt: value.downAt } : {}),
    ...(isTime(value.spent) ? { spent: value.spent } : {}),
    ...endOf(value.end),
  };
}

export const textOfRecord = (record: HostRecord): string => `${JSON.stringify(record)}\n`;
