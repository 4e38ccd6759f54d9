/** Registers of UPSes of Socomec (drivers/socomec_jbus.c of 2.8.5). */
import type { VarName } from "../../../nut/catalogue/names.ts";

export const MODELS: ReadonlyMap<number, string> = new Map([
  [130, "DIGYS"],
  [515, "DELPHYS MX"],
  [516, "DELPHYS MX elite"],
]);

interface Row {
  readonly var: VarName;
  readonly at: number;
  readonly factor?: number;
  readonly places?: number;
  /** Only with so many phases. */
  readonly phases?: 1 | 3;
}

export const RUNTIME = 0x1077;

/** For one variable the later row wins. */
export const ROWS: readonly Row[] = [
  { var: "input.voltage", at: 0x10e0 },
  { var: "output.voltage", at: 0x10e1 },
  { var: "input.frequency", at: 0x10e2 },
  { var: "output.frequency", at: 0x10e3 },
  { var: "ups.load", at: 0x1060, phases: 1 },
  { var: "input.bypass.voltage", at: 0x1066, phases: 1 },
  { var: "output.voltage", at: 0x1069, phases: 1 },
  { var: "output.current", at: 0x106f, phases: 1 },
  { var: "ups.load", at: 0x1063, phases: 3 },
  { var: "ups.L1.load", at: 0x1060, phases: 3 },
  { var: "ups.L2.load", at: 0x1061, phases: 3 },
  { var: "ups.L3.load", at: 0x1062, phases: 3 },
  { var: "input.bypass.L1-N.voltage", at: 0x1066, phases: 3 },
  { var: "input.bypass.L2-N.voltage", at: 0x1067, phases: 3 },
  { var: "input.bypass.L3-N.voltage", at: 0x1068, phases: 3 },
  { var: "output.L1-N.voltage", at: 0x1069, phases: 3 },
  { var: "output.L2-N.voltage", at: 0x106a, phases: 3 },
  { var: "output.L3-N.voltage", at: 0x106b, phases: 3 },
  { var: "output.L1.current", at: 0x106f, phases: 3 },
  { var: "output.L2.current", at: 0x1070, phases: 3 },
  { var: "output.L3.current", at: 0x1071, phases: 3 },
  { var: "battery.charge", at: 0x1064 },
  { var: "battery.capacity", at: 0x1065, factor: 0.1 },
  { var: "battery.voltage", at: 0x1074, factor: 0.1, places: 2 },
  { var: "battery.current", at: 0x1078, factor: 0.1, places: 2 },
  { var: "battery.runtime", at: RUNTIME, factor: 60 },
  { var: "input.bypass.frequency", at: 0x1072, factor: 0.1 },
  { var: "output.frequency", at: 0x1073, factor: 0.1 },
];

/** Words and bits of the alarms. */
export const ALARMS: readonly (readonly [at: number, bit: number, text: string])[] = [
  [0x1040, 0, "General Alarm present."],
  [0x1040, 1, "Battery failure."],
  [0x1040, 2, "Overload fault."],
  [0x1040, 4, "Control failure (com, internal supply...)"],
  [0x1040, 5, "Rectifier input supply out of tolerance."],
  [0x1040, 6, "Bypass input supply out of tolerance."],
  [0x1040, 7, "Over temperature fault."],
  [0x1040, 8, "Maintenance bypass closed."],
  [0x1040, 10, "Battery charger fault."],
  [0x1041, 15, "Imminent STOP."],
  [0x1042, 12, "Servicing alarm."],
  [0x1043, 0, "Maintenance bypass."],
  [0x1043, 1, "Battery discharged."],
  [0x1043, 4, "Critical Rectifier fault."],
  [0x1043, 6, "Critical Inverter fault."],
  [0x1043, 11, "Battery circuit open."],
  [0x1043, 14, "Bypass critical alarm."],
];
