/**
 * What `npm pack` made (its argument) holds what is needed and nothing else: publint finds nothing to say, every
 * import leads to a file of the package or to a dependency, and every file is reached from an entry or is a document.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { reachedFiles } from "../packaging/reached-files.mjs";

const NOT_CODE =
  /^((README|CHANGELOG)\.md|LICENSE|(man|docs)\/[^/]+\.md|dist\/completions\/nutts\.[a-z]+|(package|oclif\.manifest|bin\/package|dist\/programs)\.json)$/;
const PACKAGE = /^(?:@[^/]+\/)?[^/]+/;

const [tarball = ""] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "nutts-packed-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
const { status } = spawnSync("tar", ["-xzf", tarball, "-C", folder], { stdio: "inherit" });
if (status !== 0) process.exit(1);

const root = join(folder, "package");
const files = readdirSync(root, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath ?? entry.path, entry.name).slice(root.length + 1));
const about = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const reached = await reachedFiles(root);
const imported = new Set([...reached.packages].map((name) => PACKAGE.exec(name)[0]));
const builtIn = (name) => name.startsWith("node:") || builtinModules.includes(name);
const { messages } = await publint({ pkgDir: root, pack: false, strict: true });

const complaints = [
  ...files
    .filter((file) => !(reached.files.has(file) || NOT_CODE.test(file)))
    .map((file) => `${file} is in the package, and nothing needs it`),
  ...[...imported]
    .filter((name) => !(builtIn(name) || Object.hasOwn(about.dependencies, name)))
    .map((name) => `${name} is imported and is no dependency`),
  ...Object.keys(about.dependencies)
    .filter((name) => !imported.has(name))
    .map((name) => `${name} is a dependency and is not imported`),
  ...messages.map((message) => `publint: ${formatMessage(message, about)}`),
];
for (const complaint of complaints) console.error(complaint);
console.log(`${tarball}: ${files.length} files, ${reached.files.size} of them code that is reached`);
process.exitCode = complaints.length > 0 ? 1 : 0;
