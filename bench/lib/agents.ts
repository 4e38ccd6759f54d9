/**
 * SNMP cards on loopback: `agents WALK COUNT DELAY` prints the ports of `COUNT` cards that answer after `DELAY` ms. At
 * SIGTERM it prints how often each was polled and how evenly, and how long the first talk with each took.
 */
import { loadWalk, OWN_WALKS } from "../../test/sim/devices/snmp-walk.ts";
import { SnmpAgent } from "../../test/sim/servers/snmp-agent.ts";

const INTERVAL_MS = 5000;
/** A pause as long as this stands between two polls. */
const BETWEEN_MS = 1000;

const [walk = "", count = "1", delay = "0"] = process.argv.slice(2);

const agents = await Promise.all(
  Array.from({ length: Number(count) }, () => SnmpAgent.start(loadWalk(OWN_WALKS, walk))),
);
for (const agent of agents) agent.delay = Number(delay);

/** When each poll of a card began; the opening and its first poll count as one. */
const startsOf = ({ heard }: SnmpAgent): readonly number[] =>
  heard.filter((time, at) => at === 0 || time - (heard[at - 1] ?? 0) > BETWEEN_MS);

function report(): string {
  const talks = agents.map((agent) => ({ starts: startsOf(agent), heard: agent.heard }));
  const gaps = talks.flatMap(({ starts }) => starts.slice(2).map((start, at) => start - (starts[at + 1] ?? 0)));
  const first = talks.map(({ starts, heard }) => {
    const end = heard.filter((time) => starts[1] === undefined || time < starts[1]).at(-1) ?? 0;
    return end - (heard[0] ?? 0);
  });
  return JSON.stringify({
    polled: talks.filter(({ starts }) => starts.length > 1).length,
    polls: gaps.length,
    latest: Math.max(0, ...gaps) - INTERVAL_MS,
    median: (gaps.toSorted((one, other) => one - other)[Math.floor(gaps.length / 2)] ?? Number.NaN) - INTERVAL_MS,
    first: Math.max(...first),
  });
}

process.on("SIGTERM", () => {
  console.log(report());
  process.exit(0);
});
console.log(JSON.stringify({ ports: agents.map(({ port }) => port) }));
