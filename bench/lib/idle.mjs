/**
 * `idle.mjs PORT CONNECTIONS SECONDS`: opens connections gently and polls each every 5 s until standard output's
 * reader has had enough: prints `{}` when all are open, and what it saw at the end.
 */
import { connect } from "node:net";

const [port, connections, seconds] = process.argv.slice(2).map(Number);
const PERIOD = 5000;
const QUESTION = "GET VAR bench ups.status\n";
/** Opened at a time: a C server's queue of waiting connections has 16 places, and there are four of us. */
const AT_ONCE = 4;
let answers = 0;
let lost = 0;

function open() {
  return new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" });
    socket.on("data", () => {
      answers++;
      resolve(socket);
    });
    socket
      .on("error", () => undefined)
      .on("close", () => {
        lost++;
        resolve(socket);
      });
    socket.write(QUESTION);
  });
}

const sockets = [];
for (let i = 0; i < connections; i += AT_ONCE)
  sockets.push(...(await Promise.all(Array.from({ length: Math.min(AT_ONCE, connections - i) }, open))));
console.log("{}");
answers = 0;
const end = performance.now() + seconds * 1000;
const slice = sockets.length / 100;
for (let tick = 0; performance.now() < end; tick = (tick + 1) % 100) {
  for (const socket of sockets.slice(tick * slice, (tick + 1) * slice)) if (!socket.destroyed) socket.write(QUESTION);
  await new Promise((resolve) => setTimeout(resolve, PERIOD / 100));
}
const report = { answers, lost };
for (const socket of sockets) socket.removeAllListeners("close").destroy();
console.log(JSON.stringify(report));
