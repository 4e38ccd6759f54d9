import { spawn } from "node:child_process";
import { connect } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { peakMiB, residentMiB } from "../lib/proc.mjs";
import { rounds } from "../lib/rounds.mjs";

const FLOOD = join(dirname(fileURLToPath(import.meta.url)), "../lib/flood.mjs");
const QUESTION = "GET VAR bench ups.status\n";
/** What counts as no answer. */
const GIVEN_UP_MS = 10_000;
const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Milliseconds until one question is answered. */
const answered = (socket) =>
  new Promise((resolve) => {
    const from = performance.now();
    const timer = setTimeout(() => resolve(GIVEN_UP_MS), GIVEN_UP_MS);
    socket.once("data", () => {
      clearTimeout(timer);
      resolve(performance.now() - from);
    });
    socket.write(QUESTION);
  });

const client = (port) => connect({ port, host: "127.0.0.1", noDelay: true }).on("error", () => undefined);

/** The slowest answers while strangers ask and do not read, and the server's memory then and after they have gone. */
async function under({ port, pid }, strangers, seconds) {
  const standing = client(port);
  await answered(standing);
  const flood = spawn(process.execPath, [FLOOD, port, strangers, 20_000].map(String), { stdio: "ignore" });
  const slowest = { standing: 0, fresh: 0 };
  const end = performance.now() + seconds * 1000;
  while (performance.now() < end) {
    slowest.standing = Math.max(slowest.standing, await answered(standing));
    const fresh = client(port);
    slowest.fresh = Math.max(slowest.fresh, await answered(fresh));
    fresh.destroy();
    await pause(50);
  }
  const peak = peakMiB(pid);
  flood.kill("SIGKILL");
  await pause(5000);
  standing.destroy();
  return { ...slowest, peak, after: residentMiB(pid) };
}

/** 500 and 3,000 strangers that each send 20,000 LIST VAR and read nothing. */
export async function flood({ servers, quick }) {
  const rows = [];
  for (const strangers of quick ? [500] : [500, 3000]) {
    const of = await rounds(servers, 1, (server) => under(server, strangers, quick ? 6 : 15));
    const row = (what, unit, key) => ({
      what: `${strangers.toLocaleString("en")} strangers that never read: ${what}`,
      unit,
      c: of("C", key),
      ours: of("nutts", key),
    });
    rows.push(row("a standing connection, slowest answer", "ms", "standing"));
    rows.push(row("a new connection, slowest answer", "ms", "fresh"));
    rows.push(row("peak resident memory", "MiB", "peak"), row("resident memory 5 s after", "MiB", "after"));
  }
  return rows;
}
