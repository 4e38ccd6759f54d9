import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cpuSeconds } from "../lib/proc.mjs";
import { rounds } from "../lib/rounds.mjs";
import { load } from "../lib/worker.mjs";

/** Of busy.mjs, before it counts. */
const WARM_UP_SECONDS = 0.5;
const BARE = join(dirname(fileURLToPath(import.meta.url)), "../lib/bare-server.mjs");

/** Answers a second, of wall time and of the server's processor time; the load is a process of its own. */
async function drive({ port, pid }, seconds) {
  const before = cpuSeconds(pid);
  const { rate } = await load("busy.mjs", port, 50, seconds);
  const share = (cpuSeconds(pid) - before) / (seconds + WARM_UP_SECONDS);
  return { rate, perCpu: rate / share };
}

/** GET VAR with 50 busy connections, beside a Node server that parses nothing. */
export async function busy({ servers, quick }) {
  const bare = ["bare", [process.execPath, BARE]];
  const of = await rounds([...servers, bare], quick ? 1 : 5, (server) => drive(server, 2.5));
  const row = (what, key) => {
    const remark = `a Node server that parses nothing: ${Math.round(of("bare", key)).toLocaleString("en")}/s`;
    return { what, unit: "/s", c: of("C", key), ours: of("nutts", key), remark };
  };
  const what = "GET VAR, 50 busy connections";
  return [row(what, "rate"), row(`${what}: answers per second of processor time`, "perCpu")];
}
