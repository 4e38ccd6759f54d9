/** `list.mjs PORT TIMES`: LIST VAR again and again on one connection; milliseconds of the median answer. */
import { connect } from "node:net";
import { median } from "./numbers.mjs";

const [port, times] = process.argv.slice(2).map(Number);
const socket = connect({ port, host: "127.0.0.1", noDelay: true });
const took = [];
let said = "";
let from = 0;

const ask = () => {
  from = performance.now();
  socket.write("LIST VAR bench\n");
};
socket.on("connect", ask).on("data", (chunk) => {
  said += chunk;
  if (!said.endsWith("END LIST VAR bench\n")) return;
  took.push(performance.now() - from);
  const variables = said.split("\n").length - 3;
  said = "";
  if (took.length < times) return ask();
  socket.destroy();
  console.log(JSON.stringify({ ms: median(took), variables }));
});
