/** The servers that are compared: each with a folder, a port and a driver of its own. */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { OWN_NODE } from "./own-node.mjs";

const HERE = dirname(fileURLToPath(import.meta.url));
export const RUN_JS = join(HERE, "../../bin/run.js");

/** A C program: named by NUTTS_C_UPSD or NUTTS_C_UPSC, behind Debian's wrapper script, on PATH, or undefined. */
export const findProgram = (name) =>
  [process.env[`NUTTS_C_${name.toUpperCase()}`], join("/lib/nut", name), `/usr/sbin/${name}`]
    .concat((process.env.PATH ?? "").split(":").map((folder) => join(folder, name)))
    .find((path) => path !== undefined && existsSync(path));

/** What a C program calls itself, without the name of the project. */
export function versionOf(program) {
  const { stdout } = spawnSync(program, ["-V"], { encoding: "utf8" });
  return /\b(\d+\.\d+\.\d+[^\s]*)/.exec(stdout ?? "")?.[1] ?? "of unknown version";
}

const freePort = () =>
  new Promise((resolve) => {
    const probe = createServer().listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

const pause = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** One question, one line of answer, on a connection of its own; undefined when there is none. */
export const ask = (port, question) =>
  new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    let said = "";
    socket.setTimeout(2000, () => socket.destroy());
    socket.on("error", () => resolve(undefined)).on("close", () => resolve(said.split("\n")[0] || undefined));
    socket.on("data", (chunk) => {
      said += chunk;
      if (said.includes("\n")) socket.destroy();
    });
    socket.write(`${question}\n`);
  });

function line(stream) {
  return new Promise((resolve) => stream.once("data", (chunk) => resolve(String(chunk).trim())));
}

async function untilServed(port, child, said) {
  for (let i = 0; i < 100; i++) {
    const answer = await ask(port, "GET VAR bench ups.status");
    if (answer === 'VAR bench ups.status "OL"') return;
    if (child.exitCode !== null) break;
    await pause(100);
  }
  throw new Error(`the server did not come up on port ${port}:\n${said()}`);
}

function configure(folder, port) {
  const run = join(folder, "run");
  mkdirSync(run);
  writeFileSync(join(folder, "upsd.conf"), `LISTEN 127.0.0.1 ${port}\nMAXCONN 15000\nSTATEPATH ${run}\n`, {
    mode: 0o640,
  });
  writeFileSync(join(folder, "ups.conf"), "[bench]\ndriver = dummy-ups\nport = bench.dev\n", { mode: 0o640 });
  writeFileSync(join(folder, "upsd.users"), "", { mode: 0o640 });
  return {
    ...process.env,
    NUT_CONFPATH: folder,
    NUT_STATEPATH: run,
    NUT_ALTPIDPATH: run,
    NUT_QUIET_INIT_UPSNOTIFY: "true",
  };
}

async function end(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 3000);
  await gone;
  clearTimeout(timer);
}

/** Starts the driver and the server; `command` gets nothing but its own arguments. */
export async function startServer([command, ...args]) {
  const folder = mkdtempSync(join(tmpdir(), "nutts-bench-"));
  const port = await freePort();
  const env = configure(folder, port);
  const driver = spawn(process.execPath, [join(HERE, "fake-driver.mjs"), join(folder, "run/dummy-ups-bench")], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  await line(driver.stdout);
  let said = "";
  const child = spawn(command, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (said = (said + chunk).slice(-4000)));
  await untilServed(port, child, () => said);
  return {
    port,
    pid: child.pid,
    change: (name, value) => driver.stdin.write(`${name} ${value}\n`),
    stop: async () => {
      await end(child);
      await end(driver);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const asRoot = process.getuid?.() === 0 ? ["-u", "root"] : [];

/** The servers on this machine: `[name, command]`, ours last. */
export function servers() {
  const c = findProgram("upsd");
  return [...(c ? [["C", [c, "-F", ...asRoot]]] : []), ["nutts", [OWN_NODE, RUN_JS, "upsd", "-F", ...asRoot]]];
}
