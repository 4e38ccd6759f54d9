/** All that the page knows, and how what the server tells changes it. Pure: without a browser. */
import type { Change, News, Protection, Server, Snapshot, Ups, Variable } from "./types.ts";

export interface World {
  readonly upses: readonly Ups[];
  readonly protection: readonly Protection[];
  readonly servers: readonly Server[];
  readonly version: string;
  /** The newest first. */
  readonly news: readonly News[];
  /** When the values of each UPS were those of the moment, in milliseconds of the page's clock. */
  readonly freshAt: ReadonlyMap<string, number>;
}

export type Message =
  | { readonly event: "snapshot"; readonly data: Snapshot }
  | { readonly event: "ups"; readonly data: Ups }
  | { readonly event: "change"; readonly data: Change }
  | { readonly event: "protection"; readonly data: readonly Protection[] }
  | { readonly event: "servers"; readonly data: readonly Server[] }
  | { readonly event: "ages"; readonly data: { readonly ages: Readonly<Record<string, number>> } }
  | { readonly event: "news"; readonly data: News };

export const EVENTS = ["snapshot", "ups", "change", "protection", "servers", "ages", "news"] as const;

const MOST_NEWS = 200;

export const EMPTY: World = {
  upses: [],
  protection: [],
  servers: [],
  version: "",
  news: [],
  freshAt: new Map(),
};

type Aged = Pick<Ups, "id" | "ageSeconds">;

function withAges(freshAt: World["freshAt"], aged: readonly Aged[], now: number): World["freshAt"] {
  const next = new Map(freshAt);
  for (const { id, ageSeconds } of aged) if (ageSeconds !== null) next.set(id, now - ageSeconds * 1000);
  return next;
}

const replaced = (upses: readonly Ups[], ups: Ups): readonly Ups[] =>
  upses.some(({ id }) => id === ups.id) ? upses.map((each) => (each.id === ups.id ? ups : each)) : [...upses, ups];

function changedVariables(before: Ups["variables"], values: Change["values"]): Ups["variables"] {
  const next: Record<string, Variable> = { ...before };
  for (const [name, value] of Object.entries(values)) {
    if (value === null) delete next[name];
    else next[name] = { ...before[name], ...value };
  }
  return next;
}

function changedUps(ups: Ups, { values, ...head }: Change): Ups {
  const { reason: _, ...rest } = ups;
  const status = values["ups.status"];
  return {
    ...rest,
    ...head,
    status: status ? status.text.split(/\s+/).filter((word) => word !== "") : status === null ? [] : ups.status,
    variables: changedVariables(ups.variables, values),
  };
}

function changed(world: World, change: Change, now: number): World {
  const upses = world.upses.map((ups) => (ups.id === change.id ? changedUps(ups, change) : ups));
  return { ...world, upses, freshAt: withAges(world.freshAt, [change], now) };
}

export function told(world: World, message: Message, now: number): World {
  switch (message.event) {
    case "snapshot": {
      const { upses, protection, servers, version } = message.data;
      return { ...world, upses, protection, servers, version, freshAt: withAges(new Map(), upses, now) };
    }
    case "ups": {
      const { data } = message;
      return { ...world, upses: replaced(world.upses, data), freshAt: withAges(world.freshAt, [data], now) };
    }
    case "change":
      return changed(world, message.data, now);
    case "protection":
      return { ...world, protection: message.data };
    case "servers":
      return { ...world, servers: message.data };
    case "ages": {
      const aged = Object.entries(message.data.ages).map(([id, ageSeconds]) => ({ id, ageSeconds }));
      return { ...world, freshAt: withAges(world.freshAt, aged, now) };
    }
    case "news":
      return { ...world, news: [message.data, ...world.news].slice(0, MOST_NEWS) };
  }
}
