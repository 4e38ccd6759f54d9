/** A server of many UPSes that answers lists as upsd does: `node many-upses.mjs UPSES VARIABLES` prints its port. */
import { createServer } from "node:net";

const [, , upses, variables] = process.argv.map(Number);
const names = Array.from({ length: upses }, (_, i) => `ups${i}`);
const NUMBERS = ["battery.charge", "ups.load", "input.voltage", "output.voltage", "battery.runtime", "ups.temperature"];
const values = [
  ["ups.status", "OL"],
  ...Array.from({ length: variables - 1 }, (_, i) => [NUMBERS[i] ?? `outlet.${i}.current`, String(10 + i)]),
];

const list = (query, rows) => [`BEGIN LIST ${query}`, ...rows, `END LIST ${query}`].join("\n");

function answer([verb, kind, ups]) {
  if (verb === "LIST" && kind === "UPS")
    return list(
      "UPS",
      names.map((name) => `UPS ${name} "bench"`),
    );
  if (verb === "LIST" && kind === "VAR")
    return list(
      `VAR ${ups}`,
      values.map(([name, value]) => `VAR ${ups} ${name} "${value}"`),
    );
  if (verb === "LIST") return list(`${kind} ${ups}`, []);
  return verb === "VER" ? "Network UPS Tools upsd 2.8.5 - bench" : "ERR UNKNOWN-COMMAND";
}

const server = createServer((socket) => {
  let text = "";
  socket.setNoDelay(true).on("error", () => undefined);
  socket.on("data", (chunk) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop();
    for (const line of lines) socket.write(`${answer(line.split(" "))}\n`);
  });
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));
