/** nutts scanner: finds power devices and writes ups.conf. */
import { realpathSync, statSync } from "node:fs";
import { dirname } from "node:path";
import type { CommandLine } from "../cli/options.ts";
import type { Io } from "../cli/program.ts";
import { parseUpsConf } from "../conf/ups-conf.ts";
import { NutError } from "../nut/errors.ts";
import { FILES } from "../system/files/files.ts";
import { confFile } from "../system/files/paths.ts";
import { readBytes } from "../system/files/text-file.ts";
import { fileReason, writeReason } from "../system/system-error.ts";
import { json, parsable, sanityCheck, upsConf } from "./display.ts";
import type { ScannedDevice } from "./found.ts";
import { merge } from "./merge.ts";
import { search } from "./search.ts";
import { type ScanIo, settingsOf } from "./settings.ts";

const CONF_MODE = 0o640;

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

/** nut-scanner's words, of what can be searched here. */
const KINDS = ["OLDNUT", "USB", "SNMP", "XML", "AVAHI", "IPMI", "UPOWER", "EATON_SERIAL"] as const;

function listKinds(io: Io): number {
  io.out(`${KINDS.join("\n")}\n`);
  return 0;
}

/** Throws NutError `usage`, `configuration`. */
export async function scan(line: CommandLine, io: Io, scanIo: ScanIo): Promise<number> {
  if (line.has("a")) return listKinds(io);
  const settings = await settingsOf(line, io, scanIo);
  const all = await search(settings);
  settings.progress.clear();
  if (line.has("write")) return write(all, io);
  show(all, line, io);
  return 0;
}

const INTERRUPTED = 130;

/** Ctrl-C once: what has been found is printed. Twice: the end. */
export async function run(line: CommandLine, io: Io): Promise<number> {
  const enough = new AbortController();
  process.once("SIGINT", () => enough.abort());
  const status = await scan(line, io, { enough: enough.signal, watched: process.stderr.isTTY });
  // What is still waited for, such as a silent serial port, would hold the process.
  if (enough.signal.aborted) process.exit(INTERRUPTED);
  return status;
}
