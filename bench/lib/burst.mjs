/**
 * `burst.mjs PORT CONNECTIONS SECONDS`: all connections at once, one question each. How many were answered within
 * the time, and the slowest of them in milliseconds from its connect call.
 */
import { connect } from "node:net";

const [port, connections, seconds] = process.argv.slice(2).map(Number);

const one = () =>
  new Promise((resolve) => {
    const from = performance.now();
    const socket = connect({ port, host: "127.0.0.1" });
    const end = (answer) => {
      clearTimeout(timer);
      resolve(answer);
      socket.destroy();
    };
    const timer = setTimeout(() => end(undefined), seconds * 1000);
    socket.on("error", () => end(undefined)).on("close", () => end(undefined));
    socket.on("data", () => end(performance.now() - from));
    socket.write("GET VAR bench ups.status\n");
  });

const answers = await Promise.all(Array.from({ length: connections }, one));
const took = answers.filter((ms) => ms !== undefined);
console.log(JSON.stringify({ lost: connections - took.length, slowest: Math.max(0, ...took) }));
