/** What the bytes of a Solis mean (see frame.ts), by the scales of its model. */
import { AUTONOMY } from "./autonomy.ts";
import {
  along,
  backUpsHertz,
  byte,
  type Frame,
  hasFailed,
  isHighOutput,
  isInverting,
  type Line,
  word,
} from "./frame.ts";
import type { Pair, SolisModel } from "./models.ts";

export const batteryVolts = ({ scales }: SolisModel, frame: Frame): number => along(scales.battery, byte(frame, 3));

const NO_INPUT = 30;
const HIGH_COUNT = 194;

function inputVolts({ scales: { input }, isBackUps }: SolisModel, frame: Frame): number {
  const [low, high] = input;
  if (isBackUps) return along(low, byte(frame, 2)) - (isHighOutput(frame) ? 3 : 0);
  return along(byte(frame, 6) >= HIGH_COUNT ? high : low, byte(frame, 6));
}

function inputHertz({ scales: { frequency }, isBackUps }: SolisModel, frame: Frame): number {
  if (isBackUps) return backUpsHertz(frame);
  const count = word(frame, 21);
  return count === 0 ? 0 : frequency / count;
}

/** Volts and hertz; 0 for what is too little to be a supply. */
export function inputOf(model: SolisModel, frame: Frame): { readonly volts: number; readonly hertz: number } {
  const volts = inputVolts(model, frame);
  return volts < NO_INPUT ? { volts: 0, hertz: 0 } : { volts, hertz: inputHertz(model, frame) };
}

interface Output {
  readonly volts: number;
  readonly amperes: number;
  readonly voltAmperes: number;
  readonly watts: number;
}

function counted({ onMains, onBattery }: SolisModel, frame: Frame): Output {
  const { voltage, current, real, apparent } = hasFailed(frame) ? onBattery : onMains;
  const line = ([low, lowRest, high, highRest]: Pair): Line =>
    isHighOutput(frame) ? [high, highRest] : [low, lowRest];
  return {
    volts: along(line(voltage), byte(frame, 1)),
    amperes: along(line(current), byte(frame, 5)),
    voltAmperes: along(line(apparent), byte(frame, 5) * byte(frame, 1)),
    watts: along(line(real), word(frame, 7)),
  };
}

/** Of a Back-UPS on mains, by the relays of its transformer. */
const RELAYS = [
  [1.1549, -6.9157],
  [1.0925, 11.026],
  [0, 10.43],
  [0, 0],
  [1.0929, -0.6109],
  [1.0885, 12.18],
  [0, 0],
  [0.8654262224145391, 13.677],
] as const;
/** Amperes below which the power factor is 1. */
const SMALL_CURRENT = 0.7;

function backUps(frame: Frame, { watts }: Output): Output {
  const amperes = Math.fround(0.12970000389100012 * byte(frame, 5) + 0.5387060281204546);
  const volts = along(RELAYS[(byte(frame, 6) & 0x38) >> 3] ?? [0, 0], byte(frame, 1));
  const drawn = amperes * volts;
  const count = word(frame, 7);
  const isLinear = Math.abs(5.968 * drawn - 284.36 - count) < Math.abs(7.149 * drawn - 567.18 - count);
  const real = isLinear ? 0.1664 * count + 49.182 : 0.1519 * count + 32.644;
  return { volts, amperes, watts, voltAmperes: amperes < SMALL_CURRENT ? drawn : Math.max(drawn, real) };
}

/** What is drawn; nothing below the least that can be told from nothing. */
export function outputOf(model: SolisModel, frame: Frame): Output {
  const told = counted(model, frame);
  const output = model.isBackUps && !hasFailed(frame) ? backUps(frame, told) : told;
  const volts = isInverting(frame) ? output.volts : 0;
  if (output.voltAmperes < model.scales.idle) return { volts, amperes: 0, voltAmperes: 0, watts: 0 };
  return { ...output, volts };
}

/** Minutes without a load. */
const IDLE_MINUTES = 170;
const IDLE_WATTS = 20;
const [FIRST_WATTS, STEP_WATTS] = [51, 100];
/** Ah of a battery for which there is a table of its own, and the size that it is for. */
const EXTENDED = 80;
const EXTENDED_SIZE = 3;

/** Minutes that the battery lasts now and when it is full. `added`: Ah that were added to it. */
export function autonomyOf(
  model: SolisModel,
  frame: Frame,
  added: number,
): { readonly left: number; readonly full: number } {
  const { watts } = outputOf(model, frame);
  const table = added === EXTENDED && model.autonomy === EXTENDED_SIZE ? EXTENDED_SIZE + 1 : model.autonomy;
  const stretch = added > 0 && table <= EXTENDED_SIZE ? (added + model.capacity) / model.capacity : 1;
  if (watts <= IDLE_WATTS) return { left: Math.trunc(IDLE_MINUTES * stretch), full: IDLE_MINUTES };
  const rows = AUTONOMY[table] ?? [];
  const step = Math.max(0, Math.trunc((watts - FIRST_WATTS) / STEP_WATTS));
  const row = rows[Math.min(step, rows.length - 1)];
  const full = row?.minutes.at(-1) ?? 0;
  const place = byte(frame, 3) - (row?.lowest ?? 0);
  const left = place < 0 ? 0 : (row?.minutes[place] ?? full);
  return { left: Math.trunc(left * stretch), full };
}
