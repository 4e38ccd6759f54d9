/**
 * What `npm pack` made (its argument) holds what is needed and nothing else: publint finds nothing to say, every
 * import leads to a file of the package or to a dependency, every file is reached from an entry or is a document, the documents
 * that belong to a program are there, and it is no larger than it was.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { reachedFiles } from "../packaging/reached-files.mjs";

const NOT_CODE =
  /^((README|CHANGELOG)\.md|LICENSE|(man|docs)\/[^/]+\.md|docs\/home-lab\/[a-z-]+\.(conf|users)|dist\/completions\/nutts\.[a-z]+|dist\/web\/page\/(index\.html|app\.(js|css)|icon-[a-z]+\.svg|licences\.txt)|(package|oclif\.manifest|bin\/package|dist\/programs)\.json)$/;
/**
 * A quarter more than it is. Who needs more says so here, and why: it was 2 and 6.5 before two dozen drivers, hosts without a
 * client, batteries and the outputs of the web server came, each with its manual page.
 */
const MOST_PACKED_MIB = 2.5;
const MOST_UNPACKED_MIB = 8;
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
const programs = Object.keys(JSON.parse(readFileSync(join(root, "dist/programs.json"), "utf8")).starts);
const needed = [
  ...programs.map((name) => `man/${name}.8.md`),
  ...["README.md", "LICENSE", "CHANGELOG.md", "oclif.manifest.json"],
  ...["bash", "fish", "zsh"].map((shell) => `dist/completions/nutts.${shell}`),
  ...["index.html", "app.js", "app.css", "icon-calm.svg", "licences.txt"].map((name) => `dist/web/page/${name}`),
];
const mib = (bytes) => bytes / 2 ** 20;
const packed = mib(statSync(tarball).size);
const unpacked = mib(files.reduce((sum, file) => sum + statSync(join(root, file)).size, 0));
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
  ...needed.filter((file) => !files.includes(file)).map((file) => `${file} is not in the package`),
  ...(packed > MOST_PACKED_MIB ? [`packed it has ${packed.toFixed(2)} MiB, more than ${MOST_PACKED_MIB}`] : []),
  ...(unpacked > MOST_UNPACKED_MIB
    ? [`unpacked it has ${unpacked.toFixed(2)} MiB, more than ${MOST_UNPACKED_MIB}`]
    : []),
  ...messages.map((message) => `publint: ${formatMessage(message, about)}`),
];
for (const complaint of complaints) console.error(complaint);
const size = `${packed.toFixed(2)} MiB packed, ${unpacked.toFixed(2)} MiB unpacked`;
console.log(`${tarball}: ${files.length} files, ${reached.files.size} of them code that is reached; ${size}`);
process.exitCode = complaints.length > 0 ? 1 : 0;
