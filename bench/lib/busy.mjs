/** `busy.mjs PORT CONNECTIONS SECONDS`: connections that ask again as soon as they are answered; answers a second. */
import { connect } from "node:net";

const [port, connections, seconds] = process.argv.slice(2).map(Number);
const QUESTION = Buffer.from("GET VAR bench battery.charge\n");
let answers = 0;

const sockets = Array.from({ length: connections }, () => {
  const socket = connect({ port, host: "127.0.0.1", noDelay: true });
  socket.on("data", (chunk) => {
    if (chunk[chunk.length - 1] !== 10) return;
    answers++;
    socket.write(QUESTION);
  });
  return socket;
});
await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once("connect", resolve))));
for (const socket of sockets) socket.write(QUESTION);
await new Promise((resolve) => setTimeout(resolve, 500));
const [before, from] = [answers, performance.now()];
await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
const rate = (answers - before) / ((performance.now() - from) / 1000);
for (const socket of sockets) socket.destroy();
console.log(JSON.stringify({ rate }));
