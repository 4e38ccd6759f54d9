/** The UPS of `nutts up --demo`: 900 VA, 24 V battery, an outage sixty times faster than life, as a `.seq` file. */

import type { VarName } from "../nut/catalogue/names.ts";

type Values = Readonly<Partial<Record<VarName, string>>>;

const NAMEPLATE: Values = {
  "device.type": "ups",
  "ups.mfr": "nutts",
  "ups.model": "Demo 900",
  "ups.serial": "DEMO0001",
  "ups.firmware": "1.0",
  "ups.power.nominal": "900",
  "ups.realpower.nominal": "540",
  "ups.delay.shutdown": "20",
  "ups.delay.start": "30",
  "ups.test.result": "No test initiated",
  "ups.beeper.status": "enabled",
  "battery.type": "PbAc",
  "battery.voltage.nominal": "24",
  "battery.charge.low": "20",
  "battery.runtime.low": "180",
  "input.voltage.nominal": "230",
  "input.transfer.low": "180",
  "input.transfer.high": "270",
  "output.voltage.nominal": "230",
};

/** A stretch of the story: how long, and how the charge moves from its start to its end (percent). */
interface Phase {
  readonly seconds: number;
  readonly mains: boolean;
  readonly from: number;
  readonly to: number;
}

const STORY: readonly Phase[] = [
  { seconds: 12, mains: true, from: 100, to: 100 },
  { seconds: 40, mains: false, from: 99, to: 9 },
  { seconds: 40, mains: true, from: 12, to: 99 },
  { seconds: 8, mains: true, from: 100, to: 100 },
];

const STEP = 2;
const LOW_CHARGE = 20;
const FULL_RUNTIME = 2400;

/** The same little unrest in every run: -1 to 1. */
const unrest = (frame: number, seed: number): number => Math.sin(frame * 12.9898 + seed * 78.233);

function statusOf(mains: boolean, charge: number): string {
  if (mains) return charge < 100 ? "OL CHRG" : "OL";
  return charge > LOW_CHARGE ? "OB DISCHRG" : "OB DISCHRG LB";
}

/** Volts of two 12 V lead blocks: floating or charging on mains, sagging under load with a knee at the end. */
function batteryVoltage(mains: boolean, charge: number): number {
  if (mains) return charge >= 100 ? 27.3 : 25.2 + (charge / 100) * 2;
  const knee = charge < 15 ? (15 - charge) * 0.06 : 0;
  return 22.6 + (charge / 100) * 2.4 - knee;
}

function frameValues(frame: number, mains: boolean, charge: number): Values {
  const load = 38 + 2 * unrest(frame, 1);
  const input = mains ? 231 + 1.4 * unrest(frame, 2) : 0;
  return {
    "ups.status": statusOf(mains, charge),
    "ups.load": load.toFixed(0),
    "ups.realpower": (load * 5.4).toFixed(0),
    "ups.temperature": (mains ? 27.5 : 29 + unrest(frame, 3) / 4).toFixed(1),
    "battery.charge": charge.toFixed(0),
    "battery.runtime": ((charge / 100) * FULL_RUNTIME).toFixed(0),
    "battery.voltage": (batteryVoltage(mains, charge) + 0.03 * unrest(frame, 4)).toFixed(1),
    "input.voltage": input.toFixed(1),
    "input.frequency": mains ? (50 + 0.04 * unrest(frame, 5)).toFixed(1) : "0.0",
    "output.voltage": (mains ? input : 229.5 + unrest(frame, 6) / 2).toFixed(1),
    "output.frequency": "50.0",
  };
}

const lines = (values: Values): readonly string[] => Object.entries(values).map(([name, value]) => `${name}: ${value}`);

function phaseFrames({ seconds, mains, from, to }: Phase, first: number): readonly string[] {
  const count = seconds / STEP;
  return Array.from({ length: count }, (_, i) => {
    const charge = from + ((to - from) * i) / Math.max(1, count - 1);
    return [...lines(frameValues(first + i, mains, charge)), `TIMER ${STEP}`].join("\n");
  });
}

export const DEMO_SECONDS = STORY.reduce((sum, { seconds }) => sum + seconds, 0);

/** The text of the `.seq` file; the driver repeats it for ever. */
export function demoSequence(): string {
  const frames: string[] = [];
  for (const phase of STORY) frames.push(...phaseFrames(phase, frames.length));
  return `${[...lines(NAMEPLATE), ...frames].join("\n")}\n`;
}
