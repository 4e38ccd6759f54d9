/** Which supplies count, and what is said while one that is critical does not take the machine down. */
import { groupTotal } from "../../conf/checks/shutdown-rules.ts";
import type { SupplyGroup } from "../../conf/tables/shutdown-rules.ts";
import { log, type Turn } from "./effects.ts";
import type { HeldShutdown, LastPolls, State, WatchedUps } from "./state.ts";
import { reached } from "./time.ts";

/** How often it is said again, and of how many supplies by name. */
const REPEAT_MS = 300_000;
const MOST_NAMES = 5;

const feeds = ({ monitor }: WatchedUps): boolean => monitor.powerValue > 0;

/** Healthy, or not known to be otherwise. */
const stands = ({ condition, monitor }: WatchedUps, lastPolls: LastPolls | undefined): boolean =>
  condition.kind !== "critical" || lastPolls?.open.has(monitor.system) === true;

/** NEVERREACHEDTIME: when a UPS that has never answered counts no more. Infinity for all others. */
function givenUpAt({ condition }: WatchedUps, { settings }: State): number {
  const { neverreachedtime } = settings;
  if (condition.kind !== "unheard" || neverreachedtime < 0) return Number.POSITIVE_INFINITY;
  return reached(condition.since, neverreachedtime);
}

export interface Supplies {
  readonly counting: readonly WatchedUps[];
  readonly critical: boolean;
  readonly givenUp: readonly WatchedUps[];
}

/** A UPS that was never reached is given up only where every other one that was reached is critical. */
export function suppliesOf(state: State, now: number): Supplies {
  const feeding = state.upses.filter(feeds);
  const counting = feeding.filter((ups) => stands(ups, state.lastPolls));
  const critical = counting.length < feeding.length;
  const alone = critical && counting.every(({ condition }) => condition.kind === "unheard");
  const givenUp = alone ? counting.filter((ups) => now >= givenUpAt(ups, state)) : [];
  return {
    counting: givenUp.length > 0 ? counting.filter((ups) => !givenUp.includes(ups)) : counting,
    critical,
    givenUp,
  };
}

export const powerOf = ({ counting }: Supplies): number =>
  counting.reduce((sum, { monitor }) => sum + monitor.powerValue, 0);

function weightOf(group: SupplyGroup, { upses, lastPolls }: State): number {
  const standing = upses.filter((ups) => stands(ups, lastPolls));
  return groupTotal(
    group,
    standing.map(({ monitor }) => monitor),
  );
}

/** SUPPLYGROUP: why a group takes this machine down, or undefined. One that could never be met counts for nothing. */
export function shortGroup(state: State): string | undefined {
  for (const group of state.settings.supplyGroups) {
    const { name, least } = group;
    const weight = weightOf(group, state);
    if (weight < least && groupTotal(group, state.settings.monitors) >= least)
      return `Too few supplies of SUPPLYGROUP ${name} are healthy (${weight} of the ${least} needed)`;
  }
  return undefined;
}

function reasonOf({ condition, link, source }: WatchedUps): string {
  if (condition.kind === "unheard") return "never reached since start";
  if (condition.kind === "critical") return "asked once more before it counts as critical";
  if (condition.kind === "endangered") return "its time has not run out yet";
  const was = source.kind === "battery" ? "on battery" : source.kind === "online" ? "on line power" : "in no danger";
  if (link.kind !== "fresh") return `silent, and ${was} when it was last heard`;
  return source.kind === "battery" ? "on battery, which is not low" : was;
}

function describe({ counting }: Supplies, minsupplies: number): string {
  const named = counting.slice(0, MOST_NAMES).map((ups) => `${ups.monitor.system} is not critical (${reasonOf(ups)})`);
  const more = counting.length - named.length;
  const power = counting.reduce((sum, { monitor }) => sum + monitor.powerValue, 0);
  const who = more > 0 ? [...named, `nor are ${more} more`] : named;
  return `${who.join(", ")}, so ${power} of MINSUPPLIES ${minsupplies} still ${power === 1 ? "counts" : "count"}`;
}

/** When it is to be looked at again, though nothing happens. */
function nextAt(told: number, { counting }: Supplies, state: State, now: number): number {
  const times = counting.map((ups) => givenUpAt(ups, state)).filter((at) => at > now);
  return Math.min(told + REPEAT_MS, ...times);
}

/** Says what holds the machine up: when it begins, when it is something else, and again while it lasts. */
export function logHeld(state: State, supplies: Supplies, turn: Turn): State {
  const { minsupplies } = state.settings;
  if (!supplies.critical || minsupplies === 0) return state.held ? { ...state, held: undefined } : state;
  const text = describe(supplies, minsupplies);
  const { held } = state;
  const again = held === undefined || held.text !== text || turn.now >= held.told + REPEAT_MS;
  if (again) log(turn, "warning", `Not shutting down: ${text}`);
  const told = again ? turn.now : held.told;
  const next: HeldShutdown = { text, told, next: nextAt(told, supplies, state, turn.now) };
  return !again && held.next === next.next ? state : { ...state, held: next };
}

/** Who was given up, for the line that tells of the decision. */
export function givenUpText({ givenUp }: Supplies): string {
  if (givenUp.length === 0) return "";
  const names = givenUp.slice(0, MOST_NAMES).map(({ monitor }) => monitor.system);
  const more = givenUp.length - names.length;
  const who = more > 0 ? `${names.join(", ")} and ${more} more` : names.join(", ");
  return `; ${who} never reached since start (NEVERREACHEDTIME)`;
}
