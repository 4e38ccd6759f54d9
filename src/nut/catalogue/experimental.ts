/**
 * `experimental.*`: names on trial, for which the list of names sets no rule but the prefix. Those that more than one
 * model publishes have a sentence here; for the rest the name itself has to say it.
 */
import { count, type Entry, measure, text } from "./entry.ts";

export const EXPERIMENTAL = {
  "experimental.ups.mode.buzzwords": text("Maker's words for the mode of working, as vendor:NAME:MODE"),
  "experimental.ups.mode.selector": text("Position of the mode switch"),
  "experimental.ups.type": text("Construction of the UPS"),
  "experimental.ups.relay.mode": text("What the relay of the UPS signals"),
  "experimental.ups.delay.shutdown.signal": measure("s", "Time for which a shutdown signal must last"),
  "experimental.ups.delay.shutdown.signal.masked": measure("s", "Time for which the shutdown signal is ignored"),
  "experimental.battery.capacity": count("Capacity of the battery"),
  "experimental.battery.capacity.nominal": count("Rated capacity of the battery"),
  "experimental.battery.voltage.negative": measure("V", "Voltage of the negative battery string"),
  "experimental.battery.ageing.factor": count("How far the battery has aged"),
  "experimental.battery.calibration.factor": count("Correction from the last battery calibration"),
  "experimental.battery.charge.low.empty": measure("%", "Charge at which the battery counts as empty"),
  "experimental.battery.warning_soh": measure("%", "Battery health below which a warning is given"),
  "experimental.input.topology": text("How the input is wired"),
  "experimental.output.topology": text("How the output is wired"),
  "experimental.output.current.low": measure("A", "Output current below which the load counts as off"),
  "experimental.output.energy": measure("Wh", "Energy delivered so far"),
  "experimental.runtime_full": measure("s", "Time on battery at full load"),
  "experimental.runtime_half": measure("s", "Time on battery at half load"),
  "experimental.recharge_time": measure("h", "Time to charge the battery"),
  "experimental.number_of_battery_cells": count("How many battery cells there are"),
  "experimental.nominal_cell_voltage": measure("V", "Rated voltage of one battery cell"),
  "experimental.series": text("Series of the device"),
  "experimental.output_voltages": text("Output voltages that can be chosen"),
  "experimental.input_fault_voltage": measure("V", "Input voltage at the last fault"),
  "experimental.fault_#": text("Entry # of the fault memory"),
  "experimental.outlet.#.present": text("Whether outlet # is there"),
  "experimental.input.pv#.voltage": measure("V", "Voltage of solar input #"),
  "experimental.input.pv#.current": measure("A", "Current of solar input #"),
} as const satisfies Record<string, Entry>;
