/** Holding registers of ADELSYSTEM CB and CBI DC UPSes, from address 0 on (drivers/adelsystem_cbi.c of 2.8.5). */
import type { VarName } from "../../../nut/catalogue/names.ts";
import type { StatusToken } from "../../../nut/status.ts";
import type { Block } from "../registers.ts";

export const ALL: Block = { at: 0, count: 120, needed: true };

/** The code of the product; the C driver's table and its reading disagree which, and registers without a use are 0. */
export const PRODUCT = [66, 67] as const;
export const MODELS: ReadonlyMap<number, string> = new Map([
  [1, "CBI1235A"],
  [2, "CBI2420A"],
  [3, "CBI4810A"],
  [4, "CBI2801224"],
  [7, "CBI480W"],
  [8, "CB122410A"],
  [9, "CB480W"],
  [11, "CB12245AJ"],
  [12, "CB1235A"],
  [13, "CB2420A"],
  [14, "CB4810A"],
]);

interface Row {
  readonly var: VarName;
  readonly at: number;
  readonly factor?: number;
  readonly offset?: number;
  readonly places?: number;
}

const MILLI = { factor: 0.001, places: 2 } as const;
const KELVIN = { offset: -273.15, places: 2 } as const;

export const ROWS: readonly Row[] = [
  { var: "battery.voltage", at: 7, ...MILLI },
  { var: "output.voltage", at: 10, ...MILLI },
  { var: "output.current", at: 19, ...MILLI },
  { var: "battery.charge", at: 22, factor: 0.1, places: 2 },
  { var: "battery.temperature", at: 25, ...KELVIN },
  { var: "ups.temperature", at: 28, ...KELVIN },
  { var: "input.voltage", at: 29 },
  { var: "battery.runtime", at: 103 },
];

export const CHARGER = 4;
export const CHARGER_STATES = ["none", "resting", "charging", "charging", "floating"] as const;

/** What the power management does: 0 is backup. */
export const POWER = 5;
export const BACKUP = 0;

/** A register with a value says a token. */
export const STATES: readonly (readonly [at: number, value: number, token: StatusToken])[] = [
  [CHARGER, 2, "CHRG"],
  [CHARGER, 3, "CHRG"],
  [POWER, BACKUP, "DISCHRG"],
  [POWER, 2, "BOOST"],
];

/** A register with a bit says an alarm, and with some a token. */
export const ALARMS: readonly (readonly [at: number, mask: number, text: string, token?: StatusToken])[] = [
  [45, 0x0001, "input voltage not available", "OB"],
  [45, 0x0002, "ups shutdown requested", "FSD"],
  [34, 0x0002, "battery low voltage", "LB"],
  [34, 0x0001, "battery high voltage", "HB"],
  [34, 0x0004, "battery start with battery flat"],
  [44, 0x0001, "input voltage high alarm"],
  [44, 0x0002, "input voltage low alarm"],
  [46, 0x0001, "onboard temperature high"],
  [31, 0x0001, "battery reversed polarity"],
  [31, 0x0002, "battery not connected"],
  [31, 0x0004, "battery cell short circuit"],
  [31, 0x0008, "battery sulphated"],
  [31, 0x0010, "battery chemistry not supported"],
  [31, 0x0020, "battery connection fault"],
  [42, 0x0001, "UPS rectifier failure"],
  [42, 0x0006, "UPS internal failure"],
  [42, 0x0008, "UPS lifetest not available"],
  [32, 0x0001, "battery high internal resistance"],
  [32, 0x0002, "battery low charge efficiency"],
  [32, 0x0004, "battery low effective capacity"],
  [32, 0x0040, "battery low state of charge"],
];

/** 1 turns the output off. */
export const SHUTDOWN = 40;
