/** What a UPS may be asked. Which of it a device knows is found out at the start. */
import type { VarName } from "../../../nut/catalogue/names.ts";
import type { Shape } from "../numbers.ts";

export interface UtalkRow {
  readonly var: VarName;
  /** The question; with ` ?` it is a setting, and a value in place of the mark sets it. */
  readonly ask: string;
  readonly as: Shape;
  /** Longest new value, where it can be set. */
  readonly rw?: number;
}

const decimals: Shape = { unit: "none", places: 1, width: 5 };
const volts: Shape = { ...decimals, unit: "V" };
const amperes: Shape = { ...decimals, unit: "A" };
const hertz: Shape = { unit: "Hz", places: 2, width: 5 };
const whole = (width: number): Shape => ({ unit: "none", places: 0, width });

export const VARIABLES: readonly UtalkRow[] = [
  { var: "battery.charge", ask: "Bl", as: decimals },
  { var: "battery.runtime", ask: "Bn", as: whole(5) },
  { var: "battery.voltage", ask: "Bv", as: volts },
  { var: "battery.charge.low", ask: "Bl ?", as: whole(2), rw: 2 },
  { var: "battery.voltage.nominal", ask: "Bv ?", as: volts },
  { var: "ups.temperature", ask: "St", as: decimals },
  { var: "ups.load", ask: "Ll", as: decimals },
  { var: "ups.delay.start", ask: "Sm ?", as: whole(3), rw: 5 }, // minutes
  { var: "ups.delay.shutdown", ask: "Sn ?", as: whole(3), rw: 5 },
  { var: "ups.test.interval", ask: "Bp ?", as: whole(3), rw: 5 },
  { var: "output.voltage", ask: "Lv", as: volts },
  { var: "output.current", ask: "Lc", as: amperes },
  { var: "input.voltage", ask: "Uv", as: volts },
  { var: "input.frequency", ask: "Uf", as: hertz },
  { var: "input.transfer.low", ask: "Ee ?", as: volts, rw: 5 },
  { var: "input.transfer.boost.low", ask: "Ee ?", as: volts, rw: 5 },
  { var: "input.transfer.boost.high", ask: "Eo ?", as: volts, rw: 5 },
  { var: "input.transfer.trim.low", ask: "Ea ?", as: volts, rw: 5 },
  { var: "input.transfer.high", ask: "Eu ?", as: volts, rw: 5 },
  { var: "input.transfer.trim.high", ask: "Eu ?", as: volts, rw: 5 },
];
