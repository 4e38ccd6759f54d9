/** Where a Modbus device is: behind a serial line or a host, as the options of a driver say. */
import type { ModbusTarget } from "../../device/modbus.ts";
import type { SerialSettings } from "../../device/serial-line.ts";
import { parseHostPort } from "../kit/host-port.ts";
import { among, checkOptions, notNegative, numberOf, positive, value } from "../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../types.ts";

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

const PARITIES = { N: "none", E: "even", O: "odd" } as const;
const MODBUS_PORT = 502;
const MOST_UNITS = 247;

type Settings = Pick<DriverSettings, "get">;

export const numberIn = (settings: Settings, name: string, fallback: number): number =>
  numberOf(settings.get(name)) ?? fallback;

/** The options of a serial line, by the names that a driver gives them. */
export function serialSettings(
  settings: Settings,
  names: Readonly<Record<"baud" | "parity" | "dataBits" | "stopBits", string>>,
): SerialSettings {
  const parity = settings.get(names.parity)?.toUpperCase();
  return {
    baud: numberIn(settings, names.baud, 9600),
    parity: PARITIES[parity === "E" || parity === "O" ? parity : "N"],
    dataBits: numberIn(settings, names.dataBits, 8) === 7 ? 7 : 8,
    stopBits: numberIn(settings, names.stopBits, 1) === 2 ? 2 : 1,
  };
}

const SERIAL = {
  baud: "ser_baud_rate",
  parity: "ser_parity",
  dataBits: "ser_data_bit",
  stopBits: "ser_stop_bit",
} as const;

/** Throws DeviceError `configuration`. */
export function hostLine(port: string): ModbusTarget["line"] {
  const found = parseHostPort(port, MODBUS_PORT);
  if (found) return { kind: "tcp", ...found };
  throw new DeviceError("configuration", `port = "${port}" is no serial port, host or host:port`);
}

/** Throws DeviceError `configuration`. */
export function unitIn(settings: Settings, name: string, fallback: number): number {
  const unit = numberIn(settings, name, fallback);
  if (unit <= MOST_UNITS) return unit;
  throw new DeviceError("configuration", `${name} = ${unit} is no unit from 0 to ${MOST_UNITS}`);
}

/** Where a device is for `options`, of which `unitOption` is its number. Throws DeviceError `configuration`. */
export function targetFor(
  settings: DriverSettings,
  options: readonly DriverOption[],
  unitOption: string,
): ModbusTarget {
  checkOptions(options, settings);
  const { port } = settings;
  const line: ModbusTarget["line"] = port.startsWith("/")
    ? { kind: "serial", path: port, settings: serialSettings(settings, SERIAL) }
    : hostLine(port);
  const unit = unitIn(settings, unitOption, 5);
  const microseconds = numberIn(settings, "mod_resp_to_us", 200_000);
  const timeoutMs = 1000 * numberIn(settings, "mod_resp_to_s", 0) + Math.ceil(microseconds / 1000);
  return { line, unit, timeoutMs: Math.max(1, timeoutMs) };
}
