/** Compiles `src` to `dist`, bundles the light entry, and writes the oclif manifest. */
import { spawnSync } from "node:child_process";
import { build } from "esbuild";

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json"]);
await build({
  entryPoints: ["src/light.ts"],
  outdir: "dist/light",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  minify: true,
  keepNames: true,
  legalComments: "none",
});
run(process.execPath, ["node_modules/oclif/bin/run.js", "manifest"]);
