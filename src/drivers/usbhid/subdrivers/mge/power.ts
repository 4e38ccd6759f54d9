/** Input, bypass and output of Eaton's devices: three lines of the same shape, with limits. */
import { string, type VarType } from "../../../../nut/var-type.ts";
import { decimal, fixed } from "../../../kit/codecs.ts";
import { by, lookup, YES_NO } from "../../readers.ts";
import type { HidCodec, HidRow, HidView } from "../../subdriver.ts";
import { BYPASS_SWITCHES } from "./bypass.ts";
import { isOffline } from "./models.ts";
import { ENABLED } from "./unit.ts";

const INPUT = "UPS.PowerConverter.Input";
const OUTPUT = "UPS.PowerConverter.Output";

const setting = (max: number) => ({ as: decimal(0), rw: string(max), poll: "changed" }) as const;
const SWITCH = { as: ENABLED, rw: string(8), poll: "changed" } as const;
const CHOICE = { as: YES_NO, rw: string(5), poll: "changed" } as const;
const SENSITIVITY = lookup([0, "normal"], [1, "high"], [2, "low"]);

type Side = "input" | "input.bypass" | "output";

/** Voltages to neutral, then between the phases. */
const PAIRS = [
  ["L1-N", 1],
  ["L2-N", 2],
  ["L3-N", 3],
  ["L1-L2", 12],
  ["L2-L3", 23],
  ["L3-L1", 31],
] as const;

const voltages = (side: Side, path: string): readonly HidRow[] =>
  PAIRS.map(([pair, phase]) => ({
    var: `${side}.${pair}.voltage`,
    path: `${path}.Phase.[${phase}].Voltage`,
    as: decimal(1),
  }));

const currents = (side: Side, path: string): readonly HidRow[] =>
  ([1, 2, 3] as const).map((phase) => ({
    var: `${side}.L${phase}.current`,
    path: `${path}.Phase.[${phase}].Current`,
    as: decimal(1),
  }));

const MAINS: readonly HidRow[] = [
  { var: "input.voltage", path: `${INPUT}.[1].Voltage`, as: decimal(1) },
  ...voltages("input", `${INPUT}.[1]`),
  { var: "input.voltage.nominal", path: "UPS.Flow.[1].ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "input.current", path: `${INPUT}.[1].Current`, as: decimal(2) },
  ...currents("input", `${INPUT}.[1]`),
  { var: "input.current.nominal", path: "UPS.Flow.[1].ConfigCurrent", as: decimal(2), poll: "once" },
  { var: "input.frequency", path: `${INPUT}.[1].Frequency`, as: decimal(1) },
  { var: "input.frequency.nominal", path: "UPS.Flow.[1].ConfigFrequency", as: decimal(0), poll: "once" },
];

const LIMITS: readonly HidRow[] = [
  { var: "input.transfer.low", path: `${OUTPUT}.LowVoltageTransfer`, ...setting(5) },
  { var: "input.transfer.eco.low", path: `${OUTPUT}.LowVoltageEcoTransfer`, ...setting(5) },
  { var: "input.transfer.bypass.low", path: `${OUTPUT}.LowVoltageBypassTransfer`, ...setting(5) },
  { var: "input.transfer.boost.low", path: `${OUTPUT}.LowVoltageBoostTransfer`, ...setting(5) },
  { var: "input.transfer.boost.high", path: `${OUTPUT}.HighVoltageBoostTransfer`, ...setting(5) },
  { var: "input.transfer.trim.low", path: `${OUTPUT}.LowVoltageBuckTransfer`, ...setting(5) },
  { var: "input.transfer.high", path: `${OUTPUT}.HighVoltageTransfer`, ...setting(5) },
  { var: "input.transfer.eco.high", path: `${OUTPUT}.HighVoltageEcoTransfer`, ...setting(5) },
  { var: "input.transfer.bypass.high", path: `${OUTPUT}.HighVoltageBypassTransfer`, ...setting(5) },
  { var: "input.transfer.frequency.bypass.range", path: `${OUTPUT}.FrequencyRangeBypassTransfer`, ...setting(5) },
  { var: "input.transfer.frequency.eco.range", path: `${OUTPUT}.FrequencyRangeEcoTransfer`, ...setting(5) },
  { var: "input.transfer.hysteresis", path: `${OUTPUT}.HysteresisVoltageTransfer`, ...setting(5) },
  { var: "input.transfer.bypass.forced", path: `${INPUT}.[2].ForcedTransferEnable`, ...SWITCH },
  { var: "input.transfer.bypass.overload", path: `${INPUT}.[2].OverloadTransferEnable`, ...SWITCH },
  { var: "input.transfer.bypass.outlimits", path: `${INPUT}.[2].OutOfToleranceTransferEnable`, ...SWITCH },
  { var: "input.transfer.trim.high", path: `${OUTPUT}.HighVoltageBuckTransfer`, ...setting(5) },
  { var: "input.sensitivity", path: `${OUTPUT}.SensitivityMode`, as: SENSITIVITY, rw: string(10), poll: "changed" },
  { var: "input.voltage.extended", path: `${OUTPUT}.ExtendedVoltageMode`, ...CHOICE },
  { var: "input.frequency.extended", path: `${OUTPUT}.ExtendedFrequencyMode`, ...CHOICE },
];

const BYPASS: readonly HidRow[] = [
  { var: "input.bypass.voltage", path: `${INPUT}.[2].Voltage`, as: decimal(1), poll: "quick" },
  ...voltages("input.bypass", `${INPUT}.[2]`),
  { var: "input.bypass.voltage.nominal", path: "UPS.Flow.[2].ConfigVoltage", as: decimal(0), poll: "once" },
  { var: "input.bypass.current", path: `${INPUT}.[2].Current`, as: decimal(2) },
  ...currents("input.bypass", `${INPUT}.[2]`),
  { var: "input.bypass.current.nominal", path: "UPS.Flow.[2].ConfigCurrent", as: decimal(2), poll: "once" },
  { var: "input.bypass.frequency", path: `${INPUT}.[2].Frequency`, as: decimal(1), poll: "quick" },
  { var: "input.bypass.frequency.nominal", path: "UPS.Flow.[2].ConfigFrequency", as: decimal(0), poll: "once" },
  ...BYPASS_SWITCHES,
  { var: "input.bypass.switchable", path: `${INPUT}.[2].Switchable`, ...SWITCH },
];

const LOW_VOLTAGES = [100, 110, 120, 127] as const;
const US_HIGH_VOLTAGES = [200, 208] as const;
const HIGH_VOLTAGES = [220, 230, 240] as const;

const isOneOf = (voltages: readonly number[], value: number): boolean => voltages.includes(value);

/** Whether a device can be set to a voltage, seen from the one that it had at first. */
function canHave(first: number, value: number, view: HidView): boolean {
  if (isOneOf(LOW_VOLTAGES, first)) return isOneOf(LOW_VOLTAGES, value);
  const sameHalf = [US_HIGH_VOLTAGES, HIGH_VOLTAGES].find((half) => isOneOf(half, first));
  if (!sameHalf) return true;
  // Offline devices cannot be set to the voltages of the other half.
  if (isOneOf(sameHalf, value)) return true;
  return !isOffline(view) && isOneOf([...US_HIGH_VOLTAGES, ...HIGH_VOLTAGES], value);
}

function firstVoltage(value: number, view: HidView): number {
  const kept = view.recall("nominal voltage");
  if (typeof kept === "number") return kept;
  const first = Math.trunc(value);
  view.remember("nominal voltage", first);
  return first;
}

const SETTABLE = [...US_HIGH_VOLTAGES, ...HIGH_VOLTAGES, ...LOW_VOLTAGES] as const;

const NOMINAL_VOLTAGE: HidCodec = {
  read: (value, view) => (canHave(firstVoltage(value, view), Math.trunc(value), view) ? fixed(value, 0) : undefined),
  write: (text) => SETTABLE.find((voltage) => String(voltage) === text),
};

const nominalVoltages = (value: number, view: HidView): VarType => ({
  kind: "enum",
  values: SETTABLE.filter((voltage) => canHave(firstVoltage(value, view), voltage, view)).map(String),
  max: 3,
});

const LOAD: readonly HidRow[] = [
  { var: "output.voltage", path: `${OUTPUT}.Voltage`, as: decimal(1) },
  ...voltages("output", OUTPUT),
  {
    var: "output.voltage.nominal",
    path: "UPS.Flow.[4].ConfigVoltage",
    as: NOMINAL_VOLTAGE,
    rw: nominalVoltages,
    poll: "changed",
  },
  { var: "output.current", path: `${OUTPUT}.Current`, as: decimal(2) },
  ...currents("output", OUTPUT),
  { var: "output.current.nominal", path: "UPS.Flow.[4].ConfigCurrent", as: decimal(2) },
  { var: "output.frequency", path: `${OUTPUT}.Frequency`, as: decimal(1) },
  { var: "output.frequency.nominal", path: "UPS.Flow.[4].ConfigFrequency", as: decimal(0), poll: "once" },
  { var: "output.powerfactor", path: `${OUTPUT}.PowerFactor`, as: by((value) => fixed(value / 100, 2)) },
];

export const POWER: readonly HidRow[] = [...MAINS, ...LIMITS, ...BYPASS, ...LOAD];
