/** One host on its way back. Pure. */
import type { HostEnd } from "../memory/host-record.ts";
import { type Effect, type HostState, type Moment, newHost } from "./state.ts";

type Stepped = readonly [HostState, readonly Effect[]];

/** One look may be unlucky. */
const SILENCES = 3;
const FIRST_PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 120_000;
/** Orders to a host that nobody can see. */
const BLIND_TRIES = 3;
const MS = 1000;

const TEXTS: Readonly<Record<HostEnd["kind"], string>> = {
  back: "is back",
  "given-up": "does not answer, and is given up; look after it",
  stayed: "never went down",
  woken: "was told to wake; whether it is back nobody can see (no check)",
};

const spentOf = ({ record }: HostState): number => record.spent ?? 0;
export const isOpen = ({ record }: HostState): boolean => record.end === undefined;

function ended(host: HostState, kind: HostEnd["kind"], wall: number): Stepped {
  const record = { ...host.record, end: { kind, at: wall } };
  const level = kind === "given-up" ? "warning" : "notice";
  return [
    { ...host, record },
    [
      { kind: "keep-host", record },
      { kind: "log", level, text: `${record.name} ${TEXTS[kind]}` },
    ],
  ];
}

/** The next outage: all begins anew, whatever was tried. */
export function stopped(host: HostState): Stepped {
  if (!isOpen(host) || (host.turn === undefined && spentOf(host) === 0)) return [host, []];
  const { spent: _, ...record } = host.record;
  const text = `${record.name}: mains are away again, and waking stops`;
  return [
    newHost(record, host.plan, host.orphan),
    [
      { kind: "keep-host", record },
      { kind: "log", level: "notice", text },
    ],
  ];
}

const isDue = ({ turn, plan }: HostState, now: number): boolean => turn !== undefined && now - turn >= plan.delay * MS;

/** Whether it was seen to be down, by whoever shut it down or by us. */
const wentDown = ({ record, silences, sight }: HostState): boolean =>
  record.downAt !== undefined || silences >= SILENCES || sight === "off";

function wakeNow(host: HostState, { now }: Moment): Stepped {
  const { record } = host;
  const pause = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** host.tries);
  return [
    { ...host, tries: host.tries + 1, next: now + pause },
    [
      { kind: "keep-host", record },
      { kind: "wake", name: record.name },
      ...(host.tries > 0 ? [] : [{ kind: "log", level: "notice", text: `${record.name} is told to wake` } as const]),
    ],
  ];
}

/** What it looks like decides. A host that still goes down answers too: waking it then would be in vain. */
function decided(host: HostState, moment: Moment): Stepped {
  const { plan, sight, tries } = host;
  const spent = spentOf(host);
  if (sight === "answers" && wentDown(host)) return ended(host, "back", moment.wall);
  if (sight === "answers" && spent >= plan.settle * MS) return ended(host, "stayed", moment.wall);
  if (!plan.seen && tries >= BLIND_TRIES) return ended(host, "woken", moment.wall);
  if (spent >= plan.limit * MS && sight !== "answers") return ended(host, "given-up", moment.wall);
  const away = sight !== "answers" && sight !== "refuses" && (wentDown(host) || sight === "unknown");
  return plan.wakes && away && moment.now >= host.next ? wakeNow(host, moment) : [host, []];
}

/** Time goes on by so many milliseconds for a host whose power is back. */
export function hostTick(host: HostState, myTurn: boolean, passed: number, moment: Moment): Stepped {
  if (!isOpen(host) || (!myTurn && host.turn === undefined)) return [host, []];
  const turned = { ...host, turn: host.turn ?? moment.now };
  if (!isDue(turned, moment.now)) return [turned, []];
  const counted = { ...turned, record: { ...host.record, spent: spentOf(host) + passed } };
  const [next, effects] = host.sight === undefined ? [counted, []] : decided(counted, moment);
  return [next, isOpen(next) ? [...effects, { kind: "look", name: host.record.name }] : effects];
}

export function hostSeen(host: HostState, sight: NonNullable<HostState["sight"]>, { wall }: Moment): Stepped {
  const silences = sight === "silent" || sight === "off" ? host.silences + 1 : 0;
  const seen = { ...host, sight, silences };
  if (host.record.downAt !== undefined || !wentDown(seen)) return [seen, []];
  const record = { ...host.record, downAt: wall };
  return [{ ...seen, record }, [{ kind: "keep-host", record }]];
}
