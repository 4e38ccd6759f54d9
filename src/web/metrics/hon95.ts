/** `nut_*` with units, as HON95's prometheus-nut-exporter 1.2 names them; its deprecated twins too, which dashboards still ask for. */
import { describeVariable } from "../../nut/catalogue/variables.ts";
import type { Metric, Sample } from "./metric.ts";
import type { SeenUps } from "./seen-ups.ts";

type Row = readonly [name: string, variable: string, factor?: number];

const PERCENT = 0.01;

const ROWS: readonly Row[] = [
  ["nut_uptime_seconds", "device.uptime"],
  ["nut_load", "ups.load", PERCENT],
  ["nut_battery_charge", "battery.charge", PERCENT],
  ["nut_battery_charge_low", "battery.charge.low", PERCENT],
  ["nut_battery_charge_warning", "battery.charge.warning", PERCENT],
  ["nut_battery_charge_restart", "battery.charge.restart", PERCENT],
  ["nut_temperature_celsius", "ups.temperature"],
  ["nut_battery_temperature_celsius", "battery.temperature"],
  ["nut_battery_runtime_seconds", "battery.runtime"],
  ["nut_battery_runtime_low_seconds", "battery.runtime.low"],
  ["nut_battery_runtime_restart_seconds", "battery.runtime.restart"],
  ["nut_delay_shutdown_seconds", "ups.delay.shutdown"],
  ["nut_delay_start_seconds", "ups.delay.start"],
  ["nut_battery_voltage_volts", "battery.voltage"],
  ["nut_battery_voltage_nominal_volts", "battery.voltage.nominal"],
  ["nut_battery_voltage_high_volts", "battery.voltage.high"],
  ["nut_battery_voltage_low_volts", "battery.voltage.low"],
  ["nut_input_voltage_volts", "input.voltage"],
  ["nut_input_voltage_nominal_volts", "input.voltage.nominal"],
  ["nut_input_voltage_minimum_volts", "input.voltage.minimum"],
  ["nut_input_voltage_maximum_volts", "input.voltage.maximum"],
  ["nut_input_transfer_low_volts", "input.transfer.low"],
  ["nut_input_transfer_high_volts", "input.transfer.high"],
  ["nut_input_current_amperes", "input.current"],
  ["nut_input_current_nominal_amperes", "input.current.nominal"],
  ["nut_input_frequency_hertz", "input.frequency"],
  ["nut_input_frequency_nominal_hertz", "input.frequency.nominal"],
  ["nut_input_frequency_low_hertz", "input.frequency.low"],
  ["nut_input_frequency_high_hertz", "input.frequency.high"],
  ["nut_output_voltage_volts", "output.voltage"],
  ["nut_output_voltage_nominal_volts", "output.voltage.nominal"],
  ["nut_output_current_amperes", "output.current"],
  ["nut_output_current_nominal_amperes", "output.current.nominal"],
  ["nut_output_frequency_hertz", "output.frequency"],
  ["nut_output_frequency_nominal_hertz", "output.frequency.nominal"],
  ["nut_power_watts", "ups.power"],
  ["nut_power_nominal_watts", "ups.power.nominal"],
  ["nut_real_power_watts", "ups.realpower"],
  ["nut_real_power_nominal_watts", "ups.realpower.nominal"],
  ["nut_battery_volts", "battery.voltage"],
  ["nut_input_volts", "input.voltage"],
  ["nut_output_volts", "output.voltage"],
];

const FLAGS = ["OL", "OB", "LB", "CHRG", "RB", "FSD", "BYPASS", "SD", "CP", "BOOST", "OFF"];
const BEEPER: Readonly<Record<string, number>> = { enabled: 1, disabled: 2, muted: 3 };
const STATUS: Readonly<Record<string, number>> = { OL: 1, OB: 2, LB: 3 };

const INFO: Readonly<Record<string, string>> = {
  description2: "device.description",
  device_type: "device.type",
  location: "device.location",
  manufacturer: "device.mfr",
  manufacturing_date: "device.mfr.date",
  model: "device.model",
  battery_type: "battery.type",
  driver: "driver.name",
  driver_version: "driver.version",
  driver_version_internal: "driver.version.internal",
  driver_version_data: "driver.version.data",
  usb_vendor_id: "ups.vendorid",
  usb_product_id: "ups.productid",
  ups_firmware: "ups.firmware",
  ups_type: "ups.type",
  type: "device.type",
  nut_version: "driver.version",
};

/** No `0.30000000000000004` of a division. */
const scaled = (value: number, factor: number): number => Number((value * factor).toPrecision(12));

const rowMetric = ([name, variable, factor = 1]: Row, upses: readonly SeenUps[]): Metric => ({
  name,
  help: `${describeVariable(variable) ?? ""} ("${variable}")`,
  samples: upses.flatMap(({ labels, number }) => {
    const value = number(variable);
    return value === undefined ? [] : [{ labels, value: scaled(value, factor) }];
  }),
});

function infoSample({ ups, labels, text }: SeenUps): Sample {
  const { description } = ups.snapshot;
  const known = Object.entries(INFO).flatMap(([label, variable]) => {
    const value = text(variable);
    return value === undefined ? [] : [[label, value] as const];
  });
  return {
    labels: { ...labels, ...(description !== undefined && { description }), ...Object.fromEntries(known) },
    value: 1,
  };
}

const statusSamples = ({ labels, tokens }: SeenUps): readonly Sample[] =>
  FLAGS.map((status) => ({ labels: { ...labels, status }, value: tokens.includes(status) ? 1 : 0 }));

const having = (upses: readonly SeenUps[], variable: string): readonly SeenUps[] =>
  upses.filter(({ text }) => text(variable) !== undefined);

function wordSamples(
  upses: readonly SeenUps[],
  variable: string,
  numbers: Readonly<Record<string, number>>,
): readonly Sample[] {
  return having(upses, variable).map(({ labels, text }) => ({
    labels,
    value: numbers[(text(variable) ?? "").split(" ")[0] ?? ""] ?? 0,
  }));
}

const VERSIONED = ["nut_exporter_info", "nut_info"];

/** `servers`: the VER lines of those that answer. */
export const hon95Metrics = (
  upses: readonly SeenUps[],
  version: string,
  servers: readonly string[],
): readonly Metric[] => [
  ...VERSIONED.map((name) => ({ name, help: "Version of this program", samples: [{ labels: { version }, value: 1 }] })),
  {
    name: "nut_server_info",
    help: "Version of the NUT server",
    samples: servers.map((line) => ({ labels: { version: /upsd (.+) -/.exec(line)?.[1] ?? line }, value: 1 })),
  },
  { name: "nut_ups_info", help: "What the UPS is", samples: upses.map(infoSample) },
  {
    name: "nut_ups_status",
    help: 'Whether a flag of the status is set ("ups.status")',
    samples: having(upses, "ups.status").flatMap(statusSamples),
  },
  {
    name: "nut_status",
    help: 'First word of the status: OL 1, OB 2, LB 3, else 0 ("ups.status")',
    samples: wordSamples(upses, "ups.status", STATUS),
  },
  {
    name: "nut_beeper_status",
    help: 'Beeper: enabled 1, disabled 2, muted 3, else 0 ("ups.beeper.status")',
    samples: wordSamples(upses, "ups.beeper.status", BEEPER),
  },
  ...ROWS.map((row) => rowMetric(row, upses)),
];
