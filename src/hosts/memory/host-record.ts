/** What is remembered of a host that was shut down, as the text of its file. What cannot be read counts as not there. */

export interface HostRecord {
  readonly name: string;
  /** The UPS that failed, as upsmon.conf writes it; "" where nobody said. */
  readonly ups: string;
  /** Others that feed it: it is woken when all of them have power. */
  readonly others?: readonly string[];
  readonly why: string;
  /** Milliseconds since 1970, as all times here: when it was told to go. */
  readonly at: number;
  /** Whether it was there before. */
  readonly before: (typeof BEFORE)[number];
  /** While somebody is at it: their process, and whether the order may have gone out. */
  readonly work?: HostWork;
  /** When nothing answered any more. */
  readonly downAt?: number;
  /** Milliseconds that it has been waited for since the power came back. No times: a clock may be set in between. */
  readonly spent?: number;
  /** How it ended. Told in the report, and forgotten then. */
  readonly end?: HostEnd;
}

export interface HostWork {
  /** As process-identity.ts has it. */
  readonly by: string;
  readonly stage: (typeof STAGES)[number];
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

const MOST_UPSES = 20;
const BEFORE = ["on", "off", "unknown"] as const;
const STAGES = ["looking", "ordering"] as const;
const ENDS = ["back", "given-up", "stayed", "woken"] as const;

function endOf(value: unknown): Pick<HostRecord, "end"> {
  if (!isJson(value) || !isTime(value.at)) return {};
  const kind = ENDS.find((each) => each === value.kind);
  return kind === undefined ? {} : { end: { kind, at: value.at } };
}

function othersOf(value: unknown): Pick<HostRecord, "others"> {
  const others = Array.isArray(value)
    ? value
        .slice(0, MOST_UPSES)
        .map(textIn)
        .filter((ups) => ups !== "")
    : [];
  return others.length > 0 ? { others } : {};
}

function workOf(value: unknown): Pick<HostRecord, "work"> {
  if (!isJson(value) || typeof value.by !== "string") return {};
  const stage = STAGES.find((each) => each === value.stage);
  return stage === undefined ? {} : { work: { by: value.by.slice(0, 200), stage } };
}

/** Undefined where the value is none. */
export function recordOf(value: unknown): HostRecord | undefined {
  if (!isJson(value) || typeof value.name !== "string" || !isTime(value.at)) return undefined;
  return {
    name: value.name,
    ups: textIn(value.ups),
    ...othersOf(value.others),
    why: textIn(value.why),
    at: value.at,
    before: BEFORE.find((each) => each === value.before) ?? "unknown",
    ...workOf(value.work),
    ...(isTime(value.downAt) ? { downAt: value.downAt } : {}),
    ...(isTime(value.spent) ? { spent: value.spent } : {}),
    ...endOf(value.end),
  };
}

export function recordOfText(text: string): HostRecord | undefined {
  try {
    return recordOf(JSON.parse(text));
  } catch {
    return undefined;
  }
}

/** All that feed it. */
export const upsesOf = ({ ups, others = [] }: HostRecord): readonly string[] => [ups, ...others];

export const textOfRecord = (record: HostRecord): string => `${JSON.stringify(record)}\n`;
