/**
 * Compiles `src` to `dist`, bundles what `src/commands` says, and writes the oclif manifest. With `--pack` it begins
 * with an empty `dist` and leaves nothing in it that no entry of the package leads to.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { reachedFiles } from "./packaging/reached-files.mjs";

function run(command, args) {
  const env = { ...process.env, OCLIF_SKIP_NEW_VERSION_CHECK: "true" };
  const { status, error } = spawnSync(command, args, { stdio: "inherit", env });
  if (error) throw error;
  if (status !== 0) process.exit(status ?? 1);
}

/** `src/commands/upssched-cmd.ts` exports UPSSCHED_CMD. */
const exportOf = (name) => name.toUpperCase().replaceAll("-", "_");

const importOf = ({ table: { name } }) => `import { ${exportOf(name)} } from "./commands/${name}.ts";`;

function bundle(lines, options) {
  return build({
    stdin: { contents: ['import { runProgram } from "./cli/program.ts";', ...lines].join("\n"), resolveDir: "src" },
    bundle: true,
    platform: "node",
    target: "node20",
    // A package is loaded by `import()` where it is needed: at a terminal, for a device.
    packages: "external",
    legalComments: "none",
    ...options,
  });
}

/** `load` of a fast program hands out what its bundle has read already: code kept for a later `import()` runs slower. */
const CODE_AT_ONCE = {
  name: "code-at-once",
  setup: ({ onLoad }) =>
    onLoad({ filter: /src.commands.[a-z-]+\.ts$/ }, ({ path }) => ({
      loader: "ts",
      contents: readFileSync(path, "utf8").replace(
        /^(.*)\(\) => import\((".+")\)/ms,
        "import * as code from $2;\n$1() => Promise.resolve(code)",
      ),
    })),
};

/** One file: CommonJS loads faster than ES modules. */
function bundleFast(program) {
  const { name } = program.table;
  return bundle([importOf(program), `export const main = (argv) => runProgram(${exportOf(name)}, argv);`], {
    outfile: `dist/fast/${name}.cjs`,
    format: "cjs",
    minify: true,
    plugins: [CODE_AT_ONCE],
  });
}

/**
 * The daemons in a handful of files instead of two hundred: each file that is not opened saves a small board a
 * millisecond or ten. Chunks are shared, so that a class is one class.
 */
function bundleDaemons(programs) {
  const rows = programs.map(({ table: { name } }) => `  ${JSON.stringify(name)}: ${exportOf(name)},`);
  return bundle(
    [
      ...programs.map(importOf),
      `const DAEMONS = {\n${rows.join("\n")}\n};`,
      "export const main = (name, argv) => runProgram(DAEMONS[name], argv);",
    ],
    {
      outdir: "dist/daemon-bundle",
      entryNames: "main",
      splitting: true,
      format: "esm",
      // Names stay, for stack traces.
      minifyWhitespace: true,
      minifySyntax: true,
    },
  );
}

const PAGE = "src/web/page";
const BUILT_PAGE = "dist/web/page";
/** Packages whose code is in the page, which has to bear their licences. */
const IN_PAGE = ["preact", "uplot"];

/** The dashboard: one script, one style, icons. */
async function bundlePage() {
  const outdir = BUILT_PAGE;
  rmSync(outdir, { recursive: true, force: true });
  mkdirSync(outdir, { recursive: true });
  await build({
    entryPoints: { app: join(PAGE, "main.tsx") },
    outdir,
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022"],
    jsx: "automatic",
    jsxImportSource: "preact",
    legalComments: "none",
  });
  await build({
    entryPoints: { app: join(PAGE, "page.css") },
    outdir,
    bundle: true,
    minify: true,
    legalComments: "none",
  });
  for (const name of readdirSync(PAGE))
    if (/\.(html|svg)$/.test(name)) copyFileSync(join(PAGE, name), join(outdir, name));
  const licences = IN_PAGE.map((name) => `${name}\n\n${readFileSync(`node_modules/${name}/LICENSE`, "utf8")}`);
  writeFileSync(join(outdir, "licences.txt"), licences.join("\n"));
}

/** What `bin/run.js` has to know of the programs. */
function writeProgramList(programs) {
  const list = {
    starts: Object.fromEntries(programs.map(({ table, starts }) => [table.name, starts])),
    names: Object.fromEntries(programs.flatMap(({ table, names }) => names.map((name) => [name, table.name]))),
    otherNames: programs.find(({ otherNames }) => otherNames)?.table.name,
    operandsHaveHelp: programs.filter(({ operandsHaveHelp }) => operandsHaveHelp).map(({ table }) => table.name),
  };
  writeFileSync("dist/programs.json", `${JSON.stringify(list)}\n`);
}

/** What an earlier build left of sources that are gone, and all declarations: only those of the library are made anew. */
function removeStale() {
  mkdirSync("dist", { recursive: true });
  for (const name of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
    const source = join("src", name.replace(/\.js$/, ".ts"));
    if (join("dist", name).startsWith(BUILT_PAGE)) continue;
    if (name.endsWith(".d.ts") || (name.endsWith(".js") && !existsSync(source))) rmSync(join("dist", name));
  }
}

async function removeUnreached() {
  const { files } = await reachedFiles(".");
  for (const name of readdirSync("dist", { recursive: true, encoding: "utf8" })) {
    const path = join("dist", name);
    if (join("dist", name).startsWith(BUILT_PAGE)) continue;
    if (name.endsWith(".tsbuildinfo") || (/\.(js|ts)$/.test(name) && !files.has(path))) rmSync(path);
  }
}

/** `npm run check` judges the types; here that would take five times as long. */
const compile = (...args) => run(process.execPath, ["node_modules/typescript-7/bin/tsc", "--noCheck", ...args]);

async function writeCompletions(programs) {
  const { SCRIPTS } = await import("./dist/cli/completion/shells.js");
  const { DRIVERS } = await import("./dist/drivers/registry.js");
  const { HELP_TOPICS } = await import("./dist/cli/topics/topics.js");
  const completed = {
    programs: programs.map(({ table }) => table),
    drivers: DRIVERS.map(({ name }) => name),
    topics: HELP_TOPICS,
  };
  mkdirSync("dist/completions", { recursive: true });
  for (const [shell, script] of Object.entries(SCRIPTS))
    writeFileSync(`dist/completions/nutts.${shell}`, script(completed));
}

const forPack = process.argv.includes("--pack");
if (forPack) rmSync("dist", { recursive: true, force: true });
rmSync("dist/fast", { recursive: true, force: true });
rmSync("dist/daemon-bundle", { recursive: true, force: true });
removeStale();
compile("-p", "tsconfig.build.json");
compile("-p", "tsconfig.types.json");
const { PROGRAMS } = await import("./dist/commands/index.js");
await writeCompletions(PROGRAMS);
const startsAs = (kind) => PROGRAMS.filter(({ starts }) => starts === kind);
await Promise.all([bundlePage(), ...startsAs("fast").map(bundleFast), bundleDaemons(startsAs("daemon"))]);
writeProgramList(PROGRAMS);
run(process.execPath, ["node_modules/oclif/bin/run.js", "manifest"]);
if (forPack) await removeUnreached();
