/** `npm start`: builds if that is needed, and runs the demo. */
"use strict";
const { spawn, spawnSync } = require("node:child_process");
const { existsSync, mkdirSync, readdirSync, statSync, symlinkSync } = require("node:fs");
const { dirname, join } = require("node:path");

const ROOT = dirname(__dirname);
/** Written last by a build. */
const BUILT = join(ROOT, "oclif.manifest.json");

const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;

/** The time of the newest source file. */
const newest = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((latest, entry) => Math.max(latest, modified(join(entry.parentPath ?? entry.path, entry.name))), 0);

function buildIfNeeded() {
  if (!existsSync(join(ROOT, "node_modules", "typescript"))) {
    console.error("The packages are not installed: run `npm ci` first.");
    process.exit(1);
  }
  if (modified(BUILT) > Math.max(newest(join(ROOT, "src")), modified(join(ROOT, "package.json")))) return;
  console.error("Building …");
  const { status } = spawnSync(process.execPath, ["build.mjs"], { cwd: ROOT, stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}

/** Lets `npx nutts` find the clone's own program without asking. */
function linkOwnName() {
  const link = join(ROOT, "node_modules", ".bin", "nutts");
  if (process.platform === "win32" || existsSync(link)) return;
  mkdirSync(dirname(link), { recursive: true });
  symlinkSync("../../bin/run.js", link);
}

buildIfNeeded();
linkOwnName();
const child = spawn(process.execPath, [join(ROOT, "bin", "run.js"), "up", "--demo", ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, NUTTS_CALLED_AS: "npx nutts" },
});
// The keyboard's SIGINT reaches the child by itself.
process.on("SIGINT", () => undefined);
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
child.on("exit", (status) => process.exit(status ?? 1));
