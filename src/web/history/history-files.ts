/** The folder of the history. A disk that is full or broken is complained of, and costs nothing but what it should have kept. */
import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { NutError } from "../../nut/errors.ts";
import type { Clock } from "../../system/clock.ts";
import { takeLock } from "../../system/files/lock-file.ts";
import { replaceFile } from "../../system/files/replace-file.ts";
import { readTextIfThere } from "../../system/files/text-file.ts";
import { LimitedLog } from "../../system/log/limited-log.ts";
import type { Log } from "../../system/log/log.ts";
import { systemReason } from "../../system/system-error.ts";
import { type HistoryEvent, isHistoryEvent } from "./history-event.ts";
import { LineLog } from "./line-log.ts";
import { isOutage, type Outage } from "./outages.ts";
import { RingFile } from "./ring-file.ts";
import { parseTotals, type Total, totalsText } from "./totals.ts";

const FOLDER_MODE = 0o750;
const FILE_MODE = 0o640;
const LONGEST_NAME = 150;

/** A name of a file for any id. */
export function fileNameOf(id: string): string {
  const safe = encodeURIComponent(id).replace(/\*/g, "%2A");
  if (safe.length <= LONGEST_NAME) return `${safe}.rows`;
  return `${safe.slice(0, LONGEST_NAME)}-${createHash("sha256").update(id).digest("hex").slice(0, 16)}.rows`;
}

export class HistoryFiles {
  readonly #folder: string;
  readonly #events: LineLog<HistoryEvent>;
  readonly #outages: LineLog<Outage>;
  readonly #complaints: LimitedLog;
  readonly #release: () => void;

  /** Throws with the system's reason where the folder cannot be made, NutError where another process keeps it. */
  constructor(folder: string, clock: Clock, log: Log) {
    mkdirSync(folder, { recursive: true, mode: FOLDER_MODE });
    const lock = takeLock(join(folder, "lock"));
    if (lock.kind === "taken") throw new NutError("configuration", "another process keeps its history there");
    if (lock.kind === "failed") throw new NutError("configuration", lock.reason);
    this.#release = () => lock.release();
    this.#folder = folder;
    this.#events = new LineLog(join(folder, "events.json"), isHistoryEvent);
    this.#outages = new LineLog(join(folder, "outages.json"), isOutage);
    this.#complaints = new LimitedLog(clock, (text) => log.error(text));
  }

  /** Runs it; what the system says against it is logged, and `otherwise` returned. */
  guarded<T>(run: () => T, otherwise: T, trouble = `the history in ${this.#folder} cannot be kept`): T {
    try {
      return run();
    } catch (error) {
      this.#complaints.about(`${trouble}: ${systemReason(error)}; all else goes on`);
      return otherwise;
    }
  }

  get events(): readonly HistoryEvent[] {
    return this.guarded(() => this.#events.read(), []);
  }

  get outages(): readonly Outage[] {
    return this.guarded(() => this.#outages.read(), []);
  }

  get totals(): Map<string, Total> {
    return this.guarded(() => parseTotals(readTextIfThere(this.#totalsPath) ?? ""), new Map());
  }

  addEvent(event: HistoryEvent): void {
    this.guarded(() => this.#events.append(event), undefined);
  }

  addOutage(outage: Outage): void {
    this.guarded(() => this.#outages.append(outage), undefined);
  }

  /** Whether they are on the disk. */
  writeTotals(totals: ReadonlyMap<string, Total>): boolean {
    return this.guarded(() => {
      replaceFile(this.#totalsPath, totalsText(totals), FILE_MODE);
      return true;
    }, false);
  }

  rowsOf(id: string): RingFile | undefined {
    return this.guarded(() => RingFile.open(join(this.#folder, fileNameOf(id))), undefined);
  }

  close(): void {
    this.guarded(this.#release, undefined);
  }

  get #totalsPath(): string {
    return join(this.#folder, "energy.json");
  }
}
