/** A kind of host without a client: what its section may say, and what is done with it. */
import type { SettingRow } from "../conf/settings/section-settings.ts";
import type { Clock } from "../system/clock.ts";
import type { Env } from "../system/files/paths.ts";
import type { Log } from "../system/log/log.ts";
import type { ProcessRunner } from "../system/process/process-runner.ts";
import type { Doubt, Written } from "./doubt.ts";
import type { HttpAsker } from "./http/http-ask.ts";
import type { Address } from "./reach/check.ts";

export interface Settings {
  /** Value or fallback; "" when there is neither. */
  get(name: string): string;
}

export interface Job {
  readonly clock: Clock;
  readonly runner: ProcessRunner;
  readonly ask: HttpAsker;
  readonly env: Env;
  readonly log: Log;
  /** When it is to be done, in milliseconds of the clock. */
  readonly until: number;
}

export type Outcome =
  /** `text` says what was done: it goes into the log and to people. */
  | { readonly kind: "done"; readonly text: string }
  /** Nothing was done, and trying again will not help. */
  | { readonly kind: "refused"; readonly why: string }
  /** Nobody knows whether it was done. */
  | { readonly kind: "unsure"; readonly why: string };

export type Deed = (settings: Settings, job: Job) => Promise<Outcome>;

/** No deed rejects, and each ends by itself soon after `until`. */
export interface HostKind {
  readonly name: string;
  readonly rows: readonly SettingRow[];
  /** It has a client of its own: nothing is ordered, and nobody waits for it. */
  readonly leavesByItself?: true;
  /** Programs that it calls. */
  readonly programs: readonly string[];
  /** What is wrong with settings, with what to write; asks nobody. Of secrets it may have UNREAD alone. */
  complaint?(settings: Settings): string | undefined;
  /** What works, and is hardly meant; asks nobody. */
  doubts?(written: Written): readonly Doubt[];
  /** Where the host answers; undefined where its settings do not say. */
  address?(settings: Settings): Address | undefined;
  /** Has it begin to go down. Absent where it can only be woken. */
  readonly shutDown?: Deed;
  /** Logs in, and says what would be done. Does nothing. */
  readonly test: Deed;
  /** Whether it is off, where the kind knows better than a look at the address; undefined: nobody can tell now. */
  isDown?(settings: Settings, job: Job): Promise<boolean | undefined>;
  /** Whether isDown can tell with these settings; without it always. */
  knowsItself?(settings: Settings): boolean;
  readonly wake?: Deed;
}

export const done = (text: string): Outcome => ({ kind: "done", text });
export const refused = (why: string): Outcome => ({ kind: "refused", why });
export const unsure = (why: string): Outcome => ({ kind: "unsure", why });

/** Milliseconds that are left, and no more than `most`. */
export const leftMs = ({ clock, until }: Job, most = Number.POSITIVE_INFINITY): number =>
  Math.max(0, Math.min(most, until - clock.now()));
