/** The options of generic_modbus: where the device is, and where each of its contacts stands. */
import { MODBUS_TABLES, type ModbusTable, type ModbusTarget } from "../../device/modbus.ts";
import { among, positive, value } from "../kit/options.ts";
import type { DriverOption, DriverSettings } from "../types.ts";
import { lineOptions, targetFor } from "./line.ts";

/** What a contact can stand for; FSD is the one that turns the UPS off. */
export const STATES = ["OL", "OB", "LB", "HB", "RB", "CHRG", "DISCHRG"] as const;
export type State = (typeof STATES)[number];

/** As strtol reads them: 10, 0x0A, 012. */
const address = (text: string): string | undefined =>
  addressIn(text) === undefined ? `"${text}" is no address from 0 to 65535` : undefined;

export function addressIn(text: string): number | undefined {
  const said = text.trim();
  if (!/^(0x[\da-f]+|\d+)$/i.test(said)) return undefined;
  const number = /^0[0-7]+$/.test(said) ? Number.parseInt(said, 8) : Number(said);
  return number <= 0xffff ? number : undefined;
}

const contact = (state: string): readonly DriverOption[] => [
  value(`${state}_addr`, `address of the contact for ${state}`, address),
  value(
    `${state}_regtype`,
    `table of it: 0 coils, 1 discrete inputs, 2 input registers, 3 holding registers`,
    among("0", "1", "2", "3"),
  ),
  value(`${state}_noro`, `0: ${state} holds while it is 1; 1: while it is 0 (0)`, among("0", "1")),
];

export const OPTIONS: readonly DriverOption[] = [
  value("device_mfr", "maker of the UPS (UNKNOWN)"),
  value("device_model", "model of the UPS (unknown)"),
  ...lineOptions("rio_slave_id"),
  ...[...STATES, "FSD"].flatMap(contact),
  value("FSD_pulse_duration", "milliseconds after which the contact for FSD is released (it stays)", positive),
];

export interface Contact {
  readonly table: ModbusTable;
  readonly address: number;
  /** It holds while it reads so. */
  readonly active: 0 | 1;
}

export function contactOf(settings: Pick<DriverSettings, "get">, state: State | "FSD"): Contact | undefined {
  const said = settings.get(`${state}_addr`);
  const found = said === undefined ? undefined : addressIn(said);
  if (found === undefined) return undefined;
  const table = MODBUS_TABLES[Number(settings.get(`${state}_regtype`) ?? (state === "FSD" ? 0 : 1))] ?? "discrete";
  return { table, address: found, active: settings.get(`${state}_noro`) === "1" ? 0 : 1 };
}

/** Of generic_modbus. Throws DeviceError `configuration`. */
export const targetOf = (settings: DriverSettings): ModbusTarget => targetFor(settings, OPTIONS, "rio_slave_id");
