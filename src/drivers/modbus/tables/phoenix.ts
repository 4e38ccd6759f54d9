/** Registers of DC UPSes of Phoenix Contact (drivers/phoenixcontact_modbus.c of 2.8.5): a map for each family. */
import type { VarName } from "../../../nut/catalogue/names.ts";
import type { Block } from "../registers.ts";

export const FIRMWARE = 0x0004;

/** Four words, the lowest first; the part number is what the number begins with. */
export const PART: Block = { table: "input", at: 0x0005, count: 4, needed: true };

interface Row {
  readonly var: VarName;
  readonly at: number;
  readonly factor?: number;
  readonly offset?: number;
  readonly places?: number;
}

/** All bits of the mask have to be set of an alarm, one of them for a status. */
export type Bits = readonly [at: number, mask: number];

export interface Family {
  readonly blocks: readonly Block[];
  readonly onBattery: Bits;
  readonly low: Bits;
  readonly charging: Bits;
  readonly rows: readonly Row[];
  readonly alarms: readonly (readonly [...Bits, text: string])[];
}

const input = (at: number, count = 1): Block => ({ table: "input", at, count, needed: true });
const setting = (at: number): Block => ({ at, count: 1 });

const MILLI = { factor: 0.001, places: 6 } as const;
const KELVIN = { offset: -273 } as const;
const ANY = 0xffff;

const QUINT: Family = {
  blocks: [input(29_697, 3), input(29_745), input(29_749, 5), input(29_792, 10), input(29_840)],
  onBattery: [29_697, ANY],
  low: [29_698, ANY],
  charging: [29_699, ANY],
  rows: [
    { var: "output.voltage", at: 29_745, factor: 0.001 },
    { var: "battery.charge", at: 29_749 },
    { var: "battery.voltage", at: 29_792, ...MILLI },
    { var: "battery.temperature", at: 29_793, ...KELVIN },
    { var: "battery.runtime", at: 29_795 },
    { var: "output.current", at: 29_798, ...MILLI },
    { var: "battery.capacity", at: 29_800, factor: 10 },
  ],
  alarms: [
    [29_840, 0x0030, "End of life (Resistance)"],
    [29_840, 0x0040, "End of life (Time)"],
    [29_840, 0x0080, "End of life (Voltage)"],
    [29_840, 0x0200, "No Battery"],
    [29_840, 0x0400, "Inconsistent technology"],
    [29_840, 0x0800, "Overload Cutoff"],
    [29_840, 0x1000, "Low Battery (Voltage)"],
    [29_840, 0x2000, "Low Battery (Charge)"],
    [29_840, 0x4000, "Low Battery (Time)"],
  ],
};

const QUINT4: Family = {
  blocks: [
    ...[0x2000, 0x2006, 0x2007, 0x200a, 0x200d, 0x200f, 0x2010, 0x3000, 0x3001, 0x4211].map((at) => input(at)),
    ...[0x1056, 0x1057, 0x1058, 0x105a, 0x105d, 0x105e, 0x1071, 0x1074].map(setting),
  ],
  onBattery: [0x2000, 0x0004],
  low: [0x3001, 0x0004],
  charging: [0x2000, 0x0020],
  rows: [
    { var: "output.voltage", at: 0x2006, factor: 0.001 },
    { var: "output.current", at: 0x2007, ...MILLI },
    { var: "battery.voltage", at: 0x200a, ...MILLI },
    { var: "battery.temperature", at: 0x200d, ...KELVIN },
    { var: "battery.charge", at: 0x200f },
    { var: "battery.runtime", at: 0x2010 },
    { var: "battery.capacity", at: 0x4211, factor: 10 },
    { var: "input.voltage.low.critical", at: 0x1056 },
    { var: "input.voltage.high.critical", at: 0x1057 },
    { var: "ups.delay.start", at: 0x1058 },
    { var: "battery.energysave.delay", at: 0x105a },
    { var: "ups.timer.shutdown", at: 0x105d },
    { var: "ups.timer.start", at: 0x105e },
    { var: "experimental.battery.warning_soh", at: 0x1071 },
    { var: "experimental.ups.mode.selector", at: 0x1074 },
  ],
  alarms: [
    [0x3000, 0x0200, "End of life (Resistance)"],
    [0x3001, 0x0001, "End of life (Time)"],
    [0x3000, 0x0400, "End of life (Voltage)"],
    [0x3000, 0x0008, "No Battery"],
    [0x3000, 0x0020, "Inconsistent technology"],
    [0x3001, 0x0100, "Overload Cutoff"],
    [0x3001, 0x0008, "Low Battery (Voltage)"],
    [0x3001, 0x0010, "Low Battery (Charge)"],
    [0x3001, 0x0020, "Low Battery (Time)"],
    [0x3001, 0x4000, "Low Battery (Service)"],
  ],
};

const TRIO: Family = {
  blocks: [input(29_697, 3), input(29_700), input(29_702), input(29_706)],
  onBattery: [29_697, ANY],
  low: [29_698, ANY],
  charging: [29_699, ANY],
  rows: [
    { var: "output.voltage", at: 29_702, factor: 0.001 },
    { var: "battery.voltage", at: 29_700, ...MILLI },
  ],
  alarms: [
    [29_706, 0x0001, "End of life (Time)"],
    [29_706, 0x0004, "End of life (Voltage)"],
    [29_706, 0x0002, "No Battery"],
    [29_706, 0x0008, "Low Battery (Voltage)"],
  ],
};

const TRIO_2G: Family = {
  blocks: [0x2000, 0x2002, 0x2006, 0x2007, 0x3000, 0x3001].map((at) => input(at)),
  onBattery: [0x2002, 0x0004],
  low: [0x3001, 0x0004],
  charging: [0x2000, 0x0020],
  rows: [
    { var: "output.voltage", at: 0x2006, factor: 0.001 },
    { var: "output.current", at: 0x2007, ...MILLI },
  ],
  alarms: [
    [0x3000, 0x0400, "End of life (Voltage)"],
    [0x3000, 0x0008, "No Battery"],
    [0x3001, 0x0100, "Overload Cutoff"],
    [0x3001, 0x4000, "Low Battery (Service)"],
  ],
};

export const MODELS: ReadonlyMap<string, readonly [model: string, family: Family]> = new Map([
  ["2320225", ["QUINT-UPS/24DC/24DC/10", QUINT]],
  ["2320238", ["QUINT-UPS/24DC/24DC/20", QUINT]],
  ["2320241", ["QUINT-UPS/24DC/24DC/40", QUINT]],
  ["2320254", ["QUINT-UPS/24DC/24DC/5/1.3AH", QUINT]],
  ["2320461", ["QUINT-UPS/24DC", QUINT]],
  ["2907067", ["QUINT4-UPS/24DC/24DC/10/USB", QUINT4]],
  ["2907072", ["QUINT4-UPS/24DC/24DC/20/USB", QUINT4]],
  ["2907078", ["QUINT4-UPS/24DC/24DC/40/USB", QUINT4]],
  ["2866611", ["TRIO-UPS/1AC/24DC/5", TRIO]],
  ["2907160", ["TRIO-UPS-2G/1AC/24DC/5", TRIO_2G]],
  ["2907161", ["TRIO-UPS-2G/1AC/24DC/10", TRIO_2G]],
  ["1105556", ["TRIO-UPS-2G/1AC/24DC/20", TRIO_2G]],
]);
