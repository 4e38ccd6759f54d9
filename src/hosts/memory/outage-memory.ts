/**
 * What is remembered of outages, on the disk: a file for each host that was shut down, and one for each UPS that failed. Each is
 * replaced in one step, and the folder is written through, so that a power cut loses nothing that was said to be kept.
 */
import { closeSync, fsyncSync, mkdirSync, openSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FILES, type Files } from "../../system/files/files.ts";
import { lastingFolder } from "../../system/files/lasting-folder.ts";
import { takeLock } from "../../system/files/lock-file.ts";
import type { Env } from "../../system/files/paths.ts";
import type { Log } from "../../system/log/log.ts";
import { identityLives } from "../../system/process/process-identity.ts";
import { systemCode, writeReason } from "../../system/system-error.ts";
import { type HostRecord, recordOfText, textOfRecord } from "./host-record.ts";
import { type OutageRecord, outageOfText, textOfOutage } from "./outage-record.ts";

const FILE_MODE = 0o640;
const FOLDER_MODE = 0o750;
const HOST = "host-";
const UPS = "ups-";
const END = ".json";

export const memoryFolder = (env: Env): string => lastingFolder("outage", env);

/** A name of a file for any text. */
const fileOf = (prefix: string, name: string): string =>
  `${prefix}${encodeURIComponent(name).replace(/[*.]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`)}${END}`;

/** Whoever holds it wakes. */
export const wakerLock = (env: Env): string => join(memoryFolder(env), "lock");

function isHeld(lock: string): boolean {
  try {
    return identityLives(readFileSync(lock, "utf8").trim());
  } catch {
    return false;
  }
}

/** Something is remembered, and nobody looks after it; cheap enough to ask now and then. */
export function isWakerMissing(env: Env): boolean {
  try {
    return readdirSync(memoryFolder(env)).some((name) => name.endsWith(END)) && !isHeld(wakerLock(env));
  } catch {
    return false;
  }
}

function writeThrough(folder: string): void {
  const fd = openSync(folder, "r");
  try {
    fsyncSync(fd);
  } catch {
    // Not every file system can; the file itself is written.
  } finally {
    closeSync(fd);
  }
}

export class OutageMemory {
  readonly folder: string;
  readonly #log: Pick<Log, "error">;
  readonly #files: Files;

  constructor(folder: string, log: Pick<Log, "error">, files: Files = FILES) {
    this.folder = folder;
    this.#log = log;
    this.#files = files;
  }

  hosts(): readonly HostRecord[] {
    return this.#texts(HOST).flatMap((text) => recordOfText(text) ?? []);
  }

  host(name: string): HostRecord | undefined {
    return recordOfText(this.#read(fileOf(HOST, name)) ?? "");
  }

  /**
   * For who works at a host: nobody else does until it is released, which is what this returns; undefined where somebody does. A
   * lock that cannot be made hinders nobody.
   */
  claim(name: string): (() => void) | undefined {
    try {
      mkdirSync(this.folder, { recursive: true, mode: FOLDER_MODE });
    } catch {
      // Said by whoever has something to keep.
    }
    const lock = takeLock(join(this.folder, `${fileOf(HOST, name)}.lock`));
    if (lock.kind === "taken") return undefined;
    return lock.kind === "held" ? () => lock.release() : () => undefined;
  }

  /** Whether it is kept. What cannot be kept is said. */
  keepHost(record: HostRecord): boolean {
    const lost = `${record.name} will not be woken by itself`;
    return this.#write(fileOf(HOST, record.name), textOfRecord(record), lost);
  }

  forgetHost(name: string): void {
    this.#remove(fileOf(HOST, name));
  }

  outages(): readonly OutageRecord[] {
    return this.#texts(UPS).flatMap((text) => outageOfText(text) ?? []);
  }

  keepOutage(outage: OutageRecord): boolean {
    return this.#write(fileOf(UPS, outage.ups), textOfOutage(outage), "the report on this outage will lack it");
  }

  forgetOutage(ups: string): void {
    this.#remove(fileOf(UPS, ups));
  }

  #texts(prefix: string): readonly string[] {
    let names: readonly string[] = [];
    try {
      names = readdirSync(this.folder);
    } catch {
      return [];
    }
    const ours = names.filter((name) => name.startsWith(prefix) && name.endsWith(END));
    return ours.toSorted().flatMap((name) => this.#read(name) ?? []);
  }

  #read(name: string): string | undefined {
    try {
      return this.#files.read(join(this.folder, name), "state");
    } catch {
      return undefined;
    }
  }

  #write(name: string, text: string, lost: string): boolean {
    try {
      mkdirSync(this.folder, { recursive: true, mode: FOLDER_MODE });
      this.#files.replace(join(this.folder, name), text, FILE_MODE);
      writeThrough(this.folder);
      return true;
    } catch (error) {
      this.#log.error(`${join(this.folder, name)} cannot be written: ${writeReason(error)}; ${lost}`);
      return false;
    }
  }

  #remove(name: string): void {
    try {
      this.#files.remove(join(this.folder, name));
    } catch (error) {
      if (systemCode(error) === "ENOENT") return;
      this.#log.error(`${join(this.folder, name)} cannot be removed: ${writeReason(error)}`);
    }
  }
}
