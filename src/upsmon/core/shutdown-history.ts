/** The text of SHUTDOWNRECORD. A line that cannot be read counts as not there. */
import type { HowDown } from "./effects.ts";

export interface Shutdown {
  /** The boot that ended with it. */
  readonly boot: string;
  readonly why: string;
  readonly how: HowDown;
  /** UPSes that were told to go off and on again, with the seconds. */
  readonly armed: readonly string[];
  /** Milliseconds since 1970: when SHUTDOWNCMD began, and when somebody last was still there. */
  readonly at: number;
  readonly seen?: number;
}

export interface ShutdownHistory {
  /** Seconds that shutdowns took, oldest first. */
  readonly measured: readonly number[];
  /** One that nothing has been told of yet. */
  readonly last: Shutdown | undefined;
}

type Json = Readonly<Record<string, unknown>>;

const isJson = (value: unknown): value is Json => typeof value === "object" && value !== null && !Array.isArray(value);
const isTime = (value: unknown): value is number => typeof value === "number" && Number.isFinite(value) && value >= 0;
const textOf = (value: unknown): string => (typeof value === "string" ? value.slice(0, 1000) : "");
const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value.slice(-1000) : []);

function shutdownOf(value: unknown): Shutdown | undefined {
  if (!isJson(value) || !isTime(value.at)) return undefined;
  return {
    boot: textOf(value.boot),
    why: textOf(value.why),
    how: value.how === "restart" ? "restart" : "halt",
    armed: listOf(value.armed).map(textOf),
    at: value.at,
    ...(isTime(value.seen) ? { seen: value.seen } : {}),
  };
}

export function historyOfText(text: string): ShutdownHistory {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    value = undefined;
  }
  if (!isJson(value)) return { measured: [], last: undefined };
  return { measured: listOf(value.measured).filter(isTime), last: shutdownOf(value.last) };
}

export const textOfHistory = (history: ShutdownHistory): string => `${JSON.stringify(history)}\n`;

/** Seconds of the slowest; undefined where none was measured. */
export const slowest = (measured: readonly number[]): number | undefined =>
  measured.length === 0 ? undefined : Math.max(...measured);
