/** What the entries of the package at `root` lead to: files of its own, and packages that they import. */
import { readFileSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { build } from "esbuild";
import ts from "typescript";

/** What oclif, Node and TypeScript read without being told by an import. */
function entriesOf({ exports, bin, oclif }) {
  const { import: library, types } = exports["."];
  const read = [
    oclif.commands.target,
    `${oclif.helpClass}.js`,
    ...Object.values(oclif.hooks).map((name) => `${name}.js`),
  ];
  return { code: [library, ...Object.values(bin), ...read], types };
}

/** esbuild follows every import, `import()` and `require()`; one that leads nowhere is an error. */
async function codeFrom(root, entryPoints) {
  const { metafile } = await build({
    entryPoints: entryPoints.map((entry) => resolve(root, entry)),
    absWorkingDir: resolve(root),
    outdir: "unwritten",
    bundle: true,
    write: false,
    metafile: true,
    platform: "node",
    format: "esm",
    packages: "external",
    logLevel: "error",
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  return {
    files: Object.keys(metafile.inputs).filter((name) => !name.startsWith("import(") && !name.startsWith("require(")),
    packages: imported.filter(({ external, path }) => external && !path.startsWith(".")).map(({ path }) => path),
  };
}

function declarationsFrom(root, entry) {
  const reached = new Set();
  const queue = [resolve(root, entry)];
  for (let file = queue.pop(); file !== undefined; file = queue.pop()) {
    if (reached.has(file)) continue;
    reached.add(file);
    for (const { fileName } of ts.preProcessFile(readFileSync(file, "utf8")).importedFiles)
      if (fileName.startsWith(".")) queue.push(resolve(file, "..", fileName.replace(/\.[jt]s$/, ".d.ts")));
  }
  return [...reached].map((file) => relative(root, file));
}

export async function reachedFiles(root) {
  const entries = entriesOf(JSON.parse(readFileSync(join(root, "package.json"), "utf8")));
  const { files, packages } = await codeFrom(root, entries.code);
  return { files: new Set([...files, ...declarationsFrom(root, entries.types)]), packages: new Set(packages) };
}
