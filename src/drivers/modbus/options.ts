/** The options of generic_modbus: where the device is, and where each of its contacts stands. */
import { MODBUS_TABLES, type ModbusTable, type ModbusTarget } from "../../device/modbus.ts";
import { parseHostPort } from "../kit/host-port.ts";
import { checkOptions, notNegative, numberOf, positive, value } from "../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../types.ts";

/** What a contact can stand for; FSD is the one that turns the UPS off. */
export const STATES = ["OL", "OB", "LB", "HB", "RB", "CHRG", "DISCHRG"] as const;
export type State = (typeof STATES)[number];

const among =
  (...words: readonly string[]) =>
  (text: string): string | undefined =>
    words.includes(text) ? undefined : `"${text}" is none of ${words.join(", ")}`;

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

/** How a device is reached; `unit` names the option for its number. */
export const lineOptions = (unit: string): readonly DriverOption[] => [
  value("ser_baud_rate", "bits per second of a serial line (9600)", positive),
  value("ser_parity", "parity of a serial line: N, E or O (N)", among("N", "E", "O")),
  value("ser_data_bit", "data bits of a serial line (8)", among("7", "8")),
  value("ser_stop_bit", "stop bits of a serial line (1)", among("1", "2")),
  value(unit, "unit that is spoken to (5)", notNegative),
  value("mod_resp_to_s", "seconds for an answer (0)", notNegative),
  value("mod_resp_to_us", "microseconds on top of them (200000)", notNegative),
  value("mod_byte_to_s", "taken from the C driver, without effect", notNegative),
  value("mod_byte_to_us", "taken from the C driver, without effect", notNegative),
];

export const OPTIONS: readonly DriverOption[] = [
  value("device_mfr", "maker of the UPS (unknown)"),
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

const PARITIES = { N: "none", E: "even", O: "odd" } as const;

function lineOf(settings: DriverSettings): ModbusTarget["line"] {
  const { port } = settings;
  const number = (name: string, fallback: number): number => numberOf(settings.get(name)) ?? fallback;
  if (port.startsWith("/")) {
    const parity = settings.get("ser_parity");
    return {
      kind: "serial",
      path: port,
      settings: {
        baud: number("ser_baud_rate", 9600),
        parity: PARITIES[parity === "E" || parity === "O" ? parity : "N"],
        dataBits: number("ser_data_bit", 8) === 7 ? 7 : 8,
        stopBits: number("ser_stop_bit", 1) === 2 ? 2 : 1,
      },
    };
  }
  const found = parseHostPort(port, 502);
  if (found) return { kind: "tcp", ...found };
  throw new DeviceError("configuration", `port = "${port}" is no serial port, host or host:port`);
}

/** Where a device is for `options`, of which `unitOption` is its number. Throws DeviceError `configuration`. */
export function targetFor(
  settings: DriverSettings,
  options: readonly DriverOption[],
  unitOption: string,
): ModbusTarget {
  checkOptions(options, settings);
  const number = (name: string, fallback: number): number => numberOf(settings.get(name)) ?? fallback;
  const unit = number(unitOption, 5);
  if (unit > 247) throw new DeviceError("configuration", `${unitOption} = ${unit} is no unit from 0 to 247`);
  const timeoutMs = 1000 * number("mod_resp_to_s", 0) + Math.ceil(number("mod_resp_to_us", 200_000) / 1000);
  return { line: lineOf(settings), unit, timeoutMs: Math.max(1, timeoutMs) };
}

/** Of generic_modbus. Throws DeviceError `configuration`. */
export const targetOf = (settings: DriverSettings): ModbusTarget => targetFor(settings, OPTIONS, "rio_slave_id");
