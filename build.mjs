/** Compiles `src` to `dist`, bundles the light programs and the daemons, and writes the oclif manifest. */
import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

function run(command, args) {
  const env = { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: "true" };
  const { status, error } = spawnSync(command, args, { stdio: "inherit", env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** TypeScript 6.0 leaves `.ts` in an `import()` that stands inside `export default`, as the commands have it. */
function rewriteDefaultExports(folder) {
  for (const name of readdirSync(folder, { recursive: true }).filter((file) => file.endsWith(".js"))) {
    const path = join(folder, name);
    const text = readFileSync(path, "utf8");
    const fixed = text.replace(/(\bimport\("\.{1,2}\/[^"]*)\.ts"\)/g, '$1.js")');
    if (fixed !== text) writeFileSync(path, fixed);
  }
}

// `npm run check` judges the types; here that would take five times as long.
run(process.execPath, ["node_modules/typescript/bin/tsc", "-p", "tsconfig.build.json", "--noCheck"]);
rewriteDefaultExports("dist/commands");
await build({
  entryPoints: ["src/light/*.ts"],
  outdir: "dist/light",
  outExtension: { ".js": ".cjs" },
  bundle: true,
  // CommonJS loads faster, and packages stay outside: `import()` of them happens only at a terminal.
  format: "cjs",
  platform: "node",
  target: "node20",
  packages: "external",
  minify: true,
  legalComments: "none",
});
// The daemons in a handful of files instead of two hundred: each file that is not opened saves a small board a
// millisecond or ten. Chunks are shared, so that a class is one class.
rmSync("dist/road", { recursive: true, force: true });
await build({
  entryPoints: ["src/daemon-road.ts"],
  outdir: "dist/road",
  bundle: true,
  splitting: true,
  format: "esm",
  platform: "node",
  target: "node20",
  packages: "external",
  // Names stay, for stack traces.
  minifyWhitespace: true,
  minifySyntax: true,
  legalComments: "none",
});
run(process.execPath, ["node_modules/oclif/bin/run.js", "manifest"]);
