/** How much of the battery a discharge has used, by what the device says. */
import type { Sample } from "../../nut/battery/discharge.ts";
import type { Discharge } from "./recording.ts";

/** Percent that are left at LB where the device does not say its limit. */
const LEFT_AT_LOW = 10;
/** Percent that a charge must fall to measure anything. */
const LEAST_FALL = 5;
/** Seconds of discharge through which a value that stands still is none, where the battery did not even get low. */
const STUCK_AFTER = { charge: 1200, runtime: 300 } as const;

/** A part of the battery, 0 to 1, and the part of the discharge in which it was used. */
export interface Used {
  readonly depth: number;
  readonly samples: readonly Sample[];
}

function byCharge({ samples }: Discharge): Used | undefined {
  const told = samples.filter(({ charge }) => charge !== undefined);
  const [first] = told;
  const last = told.at(-1);
  if (first?.charge === undefined || last?.charge === undefined) return undefined;
  const fall = first.charge - last.charge;
  if (fall < LEAST_FALL) return undefined;
  return { depth: fall / 100, samples: samples.filter(({ at }) => at >= first.at && at <= last.at) };
}

function byLow({ samples, lowAt, from }: Discharge): Used | undefined {
  if (lowAt === undefined || from === undefined || from <= LEFT_AT_LOW) return undefined;
  return { depth: (from - LEFT_AT_LOW) / 100, samples: samples.filter(({ at }) => at <= lowAt) };
}

export const usedBy = (discharge: Discharge): Used | undefined => byCharge(discharge) ?? byLow(discharge);

/** The device says this value, and always the same, through a discharge that should have moved it; undefined: it was too short. */
export function isStuck({ samples, lowAt }: Discharge, name: keyof typeof STUCK_AFTER): boolean | undefined {
  const told = samples.filter((sample) => sample[name] !== undefined);
  const length = (told.at(-1)?.at ?? 0) - (told[0]?.at ?? 0);
  if (told.some((sample) => sample[name] !== told[0]?.[name])) return false;
  return told.length > 1 && (lowAt !== undefined || length >= STUCK_AFTER[name]) ? true : undefined;
}
