/**
 * Completes package-lock.json with the prebuilt packages of other platforms: npm leaves out those that it could not
 * ask a registry about, and newer npm then refuses `npm ci`. Run it after `npm install`; it changes nothing when all
 * are there. Their versions are exact in the packages that name them, and system and processor are in their names.
 */
import { readFileSync, writeFileSync } from "node:fs";

const PATH = new URL("../package-lock.json", import.meta.url);
const SYSTEMS = ["aix", "android", "darwin", "freebsd", "linux", "netbsd", "openbsd", "openharmony", "sunos", "win32"];
const PROCESSORS = ["arm64", "x64", "ia32", "arm", "ppc64", "riscv64", "s390x", "loong64", "mips64el", "wasm32"];
const EXACT = /^\d+\.\d+\.\d+(-[0-9A-Za-z.-]+)?$/;

const lock = JSON.parse(readFileSync(PATH, "utf8"));
const { packages } = lock;

/** Where Node would find `name` from the package at `path`; undefined when the lock file does not have it. */
function find(path, name) {
  for (let folder = path; ; folder = folder.slice(0, Math.max(0, folder.lastIndexOf("node_modules/") - 1))) {
    const place = `${folder === "" ? "" : `${folder}/`}node_modules/${name}`;
    if (packages[place]) return place;
    if (folder === "") return undefined;
  }
}

/** The lock file's fields for a package that exists for one platform only. */
function platformEntry(name, version, { dev }) {
  const words = name.split("/").at(-1).split("-");
  const os = SYSTEMS.filter((word) => words.includes(word));
  const cpu = PROCESSORS.filter((word) => words.includes(word));
  const libc = words.some((word) => word.startsWith("musl")) ? ["musl"] : words.includes("gnu") ? ["glibc"] : [];
  return {
    version,
    ...(cpu.length > 0 && { cpu }),
    ...(dev && { dev }),
    ...(libc.length > 0 && { libc }),
    optional: true,
    ...(os.length > 0 && { os }),
  };
}

const added = [];
for (const [path, entry] of Object.entries(packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    if (find(path, name)) continue;
    if (!EXACT.test(version)) {
      console.error(`${name} ${version}, wanted by ${path}: no exact version; ask the registry with npm install`);
      process.exitCode = 1;
      continue;
    }
    packages[`node_modules/${name}`] = platformEntry(name, version, entry);
    added.push(`${name} ${version}`);
  }
}

if (added.length > 0) {
  const byName = ([a], [b]) => a.localeCompare(b, "en");
  lock.packages = Object.fromEntries(Object.entries(packages).sort(byName));
  writeFileSync(PATH, `${JSON.stringify(lock, null, 2)}\n`);
}
console.log(added.length === 0 ? "complete" : `added:\n  ${added.join("\n  ")}`);
