/** The one answer of SENTR, byte by byte; words have their low byte first. */
import { SENTR } from "./protocols.ts";
import type { Phase, Power, Rating, Said } from "./readings.ts";

const EXTENDED = 0xb0;
const ONLY_192 = 0xc0;
const THREE = 3000;

const word = (frame: Uint8Array, at: number): number => (frame[at] ?? 0) + 256 * (frame[at + 1] ?? 0);
const byte = (frame: Uint8Array, at: number): number => frame[at] ?? 0;
const tenth = (frame: Uint8Array, at: number): number => Math.trunc(word(frame, at) / 10);

/** Ten times the kilovolt-amperes, and 3000 where the output has three phases. */
const model = (frame: Uint8Array): number => word(frame, 2);
const size = (frame: Uint8Array): number => (model(frame) < THREE ? model(frame) : model(frame) - THREE);
const isExtended = (frame: Uint8Array): boolean => frame[0] === EXTENDED;

export const sentrKind = (frame: Uint8Array): string => (model(frame) < THREE ? "3" : "4");

/** What the next question is: the model tells. */
export function nextQuestion(frame: Uint8Array): Uint8Array {
  if (size(frame) % 10 < 4) return SENTR.single;
  return (byte(frame, 100) & 1) === 1 ? SENTR.extended : SENTR.double;
}

export function sentrFirmware(frame: Uint8Array): string {
  const digits = String(word(frame, 4) % 10_000).padStart(4, "0");
  return `${digits.slice(0, 2)}.${digits.slice(2)}`;
}

export function sentrRating(frame: Uint8Array): Rating {
  const kva = Math.trunc(size(frame) / 10);
  const watts = Math.trunc((kva * 1000 * ((byte(frame, 76) & 0x08) === 0 ? 8 : 9)) / 10 / 1000) * 1000;
  return { voltAmperes: kva * 1000, watts, battery: 0, capacity: word(frame, 74), output: 0, hertz: 0 };
}

function battery(frame: Uint8Array): number {
  if (frame[0] === ONLY_192 || (byte(frame, 100) & 0x80) !== 0) return word(frame, 43) * 10;
  return Math.min(byte(frame, 43), byte(frame, 44)) * 20;
}

const BYPASS: readonly number[] = [51, 53, 55];

function phase(frame: Uint8Array, at: number): Phase {
  const load = byte(frame, 62 + at);
  if (isExtended(frame))
    return {
      input: tenth(frame, 117 + 2 * at),
      output: tenth(frame, 135 + 2 * at),
      bypass: tenth(frame, 129 + 2 * at),
      load,
    };
  const bypassAt = BYPASS[at] ?? 51;
  return {
    input: Math.trunc((byte(frame, 35 + at) * 230) / 100),
    output: byte(frame, 59 + at) * ((byte(frame, 79) & 0x80) === 0 ? 1 : 2),
    bypass: frame[0] === ONLY_192 ? word(frame, bypassAt) : byte(frame, bypassAt) * 2,
    load,
  };
}

// Byte 31: 2 bypass, 8 mains failed, 10 battery low, 40 battery worn, 80 load too high. Bytes 32 and 33: more of the bypass.
// Byte 22: 2 standby. Byte 34: 4 and 8 standby.
export function readSentr(frame: Uint8Array): Said {
  const state = byte(frame, 31);
  const failed = (state & 0x08) !== 0;
  const bypassed = (state & 0x02) !== 0 || (byte(frame, 32) & 0x01) !== 0 || (byte(frame, 33) & 0x70) !== 0;
  const known = word(frame, 6) !== 0xffff;
  return {
    failed,
    low: failed && (state & 0x10) !== 0,
    off: (byte(frame, 22) & 0x02) !== 0 || (byte(frame, 34) & 0x0c) !== 0,
    bypass: bypassed && (byte(frame, 34) & 0x08) === 0,
    over: (state & 0x80) !== 0,
    trim: false,
    boost: false,
    worn: (state & 0x40) !== 0,
    charging: false,
    inputHertz: word(frame, 41),
    bypassHertz: word(frame, 57),
    outputHertz: word(frame, 68),
    battery: battery(frame),
    charge: known ? byte(frame, 8) : undefined,
    left: known ? word(frame, 6) : undefined,
    degrees: byte(frame, 48) === 0xff ? undefined : byte(frame, 48),
    phases: [phase(frame, 0), phase(frame, 1), phase(frame, 2)],
  };
}

/** Only amperes are told, and not as watts. */
export function sentrPower(frame: Uint8Array): Power {
  const amperes = [0, 1, 2].map((at) => (isExtended(frame) ? tenth(frame, 141 + 2 * at) : estimated(frame, at)));
  return { amperes, watts: [0, 0, 0], voltAmperes: [0, 0, 0] };
}

/** From the percentage of what the model is rated for, at the voltage of byte 73. */
function estimated(frame: Uint8Array, at: number): number {
  const volts = byte(frame, 73);
  if (volts === 0) return 0;
  const rated = Math.trunc((size(frame) * 100) / (volts < 100 ? volts + 256 : volts));
  const phases = at === 0 && model(frame) < THREE ? 1 : 3;
  const amperes = Math.trunc((rated * byte(frame, 62 + at)) / 100 / phases);
  return (model(frame) & 7) < 4 ? Math.trunc(amperes * 0.9) : amperes;
}
