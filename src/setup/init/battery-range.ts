/** Voltages at which a battery counts as empty and full, where its UPS tells only the voltage. */

export interface BatteryRange {
  readonly low: string;
  readonly high: string;
}

/** What drivers of Q1 devices reckon a charge from. */
export const RANGE_VARIABLES = { low: "default.battery.voltage.low", high: "default.battery.voltage.high" } as const;

const AROUND = 0.15;

const volts = (value: number): string => value.toFixed(2).replace(/\.?0+$/, "");

export const rangeAround = (nominal: number): BatteryRange => ({
  low: volts(nominal * (1 - AROUND)),
  high: volts(nominal * (1 + AROUND)),
});

/** `20.4-27.6`; undefined for what is no range. */
export function parseRange(text: string): BatteryRange | undefined {
  const [, low, high] = /^(\d{1,4}(?:\.\d{1,3})?)-(\d{1,4}(?:\.\d{1,3})?)$/.exec(text) ?? [];
  return low !== undefined && high !== undefined && Number(low) < Number(high) ? { low, high } : undefined;
}
