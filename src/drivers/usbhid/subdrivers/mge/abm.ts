/**
 * ABM, the charger that rests between charges: while it is on, it says what the charger does, and the plain bits
 * Charging and Discharging say nothing. Two paths tell of it, in codes of their own:
 *
 * | path           | charging | discharging | floating | resting | off |
 * |----------------|----------|-------------|----------|---------|-----|
 * | Charger.Mode   | 1        | 2           | 3        | 4       | 6   |
 * | Charger.Status | 1        | 4           | 2        | 3       | 6   |
 *
 * A device with both is read in the codes of Mode, as the C driver does.
 */
import { by, lookup } from "../../readers.ts";
import type { HidRow, HidView } from "../../subdriver.ts";

const CHARGER = "UPS.BatterySystem.Charger";
const STATUS = "UPS.PowerSummary.PresentStatus";

type Code = "mode" | "status";

const PHASES: Readonly<Record<Code, Readonly<Record<number, string>>>> = {
  mode: { 1: "charging", 2: "discharging", 3: "floating", 4: "resting", 6: "off" },
  status: { 1: "charging", 2: "floating", 3: "resting", 4: "discharging", 6: "off" },
};

const isOn = (view: HidView): boolean => Math.trunc(view.note("abm") ?? -1) === 1;
const codeOf = (view: HidView): Code => (view.note("charger mode") === undefined ? "status" : "mode");
const phaseOf = (value: number, view: HidView): string | undefined => PHASES[codeOf(view)][Math.trunc(value)];

/** Gone as soon as ABM is switched off. */
const PHASE = by((value, view) => {
  if (isOn(view)) return phaseOf(value, view);
  view.forget("battery.charger.status");
  return undefined;
});

const TYPE = lookup(
  [0, "None"],
  [1, "Extended (CLA)"],
  [2, "Large extension"],
  [3, "Extra large extension (XL)"],
  [4, "ABM"],
  [5, "Constant Charge (CC)"],
);

export const ABM: readonly HidRow[] = [
  { note: "abm", path: `${CHARGER}.ABMEnable`, poll: "quick" },
  { note: "charger mode", path: `${CHARGER}.Mode`, poll: "quick" },
  { var: "battery.charger.status", path: `${CHARGER}.Mode`, as: PHASE, poll: "quick" },
  { var: "battery.charger.status", path: `${CHARGER}.Status`, as: PHASE, poll: "quick" },
  { var: "battery.charger.type", path: `${CHARGER}.ChargerType`, as: TYPE, poll: "quick" },
];

/** A plain bit, as long as there is no ABM. */
const plainBit = (value: number, view: HidView): boolean => !isOn(view) && value === 1;

/** The 5E and others that charge without ABM leave the bit set while they hold a full battery. */
const chargingBit = (value: number, view: HidView): boolean =>
  plainBit(value, view) && !(Number.parseFloat(view.known("battery.charge") ?? "") >= 100);

/** Raises in these phases; the path whose codes are in use lowers as well. */
const inPhase =
  (of: Code, ...phases: readonly string[]) =>
  (value: number, view: HidView): boolean | undefined => {
    if (!isOn(view)) return undefined;
    const phase = phaseOf(value, view);
    return phase !== undefined && phases.includes(phase) ? true : of === codeOf(view) ? false : undefined;
  };

export const ABM_CONDITIONS: readonly HidRow[] = [
  { status: "dischrg", path: `${STATUS}.Discharging`, poll: "quick", when: plainBit },
  { status: "chrg", path: `${STATUS}.Charging`, poll: "quick", when: chargingBit },
  { status: "chrg", path: `${CHARGER}.Mode`, poll: "quick", when: inPhase("mode", "charging", "floating") },
  { status: "dischrg", path: `${CHARGER}.Mode`, poll: "quick", when: inPhase("mode", "discharging") },
  { status: "chrg", path: `${CHARGER}.Status`, poll: "quick", when: inPhase("status", "charging", "floating") },
  { status: "dischrg", path: `${CHARGER}.Status`, poll: "quick", when: inPhase("status", "discharging") },
];
