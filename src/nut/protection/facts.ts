/** What decides whether a machine goes down in time when the mains fails. Times in seconds. */

export interface FeedingUps {
  /** As in MONITOR: `rack@localhost`. */
  readonly system: string;
  /** Supplies of this machine that it feeds. */
  readonly powerValue: number;
  /** Its variables, or why there are none. */
  readonly reading:
    | { readonly kind: "read"; readonly vars: ReadonlyMap<string, string> }
    | { readonly kind: "silent"; readonly why: string };
  /** Why its server does not count upsmon of this machine. */
  readonly uncounted?: string | undefined;
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
  /** `unknown`: nobody can look, and it is taken to run. */
  readonly upsmon: "runs" | "stopped" | "unknown";
  /** What keeps upsmon from shutting this machine down. */
  readonly hindrances: readonly string[];
  readonly early: EarlyShutdown | undefined;
}
