/** solis: Solis UPSes of Microsol, and Back-UPSes that APC has of it (see line.ts). */
import { figure } from "../../kit/codecs.ts";
import type { DriverDefinition } from "../../types.ts";
import { type Frame, temperature } from "./frame.ts";
import { type Know, type MicrosolRow, microsolDriver, OPTIONS } from "./line.ts";
import { modelOf, type SolisModel } from "./models.ts";
import { autonomyOf, batteryVolts, inputOf, outputOf } from "./state.ts";

const NOW = { poll: "quick" } as const;
const LOW_MINUTES = 5;

function rowsOf(model: SolisModel, added: number): readonly MicrosolRow[] {
  const charge = (frame: Frame): number => {
    const { left, full } = autonomyOf(model, frame, added);
    return full === 0 ? 0 : Math.min(100, (100 * left) / full);
  };
  const load = (frame: Frame): number => (100 * outputOf(model, frame).voltAmperes) / model.rating;
  return [
    { status: "LB", ...NOW, when: (frame) => autonomyOf(model, frame, added).left < LOW_MINUTES },
    { var: "battery.charge", ...NOW, as: figure(1, charge) },
    { var: "battery.voltage", ...NOW, as: figure(1, (frame: Frame) => batteryVolts(model, frame)) },
    { var: "input.frequency", ...NOW, as: figure(1, (frame: Frame) => inputOf(model, frame).hertz) },
    { var: "input.voltage", ...NOW, as: figure(1, (frame: Frame) => inputOf(model, frame).volts) },
    { var: "output.current", ...NOW, as: figure(1, (frame: Frame) => outputOf(model, frame).amperes) },
    { var: "output.voltage", ...NOW, as: figure(1, (frame: Frame) => outputOf(model, frame).volts) },
    { var: "ups.load", ...NOW, as: figure(1, load) },
    { var: "ups.temperature", ...NOW, as: figure(2, temperature) },
  ];
}

const know: Know = (first, added) => {
  const model = modelOf(first);
  return model && { mfr: "Microsol", model: model.name, rows: rowsOf(model, added) };
};

export const SOLIS: DriverDefinition = {
  name: "solis",
  title: "Solis UPSes of Microsol on a serial line",
  version: "0.74",
  options: OPTIONS,
  quick: true,
  create: (context) => microsolDriver(context, know),
};
