/** The queue on disk: SPOOL/CHANNEL/ID.json, each written in one step. It outlives the process and the machine. */
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { withoutPlantedLinks } from "../system/files/no-planted-links.ts";
import { putInPlace } from "../system/files/replace-file.ts";
import { systemCode } from "../system/system-error.ts";
import type { Notice } from "./notice.ts";
import type { Queued } from "./queue.ts";

/** Messages that a channel keeps at most; the oldest go first. */
const LIMIT = 1000;

const SUFFIX = ".json";

const isNotice = (value: unknown): value is Notice =>
  typeof value === "object" &&
  value !== null &&
  ["id", "type", "upsname", "subject", "text"].every((key) => typeof Reflect.get(value, key) === "string") &&
  typeof Reflect.get(value, "at") === "number";

/** The system's calls, and who we are; tests hand in theirs. */
export interface Ownership {
  readonly root: boolean;
  chown(path: string, uid: number, gid: number): void;
}

const OWNERSHIP: Ownership = { root: process.getuid?.() === 0, chown: chownSync };

const FOLDER_MODE = 0o770;
const FILE_MODE = 0o660;

export class Spool {
  readonly folder: string;
  readonly #ownership: Ownership;

  constructor(folder: string, ownership: Ownership = OWNERSHIP) {
    this.folder = folder;
    this.#ownership = ownership;
  }

  /** What root makes (`notify test`, `notify boot`) belongs to those of its folder, or upsmon's user could not go on. */
  #share(path: string, mode: number): void {
    chmodSync(path, mode);
    if (!this.#ownership.root) return;
    const { uid, gid } = statSync(dirname(path));
    this.#ownership.chown(path, uid, gid);
  }

  #makeFolder(path: string): void {
    if (mkdirSync(path, { recursive: true, mode: FOLDER_MODE }) === undefined) return;
    withoutPlantedLinks(path, () => this.#share(path, FOLDER_MODE), { followLast: true });
  }

  #line(channel: string): string {
    return join(this.folder, encodeURIComponent(channel));
  }

  /** Throws with the system's error where the folder cannot be written. */
  put(channel: string, notice: Notice): void {
    const folder = this.#line(channel);
    this.#makeFolder(this.folder);
    this.#makeFolder(folder);
    const path = join(folder, notice.id + SUFFIX);
    const write = (fresh: string): void => {
      writeFileSync(fresh, JSON.stringify(notice), { mode: FILE_MODE, flag: "wx" });
      this.#share(fresh, FILE_MODE);
    };
    withoutPlantedLinks(path, () => putInPlace(path, write, (name) => name.endsWith(SUFFIX)));
    for (const { id } of this.list(channel).slice(0, -LIMIT)) this.remove(channel, id);
  }

  list(channel: string): readonly Queued[] {
    return this.#names(channel).map((name) => ({ id: name.slice(0, -SUFFIX.length), at: Number(name.slice(0, 15)) }));
  }

  countOf(channel: string): number {
    try {
      return this.#names(channel).length;
    } catch {
      return 0;
    }
  }

  #names(channel: string): readonly string[] {
    try {
      return readdirSync(this.#line(channel))
        .filter((name) => /^\d{15}-.*\.json$/.test(name))
        .sort();
    } catch (error) {
      if (systemCode(error) === "ENOENT") return [];
      throw error;
    }
  }

  /** A message, or undefined when it is gone or was damaged. */
  get(channel: string, id: string): Notice | undefined {
    try {
      const value: unknown = JSON.parse(readFileSync(join(this.#line(channel), id + SUFFIX), "utf8"));
      return isNotice(value) ? value : undefined;
    } catch {
      return undefined;
    }
  }

  remove(channel: string, id: string): void {
    rmSync(join(this.#line(channel), id + SUFFIX), { force: true });
  }

  /** Where the worker's lock lies. */
  get lockPath(): string {
    return join(this.folder, "worker.lock");
  }
}
