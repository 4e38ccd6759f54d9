/** All that waking knows. `now` is in milliseconds of a clock that never goes back, `wall` since 1970. */
import type { HostRecord } from "../memory/host-record.ts";
import type { OutageRecord } from "../memory/outage-record.ts";
import type { Sight } from "../reach/probe.ts";

export interface Moment {
  readonly now: number;
  readonly wall: number;
}

/** What a UPS says. */
export interface Power {
  readonly mains: boolean;
  /** Percent, and seconds; undefined where it does not say. */
  readonly charge: number | undefined;
  readonly runtime: number | undefined;
}

export interface UpsState {
  readonly ups: string;
  readonly heard: number | undefined;
  /** Since when it has had mains without a break that anybody saw. */
  readonly mainsSince: number | undefined;
  readonly charge: number | undefined;
  readonly outage: OutageRecord | undefined;
}

/** What the section of a host says. */
export interface WakePlan {
  /** False where it is only waited for. */
  readonly wakes: boolean;
  /** Whether anybody can see that it is back. */
  readonly seen: boolean;
  readonly order: number;
  /** Seconds, as the two below. */
  readonly delay: number;
  readonly limit: number;
  /** One that still answers so long after the power came back is taken to have stayed. */
  readonly settle: number;
}

export interface HostState {
  readonly record: HostRecord;
  readonly plan: WakePlan;
  /** Whoever was at it is gone, and it may not have been told to go. */
  readonly orphan: boolean;
  /** When its turn came. */
  readonly turn: number | undefined;
  readonly sight: Sight | undefined;
  readonly silences: number;
  readonly tries: number;
  /** When it is told to wake next. */
  readonly next: number;
}

export interface Rules {
  /** Seconds, and percent. */
  readonly after: number;
  readonly charge: number;
}

export interface WakingState {
  readonly rules: Rules;
  readonly upses: readonly UpsState[];
  readonly hosts: readonly HostState[];
  /** When it last ticked, and first was. */
  readonly last: number;
  readonly started: number;
}

export type Input =
  | { readonly kind: "tick" }
  /** `power` is undefined where nobody answered. */
  | { readonly kind: "power"; readonly ups: string; readonly power: Power | undefined }
  | { readonly kind: "sight"; readonly name: string; readonly sight: Sight }
  /** What is on the disk. `plan` is undefined where there is no such section any more. */
  | {
      readonly kind: "remembered";
      readonly hosts: readonly {
        readonly record: HostRecord;
        readonly plan: WakePlan | undefined;
        readonly orphan: boolean;
      }[];
      readonly outages: readonly OutageRecord[];
    };

export type Effect =
  | { readonly kind: "look"; readonly name: string }
  | { readonly kind: "wake"; readonly name: string }
  /** Shut it down: whoever began with it was lost. */
  | { readonly kind: "finish"; readonly name: string }
  | { readonly kind: "keep-host" | "forget-host"; readonly record: HostRecord }
  | { readonly kind: "keep-outage"; readonly outage: OutageRecord }
  /** All of it is over: tell, then forget it. */
  | { readonly kind: "report"; readonly outage: OutageRecord; readonly hosts: readonly HostRecord[] }
  | { readonly kind: "log"; readonly level: "notice" | "warning"; readonly text: string }
  /** Nothing is left to do. */
  | { readonly kind: "exit" };

export const newHost = (record: HostRecord, plan: WakePlan, orphan = false): HostState => ({
  ...{ record, plan, orphan },
  ...{ turn: undefined, sight: undefined, silences: 0, tries: 0, next: 0 },
});

export const newUps = (ups: string, outage?: OutageRecord): UpsState => ({
  ...{ ups, outage },
  ...{ heard: undefined, mainsSince: undefined, charge: undefined },
});
