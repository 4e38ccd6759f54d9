/** The power of one UPS: since when mains are back, and what an outage was. Pure. */
import type { OutageRecord } from "../memory/outage-record.ts";
import type { Effect, Moment, Power, Rules, UpsState } from "./state.ts";

/** Whoever is silent for longer may have been on battery meanwhile. */
const SILENT_MS = 30_000;
/** Nothing is begun on an older answer. */
const FRESH_MS = 10_000;
const MS = 1000;

const least = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);

/** `again` counts the failures of mains before the first was over. */
function begun(outage: OutageRecord | undefined, ups: string, wall: number): OutageRecord {
  if (!outage) return { ups, since: wall };
  const { until, ...open } = outage;
  return until === undefined ? open : { ...open, again: (open.again ?? 0) + 1 };
}

function deepened(outage: OutageRecord, { charge, runtime }: Power): OutageRecord {
  const [low, short] = [least(outage.charge, charge), least(outage.runtime, runtime)];
  return { ...outage, ...(low !== undefined && { charge: low }), ...(short !== undefined && { runtime: short }) };
}

const isSame = (a: OutageRecord, b: OutageRecord | undefined): boolean =>
  b !== undefined && a.until === b.until && a.charge === b.charge && a.runtime === b.runtime;

const keep = (outage: OutageRecord, before: OutageRecord | undefined): readonly Effect[] =>
  isSame(outage, before) ? [] : [{ kind: "keep-outage", outage }];

/** A UPS that has not answered changes nothing, until it is silent for too long. */
export function powerStep(
  ups: UpsState,
  power: Power | undefined,
  { now, wall }: Moment,
): readonly [UpsState, readonly Effect[]] {
  const gap = ups.heard === undefined || now - ups.heard > SILENT_MS;
  if (!power) return [gap ? { ...ups, mainsSince: undefined } : ups, []];
  const { charge } = power;
  if (!power.mains) {
    const outage = deepened(begun(ups.outage, ups.ups, wall), power);
    return [{ ...ups, heard: now, mainsSince: undefined, charge, outage }, keep(outage, ups.outage)];
  }
  const mainsSince = gap ? now : (ups.mainsSince ?? now);
  const ended = ups.outage && ups.outage.until === undefined ? { ...ups.outage, until: wall } : ups.outage;
  return [{ ...ups, heard: now, mainsSince, charge, outage: ended }, ended ? keep(ended, ups.outage) : []];
}

export const isOnBattery = ({ heard, mainsSince, outage }: UpsState): boolean =>
  heard !== undefined && mainsSince === undefined && outage !== undefined && outage.until === undefined;

/** Mains have been back for long enough. */
export const isBack = ({ mainsSince }: UpsState, { after }: Rules, now: number): boolean =>
  mainsSince !== undefined && now - mainsSince >= after * MS;

/** Hosts may be woken. A UPS that does not say its charge would hold them up for ever. */
export const isReady = (ups: UpsState, rules: Rules, now: number): boolean =>
  isBack(ups, rules, now) &&
  now - (ups.heard ?? Number.NEGATIVE_INFINITY) <= FRESH_MS &&
  (ups.charge === undefined || ups.charge >= rules.charge);
