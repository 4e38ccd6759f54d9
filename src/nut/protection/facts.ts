/** What decides whether a machine goes down in time when the mains fails. Times in seconds. */

/** A line SHUTDOWNON: all its conditions together, for so many seconds. */
export interface EarlyRule {
  /** `charge 30 hold 10`. */
  readonly text: string;
  readonly conditions: readonly { readonly word: string; readonly limit: number }[];
  readonly hold: number;
}

/** A line SUPPLYGROUP: how many of its supplies have to stand. */
export interface NeededGroup {
  readonly least: number;
  /** Supplies by UPS. */
  readonly members: ReadonlyMap<string, number>;
}

export interface FeedingUps {
  /** As in MONITOR: `rack@localhost`. */
  readonly system: string;
  /** Supplies of this machine that it feeds. */
  readonly powerValue: number;
  /** Its variables, or why there are none. */
  readonly reading:
    | { readonly kind: "read"; readonly vars: ReadonlyMap<string, string> }
    | { readonly kind: "silent"; readonly why: string };
  /** Lines SHUTDOWNON that are for it. */
  readonly rules?: readonly EarlyRule[];
  /** Why its server does not count upsmon of this machine. */
  readonly uncounted?: string | undefined;
  readonly role?: "primary" | "secondary";
  /** Other machines are logged in to it. */
  readonly others?: boolean;
}

/** What upsmon waits for once a battery is low. */
export interface Waits {
  readonly oblbduration: number;
  /** By a primary, for the others. */
  readonly hostsync: number;
  readonly finaldelay: number;
}

/** Something shuts this machine down before any battery is low. */
export interface EarlyShutdown {
  /** Since the mains failed. */
  readonly seconds: number;
  /** `timer onbatt-long of upssched.conf`. */
  readonly by: string;
}

export interface ProtectionFacts {
  /** Why nobody can tell; undefined where the rest is known. */
  readonly unread?: string | undefined;
  /** Those with power value 0 do not feed this machine and count for nothing. */
  readonly upses: readonly FeedingUps[];
  readonly minsupplies: number;
  readonly groups?: readonly NeededGroup[];
  readonly waits?: Waits;
  /** `unknown`: nobody can look, and it is taken to run. */
  readonly upsmon: "runs" | "stopped" | "unknown";
  /** What keeps upsmon from shutting this machine down. */
  readonly hindrances: readonly string[];
  readonly early: EarlyShutdown | undefined;
  /** What may come before, where nobody has looked: `a timer of upssched.conf does so before`. */
  readonly unless?: string | undefined;
}
