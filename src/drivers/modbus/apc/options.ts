/** The options of apc_modbus. */
import type { ModbusTarget } from "../../../device/modbus.ts";
import { among, checkOptions, notNegative, positive, value } from "../../kit/options.ts";
import { DeviceError, type DriverOption, type DriverSettings } from "../../types.ts";
import { hostLine, numberIn, serialSettings, unitIn } from "../line.ts";

const NO_USB = "USB is not spoken: set porttype to serial or tcp, or use usbhid-ups where the UPS has no Modbus on USB";

const portType = (text: string): string | undefined =>
  text.toLowerCase() === "usb" ? NO_USB : among("serial", "tcp")(text);

export const OPTIONS: readonly DriverOption[] = [
  value("porttype", "how the UPS is reached: serial or tcp (serial for a port that begins with /, else tcp)", portType),
  value("slaveid", "unit that is spoken to (1)", notNegative),
  value("response_timeout_ms", "milliseconds for an answer (500; 2000 over TCP)", positive),
  value("modbus_retries", "so often registers are asked for where no answer comes (3)", positive),
  value("baudrate", "bits per second of a serial line (9600)", positive),
  value("parity", "parity of a serial line: N, E or O (N)", among("N", "E", "O")),
  value("databits", "data bits of a serial line (8)", among("7", "8")),
  value("stopbits", "stop bits of a serial line (1)", among("1", "2")),
];

const SERIAL = { baud: "baudrate", parity: "parity", dataBits: "databits", stopBits: "stopbits" } as const;
const ANSWER_MS = { serial: 500, tcp: 2000 } as const;

function kindOf(settings: DriverSettings): "serial" | "tcp" {
  const { port } = settings;
  const said = settings.get("porttype")?.toLowerCase();
  if (said === "serial" || said === "tcp") return said;
  if (port.toLowerCase() === "auto") throw new DeviceError("configuration", NO_USB);
  return port.startsWith("/") ? "serial" : "tcp";
}

/** Throws DeviceError `configuration`. */
export function targetOf(settings: DriverSettings): ModbusTarget {
  checkOptions(OPTIONS, settings);
  const { port } = settings;
  const kind = kindOf(settings);
  return {
    line: kind === "tcp" ? hostLine(port) : { kind, path: port, settings: serialSettings(settings, SERIAL) },
    unit: unitIn(settings, "slaveid", 1),
    timeoutMs: numberIn(settings, "response_timeout_ms", ANSWER_MS[kind]),
  };
}
