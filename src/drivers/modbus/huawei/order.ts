/** What a UPS2000 is told: registers, one after the other, some only if another register allows it. */
import type { Write } from "../place.ts";

/** Seconds until what a command has started is done. */
export type Countdowns = Readonly<Partial<Record<"reboot" | "shutdown" | "start", number>>>;

export interface Order {
  readonly writes: readonly Write[];
  /** Nothing is written while the register at this address says so. */
  readonly unless?: { readonly at: number; readonly says: (word: number) => boolean; readonly why: string };
  /** The register that is 0 becomes 1, and the other way round. */
  readonly toggles?: number;
  readonly countdowns?: Countdowns;
}

export const DELAYS = ["shutdown", "reboot", "start"] as const;
export type Delay = (typeof DELAYS)[number];

/** Seconds; the UPS counts in steps. */
const LIMITS = { shutdown: [6, 6], reboot: [6, 6], start: [60, 60] } as const;
export const MOST = 5940;
export const DEFAULT_DELAY = 60;

export const leastOf = (delay: Delay): number => LIMITS[delay][0];

/** In whole steps of the UPS, upwards; undefined for what is no delay. */
export function roundedDelay(delay: Delay, text: string): number | undefined {
  if (!/^\s*\d+\s*$/.test(text)) return undefined;
  const [least, step] = LIMITS[delay];
  const seconds = Math.max(least, Math.ceil(Number(text) / step) * step);
  return seconds <= MOST ? seconds : undefined;
}
