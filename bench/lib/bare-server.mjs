/** What Node costs by itself: every line gets the same answer. Reads the port from upsd.conf as the servers do. */
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";

const conf = readFileSync(join(process.env.NUT_CONFPATH, "upsd.conf"), "utf8");
const port = Number(/^LISTEN 127\.0\.0\.1 (\d+)/.exec(conf)[1]);
const ANSWER = Buffer.from('VAR bench ups.status "OL"\n');

createServer({ noDelay: true }, (socket) => {
  socket.on("error", () => undefined).on("data", () => socket.write(ANSWER));
}).listen(port, "127.0.0.1");
