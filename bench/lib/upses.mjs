/** Servers of UPSes that are always well, on loopback: `node upses.mjs SERVERS UPSES` prints the ports, then, at SIGTERM, the latest poll. */
import { createServer } from "node:net";

const [, , servers, each] = process.argv.map(Number);
const INTERVAL_MS = 5000;
const last = new Map();
let polls = 0;
let latest = 0;

function answer(key, words) {
  const [verb, kind, ups, name] = words;
  if (verb === "GET" && kind === "VAR" && name === "ups.status") {
    const now = performance.now();
    const before = last.get(`${key} ${ups}`);
    if (before !== undefined) latest = Math.max(latest, now - before - INTERVAL_MS);
    last.set(`${key} ${ups}`, now);
    polls++;
    return `VAR ${ups} ups.status "OL"`;
  }
  if (verb === "GET" && kind === "VAR") return "ERR VAR-NOT-SUPPORTED";
  if (verb === "STARTTLS") return "ERR FEATURE-NOT-CONFIGURED";
  if (verb === "VER") return "bench";
  return "OK";
}

function serve(socket, key) {
  let text = "";
  socket.setNoDelay(true);
  socket.on("error", () => undefined);
  socket.on("data", (chunk) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop();
    socket.write(lines.map((line) => `${answer(key, line.split(" "))}\n`).join(""));
  });
}

const ports = await Promise.all(
  Array.from(
    { length: servers },
    (_, key) =>
      new Promise((resolve) => {
        const server = createServer((socket) => serve(socket, key));
        server.listen(0, "127.0.0.1", () => resolve(server.address().port));
      }),
  ),
);
console.log(JSON.stringify({ ports, each }));
process.on("SIGTERM", () => {
  console.log(JSON.stringify({ upses: last.size, polls, latest }));
  process.exit(0);
});
