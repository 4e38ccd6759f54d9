/** What the server sends: docs/web-api.md. */
export type Condition = "live" | "waiting" | "stale" | "lost" | "gone";

export type Writable =
  | { readonly kind: "number" }
  | { readonly kind: "string"; readonly max?: number }
  | { readonly kind: "enum"; readonly values: readonly string[] }
  | { readonly kind: "range"; readonly ranges: readonly (readonly [number, number])[] };

export interface Variable {
  readonly text: string;
  readonly value: string | number;
  readonly unit?: string;
  readonly description?: string;
  readonly writable?: Writable;
}

export interface Command {
  readonly name: string;
  readonly description: string;
  readonly dangerous: boolean;
}

export interface Ups {
  readonly id: string;
  readonly name: string;
  readonly server: string;
  readonly serverName: string;
  readonly description: string | null;
  readonly condition: Condition;
  readonly ageSeconds: number | null;
  readonly reason?: string;
  readonly status: readonly string[];
  readonly changedAt: string | null;
  readonly clients: readonly string[];
  readonly commands: readonly Command[];
  readonly variablesLeftOut: number;
  readonly variables: Readonly<Record<string, Variable>>;
}

export type Level = "protected" | "doubtful" | "unprotected" | "outage";

export interface Protection {
  readonly code: string;
  readonly level: Level;
  readonly ups?: string;
  readonly name?: string;
  readonly figures: Readonly<Record<string, string | number>>;
  readonly text: string;
}

export interface Server {
  readonly address: string;
  readonly name: string;
  readonly reachable: boolean;
  readonly reason: string | null;
  readonly upses: number;
}

export interface Snapshot {
  readonly time: string;
  readonly version: string;
  readonly protection: readonly Protection[];
  readonly servers: readonly Server[];
  readonly upses: readonly Ups[];
}

export interface Change {
  readonly id: string;
  readonly condition: Condition;
  readonly ageSeconds: number | null;
  readonly reason?: string;
  readonly changedAt: string | null;
  readonly values: Readonly<Record<string, { readonly text: string; readonly value: string | number } | null>>;
}

export interface News {
  /** ISO 8601, or seconds since 1970. */
  readonly at: string | number;
  readonly ups: string;
  readonly type: string;
  readonly text: string;
}

export interface Session {
  readonly login: "off" | "needed" | "in";
  readonly name: string | null;
  readonly csrf: string | null;
  readonly control: boolean;
  readonly reason: string | null;
  /** What the page shows; variables are in degrees Celsius. */
  readonly temperature: "celsius" | "fahrenheit";
}

export interface Series {
  readonly mean: readonly (number | null)[];
}

export interface Curves {
  readonly step: number;
  readonly times: readonly number[];
  readonly series: Readonly<Record<string, Series>>;
}

export interface LeftHost {
  readonly name: string;
  readonly left: number | string;
  readonly down: number | string | null;
  readonly back: number | string | null;
  readonly end: "back" | "given-up" | "stayed" | "woken" | null;
}

export interface Outage {
  readonly kind: "outage" | "test";
  readonly start: number | string;
  readonly end: number | string | null;
  readonly seconds: number;
  readonly lowestCharge: number | null;
  readonly hosts: readonly LeftHost[];
}

export interface BatteryTestResult {
  readonly at: number | string;
  readonly test: "quick" | "deep";
  readonly verdict: "passed" | "failed" | "unclear" | "interrupted" | "refused" | "missed";
  readonly text: string;
  readonly health: { readonly percent: number; readonly confidence: number } | null;
}

export interface BatteryTests {
  readonly next: { readonly quick: number | string | null; readonly deep: number | string | null };
  readonly results: readonly BatteryTestResult[];
}
