/**
 * A driver with 30 variables, in a process of its own, so that every server is fed by the same thing.
 * `node fake-driver.mjs SOCKET`; a line `NAME VALUE` on standard input changes a variable and is sent at once.
 */
import { rmSync } from "node:fs";
import { createServer } from "node:net";
import { createInterface } from "node:readline";

const NAMES = [
  "ups.status", "ups.load", "ups.mfr", "ups.model", "ups.serial", "ups.firmware", "ups.temperature", "ups.power",
  "ups.realpower", "ups.power.nominal", "ups.realpower.nominal", "ups.beeper.status", "ups.test.result",
  "battery.charge", "battery.charge.low", "battery.runtime", "battery.runtime.low", "battery.voltage",
  "battery.voltage.nominal", "battery.type", "battery.temperature", "input.voltage", "input.voltage.nominal",
  "input.frequency", "input.transfer.low", "input.transfer.high", "output.voltage", "output.voltage.nominal",
  "output.frequency", "output.current",
]; // biome-ignore format: thirty names
const values = new Map(NAMES.map((name, i) => [name, name === "ups.status" ? "OL" : `${100 + i}.5`]));

const path = process.argv[2];
rmSync(path, { force: true });
const clients = new Set();

function dump(socket) {
  for (const [name, value] of values) socket.write(`SETINFO ${name} "${value}"\n`);
  socket.write("DATAOK\nDUMPDONE\n");
}

const server = createServer((socket) => {
  clients.add(socket);
  socket.on("close", () => clients.delete(socket)).on("error", () => socket.destroy());
  createInterface({ input: socket }).on("line", (line) => {
    if (line.startsWith("PING")) socket.write("PONG\n");
    if (line.startsWith("DUMPALL")) dump(socket);
  });
});
server.listen(path, () => process.stdout.write("ready\n"));

createInterface({ input: process.stdin })
  .on("line", (line) => {
    const [name, value] = line.split(" ");
    values.set(name, value);
    for (const socket of clients) socket.write(`SETINFO ${name} "${value}"\n`);
  })
  .on("close", () => process.exit(0));
