/** All that upsmon knows. Times are in milliseconds of the core's clock (time.ts). */
import type { Monitor, UpsmonConf } from "../../conf/upsmon-conf.ts";
import type { TestState } from "./battery-tests/test-state.ts";
import { NO_PROGRESS, type RuleProgress } from "./rules/rule-progress.ts";

export const FLAGS = ["LB", "FSD", "CAL", "OFF", "BYPASS", "ALARM", "OVER", "TRIM", "BOOST", "ECO"] as const;
export type Flag = (typeof FLAGS)[number];
export type Flags = Readonly<Partial<Record<Flag, number>>>;

export type UpsLink =
  /** Not heard of since we started. */
  | { readonly kind: "new"; readonly since: number }
  | { readonly kind: "fresh"; readonly since: number }
  | { readonly kind: "lost"; readonly since: number }
  /** We closed the connection ourselves; the next poll tells. */
  | { readonly kind: "closed"; readonly since: number };

export type PowerSource = {
  readonly kind: "unknown" | "forgotten" | "online" | "battery";
  readonly since: number;
};

export type Cause =
  | "fsd"
  | "low-battery"
  /** A line of SHUTDOWNON. */
  | "rule"
  | "dead-on-battery"
  | "off"
  | "lost-while-off"
  | "lost-while-calibrating"
  | "lost-on-bypass"
  | "lost-with-alarm"
  | "lost-while-overloaded";

export type Assessment =
  /** Never reached: counts as healthy, as nobody knows better. */
  | { readonly kind: "unheard" }
  | { readonly kind: "healthy" }
  /** Critical at `until` if nothing changes. */
  | { readonly kind: "endangered"; readonly cause: Cause; readonly until: number }
  | { readonly kind: "critical"; readonly cause: Cause };

export type Condition = Assessment & { readonly since: number };

export type LoginState =
  | { readonly kind: "none"; readonly since: number }
  | { readonly kind: "in"; readonly since: number }
  | { readonly kind: "refused"; readonly since: number; readonly reason: string; readonly warned: number };

export type Polling =
  /** `fresh`: the next question goes over a new connection. */
  | { readonly kind: "idle"; readonly next: number; readonly fresh: boolean }
  /** `again`: there has been news since. */
  | { readonly kind: "asked"; readonly since: number; readonly fresh: boolean; readonly again?: boolean };

/** POLLFAIL_LOG_THROTTLE_MAX: the failure that was last said, and how many polls ago. */
export interface Failure {
  readonly reason: string;
  readonly count: number;
}

export interface WatchedUps {
  readonly monitor: Monitor;
  readonly link: UpsLink;
  readonly source: PowerSource;
  readonly flags: Flags;
  readonly others: readonly string[];
  readonly alarm: string;
  readonly condition: Condition;
  readonly login: LoginState;
  readonly polling: Polling;
  /** When the last poll that has ended, well or not, was asked for. */
  readonly checked: number | undefined;
  readonly failure: Failure | undefined;
  readonly lastPoll: number | undefined;
  /** The last moment at which it was not on battery with a low battery: HOSTSYNC of a secondary counts from here. */
  readonly lastNotLow: number;
  /** Since when it has been on battery with a low battery as OBLBDURATION counts it. */
  readonly lowSince: number | undefined;
  readonly rules: RuleProgress;
  /** A test of its battery that is due or under way. */
  readonly test?: TestState | undefined;
  /** When it was last on battery without a test, where tests need to know. */
  readonly outage?: number | undefined;
  readonly fsdTold: boolean;
  readonly replaceTold: number | undefined;
  readonly noCommTold: number | undefined;
}

/** After a gap in time: decisions wait until each UPS has had a fresh poll, but not beyond `until`. */
export interface LastPolls {
  readonly since: number;
  readonly until: number;
  /** Those that have not answered since. */
  readonly open: ReadonlySet<string>;
  /** How often it had to begin anew. */
  readonly renewals: number;
  /** After a short gap: a UPS that fails over a new connection has been looked at. */
  readonly brief: boolean;
}

/** A critical supply does not take the machine down: what was said of that. */
export interface HeldShutdown {
  readonly text: string;
  readonly told: number;
  /** When it is to be looked at again. */
  readonly next: number;
}

export interface Round {
  readonly since: number;
  readonly open: readonly string[];
  readonly most: number;
  readonly hosts: readonly string[];
}

/** Watching, then, once and for all, going down. */
export type WatchPhase =
  | { readonly kind: "watching"; readonly since: number }
  /** FSD is on its way to the servers. */
  | { readonly kind: "forcing"; readonly since: number; readonly open: readonly string[]; readonly until: number }
  /** The primary waits for its secondaries. */
  | {
      readonly kind: "syncing";
      readonly since: number;
      readonly until: number;
      readonly round: Round | undefined;
      readonly next: number;
      readonly told: string | undefined;
    }
  | { readonly kind: "leaving"; readonly since: number; readonly until: number; readonly flushed: boolean }
  /** UPSes are told to go off and on again: those that have not answered, that are armed, and that have power. */
  | {
      readonly kind: "arming";
      readonly since: number;
      readonly until: number;
      readonly open: readonly string[];
      readonly armed: readonly string[];
      readonly mains: readonly string[];
    }
  /** SHUTDOWNCMD has been asked for; `until` is when upsmon itself goes (SHUTDOWNEXIT). */
  | { readonly kind: "down"; readonly since: number; readonly until: number | undefined }
  /** SHUTDOWNCMD has failed. What ends upsmon now (the machine, going down all the same) comes first. */
  | { readonly kind: "failed"; readonly since: number; readonly why: string }
  /** `stopped`: somebody has told upsmon to end, so that a SHUTDOWNCMD that fails does not bring it back. */
  | { readonly kind: "ended"; readonly since: number; readonly stopped?: boolean };

export type ParentState =
  | { readonly kind: "there" }
  | { readonly kind: "lost"; readonly since: number; readonly warned: number };

/** SHUTDOWNCMD has failed and is tried again, not before `next`, for as long as this machine has to go down. */
export interface Failed {
  readonly why: string;
  readonly tries: number;
  readonly next: number;
}

export interface State {
  readonly settings: UpsmonConf;
  readonly upses: readonly WatchedUps[];
  readonly places: ReadonlyMap<string, number>;
  readonly phase: WatchPhase;
  readonly parent: ParentState;
  readonly failed: Failed | undefined;
  /** A person, or the upsmon before us, ordered the shutdown: it is due whatever the supplies are. */
  readonly ordered: boolean;
  readonly lastPolls: LastPolls | undefined;
  readonly held: HeldShutdown | undefined;
  /** The system is about to sleep, or asleep: nothing is decided, but not beyond this time (awake). */
  readonly asleepUntil: number | undefined;
  readonly holds: ReadonlyMap<string, number>;
  /** Seconds that the slowest shutdown took that was measured. */
  readonly measured: number | undefined;
  /** When the shell was to wake us. */
  readonly due: number;
}

export const newUps = (monitor: Monitor, now: number): WatchedUps => ({
  monitor,
  link: { kind: "new", since: now },
  source: { kind: "unknown", since: now },
  flags: {},
  others: [],
  alarm: "",
  condition: { kind: "unheard", since: now },
  login: { kind: "none", since: now },
  polling: { kind: "idle", next: now, fresh: false },
  checked: undefined,
  failure: undefined,
  lastPoll: undefined,
  lastNotLow: now,
  lowSince: undefined,
  rules: NO_PROGRESS,
  fsdTold: false,
  replaceTold: undefined,
  noCommTold: undefined,
});

export const isPrimary = ({ monitor }: WatchedUps): boolean => monitor.role === "primary";

export const indexOfUpses = (upses: readonly WatchedUps[]): ReadonlyMap<string, number> =>
  new Map(upses.map(({ monitor }, at) => [monitor.system, at]));

export function upsOf(state: State, system: string): WatchedUps | undefined {
  const at = state.places.get(system);
  return at === undefined ? undefined : state.upses[at];
}

/** The state with one UPS changed; one that is not watched any more is left out. */
export function changeUps(state: State, system: string, change: (ups: WatchedUps) => WatchedUps): State {
  const at = state.places.get(system);
  const ups = at === undefined ? undefined : state.upses[at];
  if (at === undefined || ups === undefined) return state;
  const next = change(ups);
  return next === ups ? state : { ...state, upses: state.upses.with(at, next) };
}
