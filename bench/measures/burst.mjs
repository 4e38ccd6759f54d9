import { rounds } from "../lib/rounds.mjs";
import { load } from "../lib/worker.mjs";

const WAIT_SECONDS = 20;

async function size(connections, { servers, quick }) {
  const of = await rounds(servers, quick ? 1 : 3, ({ port }) => load("burst.mjs", port, connections, WAIT_SECONDS));
  const what = `${connections.toLocaleString("en")} connections at once`;
  return [
    { what: `${what}: unanswered after ${WAIT_SECONDS} s`, c: of("C", "lost"), ours: of("nutts", "lost") },
    { what: `${what}: slowest answer`, unit: "ms", c: of("C", "slowest"), ours: of("nutts", "slowest") },
  ];
}

/** 500 and 2,000 connections opened at once. */
export const burst = async (context) => [...(await size(500, context)), ...(await size(2000, context))];
