/** The power failures that are played. */
import { type Battery, type Drain, drainOf, half } from "./plan.ts";

export interface Case {
  readonly id: string;
  readonly title: string;
  readonly drain: (battery: Battery) => Drain;
  readonly serverDies?: boolean;
  /** When the mains comes back; undefined: never. */
  readonly mainsBack?: "before the decision" | "after the decision";
}

/** A worn battery: low after a tenth of the time, and empty as soon after that as ever. */
function early(battery: Battery): Drain {
  const { low, empty, charge } = drainOf(battery);
  return { low: low / 10, empty: low / 10 + (empty - low), charge };
}

export const CASES: readonly Case[] = [
  { id: "mains-lost", title: "The mains fails and stays away", drain: drainOf },
  { id: "server-dies", title: "The server of the UPS dies during the outage", drain: drainOf, serverDies: true },
  {
    id: "half-battery",
    title: "The battery is at half when the mains fails",
    drain: (battery) => drainOf(half(battery)),
  },
  { id: "early-low", title: "The UPS says early that its battery is low (a worn one)", drain: early },
  {
    id: "back-after",
    title: "The mains comes back just after the decision",
    drain: drainOf,
    mainsBack: "after the decision",
  },
  {
    id: "back-before",
    title: "The mains comes back before the decision",
    drain: drainOf,
    mainsBack: "before the decision",
  },
];
