/**
 * Node runtimes from npm, which has them as packages `node-linux-PROCESSOR`. As a program: `runtime.mjs FOLDER
 * VERSION…` puts `FOLDER/VERSION/bin/node` there for this machine's processor.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** Runs a command to its good end, and returns what it printed. */
export function run(command, args, options = {}) {
  const done = spawnSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"], ...options });
  if (done.error) throw done.error;
  if (done.status !== 0) throw new Error(`${command} ${args.join(" ")}: status ${done.status}`);
  return done.stdout;
}

/** Puts `bin/node` and Node's `LICENSE` into `folder`. */
export function fetchRuntime(processor, version, folder) {
  if (existsSync(join(folder, "bin/node"))) return;
  const packed = mkdtempSync(join(tmpdir(), "nutts-runtime-"));
  try {
    const name = `node-linux-${processor}@${version}`;
    const tarball = run("npm", ["pack", "--silent", "--pack-destination", packed, name]).trim().split("\n").at(-1);
    mkdirSync(folder, { recursive: true });
    const wanted = ["package/bin/node", "package/LICENSE"];
    run("tar", ["-xzf", join(packed, tarball), "-C", folder, "--strip-components=1", "--no-same-owner", ...wanted]);
  } finally {
    rmSync(packed, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, ...versions] = process.argv.slice(2);
  for (const version of versions) fetchRuntime(process.arch, version, join(folder, version));
}
