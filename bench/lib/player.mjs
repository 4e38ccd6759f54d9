/** Devices that are played by tests' simulators, in a process of their own, which is not measured. */
import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

/** What a simulator reads beside itself is found from here. */
const DEVICES = new URL("../../test/sim/devices/x", import.meta.url).href;
const REQUIRE = 'import { createRequire } from "node:module"; const require = createRequire(process.cwd() + "/x");';

/** Bundles a program of ours, by its URL, into `folder`: its path. */
export async function bundled(folder, source) {
  const program = join(folder, "played.mjs");
  await build({
    entryPoints: [fileURLToPath(source)],
    outfile: program,
    bundle: true,
    platform: "node",
    format: "esm",
    banner: { js: REQUIRE },
    define: { "import.meta.url": JSON.stringify(DEVICES) },
    // Of drivers that are imported beside their simulators, and not run.
    loader: { ".node": "empty" },
    logLevel: "error",
  });
  return program;
}

/** Starts one: `told` is its first line, `report` what it says at SIGTERM. */
export async function played(program, args) {
  const child = spawn(process.execPath, [program, ...args.map(String)], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const lines = createInterface({ input: child.stdout });
  const next = () =>
    Promise.race([
      new Promise((resolve) => lines.once("line", (line) => resolve(JSON.parse(line)))),
      ended.then(() => Promise.reject(new Error(`${program} ended before it had said anything`))),
    ]);
  const told = await next();
  const report = () => {
    const said = next();
    child.kill("SIGTERM");
    return said;
  };
  const end = async () => {
    child.kill("SIGKILL");
    await ended;
  };
  return { told, report, end };
}
