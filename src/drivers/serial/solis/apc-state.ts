/** What the bytes of a Back-UPS mean (see frame.ts), by the scales of its model. */
import type { BackUps } from "./apc-models.ts";
import {
  along,
  backUpsHertz,
  byte,
  type Frame,
  hasFailed,
  isCharging,
  isHighOutput,
  isInverting,
  word,
} from "./frame.ts";

/** Bits 3 and 5. */
const relays = (frame: Frame): number => ((byte(frame, 6) & 0x08) >> 3) + ((byte(frame, 6) & 0x20) >> 4);

export const inputVolts = ({ input: [low, high] }: BackUps, frame: Frame): number =>
  along(isHighOutput(frame) ? high : low, byte(frame, 2));
export const inputHertz = (frame: Frame): number => (hasFailed(frame) ? 0 : backUpsHertz(frame));

export const batteryVolts = ({ battery }: BackUps, frame: Frame): number => along(battery, byte(frame, 3));

const [EMPTY, FULL, FULL_ON_CHARGE] = [20, 27, 29.5];

/** Percent, by the battery's voltage. */
export function charge(model: BackUps, frame: Frame): number {
  const full = isCharging(frame) ? FULL_ON_CHARGE : FULL;
  return Math.max(0, Math.min(100, (100 * (batteryVolts(model, frame) - EMPTY)) / (full - EMPTY)));
}

export const outputAmperes = ({ current }: BackUps, frame: Frame): number =>
  along(hasFailed(frame) ? current.onBattery : current.onMains, byte(frame, 5));

const LEAST_INVERTED = 100;

/** Of an inverter whose output follows its battery: corrected by what is drawn. */
function inverted(volts: number, amperes: number): number {
  const told = 1.5091 * volts + 1.5823 + (amperes > 4 ? 4 * amperes : 0);
  const rest = amperes > 3 ? 2 * amperes : told > 0.9 ? amperes / 3 : -5;
  return Math.max(LEAST_INVERTED, told + rest);
}

function suppliedVolts(model: BackUps, frame: Frame): number {
  const { onMains, onBattery } = model.output;
  if (!hasFailed(frame)) return along(onMains, byte(frame, 1));
  if (!("byBattery" in onBattery)) return along(onBattery, byte(frame, 1));
  const [factor, drop] = onBattery.byBattery[relays(frame)] ?? [0, 0];
  const amperes = outputAmperes(model, frame);
  const root = Math.sqrt(byte(frame, 1) / 64);
  return inverted(batteryVolts(model, frame) * root * factor - amperes * drop, amperes);
}

export const outputVolts = (model: BackUps, frame: Frame): number =>
  isInverting(frame) ? suppliedVolts(model, frame) : 0;

/** Watts as counted, by the kind of load that is nearest to what is drawn. */
function countedWatts({ curves }: BackUps, frame: Frame, drawn: number): number {
  const [at, count] = [relays(frame), word(frame, 7)];
  const { fround } = Math;
  let nearest = { distance: Number.POSITIVE_INFINITY, watts: 0 };
  for (const { known, real } of curves) {
    const distance = fround(Math.abs(fround(along(known[at] ?? [0, 0], count)) - drawn));
    if (distance <= nearest.distance) nearest = { distance, watts: along(real[at] ?? [0, 0], count) };
  }
  return nearest.watts;
}

interface Power {
  readonly voltAmperes: number;
  readonly watts: number;
  /** Hundredths, cut off. */
  readonly factor: number;
}

/** Apparent power is the larger one of the two. */
export function powerOf(model: BackUps, frame: Frame): Power {
  const drawn = outputAmperes(model, frame) * suppliedVolts(model, frame);
  const counted = countedWatts(model, frame, drawn);
  const [voltAmperes, watts] = [Math.max(drawn, counted), Math.min(drawn, counted)];
  if (voltAmperes < 0) return { voltAmperes, watts, factor: 0 };
  return { voltAmperes, watts, factor: voltAmperes === 0 ? 100 : Math.trunc((watts / voltAmperes) * 100) };
}
