import { connect } from "node:net";
import { median } from "../lib/numbers.mjs";
import { rounds } from "../lib/rounds.mjs";

const CHANGES = 40;
/** Changes before those that count: compilers and caches. */
const WARM_UP = 10;

/** Milliseconds from a change in the driver until the server answers with it; asked without pause. */
async function changes({ port, change }) {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  const took = [];
  let wanted = "";
  let seen = () => undefined;
  const ask = () => socket.write("GET VAR bench ups.load\n");
  socket.on("data", (chunk) => (String(chunk).includes(`"${wanted}"`) ? seen() : ask()));
  for (let i = 0; i < WARM_UP + CHANGES; i++) {
    wanted = `${1000 + i}.5`;
    const from = performance.now();
    await new Promise((resolve) => {
      seen = resolve;
      change("ups.load", wanted);
      ask();
    });
    took.push(performance.now() - from);
  }
  socket.destroy();
  const counted = took.slice(WARM_UP);
  return { ms: median(counted), worst: Math.max(...counted) };
}

export async function latency({ servers, quick }) {
  const of = await rounds(servers, quick ? 1 : 3, changes);
  const row = (what, key) => ({ what, unit: "ms", c: of("C", key), ours: of("nutts", key) });
  return [row("changed in the driver, readable in upsd", "ms"), row(`the same, slowest of ${CHANGES}`, "worst")];
}
