/** What one connection to a driver has said so far, kept within bounds. */
import type { Change, UpsState } from "../nut/ups-state.ts";
import type { WordLine } from "../nut/words.ts";
import { parseChange } from "./changes.ts";
import { FROM_DRIVER as SAYS } from "./sentences.ts";

/** Bounds of what a driver may make its listener keep; the largest real device has a tenth of it. */
const MAX_VARIABLES = 8192;
const MAX_COMMANDS = 2048;
const MAX_ENTRIES = 1024;
/** Lines in a row that are no sentences, after which the peer is no driver. */
const MAX_RUBBISH = 16;

export class DriverInput {
  readonly #state: UpsState;
  readonly #tracking: (id: string, result: number) => void;
  #rubbishLines = 0;
  #rubbish: string | undefined;
  #heard = false;
  #dumpDone = false;
  #dataOk = false;

  constructor(state: UpsState, tracking: (id: string, result: number) => void) {
    this.#state = state;
    this.#tracking = tracking;
  }

  /** The driver has told everything it has. */
  get dumpDone(): boolean {
    return this.#dumpDone;
  }

  /** The driver's last word on its data. */
  get dataOk(): boolean {
    return this.#dataOk;
  }

  /** Why the peer must be cut off, once it must. */
  get rubbish(): string | undefined {
    return this.#rubbish;
  }

  takeHeard(): boolean {
    const heard = this.#heard;
    this.#heard = false;
    return heard;
  }

  hear(line: WordLine): void {
    if (this.#rubbish !== undefined) return;
    const words = line.words.map(({ text }) => text);
    if (line.error === "line-too-long") this.#rubbish = "a line of more than 64 KiB";
    else if (line.error === undefined && (words.length === 0 || this.#understand(words))) this.#good();
    else this.#bad(words);
  }

  #good(): void {
    this.#heard = true;
    this.#rubbishLines = 0;
  }

  #bad(words: readonly string[]): void {
    this.#rubbishLines++;
    if (this.#rubbishLines < MAX_RUBBISH) return;
    this.#rubbish = `${MAX_RUBBISH} lines in a row are no sentences, the last: "${words.join(" ").slice(0, 60)}"`;
  }

  #understand(words: readonly string[]): boolean {
    const change = parseChange(words);
    if (change) {
      this.#apply(change);
      return true;
    }
    switch ((words[0] ?? "").toUpperCase()) {
      case "DUMPDONE":
        this.#dumpDone = true;
        return true;
      case "DATAOK":
        this.#dataOk = true;
        return true;
      case "DATASTALE":
        this.#dataOk = false;
        return true;
      case "TRACKING":
        return this.#track(words);
      case "PONG":
      case "PID":
      case "OK":
        return true;
      default:
        return false;
    }
  }

  #track(words: readonly string[]): boolean {
    const parsed = SAYS.tracking.parse(words);
    if (parsed.kind !== "ok" || !/^-?\d{1,9}$/.test(parsed.args.result)) return false;
    this.#tracking(parsed.args.id, Number(parsed.args.result));
    return true;
  }

  #apply(change: Change): void {
    const full = this.#full(change);
    if (full === undefined) this.#state.apply(change);
    else this.#rubbish = full;
  }

  #full(change: Change): string | undefined {
    switch (change.kind) {
      case "set":
        return this.#state.get(change.name) === undefined && this.#state.size.variables >= MAX_VARIABLES
          ? `more than ${MAX_VARIABLES} variables`
          : undefined;
      case "add-cmd":
        return this.#state.size.commands >= MAX_COMMANDS ? `more than ${MAX_COMMANDS} commands` : undefined;
      case "add-enum":
      case "add-range": {
        const variable = this.#state.get(change.name);
        const entries = (variable?.enums.length ?? 0) + (variable?.ranges.length ?? 0);
        return entries >= MAX_ENTRIES ? `more than ${MAX_ENTRIES} values of ${change.name}` : undefined;
      }
      default:
        return undefined;
    }
  }
}
