/**
 * SHUTDOWNRECORD: what the way down leaves for the time after the boot. The last mark that somebody could still make says
 * how long this machine took, at least: upsmon, told to end, or `upsmon -K` in the last scripts.
 */
import { durationText } from "../../nut/duration-text.ts";
import type { Clock } from "../../system/clock.ts";
import type { Files } from "../../system/files/files.ts";
import type { Log } from "../../system/log/log.ts";
import { fileReason, writeReason } from "../../system/system-error.ts";
import {
  historyOfText,
  type Shutdown,
  type ShutdownHistory,
  slowest,
  textOfHistory,
} from "../core/shutdown-history.ts";
import type { HowDown } from "../core/step.ts";

const MODE = 0o644;
/** Shutdowns that are remembered for how long they took. */
const REMEMBERED = 10;
const BOOT_ID = "/proc/sys/kernel/random/boot_id";

export interface RecordDeps {
  readonly files: Files;
  readonly clock: Pick<Clock, "wall">;
  readonly log: Log;
}

export interface Returned {
  /** Undefined where this machine was not shut down by us, or that has been told. */
  readonly report: string | undefined;
  /** Seconds of the slowest that was measured. */
  readonly measured: number | undefined;
}

export class ShutdownRecord {
  readonly #path: string;
  readonly #deps: RecordDeps;
  #why = "";

  constructor(path: string, deps: RecordDeps) {
    this.#path = path;
    this.#deps = deps;
  }

  /** Why this machine goes down; kept until it does. */
  decided(why: string): void {
    this.#why = why;
  }

  /** SHUTDOWNCMD is run now, and so many seconds later the UPSes go off. */
  commanded(how: HowDown, armed: readonly string[]): void {
    const { measured } = this.#read();
    const last: Shutdown = { boot: this.#boot(), why: this.#why, how, armed, at: this.#deps.clock.wall() };
    this.#write({ measured, last });
  }

  /** The command has failed: there was no shutdown. */
  failed(): void {
    const { measured } = this.#read();
    this.#write({ measured, last: undefined });
  }

  /** This machine is still there. */
  mark(): void {
    const { measured, last } = this.#read();
    if (last !== undefined) this.#write({ measured, last: { ...last, seen: this.#deps.clock.wall() } });
  }

  /** What is known of the shutdown before this boot, once. */
  returned(): Returned {
    const { measured, last } = this.#read();
    if (last === undefined || last.boot === this.#boot()) return { report: undefined, measured: slowest(measured) };
    const took = tookOf(last);
    const all = took === undefined ? measured : [...measured, took].slice(-REMEMBERED);
    this.#write({ measured: all, last: undefined });
    return { report: reportOf(last, this.#deps.clock.wall()), measured: slowest(all) };
  }

  #boot(): string {
    try {
      return this.#deps.files.read(BOOT_ID)?.trim() ?? "";
    } catch {
      return "";
    }
  }

  #read(): ShutdownHistory {
    try {
      return historyOfText(this.#deps.files.read(this.#path, "state") ?? "");
    } catch (error) {
      this.#deps.log.warning(`SHUTDOWNRECORD ${this.#path} cannot be read: ${fileReason(error)}`);
      return historyOfText("");
    }
  }

  #write(history: ShutdownHistory): void {
    try {
      this.#deps.files.replace(this.#path, textOfHistory(history), MODE);
    } catch (error) {
      const lost = "what this shutdown takes will not be known";
      this.#deps.log.warning(`SHUTDOWNRECORD ${this.#path} cannot be written: ${writeReason(error)}; ${lost}`);
    }
  }
}

/** Undefined where nobody could make a mark, or a clock was set back meanwhile. */
function tookOf({ at, seen }: Shutdown): number | undefined {
  return seen === undefined || seen < at ? undefined : Math.ceil((seen - at) / 1000);
}

function reportOf(last: Shutdown, now: number): string {
  const { at, why, how, armed } = last;
  const took = tookOf(last);
  const away = now > at ? `, back after ${durationText((now - at) / 1000)}` : "";
  return [
    `${how === "restart" ? "restarted" : "down"} at ${new Date(at).toISOString()}${away} (${why || "asked for"})`,
    armed.length > 0 ? `told to go off and on again: ${armed.join(", ")}` : "no UPS was told to go off and on again",
    took === undefined
      ? "nobody could measure how long it took to go down"
      : `it took at least ${durationText(took)} to go down`,
  ].join("; ");
}
