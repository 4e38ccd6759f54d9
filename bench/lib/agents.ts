/**
 * SNMP cards on loopback: `agents WALK COUNT DELAY` prints the ports of `COUNT` cards that answer after `DELAY` ms. At
 * SIGTERM it prints how often each was polled and how evenly, and how long talks with it took.
 */
import { loadWalk, OWN_WALKS } from "../../test/sim/devices/snmp-walk.ts";
import { SnmpAgent } from "../../test/sim/servers/snmp-agent.ts";
import { warm } from "./warm-agent.ts";

const INTERVAL_MS = 5000;
/** A pause as long as this stands between two polls. */
const BETWEEN_MS = 700;
/** A poll that begins so long after its time is late. */
const LATE_MS = 1000;
const SLOT_MS = 100;

const [walk = "", count = "1", delay = "0"] = process.argv.slice(2);

const agents = await Promise.all(
  Array.from({ length: Number(count) }, () => SnmpAgent.start(loadWalk(OWN_WALKS, walk))),
);
for (const agent of agents.slice(0, 1)) await warm(agent);
for (const agent of agents) agent.delay = Number(delay);

interface Talk {
  readonly start: number;
  /** When the last request came, and when it was answered. */
  end: number;
  requests: number;
}

/** Answers go out when the delay is over. */
function talksOf({ heard }: SnmpAgent): readonly Talk[] {
  const talks: Talk[] = [];
  for (const time of heard) {
    const last = talks.at(-1);
    if (last && time - last.end < BETWEEN_MS) Object.assign(last, { end: time, requests: last.requests + 1 });
    else talks.push({ start: time, end: time, requests: 1 });
  }
  for (const talk of talks) talk.end += Number(delay);
  return talks;
}

const medianOf = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Polls behind the opening in which everything was asked; the others ask for the status alone. */
function fullOf(talks: readonly Talk[]): readonly Talk[] {
  const later = talks.slice(1);
  const most = Math.max(...later.map(({ requests }) => requests));
  return later.filter(({ requests }) => requests > most / 2);
}

/** How many polls begin together at the most. */
function busiest(starts: readonly number[]): number {
  const slots = new Map<number, number>();
  for (const start of starts) {
    const slot = Math.floor(start / SLOT_MS);
    slots.set(slot, (slots.get(slot) ?? 0) + 1);
  }
  return Math.max(0, ...slots.values());
}

function report(): string {
  const all = agents.map(talksOf);
  const starts = all.map((talks) => talks.map(({ start }) => start));
  const over = starts.flatMap((times) =>
    times.slice(2).map((time, at) => time - (times[at + 1] ?? Number.NaN) - INTERVAL_MS),
  );
  const first = all.map(([talk]) => (talk ? talk.end - talk.start : Number.NaN));
  const full = all.flatMap(fullOf);
  return JSON.stringify({
    polled: all.filter(({ length }) => length > 1).length,
    polls: over.length,
    late: over.filter((ms) => ms > LATE_MS).length,
    latest: Math.max(0, ...over),
    median: medianOf(over),
    together: busiest(starts.flatMap((times) => times.slice(2))),
    first: Math.max(...first),
    full: medianOf(full.map(({ start, end }) => end - start)),
    requests: medianOf(full.map(({ requests }) => requests)),
    openingRequests: all[0]?.[0]?.requests,
  });
}

process.on("SIGTERM", () => {
  console.log(report());
  process.exit(0);
});
console.log(JSON.stringify({ ports: agents.map(({ port }) => port) }));
