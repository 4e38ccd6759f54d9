/** `flood.mjs PORT CONNECTIONS REQUESTS`: strangers that each send so many LIST VAR and never read; prints `{}` when all are connected. */
import { connect } from "node:net";

const [port, connections, requests] = process.argv.slice(2).map(Number);
const text = Buffer.from("LIST VAR bench\n".repeat(requests));
/** Opened at a time: a C server's queue of waiting connections has 16 places. */
const AT_ONCE = 8;

const open = () =>
  new Promise((resolve) => {
    const socket = connect({ port, host: "127.0.0.1" }, () => {
      socket.pause();
      socket.write(text);
      resolve();
    });
    socket.on("error", resolve);
  });

for (let i = 0; i < connections; i += AT_ONCE) await Promise.all(Array.from({ length: AT_ONCE }, open));
console.log("{}");
setInterval(() => undefined, 1000);
