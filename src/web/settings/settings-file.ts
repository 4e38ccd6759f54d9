/** PeaNUT's settings.yml. */
import { NutError } from "../../nut/errors.ts";
import type { Files } from "../../system/files/files.ts";
import { fileReason } from "../../system/system-error.ts";
import { type PeanutSettings, readRecord } from "./keys.ts";

const LARGEST = 1_048_576;
/** Where the image of PeaNUT has it. */
export const OF_IMAGE = "/config/settings.yml";

const refusal = (text: string): NutError => new NutError("configuration", text);

/** The place of the first fault, and all of them as one text without the picture of the line. */
function faultOf(path: string, { message, linePos }: { message: string; linePos?: unknown }): NutError {
  const [start] = Array.isArray(linePos) ? (linePos as readonly { line: number; col: number }[]) : [];
  const where = start ? `${path}:${start.line}:${start.col}` : path;
  return refusal(`${where}: ${message.split(/ at line|\n/)[0]}; mend the line, or name another file with --settings`);
}

async function parseYaml(text: string, path: string): Promise<unknown> {
  if (text.length > LARGEST) throw refusal(`${path}: larger than ${LARGEST} bytes, so it is none of PeaNUT's files`);
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const [fault] = document.errors;
  if (fault) throw faultOf(path, fault);
  return plainOf(document, path);
}

/** Throws NutError `configuration`. */
export async function parseSettings(text: string, path: string): Promise<PeanutSettings> {
  const read = readRecord(await parseYaml(text, path));
  if (read.kind === "wrong") throw refusal(`${path}: ${read.why}`);
  return read.value;
}

function plainOf(document: { toJS(options: { maxAliasCount: number }): unknown }, path: string): unknown {
  try {
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    throw refusal(`${path}: ${error instanceof Error ? error.message : String(error)}`);
  }
}

/** Throws NutError `configuration`. */
function textOf(path: string, files: Files): string | undefined {
  try {
    return files.read(path);
  } catch (error) {
    throw refusal(`${path}: ${fileReason(error)}`);
  }
}

/** What is written there, as YAML makes it; undefined where there is no such file. Throws NutError `configuration`. */
export async function readYaml(path: string, files: Files): Promise<unknown> {
  const text = textOf(path, files);
  return text === undefined ? undefined : ((await parseYaml(text, path)) ?? null);
}

/** The file that is named must be there; that of the image may. Throws NutError `configuration`. */
export async function readSettingsFile(named: string | undefined, files: Files): Promise<PeanutSettings> {
  const path = named ?? OF_IMAGE;
  const text = textOf(path, files);
  if (text !== undefined) return parseSettings(text, path);
  if (named === undefined) return { texts: {} };
  throw refusal(`${path}: there is no such file; write it, or leave out --settings and SETTINGS_FILE`);
}
