/** microsol-apc: Back-UPSes of Microsol that APC has in Brazil (see line.ts). */
import { figure } from "../../kit/codecs.ts";
import type { DriverDefinition } from "../../types.ts";
import { type BackUps, backUpsOf } from "./apc-models.ts";
import { batteryVolts, charge, inputHertz, inputVolts, outputAmperes, outputVolts, powerOf } from "./apc-state.ts";
import { type Frame, hasFailed, isBatteryLow, isCharging, isOverloaded, isTooHot, temperature } from "./frame.ts";
import { type Know, type MicrosolRow, microsolDriver, OPTIONS } from "./line.ts";

const NOW = { poll: "quick" } as const;

const rowsOf = (model: BackUps): readonly MicrosolRow[] => [
  { status: "OVER", ...NOW, when: isOverloaded },
  { status: "OVERHEAT", ...NOW, when: isTooHot },
  { status: "CHRG", ...NOW, when: (frame) => isCharging(frame) && !hasFailed(frame) },
  { status: "LB", ...NOW, when: isBatteryLow },
  { var: "battery.charge", ...NOW, as: figure(1, (frame: Frame) => charge(model, frame)) },
  { var: "battery.voltage", ...NOW, as: figure(1, (frame: Frame) => batteryVolts(model, frame)) },
  { var: "input.frequency", ...NOW, as: figure(1, inputHertz) },
  { var: "input.voltage", ...NOW, as: figure(1, (frame: Frame) => inputVolts(model, frame)) },
  { var: "output.current", ...NOW, as: figure(1, (frame: Frame) => outputAmperes(model, frame)) },
  { var: "output.power", ...NOW, as: figure(1, (frame: Frame) => powerOf(model, frame).voltAmperes) },
  { var: "output.powerfactor", ...NOW, as: figure(2, (frame: Frame) => powerOf(model, frame).factor / 100) },
  { var: "output.realpower", ...NOW, as: figure(1, (frame: Frame) => powerOf(model, frame).watts) },
  { var: "output.voltage", ...NOW, as: figure(1, (frame: Frame) => outputVolts(model, frame)) },
  {
    var: "ups.load",
    ...NOW,
    as: figure(1, (frame: Frame) => (100 * powerOf(model, frame).voltAmperes) / model.rating),
  },
  { var: "ups.temperature", ...NOW, as: figure(2, temperature) },
];

const know: Know = (first) => {
  const model = backUpsOf(first);
  return model && { mfr: "APC", model: model.name, rows: rowsOf(model) };
};

export const MICROSOL_APC: DriverDefinition = {
  name: "microsol-apc",
  title: "Back-UPSes of Microsol that APC has, on a serial line",
  version: "0.73",
  options: OPTIONS,
  quick: true,
  create: (context) => microsolDriver(context, know),
};
