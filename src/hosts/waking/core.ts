/**
 * When hosts are woken that were shut down, in which order, and when to stop: a function of state, input and time. Mains have to be
 * back for a while and the battery charged; then the hosts of the lowest order go first, and the next when those answer or are
 * given up. Mains that fail again stop it.
 */
import { type HostRecord, upsesOf } from "../memory/host-record.ts";
import type { OutageRecord } from "../memory/outage-record.ts";
import { hostSeen, hostTick, isOpen, stopped } from "./host-steps.ts";
import { isBack, isOnBattery, isReady, powerStep } from "./power.ts";
import {
  type Effect,
  type HostState,
  type Input,
  type Moment,
  newHost,
  newUps,
  type Rules,
  type UpsState,
  type WakePlan,
  type WakingState,
} from "./state.ts";

type Stepped = readonly [WakingState, readonly Effect[]];

/** A UPS that nobody can reach, with nothing remembered, is followed no longer than that. */
const PATIENCE_MS = 120_000;
/** Whoever has us started is about to shut hosts down. */
const BEGINNING_MS = 30_000;

/** `watched`: UPSes that are on battery, as somebody says. */
export const startWaking = (rules: Rules, watched: readonly string[], now: number): WakingState => ({
  ...{ rules, hosts: [], last: now, started: now },
  upses: watched.map((ups) => newUps(ups)),
});

const upsOf = ({ upses }: WakingState, name: string): UpsState => upses.find(({ ups }) => ups === name) ?? newUps(name);

const withUps = (state: WakingState, ups: UpsState): WakingState => ({
  ...state,
  upses: [...state.upses.filter((each) => each.ups !== ups.ups), ups],
});

const isFedBy = ({ record }: HostState, ups: string): boolean => upsesOf(record).includes(ups);

/** Another UPS than that which failed holds nobody up for longer where it cannot be asked. */
const MUTE_MS = 600_000;

/** The UPSes whose power a host needs. */
function fedBy(
  { record: { ups: failed, others = [] } }: HostState,
  state: WakingState,
  now: number,
): readonly UpsState[] {
  const heard = others.map((ups) => upsOf(state, ups)).filter((ups) => now - (ups.heard ?? state.started) <= MUTE_MS);
  return [upsOf(state, failed), ...heard];
}

/** Takes each host through `change`. */
function eachHost(state: WakingState, change: (host: HostState) => readonly [HostState, readonly Effect[]]): Stepped {
  const results = state.hosts.map(change);
  return [{ ...state, hosts: results.map(([host]) => host) }, results.flatMap(([, effects]) => effects)];
}

function heard(state: WakingState, input: Extract<Input, { kind: "power" }>, moment: Moment): Stepped {
  const [ups, effects] = powerStep(upsOf(state, input.ups), input.power, moment);
  const next = withUps(state, ups);
  if (input.power?.mains !== false) return [next, effects];
  const [stoppedState, more] = eachHost(next, (host) => (isFedBy(host, ups.ups) ? stopped(host) : [host, []]));
  return [stoppedState, [...effects, ...more]];
}

/** Of one that is known we know more than the disk, but for what whoever shut it down has seen. */
function known({ hosts }: WakingState, record: HostRecord, plan: WakePlan, orphan: boolean): HostState {
  const host = hosts.find((each) => each.record.name === record.name && each.record.at === record.at);
  if (!host || isAtWork({ record, orphan })) return newHost(record, plan, orphan);
  const downAt = host.record.downAt ?? record.downAt;
  const { work: _, ...own } = host.record;
  const fresh = { before: record.before, ...(record.work && { work: record.work }) };
  return { ...host, plan, orphan, record: { ...own, ...fresh, ...(downAt !== undefined && { downAt }) } };
}

/** Somebody shuts it down just now. */
const isAtWork = ({ record, orphan }: Pick<HostState, "record" | "orphan">): boolean =>
  record.work !== undefined && !orphan;

/** Nobody has told it to go, and nobody will: it is as it was. */
const wasNotTold = ({ record, orphan }: HostState): boolean =>
  orphan && (record.work?.stage === "looking" || record.before === "off");

/** A host that was shut down has had an outage, also where mains were back before anybody looked. */
function withOutages(state: WakingState, outages: readonly OutageRecord[]): Stepped {
  const names = [...new Set([...outages, ...state.hosts.map(({ record }) => record)].map(({ ups }) => ups))];
  const effects: Effect[] = [];
  const upses = names.map((name): UpsState => {
    const ups = upsOf(state, name);
    const outage = ups.outage ?? outages.find((each) => each.ups === name);
    if (outage) return { ...ups, outage };
    const times = state.hosts.flatMap(({ record }) => (record.ups === name ? [record.at] : []));
    const begun = { ups: name, since: Math.min(...times) };
    effects.push({ kind: "keep-outage", outage: begun });
    return { ...ups, outage: begun };
  });
  const others = state.hosts.flatMap(({ record }) => record.others ?? []).filter((ups) => !names.includes(ups));
  const followed = [...new Set(others)].map((ups) => upsOf(state, ups));
  const told = [...names, ...others];
  const rest = state.upses.filter(({ ups }) => !told.includes(ups));
  return [{ ...state, upses: [...rest, ...followed, ...upses] }, effects];
}

function remembered(state: WakingState, input: Extract<Input, { kind: "remembered" }>): Stepped {
  const effects: Effect[] = [];
  const hosts = input.hosts.flatMap(({ record, plan, orphan }): readonly HostState[] => {
    if (plan) return [known(state, record, plan, orphan)];
    const text = `${record.name} was shut down, and is no host of upssched-cmd.conf any more: nobody wakes it`;
    effects.push({ kind: "forget-host", record }, { kind: "log", level: "warning", text });
    return [];
  });
  const [next, more] = withOutages({ ...state, hosts }, input.outages);
  return [next, [...effects, ...more]];
}

/** The lowest order whose hosts are neither back nor given up; those of a UPS without power hold nobody up. */
function turnOf(hosts: readonly HostState[]): number {
  const waited = hosts.filter((host) => isOpen(host) && host.sight !== "answers");
  return Math.min(...waited.map(({ plan }) => plan.order));
}

function isOver({ hosts, rules }: WakingState, ups: UpsState, now: number): boolean {
  if (ups.outage?.until === undefined || !isBack(ups, rules, now)) return false;
  return hosts.every((host) => host.record.ups !== ups.ups || !isOpen(host));
}

/** What is over is told and forgotten. */
function reports(state: WakingState, now: number): Stepped {
  const over = state.upses.filter((ups) => isOver(state, ups, now));
  const isOf = ({ record }: HostState, { ups }: UpsState): boolean => record.ups === ups;
  const effects = over.flatMap((ups): readonly Effect[] =>
    ups.outage
      ? [
          {
            kind: "report",
            outage: ups.outage,
            hosts: state.hosts.filter((host) => isOf(host, ups)).map(({ record }) => record),
          },
        ]
      : [],
  );
  const hosts = state.hosts.filter((host) => !over.some((ups) => isOf(host, ups)));
  const upses = state.upses.map((ups) => (over.includes(ups) ? { ...ups, outage: undefined } : ups));
  return [{ ...state, hosts, upses }, effects];
}

const isIdle = ({ hosts, upses, started }: WakingState, now: number): boolean =>
  now - started > BEGINNING_MS &&
  hosts.length === 0 &&
  upses.every(({ outage, heard: last }) => outage === undefined && (last !== undefined || now - started > PATIENCE_MS));

function ticked(state: WakingState, moment: Moment): Stepped {
  const { now } = moment;
  const passed = Math.max(0, now - state.last);
  const hasPower = (host: HostState): boolean =>
    !isAtWork(host) && fedBy(host, state, now).every((ups) => isReady(ups, state.rules, now));
  const untold = state.hosts.filter(
    (host) => wasNotTold(host) && isBack(upsOf(state, host.record.ups), state.rules, now),
  );
  const left = { ...state, hosts: state.hosts.filter((host) => !untold.includes(host)) };
  const order = turnOf(left.hosts.filter(hasPower));
  const [woken, effects] = eachHost(left, (host) =>
    host.orphan && isOnBattery(upsOf(state, host.record.ups))
      ? [host, [{ kind: "finish", name: host.record.name }]]
      : hasPower(host)
        ? hostTick(host, host.plan.order <= order, passed, moment)
        : [host, []],
  );
  const [told, more] = reports({ ...woken, last: now }, now);
  const forgotten = untold.map(({ record }): Effect => ({ kind: "forget-host", record }));
  return [told, [...forgotten, ...effects, ...more, ...(isIdle(told, now) ? [{ kind: "exit" } as const] : [])]];
}

export function wakingStep(state: WakingState, input: Input, moment: Moment): Stepped {
  switch (input.kind) {
    case "tick":
      return ticked(state, moment);
    case "power":
      return heard(state, input, moment);
    case "sight":
      return eachHost(state, (host) =>
        host.record.name === input.name ? hostSeen(host, input.sight, moment) : [host, []],
      );
    case "remembered":
      return remembered(state, input);
  }
}
