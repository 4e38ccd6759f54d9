/** Runs a load in a process of its own and gives what it found: `node SCRIPT ARGUMENTS` prints one line of JSON. */
import { spawn } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));

export function load(script, ...args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [join(HERE, script), ...args.map(String)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let said = "";
    child.stdout.on("data", (chunk) => (said += chunk));
    child.on("close", (status) =>
      status === 0 ? resolve(JSON.parse(said)) : reject(new Error(`${script}: status ${status}`)),
    );
  });
}
