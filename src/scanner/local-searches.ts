/** Searches of this machine: its buses, its ports, its files. */
import { readdirSync } from "node:fs";
import { NutError } from "../nut/errors.ts";
import { confPath } from "../system/files/paths.ts";
import { PROCESS_RUNNER } from "../system/process/process-runner.ts";
import { findUsb } from "./find-usb.ts";
import type { ScannedDevice } from "./found.ts";
import { parseSerialPorts, type SerialPorts } from "./serial-ports.ts";
import type { ScanSettings } from "./settings.ts";
import { simulationScan } from "./simulation-scan.ts";
import type { UsbDetail } from "./usb-scan.ts";

type Line = ScanSettings["line"];
type Found = Promise<readonly ScannedDevice[]>;

/** `-U` is the first step, each further one shows more. */
const DETAILS: readonly UsbDetail[] = [0, 0, 1, 2, 3];
export const detailOf = (line: Line): UsbDetail => DETAILS[Math.min(line.count("U"), DETAILS.length - 1)] ?? 0;

export function searchUsb({ line, say, warn }: ScanSettings): Found {
  say("Scanning USB bus.\n");
  // Libusb lists the last socket first, and so nut-scanner does.
  const order = line.has("write") ? "first-socket-first" : "last-socket-first";
  return findUsb(detailOf(line), order, warn);
}

export function searchSimulations({ io, say, debug }: ScanSettings): Found {
  const folder = confPath(io.env);
  say(`Scanning NUT simulation devices in ${folder}.\n`);
  try {
    return Promise.resolve(simulationScan(readdirSync(folder)));
  } catch (error) {
    debug(`${folder} cannot be read: ${String(error)}\n`);
    return Promise.resolve([]);
  }
}

/** The ports that an option names. Throws NutError `usage`. */
function portsOf(line: Line, option: string): SerialPorts | undefined {
  const given = line.value(option);
  if (given === undefined) return undefined;
  const parsed = parseSerialPorts(given);
  if (parsed.kind === "wrong") throw new NutError("usage", parsed.text);
  return parsed;
}

/** Only when they are asked for: a probe writes to whatever is on the port. */
export async function searchSerial({ line, say, warn }: ScanSettings): Found {
  const eaton = portsOf(line, "E");
  const any = portsOf(line, "serial");
  if (!eaton && !any) return [];
  const { ALL_PROBES, EATON_PROBES } = await import("./serial-scan.ts");
  const { findSerial } = await import("./find-serial.ts");
  const scanned: (readonly ScannedDevice[])[] = [];
  if (eaton) say("Looking for Eaton devices on serial ports.\n");
  if (eaton) scanned.push(await findSerial(eaton, EATON_PROBES, warn));
  if (any) say("Scanning serial ports.\n");
  if (any) scanned.push(await findSerial(any, ALL_PROBES, warn));
  return scanned.flat();
}

export async function searchLocalIpmi({ io, timeoutMs, say, debug }: ScanSettings): Found {
  say("Scanning IPMI of this machine.\n");
  const { ipmiSupplies } = await import("./ipmi-scan.ts");
  return ipmiSupplies({ runner: PROCESS_RUNNER, env: io.env, timeoutMs, debug })();
}

export async function searchUpower({ say, debug }: ScanSettings): Found {
  say("Asking UPower.\n");
  const { upowerDevices } = await import("./upower-scan.ts");
  return upowerDevices({ runner: PROCESS_RUNNER, debug });
}
