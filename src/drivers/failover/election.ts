/** Which of several UPSes is the primary (drivers/failover.c of 2.8.5). Pure; time is in milliseconds. */

/** Until when an order of the administrator holds; "always" and undefined for none. */
export type Holds = number | "always" | undefined;

export interface Filters {
  readonly haveAny: readonly string[];
  readonly haveAll: readonly string[];
  readonly notHaveAny: readonly string[];
  readonly notHaveAll: readonly string[];
}

export interface ElectionRules {
  readonly filters: Filters;
  /** Only the filters count. */
  readonly strict: boolean;
  /** 0: none; 1: battery.runtime; 2: battery.runtime.low; 3: both. */
  readonly checkRuntime: number;
}

/** A UPS as far as an election looks at it. */
export interface Candidate {
  /** It is connected, and has told everything once. */
  readonly complete: boolean;
  readonly fresh: boolean;
  readonly tokens: readonly string[];
  readonly runtime: number | undefined;
  readonly runtimeLow: number | undefined;
  readonly forcedUntil: Holds;
  readonly ignoredUntil: Holds;
}

/** 0 forced, 1 passes the filters, 2 fresh and online, 3 fresh, 4 there; undefined: cannot be primary. */
export type Priority = 0 | 1 | 2 | 3 | 4 | undefined;

/** From here on the runtime decides between equals. */
const BATTERY = 3;

const holds = (until: Holds, now: number): boolean => until === "always" || (until !== undefined && now <= until);

export function passes({ tokens }: Pick<Candidate, "tokens">, filters: Filters): boolean {
  const { haveAny, haveAll, notHaveAny, notHaveAll } = filters;
  const has = (token: string): boolean => tokens.includes(token);
  const isSet = [haveAny, haveAll, notHaveAny, notHaveAll].some(({ length }) => length > 0);
  if (!isSet || tokens.length === 0 || notHaveAny.some(has) || !haveAll.every(has)) return false;
  if (notHaveAll.length > 0 && notHaveAll.every(has)) return false;
  return haveAny.length === 0 || haveAny.some(has);
}

export function priorityOf(ups: Candidate, now: number, { filters, strict }: ElectionRules): Priority {
  if (!ups.complete || holds(ups.ignoredUntil, now)) return undefined;
  if (holds(ups.forcedUntil, now)) return 0;
  if (passes(ups, filters)) return 1;
  if (strict) return undefined;
  if (!ups.fresh) return 4;
  return ups.tokens.includes("OL") ? 2 : 3;
}

function lastsLonger(one: Candidate, other: Candidate, by: number): boolean {
  const longer = (one.runtime ?? -1) > (other.runtime ?? -1);
  const longerLow = (one.runtimeLow ?? -1) > (other.runtimeLow ?? -1);
  return [false, longer, longerLow, longer && longerLow][by] ?? false;
}

export interface Election {
  /** Of each UPS, in their order. */
  readonly priorities: readonly Priority[];
  /** The number of the primary. */
  readonly elected: number | undefined;
}

export function elect(upses: readonly Candidate[], now: number, rules: ElectionRules): Election {
  const priorities = upses.map((ups) => priorityOf(ups, now, rules));
  let elected: number | undefined;
  for (const [at, ups] of upses.entries()) {
    const priority = priorities[at];
    if (priority === undefined) continue;
    const best = elected === undefined ? undefined : upses[elected];
    const least = elected === undefined ? 5 : (priorities[elected] ?? 5);
    const ties = priority === least && priority >= BATTERY;
    if (priority < least || (best && ties && lastsLonger(ups, best, rules.checkRuntime))) elected = at;
  }
  return { priorities, elected };
}
