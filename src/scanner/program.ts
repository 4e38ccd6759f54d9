/** nutts scanner: finds power devices and writes ups.conf. */
import { readdirSync, realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { parseUpsConf } from "../conf/ups-conf.ts";
import { NutError } from "../nut/errors.ts";
import { FILES } from "../system/files/files.ts";
import { confFile, confPath } from "../system/files/paths.ts";
import { readBytes } from "../system/files/text-file.ts";
import { fileReason, writeReason } from "../system/system-error.ts";
import { json, parsable, sanityCheck, upsConf } from "./display.ts";
import { findUsb } from "./find-usb.ts";
import type { ScannedDevice } from "./found.ts";
import { merge } from "./merge.ts";
import { parseSerialPorts, type SerialPorts } from "./serial-ports.ts";
import { simulationScan } from "./simulation-scan.ts";
import type { UsbDetail } from "./usb-scan.ts";

const CONF_MODE = 0o640;

const KINDS = ["USB", "NUT_SIMULATION", "EATON_SERIAL", "SERIAL"] as const;

/** `-U` is the first step, each further one shows more. */
const DETAILS: readonly UsbDetail[] = [0, 0, 1, 2, 3];
export const detailOf = (line: CommandLine): UsbDetail => DETAILS[Math.min(line.count("U"), DETAILS.length - 1)] ?? 0;

async function scanUsb(line: CommandLine, io: Io, quiet: boolean): Promise<readonly ScannedDevice[]> {
  if (!quiet) io.err("Scanning USB bus.\n");
  // Libusb lists the last socket first, and so nut-scanner does.
  const order = line.has("write") ? "first-socket-first" : "last-socket-first";
  return findUsb(detailOf(line), order, (text) => io.err(text));
}

function scanSimulations(io: Io, quiet: boolean): readonly ScannedDevice[] {
  const folder = confPath(io.env);
  if (!quiet) io.err(`Scanning NUT simulation devices in ${folder}.\n`);
  try {
    return simulationScan(readdirSync(folder));
  } catch {
    return [];
  }
}

/** The ports that an option names. Throws NutError `usage`. */
function portsOf(line: CommandLine, option: string): SerialPorts | undefined {
  const given = line.value(option);
  if (given === undefined) return undefined;
  const parsed = parseSerialPorts(given);
  if (parsed.kind === "wrong") throw new NutError("usage", parsed.text);
  return parsed;
}

/** Looked for only when they are asked for: a probe writes to whatever is on the port. */
async function scanSerial(line: CommandLine, io: Io, quiet: boolean): Promise<readonly ScannedDevice[]> {
  const eaton = portsOf(line, "E");
  const any = portsOf(line, "serial");
  if (!eaton && !any) return [];
  const { ALL_PROBES, EATON_PROBES } = await import("./serial-scan.ts");
  const { findSerial } = await import("./find-serial.ts");
  const warn = (text: string): void => io.err(text);
  const scanned: (readonly ScannedDevice[])[] = [];
  if (eaton && !quiet) io.err("Looking for Eaton devices on serial ports.\n");
  if (eaton) scanned.push(await findSerial(eaton, EATON_PROBES, warn));
  if (any && !quiet) io.err("Scanning serial ports.\n");
  if (any) scanned.push(await findSerial(any, ALL_PROBES, warn));
  return scanned.flat();
}

async function scan(line: CommandLine, io: Io): Promise<readonly ScannedDevice[]> {
  const quiet = line.has("q") || line.has("json");
  const usb = line.has("U");
  const simulations = line.has("n");
  const serial = line.has("E") || line.has("serial");
  const all = line.has("C") || !(usb || simulations || serial);
  return [
    ...(usb || all ? await scanUsb(line, io, quiet) : []),
    ...(simulations || all ? scanSimulations(io, quiet) : []),
    ...(serial ? await scanSerial(line, io, quiet) : []),
  ];
}

/** Throws NutError `configuration`. */
function oldText(path: string): string {
  try {
    return FILES.read(path) ?? "";
  } catch (error) {
    throw new NutError("configuration", `${path} cannot be read: ${fileReason(error)}`);
  }
}

function write(all: readonly ScannedDevice[], io: Io): number {
  const path = confFile("ups.conf", io.env);
  const old = oldText(path);
  const { text, added, kept } = merge(old, parseUpsConf(old, path), all);
  if (added.length > 0) append(path, text.slice(old.length));
  const outcome = added.length > 0 ? `added ${added.join(", ")}` : "nothing to add";
  const known = all.length === 0 ? "no device was found" : `${kept} of the found were there`;
  io.out(`${path}: ${outcome}; ${known}\n`);
  return 0;
}

/**
 * What was there stays byte for byte, and so do mode, owner and a symbolic link; a new file belongs to whom the folder
 * belongs. Throws NutError `configuration`.
 */
function append(path: string, text: string): void {
  try {
    const before = statSync(path, { throwIfNoEntry: false });
    const target = before ? realpathSync(path) : path;
    const bytes = before ? readBytes(target) : Buffer.alloc(0);
    const owner = before ?? statSync(dirname(path));
    FILES.replace(target, Buffer.concat([bytes, Buffer.from(text)]), (before?.mode ?? CONF_MODE) & 0o777, owner);
  } catch (error) {
    throw new NutError("configuration", `${path} cannot be written: ${writeReason(error)}; it is as it was`);
  }
}

function show(all: readonly ScannedDevice[], line: CommandLine, io: Io): void {
  if (line.has("json")) io.out(json(all));
  else if (line.has("P")) io.out(parsable(all));
  else if (line.has("N")) io.out(upsConf(all));
  else io.out(upsConf(all) + sanityCheck(all));
}

export async function run(line: CommandLine, io: Io): Promise<number> {
  if (line.has("a")) return listKinds(io);
  const all = await scan(line, io);
  if (line.has("write")) return write(all, io);
  show(all, line, io);
  return 0;
}

function listKinds(io: Io): number {
  io.out(`${KINDS.join("\n")}\n`);
  return 0;
}
