/** Chosen variables of UPSes told to another system: what changes at once, what it cannot take now later. */

import { conceal } from "../../conf/settings/conceal.ts";
import type { UpsSnapshot } from "../../mirror/snapshot.ts";
import type { HttpRequest } from "../../notify/http-channel.ts";
import type { Timer } from "../../system/clock.ts";
import type { Followed, Output, OutputDeps } from "../followed.ts";
import { askHttp, type HttpAnswer } from "../http-ask.ts";
import { type ChosenRow, rowName } from "./chosen-rows.ts";
import { Newest, type Waiting } from "./newest.ts";
import { toldOf } from "./told-value.ts";

const LOOK_MS = 1000;
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 300_000;
const LAST_MS = 2000;

/** What became of one value: `refused` says why, and is for good. */
export type Fate =
  | { readonly kind: "taken"; readonly waiting: Waiting }
  | { readonly kind: "refused"; readonly waiting: Waiting; readonly why: string };

/** What became of all; `later` where the rest has to wait, and why. */
export interface Outcome {
  readonly fates: readonly Fate[];
  readonly later?: { readonly why: string; readonly waitMs?: number | undefined } | undefined;
}

/** `last`: also while we are stopping, for two seconds then. */
export type Ask = (request: HttpRequest, last?: boolean) => Promise<HttpAnswer>;

export interface ChosenTarget {
  /** Of people: `Domoticz`. */
  readonly name: string;
  readonly url: string;
  readonly rows: readonly ChosenRow[];
  readonly ups: string | undefined;
  readonly intervalMs: number;
  readonly secrets: readonly string[];
  /** Never rejects. */
  deliver(waiting: readonly Waiting[], ask: Ask, stopping: AbortSignal): Promise<Outcome>;
}

export class ChosenOutput implements Output {
  readonly #target: ChosenTarget;
  readonly #followed: readonly Followed[];
  readonly #deps: OutputDeps;
  readonly #newest: Newest;
  readonly #stopping = new AbortController();
  readonly #said = new Map<string, string>();
  #beat: Timer | undefined;
  #telling: Promise<void> | undefined;
  #pauseMs = 0;
  #notBefore = Number.NEGATIVE_INFINITY;

  constructor(target: ChosenTarget, followed: readonly Followed[], deps: OutputDeps) {
    this.#target = target;
    this.#followed = followed;
    this.#deps = deps;
    this.#newest = new Newest(target.intervalMs);
    this.#keepBeating();
  }

  #keepBeating(): void {
    this.#beat = this.#deps.clock.after(LOOK_MS, () => {
      this.#telling ??= this.#tellDue().finally(() => {
        this.#telling = undefined;
      });
      this.#keepBeating();
    });
  }

  async stop(): Promise<void> {
    this.#beat?.cancel();
    this.#stopping.abort(new Error("stopped"));
    await this.#telling;
  }

  #snapshot(ups: string | undefined): UpsSnapshot | undefined {
    for (const { mirror } of this.#followed) {
      const found = ups === undefined ? [...mirror.upses.values()][0] : mirror.upses.get(ups);
      if (found) return found;
    }
    return undefined;
  }

  #all(): readonly Waiting[] {
    const { rows, ups } = this.#target;
    return rows.flatMap((row) => {
      const told = toldOf(row, this.#snapshot(row.ups ?? ups));
      return told ? [{ row, told }] : [];
    });
  }

  async #tellDue(): Promise<void> {
    const { clock, fetch } = this.#deps;
    const { signal: stopping } = this.#stopping;
    if (clock.now() < this.#notBefore) return;
    const due = this.#newest.due(this.#all(), clock.now());
    if (due.length === 0) return;
    const ask: Ask = (request, last = false) =>
      askHttp(request, this.#target.secrets, { fetch, stopping: last ? AbortSignal.timeout(LAST_MS) : stopping });
    const outcome = await this.#target.deliver(due, ask, stopping);
    if (!stopping.aborted) this.#after(outcome);
  }

  #after({ fates, later }: Outcome): void {
    const now = this.#deps.clock.now();
    for (const fate of fates) {
      this.#newest.done(fate.waiting, now);
      const name = rowName(fate.waiting.row);
      if (fate.kind === "taken") this.#said.delete(name);
      else this.#say(name, `${name} = ${fate.waiting.row.target}: ${fate.why}`);
    }
    if (later) return this.#later(later);
    if (this.#said.delete("")) this.#deps.log.notice(`${this.#target.name}: told again`);
    this.#pauseMs = 0;
  }

  #later({ why, waitMs }: NonNullable<Outcome["later"]>): void {
    this.#pauseMs = Math.min(LONGEST_PAUSE_MS, this.#pauseMs * 2 || FIRST_PAUSE_MS);
    this.#notBefore = this.#deps.clock.now() + (waitMs ?? this.#pauseMs);
    this.#say("", `${why}; what holds then is told later`);
  }

  /** Once; what stands in brackets is the other side's own text, which may be another each time. */
  #say(about: string, said: string): void {
    const text = conceal(said, this.#target.secrets);
    const gist = text.split(" (", 1).join();
    if (this.#said.get(about) === gist) return;
    this.#said.set(about, gist);
    this.#deps.log.warning(`${this.#target.name}: ${new URL(this.#target.url).host}: ${text}`);
  }
}
