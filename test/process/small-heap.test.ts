import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "@jest/globals";
import { freePort, Machine, SAME_USER } from "./daemon.ts";

/** Much garbage, some of which lives for a while; prints what the young generation takes of memory, in MiB. */
const GARBAGE = `
let keep = [];
for (let i = 0; i < 4e5; i++) {
  keep.push({ i, of: [i] });
  if (keep.length > 1e5) keep = [];
}
const { space_size } = require("node:v8").getHeapSpaceStatistics().find(({ space_name }) => space_name === "new_space");
console.log(space_size / 1048576);
`;

const young = (before: string): number =>
  Number(execFileSync(process.execPath, ["-e", `(async () => { ${before}\n${GARBAGE} })()`], { encoding: "utf8" }));

/** Connections that have asked once and are silent then, in a process of their own: `PORT COUNT`. */
const SILENT = `
const { connect } = require("node:net");
const [port, count] = process.argv.slice(1).map(Number);
const open = () => new Promise((resolve) => {
  const socket = connect({ port, host: "127.0.0.1" }).on("data", resolve);
  socket.write("VER\\n");
});
(async () => {
  for (let i = 0; i < count; i += 10) await Promise.all(Array.from({ length: 10 }, open));
  console.log("open");
})();
`;

const CONNECTIONS = 3000;
const KIB_EACH = 5;

const residentKiB = (pid: number): number =>
  Number(/^VmRSS:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "latin1"))?.[1]);

describe("a daemon's heap", () => {
  let machine: Machine;
  beforeEach(async () => {
    machine = new Machine(await freePort());
  });
  afterEach(() => machine.clear());

  it("keeps its young generation at the size it starts with, which grows otherwise", () => {
    const url = pathToFileURL(join(process.cwd(), "dist/system/process/small-heap.js")).href;
    expect(young(`(await import(${JSON.stringify(url)})).keepHeapSmall();`)).toBeLessThanOrEqual(2);
    expect(young("")).toBeGreaterThan(4);
  });

  it("takes a few KiB for a connection to upsd that is silent", async () => {
    machine.write("upsd.conf", `LISTEN 127.0.0.1 ${machine.port}\nMAXCONN ${CONNECTIONS + 100}\n`);
    const upsd = machine.start("upsd", "-F", ...SAME_USER);
    await upsd.says(/listening on/);
    const pid = upsd.child.pid ?? 0;
    const before = residentKiB(pid);
    const words = ["-e", SILENT, machine.port, CONNECTIONS].map(String);
    const clients = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
    await new Promise((resolve) => clients.stdout.once("data", resolve));
    const each = (residentKiB(pid) - before) / CONNECTIONS;
    clients.kill("SIGKILL");
    expect(each).toBeLessThan(KIB_EACH);
  });
});
