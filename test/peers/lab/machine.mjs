/**
 * A machine of a home lab, as others see it: it hears magic packets on UDP 9, and where it is given a certificate it is
 * a node of Proxmox VE on 8006. `machine.mjs LOG MAC ADDRESS [KEY CERT]`. A packet for its card starts it; switched off it has
 * no address any more, so that nothing answers, and hears packets all the same.
 */
import { spawnSync } from "node:child_process";
import { createSocket } from "node:dgram";
import { appendFileSync, readFileSync } from "node:fs";
import { createServer as createHttps } from "node:https";
import { createServer } from "node:net";

const [log, mac = "", address = "", key, cert] = process.argv.slice(2);
const note = (text) => appendFileSync(log, `${Date.now()} ${text}\n`);
const bytes = Buffer.from(mac.replaceAll(":", ""), "hex");
const MAGIC = Buffer.concat([Buffer.alloc(6, 0xff), ...Array.from({ length: 16 }, () => bytes)]);
const OFF_MS = 300;

const guests = new Map();
let server;

function data(method, path) {
  if (path === "/nodes") return [{ node: "pve", status: "online" }];
  const [, type, id] = /^\/nodes\/pve\/(qemu|lxc)(?:\/(\d+)\/status\/shutdown)?$/.exec(path) ?? [];
  if (id !== undefined) {
    note(`guest ${guests.get(id)}`);
    setTimeout(() => guests.delete(id), OFF_MS);
    return "UPID:pve:1";
  }
  if (type !== undefined)
    return type === "qemu" ? [...guests].map(([vmid, name]) => ({ vmid: Number(vmid), name, status: "running" })) : [];
  if (path === "/nodes/pve/status" && method === "POST") {
    note("off");
    setTimeout(stop, OFF_MS);
    return null;
  }
  return undefined;
}

function answer(request, response) {
  const authorized = request.headers.authorization === "PVEAPIToken=nut@pve!nut=secret";
  const found = authorized ? data(request.method, request.url.replace("/api2/json", "")) : undefined;
  response.statusCode = authorized ? (found === undefined ? 501 : 200) : 401;
  response.end(JSON.stringify({ data: found }));
}

const addressIs = (deed) => spawnSync("ip", ["addr", deed, `${address}/24`, "brd", "+", "dev", "eth0"]);

/** SSH of a machine that is none of Proxmox stands for its being up. */
function start() {
  if (server) return;
  addressIs("add");
  for (const [id, name] of Object.entries({ 101: "db", 102: "web", 103: "mail", 104: "dns" })) guests.set(id, name);
  server = key
    ? createHttps({ key: readFileSync(key), cert: readFileSync(cert) }, answer).listen(8006)
    : createServer((socket) => socket.destroy()).listen(22);
  note("up");
}

function stop() {
  server?.closeAllConnections?.();
  server?.close();
  server = undefined;
  addressIs("del");
}

createSocket("udp4")
  .on("message", (message) => {
    if (!message.equals(MAGIC)) return;
    note("packet");
    start();
  })
  .bind(9);
process.on("SIGUSR2", stop);
start();
